//! The hand-written loop: the rules that give a finding in these branches, written out for this standard, this year and
//! this shape of branch, over the engine's own columns.
//!
//! It gives what the engine gives, field for field. It knows no rulebook, no parameters, no rules that come into
//! force, no exemptions, no members or posts that come or go, and no record that counts for another day than its own:
//! a floor, not an engine.

mod service;

use facts::{Calendar, Day, Presence, Quantity};
use findings::{Branch, FactRow, Missing};
use rulebook::{Metric, Rulebook, Status};

macro_rules! rules {
    ($($name:ident = $slug:literal),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum Rule { $($name),* }
        /// The rules written out here, by slug.
        pub const RULES: &[&str] = &[$($slug),*];
    };
}

rules! {
    TooFewFullMembers = "too-few-full-members",
    BranchTooLarge = "branch-too-large",
    LargeEnoughForCommittee = "large-enough-for-committee",
    SupervisedByAnother = "supervised-by-another",
    CommitteeSize = "committee-size",
    CommitteeMemberWithoutDuty = "committee-member-without-duty",
    CommitteeDutyUncovered = "committee-duty-uncovered",
    SecretaryNotQualified = "secretary-not-qualified",
    SecretaryNotUnitHead = "secretary-not-unit-head",
    CommitteeHoursShort = "committee-hours-short",
    NoConcentratedTraining = "no-concentrated-training",
    SecretaryDutyNotSet = "secretary-duty-not-set",
    SecretaryNotAssessed = "secretary-not-assessed",
    SecretaryTreatedBelowLevel = "secretary-treated-below-level",
    ElectionOverdue = "election-overdue",
    BranchNotRated = "branch-not-rated",
    SetUpNotSurveyed = "set-up-not-surveyed",
    TermsNotSurveyed = "terms-not-surveyed",
    WorkingNotSurveyed = "working-not-surveyed",
    SpreadNotSurveyed = "spread-not-surveyed",
    MembersMeetingGap = "members-meeting-gap",
    CommitteeMeetingGap = "committee-meeting-gap",
    LectureGap = "lecture-gap",
    SecretaryLectureGap = "secretary-lecture-gap",
    MembersMeetingOffTopic = "members-meeting-off-topic",
    CommitteeMeetingOffTopic = "committee-meeting-off-topic",
    LectureOffTopic = "lecture-off-topic",
    MeetingMerged = "meeting-merged",
    MeetingsPlanMissing = "meetings-plan-missing",
    MeetingNotRecorded = "meeting-not-recorded",
    MeetingsReportMissing = "meetings-report-missing",
    LifeMeetingGap = "life-meeting-gap",
    EvaluationGap = "evaluation-gap",
    LifeMeetingAbsence = "life-meeting-absence",
    LifeMeetingPresenceUnrecorded = "life-meeting-presence-unrecorded",
    LifeMeetingPlanNotReviewed = "life-meeting-plan-not-reviewed",
    LifeMeetingResultNotFiled = "life-meeting-result-not-filed",
    SecretaryCommitteeTalkGap = "secretary-committee-talk-gap",
    SecretaryMemberTalkGap = "secretary-member-talk-gap",
    CommitteePairTalkGap = "committee-pair-talk-gap",
    MemberTalkGap = "member-talk-gap",
    ConcernsNotAnalysed = "members-concerns-not-analysed",
    ThemeDayGap = "theme-day-gap",
    ThemeDayAbsenceRun = "theme-day-absence-run",
    ThemeDayPresenceUnrecorded = "theme-day-presence-unrecorded",
    ThemeDayAbsence = "theme-day-absence",
    ThemeDayOffTopic = "theme-day-off-topic",
    YearPlanNotFiled = "year-plan-not-filed",
    ThemeDaysReportMissing = "theme-days-report-missing",
    ThemeDayMannerUnchanging = "theme-day-manner-unchanging",
    ObservationGap = "observation-gap",
    MemberHoursShort = "member-hours-short",
    DuesUnpaidRun = "dues-unpaid-run",
    UnpaidRunNotLookedInto = "unpaid-run-not-looked-into",
    ElectionByBallot = "election-by-ballot",
    ElectionWithoutQuorum = "election-without-quorum",
    ElectionPapersWrong = "election-papers-wrong",
    ElectedWithoutVotes = "elected-without-votes",
    SelfCheckGap = "self-check-gap",
    LifeMeetingUnprepared = "life-meeting-unprepared",
    EvaluationSteps = "evaluation-steps",
    EvaluationMeetingSteps = "evaluation-meeting-steps",
    PoliticalWorkNotAttested = "political-work-not-attested",
    PlatformUseNotCounted = "platform-use-not-counted",
    AffiliationNotChecked = "affiliation-not-checked",
    DuesBaseNotReviewed = "dues-base-not-reviewed",
    DuesWronglyReckoned = "dues-wrongly-reckoned",
    DuesShort = "dues-short",
    DuesNotPublished = "dues-not-published",
    PointsNotDeclared = "points-not-declared",
    PointsNotPublished = "points-not-published",
    PointsNotRanked = "points-not-ranked",
    CommendationGap = "commendation-gap",
    PoliticalBirthdayUnmarked = "political-birthday-unmarked",
    BadgesNotWorn = "badges-not-worn",
    CommitmentGap = "commitment-gap",
    NoExemplaryDeed = "no-exemplary-deed",
    StaffConcernsNotAnalysed = "staff-concerns-not-analysed",
    MassWorkNotDiscussed = "mass-work-not-discussed",
    StaffContactNotNamed = "staff-contact-not-named",
    StaffTalkGap = "staff-talk-gap",
    BranchUnpaired = "branch-unpaired",
    MemberUnpaired = "member-unpaired",
    VolunteeringShort = "volunteering-short",
    ContributionsNotSummed = "contributions-not-summed",
    ServicePlanMissing = "service-plan-missing",
    NeedsNotSurveyed = "needs-not-surveyed",
    PlatformMissing = "platform-missing",
    InformationCollectorMissing = "information-collector-missing",
    NoCarrier = "no-carrier",
    YearEndAssessmentGap = "year-end-assessment-gap",
    RegularAssessmentGap = "regular-assessment-gap",
    OwnPoliciesMissing = "own-policies-missing",
    ResolutionWithoutQuorum = "resolution-without-quorum",
    ServicePoliciesMissing = "service-policies-missing",
    ManagementPoliciesMissing = "management-policies-missing",
    BranchReportMissing = "branch-report-missing",
    NoReportToMembers = "no-report-to-members",
    MemberReportGap = "member-report-gap",
    BudgetGap = "budget-gap",
    FundsNotPublished = "funds-not-published",
    DutyReportToSuperior = "duty-report-to-superior",
    DutyReportToMembers = "duty-report-to-members",
    PolicySelfCheckGap = "policy-self-check-gap",
    PoliciesNotAssessed = "policies-not-assessed",
    PoliciesNotInEvaluation = "policies-not-in-evaluation",
    VenueMissing = "venue-missing",
    FiveHavesMissing = "five-haves-missing",
    SignsMissing = "signs-missing",
    OnlineVenueMissing = "online-venue-missing",
    StocktakingGap = "stocktaking-gap",
    EquipmentUnregistered = "equipment-unregistered",
    VenueUnused = "venue-unused",
    VenueNotClassified = "venue-not-classified",
    BranchAbilityNotSettled = "branch-ability-not-settled",
    MemberAbilityNotSettled = "member-ability-not-settled",
    CommunityRegistrationNotChecked = "community-registration-not-checked",
    DisciplineNotChecked = "discipline-not-checked",
    FundsNotReported = "funds-not-reported",
    JulyFirstNotCommended = "july-first-not-commended",
    LifeMeetingWithoutTheme = "life-meeting-without-theme",
    PersonalMattersNotReported = "personal-matters-not-reported",
    ThemeDayNotFixed = "theme-day-not-fixed",
}

