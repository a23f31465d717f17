//! Of the loop: what members do by month and year, policies and cases, dues that are owed, votes and elections.

use facts::{Presence, Quantity};
use findings::{Branch, FactRow, Missing, StepFault};
use rulebook::Status;

use super::{BRANCH, Floor, ITSELF, Late, Pile, Rule};

/// The bit of the one condition on naming whom a member keeps in touch with: one or two of the staff.
const ONE_OR_TWO: u64 = 1;
/// The bits of what a commitment has to say, and of its review.
const MADE: u64 = 0b1111;
const REVIEWED: u64 = 0b11_0000;
/// The bit of the first step of the evaluation of members; the others follow.
const FIRST_STEP: u64 = 1;
/// The step that is the meeting.
const MEETING_STEP: u64 = FIRST_STEP << 3;
/// The bit of the first policy; the others follow, those of I1, of I3 and of I4.
const FIRST_POLICY: u32 = 1;
const POLICIES: [(Rule, u32); 3] =
    [(Rule::OwnPoliciesMissing, 20), (Rule::ServicePoliciesMissing, 8), (Rule::ManagementPoliciesMissing, 6)];

/// What a rule asks of each member: so many records of a kind in each of the year's periods, those before it included.
struct Asked {
    rule: Rule,
    kind: usize,
    /// The first period's first month, and how long each is, in months.
    from: i8,
    months: u8,
    need: usize,
    grace_days: i32,
    must: u64,
}

impl Floor {
    pub(super) fn service(&mut self, branch: &Branch, members: usize) {
        self.nothing_of_the_year();
        self.nothing_of_shorter_periods();
        self.nothing_that_stands();
        self.nothing_of_members(members);
        self.counts_of_members(branch, members);
        self.commitments(branch, members);
        self.policies(branch);
        self.dues_owed(branch, members);
        self.single_records(branch);
        self.election(branch);
    }

    fn nothing_of_the_year(&mut self) {
        let (year_end, secretary) = (self.month_ends[18], (0, BRANCH));
        for rule in [
            Rule::PlatformUseNotCounted,
            Rule::AffiliationNotChecked,
            Rule::CommendationGap,
            Rule::NeedsNotSurveyed,
            Rule::NoReportToMembers,
            Rule::BudgetGap,
            Rule::StocktakingGap,
            Rule::VenueNotClassified,
            Rule::BranchAbilityNotSettled,
            Rule::CommunityRegistrationNotChecked,
            Rule::DisciplineNotChecked,
            Rule::ThemeDayNotFixed,
        ] {
            self.never(rule, (0, 12), Status::Missed, year_end);
        }
        self.push_pile(Rule::PoliticalWorkNotAttested, ITSELF, Some(Missing::Attestation), &[], Late::NONE);
        self.never(Rule::BranchUnpaired, (0, 12), Status::Advice, year_end);
        self.never(Rule::NoCarrier, (0, 12), Status::Advice, year_end);
        self.never(Rule::PointsNotRanked, (0, 12), Status::Open, year_end.plus_days(31));
        self.never(Rule::ContributionsNotSummed, (0, 12), Status::Open, year_end.plus_days(31));
        self.never(Rule::YearEndAssessmentGap, (0, 12), Status::Open, year_end.plus_days(90));
        self.never_of(Rule::DutyReportToSuperior, secretary, (0, 12), Status::Open, year_end.plus_days(90));
        self.never_of(Rule::DutyReportToMembers, secretary, (0, 12), Status::Open, year_end.plus_days(90));
        self.never(Rule::ServicePlanMissing, (0, 12), Status::Missed, self.first.plus_months(3));
        self.never(Rule::JulyFirstNotCommended, (0, 12), Status::Missed, self.first.plus_months(7));
        for rule in [Rule::SelfCheckGap, Rule::PolicySelfCheckGap] {
            self.push(rule, ITSELF, (0, 12), Status::Missed, Some(year_end), Late::NONE);
            self.missing.extend((0..3).map(|step| Missing::Step { step, fault: StepFault::Overdue }));
        }
    }