/// Nobody: the finding is about the branch itself.
pub const BRANCH: u16 = u16::MAX;
const ITSELF: (u16, u16) = (BRANCH, BRANCH);

/// One result. People are indices into the roster's members; an event is a row.
#[derive(Clone, Copy)]
pub struct FloorFinding {
    pub rule: Rule,
    pub status: Status,
    pub people: (u16, u16),
    pub event: Option<u32>,
    /// First month, counted from the year's, and number of months; none for what has no period.
    pub months: (i8, u8),
    pub due: Option<Day>,
    pub changes_on: Option<Day>,
    /// Where its evidence begins; it ends where the next one's begins. The same with what is missing.
    pub evidence_from: u32,
    pub missing_from: u32,
    pub late: Late,
}

/// How many records were written down late, and the longest delay in days.
#[derive(Clone, Copy, Default)]
pub struct Late {
    pub records: u32,
    pub by_days: i32,
}

impl Late {
    const NONE: Late = Late { records: 0, by_days: 0 };

    fn of(row: &FactRow) -> Late {
        let late = row.delay > 7;
        Late { records: u32::from(late), by_days: if late { row.delay } else { 0 } }
    }

    fn add(&mut self, row: &FactRow) {
        let other = Late::of(row);
        self.records += other.records;
        self.by_days = self.by_days.max(other.by_days);
    }
}

const MEMBERS_MAX: usize = 32;
const COMMITTEE: usize = 5;
/// More records than anybody has of one kind in a year.
const RECORDS_MAX: usize = 64;

/// The bit of the one condition that the standard puts on meetings first: held together with another.
const MERGED: u64 = 1;
/// And of the one it puts on training: a concentrated course.
const CONCENTRATED: u64 = 1;

/// Rows in order, and how many of them were late.
#[derive(Clone, Copy)]
struct Pile {
    rows: [u32; RECORDS_MAX],
    count: usize,
    late: Late,
    sum: i64,
}

impl Pile {
    const EMPTY: Pile = Pile { rows: [0; RECORDS_MAX], count: 0, late: Late::NONE, sum: 0 };

    fn clear(&mut self) {
        (self.count, self.late, self.sum) = (0, Late::NONE, 0);
    }

    fn add(&mut self, at: u32, row: &FactRow) {
        self.rows[self.count] = at;
        self.count += 1;
        self.late.add(row);
    }
}

struct Kinds {
    joined: usize,
    post_taken: usize,
    members_meeting: usize,
    committee_meeting: usize,
    lecture: usize,
    life_meeting: usize,
    evaluation: usize,
    theme_day: usize,
    talk: usize,
    training: usize,
    dues: usize,
    elected: usize,
    candidate: usize,
    dues_base: usize,
    points: usize,
    birthday: usize,
    staff_contact: usize,
    staff_talk: usize,
    volunteering: usize,
    member_report: usize,
    commitment: usize,
    evaluation_step: usize,
    policy: usize,
}

pub struct Floor {
    kinds: Kinds,
    lecturer: u8,
    attendee: u8,
    recorder: u8,
    month_of: Vec<u8>,
    first: Day,
    /// The last day of so many months, counted from six months before the year.
    month_ends: Vec<Day>,
    talks: Vec<[Pile; MEMBERS_MAX]>,
    piles: Vec<Pile>,
    runs: [(u32, u32, u32); MEMBERS_MAX],
    paid: [u16; MEMBERS_MAX],
    findings: Vec<FloorFinding>,
    evidence: Vec<u32>,
    missing: Vec<Missing>,
}

impl Floor {
    pub fn new(rulebook: &Rulebook, as_of: Day) -> Floor {
        let kind = |slug: &str| usize::from(rulebook.kind_named(slug).unwrap().0.0);
        let part = |kind: &str, slug: &str| {
            let (_, kind) = rulebook.kind_named(kind).unwrap();
            kind.parts.iter().position(|part| part.slug == slug).unwrap() as u8
        };
        let first = Day::from_ymd(as_of.year(), 1, 1).unwrap();
        Floor {
            kinds: Kinds {
                joined: kind("member-joined"),
                post_taken: kind("post-taken"),
                members_meeting: kind("members-meeting"),
                committee_meeting: kind("committee-meeting"),
                lecture: kind("party-lecture"),
                life_meeting: kind("life-meeting"),
                evaluation: kind("democratic-evaluation"),
                theme_day: kind("theme-day"),
                talk: kind("talk"),
                training: kind("training"),
                dues: kind("dues-paid"),
                elected: kind("committee-elected"),
                candidate: kind("candidate-votes"),
                dues_base: kind("dues-base-set"),
                points: kind("points-declared"),
                birthday: kind("political-birthday"),
                staff_contact: kind("staff-contact"),
                staff_talk: kind("staff-talk"),
                volunteering: kind("volunteering"),
                member_report: kind("member-report"),
                commitment: kind("commitment"),
                evaluation_step: kind("evaluation-step"),
                policy: kind("policy"),
            },
            lecturer: part("party-lecture", "lecturer"),
            attendee: part("theme-day", "attendee"),
            recorder: part("members-meeting", "recorder"),
            month_of: (0..366).map(|day| (first.plus_days(day).month() - 1) as u8).collect(),
            first,
            month_ends: (0..=18).map(|month| first.plus_months(month - 6).plus_days(-1)).collect(),
            talks: vec![[Pile::EMPTY; MEMBERS_MAX]; COMMITTEE],
            piles: vec![Pile::EMPTY; MEMBERS_MAX],
            runs: [(0, 0, 0); MEMBERS_MAX],
            paid: [0; MEMBERS_MAX],
            findings: Vec::new(),
            evidence: Vec::new(),
            missing: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.findings.len()
    }

    pub fn findings(&self) -> impl Iterator<Item = (&FloorFinding, &[u32], &[Missing])> {
        self.findings.iter().enumerate().map(|(at, finding)| {
            let next = self.findings.get(at + 1);
            let evidence = next.map_or(self.evidence.len(), |next| next.evidence_from as usize);
            let missing = next.map_or(self.missing.len(), |next| next.missing_from as usize);
            (
                finding,
                &self.evidence[finding.evidence_from as usize..evidence],
                &self.missing[finding.missing_from as usize..missing],
            )
        })
    }

    pub fn evaluate(&mut self, branch: &Branch) {
        self.findings.clear();
        self.evidence.clear();
        self.missing.clear();
        let members = branch.roster.members.len();
        self.roster(branch);
        self.never_done(branch);
        self.meetings(branch);
        self.talks(branch, members);
        self.training(branch, members);
        self.theme_days(branch, members);
        self.dues(branch, members);
        self.events(branch, members);
        self.service(branch, members);
    }

    fn rows<'a>(&self, branch: &'a Branch, kind: usize) -> (u32, &'a [FactRow]) {
        let range = &branch.columns.kinds[kind];
        (range.start, &branch.columns.facts[range.start as usize..range.end as usize])
    }