    fn nothing_of_shorter_periods(&mut self) {
        let [before, half, year_end] = [6, 12, 18].map(|month| self.month_ends[month]);
        self.never(Rule::RegularAssessmentGap, (0, 6), Status::Missed, half);
        self.never(Rule::RegularAssessmentGap, (6, 6), Status::Missed, year_end);
        for rule in [Rule::DuesNotPublished, Rule::BranchReportMissing, Rule::FundsNotPublished, Rule::FundsNotReported]
        {
            self.never(rule, (-6, 6), Status::Missed, before.plus_days(15));
            self.never(rule, (0, 6), Status::Missed, half.plus_days(15));
            self.never(rule, (6, 6), Status::Open, year_end.plus_days(15));
        }
        for quarter in 0..4 {
            let due = self.month_ends[9 + 3 * quarter];
            for rule in [Rule::StaffConcernsNotAnalysed, Rule::MassWorkNotDiscussed, Rule::VenueUnused] {
                self.never(rule, (3 * quarter as i8, 3), Status::Missed, due);
            }
        }
        for quarter in 0..5 {
            let due = self.month_ends[6 + 3 * quarter].plus_days(15);
            let status = if quarter < 4 { Status::Missed } else { Status::Open };
            self.never(Rule::PointsNotPublished, (3 * quarter as i8 - 3, 3), status, due);
        }
    }

    fn nothing_that_stands(&mut self) {
        for rule in [
            Rule::PlatformMissing,
            Rule::VenueMissing,
            Rule::FiveHavesMissing,
            Rule::SignsMissing,
            Rule::OnlineVenueMissing,
            Rule::EquipmentUnregistered,
        ] {
            self.stands(rule, ITSELF, Status::Missed, Some(Missing::Records(1)), []);
        }
        let post = Some(Missing::Post(String::new()));
        self.stands(Rule::InformationCollectorMissing, ITSELF, Status::Missed, post, []);
    }

    fn nothing_of_members(&mut self, members: usize) {
        let year_end = self.month_ends[18];
        for rule in [Rule::NoExemplaryDeed, Rule::MemberUnpaired] {
            for member in 0..members {
                self.never_of(rule, (member as u16, BRANCH), (0, 12), Status::Advice, year_end);
            }
        }
        for member in 0..members {
            let itself = (member as u16, BRANCH);
            self.never_of(Rule::MemberAbilityNotSettled, itself, (0, 12), Status::Missed, year_end);
            let due = year_end.plus_days(15);
            self.never_of(Rule::PersonalMattersNotReported, itself, (0, 12), Status::Open, due);
        }
    }

    fn counts_of_members(&mut self, branch: &Branch, members: usize) {
        let of_year = |rule, kind| Asked { rule, kind, from: 0, months: 12, need: 1, grace_days: 0, must: 0 };
        let kinds = &self.kinds;
        let all = [
            of_year(Rule::DuesBaseNotReviewed, kinds.dues_base),
            of_year(Rule::PoliticalBirthdayUnmarked, kinds.birthday),
            Asked { must: ONE_OR_TWO, ..of_year(Rule::StaffContactNotNamed, kinds.staff_contact) },
            Asked { need: 2, ..of_year(Rule::VolunteeringShort, kinds.volunteering) },
            Asked { need: 2, months: 1, ..of_year(Rule::StaffTalkGap, kinds.staff_talk) },
            Asked { from: -1, months: 1, grace_days: 10, ..of_year(Rule::PointsNotDeclared, kinds.points) },
            Asked { from: -6, months: 6, grace_days: 15, ..of_year(Rule::MemberReportGap, kinds.member_report) },
        ];
        for asked in all {
            self.count_of_members(branch, members, &asked);
        }
    }

    fn count_of_members(&mut self, branch: &Branch, members: usize, asked: &Asked) {
        let piles = self.piles_by_member(branch, members, asked.kind, asked.must);
        let facts = &branch.columns.facts;
        for (member, pile) in piles[..members].iter().enumerate() {
            let mut rest = &pile.rows[..pile.count];
            let mut from = asked.from;
            while from < 12 {
                let end = self.month_ends[(6 + from + asked.months as i8) as usize];
                let own = rest.iter().take_while(|at| facts[**at as usize].counts_first <= end).count();
                let (own, after) = rest.split_at(own);
                rest = after;
                let due = end.plus_days(asked.grace_days);
                let status = match () {
                    () if own.len() >= asked.need => Status::Met,
                    () if due > self.month_ends[18] => Status::Open,
                    () => Status::Missed,
                };
                let period = (from, asked.months);
                self.push(asked.rule, (member as u16, BRANCH), period, status, Some(due), Late::NONE);
                let finding = self.findings.last_mut().unwrap();
                own.iter().for_each(|at| finding.late.add(&facts[*at as usize]));
                if status == Status::Open {
                    finding.changes_on = Some(due.plus_days(1));
                }
                if status != Status::Met {
                    self.missing.push(Missing::Records((asked.need - own.len()) as u32));
                }
                self.evidence.extend_from_slice(own);
                from += asked.months as i8;
            }
        }
        self.piles = piles;
    }