    fn month(&self, day: Day) -> u8 {
        self.month_of[day.days_since(self.first) as usize]
    }

    fn push(&mut self, rule: Rule, people: (u16, u16), months: (i8, u8), status: Status, due: Option<Day>, late: Late) {
        self.findings.push(FloorFinding {
            rule,
            status,
            people,
            event: None,
            months,
            due,
            changes_on: None,
            evidence_from: self.evidence.len() as u32,
            missing_from: self.missing.len() as u32,
            late,
        });
    }

    /// What was gathered for somebody in the year, done if nothing is missing.
    fn push_pile(&mut self, rule: Rule, people: (u16, u16), missing: Option<Missing>, pile: &[u32], late: Late) {
        let status = if missing.is_none() { Status::Met } else { Status::Missed };
        self.push(rule, people, (0, 12), status, Some(self.month_ends[18]), late);
        self.evidence.extend_from_slice(pile);
        self.missing.extend(missing);
    }

    fn roster(&mut self, branch: &Branch) {
        let (roster, as_of) = (&branch.roster, self.month_ends[18]);
        let full = roster.members.iter().filter(|member| member.full_on(as_of)).count();
        let members = roster.members.iter().filter(|member| member.on(as_of)).count();
        let held = || roster.posts.iter().filter(|held| held.stay.holds(as_of));
        let committee = held().filter(|held| held.post.of_committee()).count();
        let one = |post: roster::Post| held().filter(|held| held.post == post).count();
        let standing = |holds: bool| if holds { Status::Met } else { Status::Breached };
        // Members and posts stand in the roster as their records do in the ledger.
        let ((joined, joinings), (taken, _)) =
            (self.rows(branch, self.kinds.joined), self.rows(branch, self.kinds.post_taken));
        let all = || joined..joined + joinings.len() as u32;
        let posts = |counts: fn(roster::Post) -> bool| {
            let posts = (taken..).zip(&roster.posts);
            posts.filter(move |(_, held)| counts(held.post) && held.stay.holds(as_of)).map(|(at, _)| at)
        };
        self.stands(Rule::TooFewFullMembers, ITSELF, standing(full >= 3), None, all());
        self.stands(Rule::BranchTooLarge, ITSELF, standing(members <= 50), None, all());
        self.stands(Rule::LargeEnoughForCommittee, ITSELF, standing(members <= 100), None, all());
        let approved = Some(Missing::UnknownFigure(Metric::ApprovedBySuperior));
        self.stands(Rule::SupervisedByAnother, ITSELF, Status::Unknown, approved, []);
        let sizes = (3..=5).contains(&committee) && one(roster::Post::Secretary) == 1 && one(roster::Post::Deputy) <= 1;
        self.stands(Rule::CommitteeSize, ITSELF, standing(sizes), None, posts(roster::Post::of_committee));
        let plain = standing(one(roster::Post::OtherCommittee) == 0);
        self.stands(Rule::CommitteeMemberWithoutDuty, ITSELF, plain, None, posts(roster::Post::of_committee));
        let duty =
            |post| matches!(post, roster::Post::Organisation | roster::Post::Publicity | roster::Post::Discipline);
        let covered = [roster::Post::Organisation, roster::Post::Publicity, roster::Post::Discipline];
        let covered = standing(covered.into_iter().all(|post| one(post) > 0));
        self.stands(Rule::CommitteeDutyUncovered, ITSELF, covered, None, posts(duty));
        let (at, secretary) =
            (taken..).zip(&roster.posts).find(|(_, held)| held.post == roster::Post::Secretary).unwrap();
        let person = (secretary.member as u16, BRANCH);
        let known = |known: bool| if known { Status::Met } else { Status::Unknown };
        let unknown = |known: bool, metric: Metric| (!known).then_some(Missing::UnknownFigure(metric));
        let (years, head) = (secretary.managerial_years.is_some(), secretary.unit_head.is_some());
        let qualified = [joined + u32::from(person.0), at];
        let lacks = unknown(years, Metric::ManagerialYears);
        self.stands(Rule::SecretaryNotQualified, person, known(years), lacks, qualified);
        self.stands(Rule::SecretaryNotUnitHead, person, known(head), unknown(head, Metric::HeadsUnit), [at]);
        // Of two terms the first ended with the second's election.
        let (before, election) = (&roster.elections[0], &roster.elections[1]);
        let row_of = |fact| branch.columns.ids.iter().position(|id| *id == fact).unwrap() as u32;
        let (before_at, at) = (row_of(before.fact), row_of(election.fact));
        let late = |at: u32| Late::of(&branch.columns.facts[at as usize]);
        self.push(
            Rule::ElectionOverdue,
            ITSELF,
            (0, 0),
            Status::Met,
            Some(before.day.plus_months(36)),
            late(before_at),
        );
        self.findings.last_mut().unwrap().late.add(&branch.columns.facts[at as usize]);
        self.evidence.extend([before_at, at]);
        let due = election.day.plus_months(36);
        self.push(Rule::ElectionOverdue, ITSELF, (0, 0), Status::Open, Some(due), late(at));
        self.missing.push(Missing::Records(1));
        self.evidence.push(at);
        self.findings.last_mut().unwrap().changes_on = Some(due.plus_days(1));
    }

    fn stands(
        &mut self,
        rule: Rule,
        people: (u16, u16),
        status: Status,
        missing: Option<Missing>,
        evidence: impl IntoIterator<Item = u32>,
    ) {
        self.push(rule, people, (0, 0), status, None, Late::NONE);
        self.missing.extend(missing);
        self.evidence.extend(evidence);
    }

    /// What none of these branches ever does.
    fn never_done(&mut self, branch: &Branch) {
        let secretary = (branch.roster.posts[0].member as u16, BRANCH);
        let year_end = self.month_ends[18];
        for (rule, people) in [
            (Rule::SecretaryTreatedBelowLevel, secretary),
            (Rule::SetUpNotSurveyed, ITSELF),
            (Rule::TermsNotSurveyed, ITSELF),
            (Rule::WorkingNotSurveyed, ITSELF),
            (Rule::SpreadNotSurveyed, ITSELF),
            (Rule::MeetingsPlanMissing, ITSELF),
            (Rule::ObservationGap, ITSELF),
        ] {
            let missing = match rule {
                Rule::SecretaryTreatedBelowLevel => Missing::Attestation,
                _ => Missing::Records(1),
            };
            self.push_pile(rule, people, Some(missing), &[], Late::NONE);
        }
        // Of a year there are ninety days to be assessed and rated in.
        for (rule, people) in [
            (Rule::SecretaryDutyNotSet, secretary),
            (Rule::SecretaryNotAssessed, secretary),
            (Rule::BranchNotRated, ITSELF),
        ] {
            self.never_of(rule, people, (0, 12), Status::Open, year_end.plus_days(90));
        }
        let (half, plan) = (self.month_ends[12], self.first.plus_months(2));
        self.never(Rule::ThemeDayMannerUnchanging, (0, 12), Status::Advice, year_end);
        self.never(Rule::YearPlanNotFiled, (0, 12), Status::Missed, plan);
        self.never(Rule::ConcernsNotAnalysed, (0, 6), Status::Missed, half);
        self.never(Rule::ConcernsNotAnalysed, (6, 6), Status::Missed, year_end);
        let before = self.month_ends[6];
        for rule in [Rule::MeetingsReportMissing, Rule::ThemeDaysReportMissing] {
            self.never(rule, (-6, 6), Status::Missed, before.plus_days(15));
            self.never(rule, (0, 6), Status::Missed, half.plus_days(15));
            self.never(rule, (6, 6), Status::Open, year_end.plus_days(15));
        }
    }

    fn never(&mut self, rule: Rule, months: (i8, u8), status: Status, due: Day) {
        self.never_of(rule, ITSELF, months, status, due);
    }

    fn never_of(&mut self, rule: Rule, people: (u16, u16), months: (i8, u8), status: Status, due: Day) {
        self.push(rule, people, months, status, Some(due), Late::NONE);
        self.missing.push(Missing::Records(1));
        if status == Status::Open {
            self.findings.last_mut().unwrap().changes_on = Some(due.plus_days(1));
        }
    }