    fn piles_by_member(&mut self, branch: &Branch, members: usize, kind: usize, must: u64) -> Vec<Pile> {
        self.piles[..members].iter_mut().for_each(Pile::clear);
        let (start, rows) = self.rows(branch, kind);
        for (at, row) in (start..).zip(rows) {
            if row.holds & must == must {
                let member = branch.columns.people[row.people.0 as usize].person;
                self.piles[usize::from(member)].add(at, row);
            }
        }
        std::mem::take(&mut self.piles)
    }

    /// Two steps for each member: what was promised, and how it was kept.
    fn commitments(&mut self, branch: &Branch, members: usize) {
        let piles = self.piles_by_member(branch, members, self.kinds.commitment, 0);
        let year_end = self.month_ends[18];
        for (member, pile) in piles[..members].iter().enumerate() {
            let rows = &pile.rows[..pile.count];
            let taken = |step: u64| rows.iter().any(|at| branch.columns.facts[*at as usize].holds & step == step);
            let steps = [taken(MADE), taken(REVIEWED)];
            let status = if steps == [true, true] { Status::Met } else { Status::Missed };
            self.push(Rule::CommitmentGap, (member as u16, BRANCH), (0, 12), status, Some(year_end), pile.late);
            self.evidence.extend_from_slice(rows);
            for (step, _) in steps.into_iter().enumerate().filter(|(_, taken)| !taken) {
                self.missing.push(Missing::Step { step, fault: StepFault::Overdue });
            }
        }
        self.piles = piles;
        let (start, rows) = self.rows(branch, self.kinds.evaluation_step);
        self.push(Rule::EvaluationSteps, ITSELF, (0, 12), Status::Met, Some(year_end), Late::NONE);
        let finding = self.findings.last_mut().unwrap();
        rows.iter().for_each(|row| finding.late.add(row));
        self.evidence.extend(start..start + rows.len() as u32);
    }

    /// Each policy was adopted once, or never.
    fn policies(&mut self, branch: &Branch) {
        let (start, rows) = self.rows(branch, self.kinds.policy);
        let mut row_of = [u32::MAX; 64];
        for (at, row) in (start..).zip(rows) {
            row_of[(row.holds >> FIRST_POLICY).trailing_zeros() as usize] = at;
            // Adopted in January, assessed never.
            self.never(Rule::PoliciesNotAssessed, (0, 12), Status::Missed, self.month_ends[18]);
        }
        let mut first = 0;
        for (rule, number) in POLICIES {
            let own = &row_of[first as usize..(first + number) as usize];
            let missing = own.iter().filter(|at| **at == u32::MAX).count();
            let status = if missing == 0 { Status::Met } else { Status::Missed };
            self.push(rule, ITSELF, (0, 0), status, None, Late::NONE);
            self.evidence.extend(own.iter().filter(|at| **at != u32::MAX));
            self.missing.extend((0..missing).map(|_| Missing::Item(String::new())));
            first += number;
        }
    }

    /// One review for each member, at the beginning of the year, and a payment for most months.
    fn dues_owed(&mut self, branch: &Branch, members: usize) {
        let reviews = {
            let mut reviews = [u32::MAX; super::MEMBERS_MAX];
            let (start, rows) = self.rows(branch, self.kinds.dues_base);
            for (at, row) in (start..).zip(rows) {
                reviews[usize::from(branch.columns.people[row.people.0 as usize].person)] = at;
            }
            reviews
        };
        let piles = self.piles_by_member(branch, members, self.kinds.dues, 0);
        let columns = &branch.columns;
        for (member, pile) in piles[..members].iter().enumerate() {
            let review = &columns.facts[reviews[member] as usize];
            let due = columns.quantities[review.quantities as usize];
            let mut paid = pile.rows[..pile.count].iter().peekable();
            for month in 0..12u8 {
                let (mut late, mut sum) = (Late::of(review), 0);
                let from = self.evidence.len();
                self.evidence.push(reviews[member]);
                while let Some(at) = paid.next_if(|at| self.month(columns.facts[**at as usize].counts_first) == month) {
                    let row = &columns.facts[*at as usize];
                    sum += columns.quantities[row.quantities as usize];
                    late.add(row);
                    self.evidence.push(*at);
                }
                let status = if sum >= due { Status::Met } else { Status::Missed };
                let month_end = self.month_ends[7 + usize::from(month)];
                self.push(Rule::DuesShort, (member as u16, BRANCH), (month as i8, 1), status, Some(month_end), late);
                self.findings.last_mut().unwrap().evidence_from = from as u32;
                self.missing.extend((sum < due).then_some(Missing::Quantity(Quantity(due - sum))));
            }
        }
        self.piles = piles;
    }