    /// Records of a kind per period of `months`, those with any of the bits left out. A kind's rows stand by day, so
    /// that a period's are side by side.
    fn count(&mut self, branch: &Branch, kind: usize, rule: Rule, months: u8, except: u64) {
        let (start, rows) = self.rows(branch, kind);
        let mut next = 0;
        for period in 0..12 / months {
            let until = (period + 1) * months;
            let due = self.month_ends[6 + usize::from(until)];
            self.push(rule, ITSELF, ((period * months) as i8, months), Status::Missed, Some(due), Late::NONE);
            let mut late = Late::NONE;
            let from = self.evidence.len();
            while let Some(row) = rows.get(next).filter(|row| self.month(row.first) < until) {
                if row.holds & except == 0 {
                    self.evidence.push(start + next as u32);
                    late.add(row);
                }
                next += 1;
            }
            if self.evidence.len() > from {
                let finding = self.findings.last_mut().unwrap();
                (finding.status, finding.late) = (Status::Met, late);
            } else {
                self.missing.push(Missing::Records(1));
            }
        }
    }

    fn meetings(&mut self, branch: &Branch) {
        self.count(branch, self.kinds.members_meeting, Rule::MembersMeetingGap, 3, MERGED);
        self.count(branch, self.kinds.committee_meeting, Rule::CommitteeMeetingGap, 1, MERGED);
        self.count(branch, self.kinds.lecture, Rule::LectureGap, 6, MERGED);
        self.count(branch, self.kinds.life_meeting, Rule::LifeMeetingGap, 6, 0);
        self.count(branch, self.kinds.evaluation, Rule::EvaluationGap, 12, 0);
        self.count(branch, self.kinds.theme_day, Rule::ThemeDayGap, 1, 0);
        let (start, rows) = self.rows(branch, self.kinds.lecture);
        for half in [0u8, 6] {
            let due = self.month_ends[usize::from(half) + 12];
            self.push(Rule::SecretaryLectureGap, (0, BRANCH), (half as i8, 6), Status::Missed, Some(due), Late::NONE);
            for (at, row) in (start..).zip(rows) {
                let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
                let given = people.iter().any(|person| person.person == 0 && person.part == self.lecturer);
                if given && self.month(row.first) / 6 * 6 == half && row.holds & MERGED == 0 {
                    self.evidence.push(at);
                    let finding = self.findings.last_mut().unwrap();
                    finding.status = Status::Met;
                    finding.late.add(row);
                }
            }
            if self.findings.last().unwrap().status == Status::Missed {
                self.missing.push(Missing::Records(1));
            }
        }
    }

    fn talks(&mut self, branch: &Branch, members: usize) {
        self.piles[..members].iter_mut().for_each(Pile::clear);
        self.talks.iter_mut().flat_map(|pairs| &mut pairs[..members]).for_each(Pile::clear);
        let (start, rows) = self.rows(branch, self.kinds.talk);
        let mut first_half = start;
        for (at, row) in (start..).zip(rows) {
            let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
            let (one, two) = (usize::from(people[0].person), usize::from(people[1].person));
            first_half += u32::from(self.month(row.first) < 6);
            self.piles[one].add(at, row);
            self.piles[two].add(at, row);
            let (first, second) = if one < two { (one, two) } else { (two, one) };
            if first < COMMITTEE {
                self.talks[first][second].add(at, row);
            }
        }
        let nothing = |rows: &[u32]| rows.is_empty().then_some(Missing::Records(1));
        let talks = std::mem::take(&mut self.talks);
        for (second, pile) in talks[0][..members].iter().enumerate().skip(1) {
            let (people, rows) = ((0, second as u16), &pile.rows[..pile.count]);
            self.push_pile(Rule::SecretaryMemberTalkGap, people, nothing(rows), rows, pile.late);
            if second < COMMITTEE {
                let (one, two) = rows.split_at(rows.partition_point(|at| *at < first_half));
                for (half, rows) in [(0u8, one), (6, two)] {
                    let mut late = Late::NONE;
                    rows.iter().for_each(|at| late.add(&branch.columns.facts[*at as usize]));
                    let due = self.month_ends[usize::from(half) + 12];
                    let status = if rows.is_empty() { Status::Missed } else { Status::Met };
                    self.push(Rule::SecretaryCommitteeTalkGap, people, (half as i8, 6), status, Some(due), late);
                    self.evidence.extend_from_slice(rows);
                    self.missing.extend(nothing(rows));
                }
            }
        }
        for (first, pairs) in talks.iter().enumerate() {
            for (second, pile) in pairs[..COMMITTEE].iter().enumerate().skip(first + 1) {
                let (people, rows) = ((first as u16, second as u16), &pile.rows[..pile.count]);
                self.push_pile(Rule::CommitteePairTalkGap, people, nothing(rows), rows, pile.late);
            }
        }
        self.talks = talks;
        let piles = std::mem::take(&mut self.piles);
        for (member, pile) in piles[..members].iter().enumerate() {
            let rows = &pile.rows[..pile.count];
            self.push_pile(Rule::MemberTalkGap, (member as u16, BRANCH), nothing(rows), rows, pile.late);
            if rows.is_empty() {
                self.findings.last_mut().unwrap().status = Status::Advice;
            }
        }
        self.piles = piles;
    }

    fn training(&mut self, branch: &Branch, members: usize) {
        self.piles[..members].iter_mut().for_each(Pile::clear);
        let (start, rows) = self.rows(branch, self.kinds.training);
        for (at, row) in (start..).zip(rows) {
            let pile = &mut self.piles[usize::from(branch.columns.people[row.people.0 as usize].person)];
            pile.add(at, row);
            pile.sum += branch.columns.quantities[row.quantities as usize];
        }
        let piles = std::mem::take(&mut self.piles);
        for (member, pile) in piles[..members].iter().enumerate() {
            let (person, rows) = ((member as u16, BRANCH), &pile.rows[..pile.count]);
            let short = |hours: i64| (pile.sum < hours).then(|| Missing::Quantity(Quantity(hours - pile.sum)));
            self.push_pile(Rule::MemberHoursShort, person, short(3_200), rows, pile.late);
            if member < COMMITTEE {
                self.push_pile(Rule::CommitteeHoursShort, person, short(5_600), rows, pile.late);
                self.push_pile(Rule::NoConcentratedTraining, person, None, &[], Late::NONE);
                let from = self.evidence.len();
                let facts = &branch.columns.facts;
                let concentrated = |at: &u32| facts[*at as usize].holds & CONCENTRATED != 0;
                self.evidence.extend(rows.iter().copied().filter(concentrated));
                let finding = self.findings.last_mut().unwrap();
                self.evidence[from..].iter().for_each(|at| finding.late.add(&facts[*at as usize]));
                if self.evidence.len() == from {
                    finding.status = Status::Missed;
                    self.missing.push(Missing::Records(1));
                }
            }
        }
        self.piles = piles;
    }

    fn theme_days(&mut self, branch: &Branch, members: usize) {
        self.runs[..members].fill((0, 0, 0));
        self.piles[..members].iter_mut().for_each(Pile::clear);
        let (start, rows) = self.rows(branch, self.kinds.theme_day);
        for (at, row) in (start..).zip(rows) {
            let (mut absent, mut recorded) = (0, 0);
            for person in &branch.columns.people[row.people.0 as usize..row.people.1 as usize] {
                let run = &mut self.runs[usize::from(person.person)];
                recorded += usize::from(person.part == self.attendee);
                if person.presence == Presence::Absent {
                    absent += 1;
                    run.0 += 1;
                    run.1 = run.1.max(run.0);
                    run.2 += 1;
                    self.piles[usize::from(person.person)].add(at, row);
                } else {
                    run.0 = 0;
                }
            }
            self.presence(
                at,
                row,
                absent,
                members - recorded,
                [Rule::ThemeDayAbsence, Rule::ThemeDayPresenceUnrecorded],
            );
            self.event(Rule::ThemeDayOffTopic, at, row, Status::Met);
        }
        for member in 0..members {
            let (_, longest, all) = self.runs[member];
            let status = if longest >= 3 || all >= 6 { Status::Breached } else { Status::Met };
            let (count, late) = (self.piles[member].count, self.piles[member].late);
            self.push(Rule::ThemeDayAbsenceRun, (member as u16, BRANCH), (0, 12), status, None, late);
            self.evidence.extend_from_slice(&self.piles[member].rows[..count]);
            if status == Status::Breached {
                self.missing.push(Missing::Run { in_a_row: longest, in_all: all });
            }
        }
    }

    fn presence(&mut self, at: u32, row: &FactRow, absent: usize, unrecorded: usize, rules: [Rule; 2]) {
        let [absence, presence] = rules;
        let (absent, unrecorded) = (absent as u32, unrecorded as u32);
        let (status, lacks) = match (absent, unrecorded) {
            (0, 0) => (Status::Met, None),
            (0, _) => (Status::Unknown, Some(Missing::Unrecorded(unrecorded))),
            _ => (Status::Breached, Some(Missing::Absent(absent))),
        };
        self.event(absence, at, row, status);
        self.missing.extend(lacks);
        self.event(presence, at, row, if unrecorded > 0 { Status::Missed } else { Status::Met });
        self.missing.extend((unrecorded > 0).then_some(Missing::Unrecorded(unrecorded)));
    }