    /// What is asked of each record by itself, beyond what meetings are asked for.
    fn single_records(&mut self, branch: &Branch) {
        let columns = &branch.columns;
        let (start, rows) = self.rows(branch, self.kinds.dues_base);
        for (at, row) in (start..).zip(rows) {
            let [due, base] = [0, 1].map(|place| columns.quantities[row.quantities as usize + place]);
            // Half a per cent up to three thousand, then one, one and a half, two.
            let rate = match base {
                ..=300_000 => 5,
                300_001..=500_000 => 10,
                500_001..=1_000_000 => 15,
                _ => 20,
            };
            let reckoned = (base * rate + 500) / 1_000;
            self.event(Rule::DuesWronglyReckoned, at, row, judged(due == reckoned));
            self.compared(due == reckoned, 0, due, reckoned);
        }
        for (kind, rule) in [
            (self.kinds.theme_day, Rule::BadgesNotWorn),
            (self.kinds.life_meeting, Rule::LifeMeetingUnprepared),
            (self.kinds.evaluation, Rule::LifeMeetingUnprepared),
            (self.kinds.evaluation, Rule::PoliciesNotInEvaluation),
        ] {
            let (start, rows) = self.rows(branch, kind);
            for (at, row) in (start..).zip(rows) {
                self.unfilled(rule, at, row, 1);
            }
        }
        let (start, rows) = self.rows(branch, self.kinds.life_meeting);
        for (at, row) in (start..).zip(rows) {
            self.event(Rule::LifeMeetingWithoutTheme, at, row, Status::Missed);
            self.missing.push(Missing::Field(String::new()));
        }
        let (start, rows) = self.rows(branch, self.kinds.evaluation_step);
        for (at, row) in (start..).zip(rows).filter(|(_, row)| row.holds & MEETING_STEP != 0) {
            self.unfilled(Rule::EvaluationMeetingSteps, at, row, 2);
        }
        let voters = branch.roster.members.iter().filter(|member| member.full_on(self.first)).count() as i64;
        let (start, rows) = self.rows(branch, self.kinds.members_meeting);
        for (at, row) in (start..).zip(rows) {
            let (present, in_favour) =
                (present(branch, row, self.attendee), columns.quantities[row.quantities as usize]);
            let (quorum, majority) = (2 * present >= voters, in_favour > 50 * voters);
            self.event(Rule::ResolutionWithoutQuorum, at, row, judged(quorum && majority));
            self.compared(quorum, 0, present * 100, voters * 100);
            self.compared(majority, 1, in_favour, voters * 100);
        }
    }

    fn unfilled(&mut self, rule: Rule, at: u32, row: &FactRow, fields: usize) {
        self.event(rule, at, row, Status::Unknown);
        self.missing.extend((0..fields).map(|_| Missing::Field(String::new())));
    }

    fn compared(&mut self, holds: bool, demand: usize, of: i64, to: i64) {
        let compared = Missing::Compared { demand, of: Quantity(of), to: Quantity(to) };
        self.missing.extend((!holds).then_some(compared));
    }

    /// The year's one election, in which those with the most votes were elected.
    fn election(&mut self, branch: &Branch) {
        let columns = &branch.columns;
        let (start, rows) = self.rows(branch, self.kinds.elected);
        let (at, row) = (start..).zip(rows).last().unwrap();
        self.unfilled(Rule::ElectionByBallot, at, row, 3);
        let present = present(branch, row, 0);
        let voters = branch.roster.members.iter().filter(|member| member.full_on(row.first)).count() as i64;
        let quorum = 5 * present > 4 * voters;
        self.event(Rule::ElectionWithoutQuorum, at, row, judged(quorum));
        self.compared(quorum, 0, present * 100, voters * 100);
        self.unfilled(Rule::ElectionPapersWrong, at, row, 3);
        let seats = columns.quantities[row.quantities as usize + 1] / 100;
        let (first_candidate, candidates) = self.rows(branch, self.kinds.candidate);
        let votes = |row: &FactRow| columns.quantities[row.quantities as usize];
        let over_half = candidates.iter().filter(|row| votes(row) > 50 * present).count() as i64;
        self.event(Rule::ElectedWithoutVotes, at, row, judged(over_half == seats));
        self.evidence.extend(first_candidate..first_candidate + candidates.len() as u32);
        let finding = self.findings.last_mut().unwrap();
        candidates.iter().for_each(|row| finding.late.add(row));
    }
}

const fn judged(holds: bool) -> Status {
    if holds { Status::Met } else { Status::Breached }
}

fn present(branch: &Branch, row: &FactRow, attendee: u8) -> i64 {
    let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
    let there = |presence: Presence| presence.counts_as_present();
    people.iter().filter(|person| person.part == attendee && there(person.presence)).count() as i64
}