    fn event(&mut self, rule: Rule, at: u32, row: &FactRow, status: Status) {
        self.push(rule, ITSELF, (0, 0), status, None, Late::of(row));
        self.findings.last_mut().unwrap().event = Some(at);
        self.evidence.push(at);
    }

    fn dues(&mut self, branch: &Branch, members: usize) {
        self.paid[..members].fill(0);
        self.piles[..members].iter_mut().for_each(Pile::clear);
        let mut known = 0u16;
        let (start, rows) = self.rows(branch, self.kinds.dues);
        for (at, row) in (start..).zip(rows) {
            let bit = 1 << self.month(row.counts_first);
            let payer = usize::from(branch.columns.people[row.people.0 as usize].person);
            self.paid[payer] |= bit;
            self.piles[payer].add(at, row);
            known |= bit;
        }
        for member in 0..members {
            let unpaid = known & !self.paid[member];
            let (mut run, mut longest, mut first) = (0, 0, 0);
            for month in 0..12 {
                run = if unpaid >> month & 1 == 1 { run + 1 } else { 0 };
                if run > longest {
                    (longest, first) = (run, month + 1 - run);
                }
            }
            let status = if longest >= 6 { Status::Breached } else { Status::Met };
            let (count, late) = (self.piles[member].count, self.piles[member].late);
            self.push(Rule::DuesUnpaidRun, (member as u16, BRANCH), (0, 12), status, None, late);
            self.evidence.extend_from_slice(&self.piles[member].rows[..count]);
            if status == Status::Breached {
                let first = Calendar::Month.containing(self.first.plus_months(first as i32));
                self.missing.push(Missing::EmptyMonths { first, months: longest, in_all: unpaid.count_ones() });
                // Others paid for each of these months before it was over.
                let sixth = first.days().unwrap().0.plus_months(5);
                let due = sixth.plus_months(1).plus_days(-1).plus_months(1);
                let months = (sixth.month() as i8 - 1, 1);
                self.never_of(Rule::UnpaidRunNotLookedInto, (member as u16, BRANCH), months, Status::Missed, due);
            }
        }
    }

    /// Each meeting by itself. In these branches every agenda is as it should be, and no plan or result is filed.
    fn events(&mut self, branch: &Branch, members: usize) {
        let Kinds { members_meeting, committee_meeting, lecture, life_meeting, evaluation, .. } = self.kinds;
        for (kind, topic) in [
            (members_meeting, Rule::MembersMeetingOffTopic),
            (committee_meeting, Rule::CommitteeMeetingOffTopic),
            (lecture, Rule::LectureOffTopic),
        ] {
            let (start, rows) = self.rows(branch, kind);
            for (at, row) in (start..).zip(rows) {
                self.event(topic, at, row, Status::Met);
                let merged = row.holds & MERGED != 0;
                self.event(Rule::MeetingMerged, at, row, if merged { Status::Breached } else { Status::Met });
                if merged {
                    self.missing.push(Missing::Field(String::new()));
                }
                let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
                let named = people.iter().any(|person| person.part == self.recorder || kind == lecture);
                let status = match () {
                    () if !named => Status::Missed,
                    () if row.delay > 30 => Status::Late,
                    () => Status::Met,
                };
                self.event(Rule::MeetingNotRecorded, at, row, status);
                self.findings.last_mut().unwrap().due = Some(row.first.plus_days(30));
            }
        }
        for kind in [life_meeting, evaluation] {
            let (start, rows) = self.rows(branch, kind);
            for (at, row) in (start..).zip(rows) {
                let people = &branch.columns.people[row.people.0 as usize..row.people.1 as usize];
                let absent = people.iter().filter(|person| person.presence == Presence::Absent).count();
                self.presence(
                    at,
                    row,
                    absent,
                    members - people.len(),
                    [Rule::LifeMeetingAbsence, Rule::LifeMeetingPresenceUnrecorded],
                );
                if kind == life_meeting {
                    let plan_due = row.first.plus_days(-10);
                    self.event(Rule::LifeMeetingPlanNotReviewed, at, row, Status::Missed);
                    self.findings.last_mut().unwrap().due = Some(plan_due);
                    self.missing.push(Missing::Records(1));
                    let due = row.first.plus_days(15);
                    let status = if due < self.month_ends[18] { Status::Missed } else { Status::Open };
                    self.event(Rule::LifeMeetingResultNotFiled, at, row, status);
                    let finding = self.findings.last_mut().unwrap();
                    finding.due = Some(due);
                    finding.changes_on = (status == Status::Open).then(|| due.plus_days(1));
                    self.missing.push(Missing::Records(1));
                }
            }
        }
    }
}
