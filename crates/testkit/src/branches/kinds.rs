//! The record kinds that random branches use: those of the rulebook, with the fields that decide something.
//!
//! Written out here so that the two evaluators can be held against each other without the language;
//! a test keeps them in step with the declarations in rulebook/6-records.md.

use rulebook::{Choice, Field, FieldType, Kind, Part, Place};

const POSTS: &[&str] = &[
    "secretary",
    "deputy",
    "organisation",
    "publicity",
    "discipline",
    "other-committee",
    "group-leader",
    "information-collector",
];

/// Some policies, by slug and name.
pub(super) const POLICIES: [(&str, &str); 3] =
    [("three-meetings", "三会一课制度"), ("talks", "谈心谈话制度"), ("dues", "党费收缴制度")];

/// All kinds, in the order of the rulebook.
pub fn kinds() -> Vec<Kind> {
    let mut kinds = roster_kinds();
    kinds.extend(voting_kinds());
    kinds.extend(meeting_kinds());
    kinds.extend(other_kinds());
    kinds.extend(policy_kinds());
    kinds
}

fn roster_kinds() -> Vec<Kind> {
    let form = || one("form", &["committee", "general-branch", "branch", "joint", "temporary", "group"]);
    let organisation = |slug| field(slug, FieldType::Organisation);
    vec![
        kind(
            "organisation-set-up",
            "组织设立",
            vec![
                form(),
                text("name"),
                organisation("superior"),
                organisation("approved-by"),
                quantity("unit-count"),
                flag("undated"),
            ],
            vec![],
        ),
        kind(
            "organisation-changed",
            "组织变更",
            vec![form(), text("name"), organisation("superior"), organisation("approved-by"), quantity("unit-count")],
            vec![],
        ),
        kind("organisation-dissolved", "组织撤销", vec![text("reason")], vec![]),
        kind(
            "member-joined",
            "党员登记",
            vec![
                text("name"),
                day("full-on"),
                one("standing", &["full", "probationary"]),
                one("leader-rank", &["second-tier", "none"]),
                quantity("hours-carried"),
                field("dues-paid-until", FieldType::Period),
                flag("undated"),
            ],
            vec![part("member")],
        ),
        kind("became-full-member", "转正", vec![], vec![part("member")]),
        kind(
            "member-left",
            "党员转出",
            vec![one("how", &["transferred-out", "struck-off", "deceased"])],
            vec![part("member")],
        ),
        kind("member-suspended", "停止党籍", vec![], vec![part("member")]),
        kind(
            "post-taken",
            "任职",
            vec![one("post", POSTS), quantity("managerial-years"), flag("unit-head"), flag("undated")],
            vec![part("holder")],
        ),
        kind("post-left", "免职", vec![one("post", POSTS)], vec![part("holder")]),
        kind("group-joined", "编组", vec![text("group"), flag("undated")], vec![part("member")]),
        kind("group-dissolved", "党小组撤销", vec![text("group")], vec![]),
        kind("floating-out", "流动党员外出", vec![text("receiving"), text("contact")], vec![part("member")]),
        kind("floating-returned", "流动党员返回", vec![], vec![part("member")]),
        kind("contact-assigned", "联系分工", vec![], vec![part("keeper"), many("contact")]),
        kind("exemption-approved", "免除", vec![text("from-kind")], vec![part("member")]),
        kind("election-postponed", "延期换届", vec![day("until"), flag("approved")], vec![]),
        kind("withdrawn", "作废", vec![], vec![]),
    ]
}

fn voting_kinds() -> Vec<Kind> {
    let election = || {
        let numbers = ["seats", "candidates", "ballots-returned", "valid"].into_iter().map(quantity);
        [text("election-name")].into_iter().chain(numbers).collect()
    };
    vec![
        kind("committee-elected", "换届", election(), vec![attendance("attendee")]),
        kind("by-election", "补选", election(), vec![attendance("attendee")]),
        kind(
            "vote-restricted",
            "表决权限制",
            vec![one("reason", &["under-watch", "bedridden", "restored"]), flag("agreed")],
            vec![part("member")],
        ),
        kind(
            "candidate-votes",
            "候选人得票",
            vec![
                one("election", &["term", "by-election"]),
                text("election-name"),
                quantity("round"),
                quantity("in-favour"),
                quantity("against"),
                quantity("abstained"),
                flag("elected"),
            ],
            vec![part("candidate")],
        ),
    ]
}

fn meeting_kinds() -> Vec<Kind> {
    let agenda = || field("agenda", FieldType::Many(choices(&["study", "admission"])));
    let usual = || vec![part("chair"), part("recorder"), attendance("attendee")];
    vec![
        kind(
            "members-meeting",
            "党员大会",
            vec![
                text("place"),
                agenda(),
                flag("merged"),
                quantity("hours"),
                quantity("in-favour"),
                quantity("ballots-returned"),
                quantity("valid"),
                quantity("invalid"),
                day("archived"),
            ],
            usual(),
        ),
        kind(
            "committee-meeting",
            "支委会",
            vec![text("place"), agenda(), flag("merged"), quantity("hours"), day("archived")],
            usual(),
        ),
        kind(
            "group-meeting",
            "党小组会",
            vec![text("group"), text("place"), flag("merged"), quantity("hours"), day("archived")],
            usual(),
        ),
        kind(
            "party-lecture",
            "党课",
            vec![text("place"), flag("merged"), quantity("hours"), day("archived")],
            vec![part("lecturer"), part("chair"), part("recorder"), attendance("attendee")],
        ),
        kind(
            "theme-day",
            "主题党日",
            vec![attributing(day("session-of")), flag("badges"), text("place"), quantity("hours")],
            usual(),
        ),
        kind("life-meeting", "组织生活会", vec![text("place"), flag("merged")], usual()),
    ]
}

fn other_kinds() -> Vec<Kind> {
    let period = |slug| attributing(field(slug, FieldType::Period));
    vec![
        kind(
            "talk",
            "谈心谈话",
            vec![one("manner", &["face-to-face", "telephone"])],
            vec![part("speaker"), many("partner")],
        ),
        kind(
            "plan-filed",
            "计划报备",
            vec![one("matter", &["meetings-and-lecture", "theme-days"]), period("period"), day("published")],
            vec![],
        ),
        kind(
            "report-filed",
            "报告报备",
            vec![one("matter", &["meetings-and-lecture", "theme-days", "life-meeting"]), period("period")],
            vec![],
        ),
        kind("review-asked", "报审", vec![one("matter", &["life-meeting-plan", "other"])], vec![]),
        kind(
            "training",
            "教育培训",
            vec![quantity("hours"), one("mode", &["concentrated", "online", "self-study"])],
            vec![many("trainee")],
        ),
        kind(
            "dues-base-set",
            "党费核定",
            vec![field("base", FieldType::Money), field("due", FieldType::Money)],
            vec![part("payer")],
        ),
        kind("dues-reduced", "党费减免", vec![field("due", FieldType::Money), flag("approved")], vec![part("payer")]),
        kind("dues-published", "党费公布", vec![period("period"), field("collected", FieldType::Money)], vec![]),
        kind("dues-paid", "党费交纳", vec![period("month"), field("amount", FieldType::Money)], vec![part("payer")]),
        kind(
            "attestation",
            "认定",
            vec![text("clause"), one("grade", &["good", "sufficient", "insufficient"]), period("year")],
            vec![part("attested")],
        ),
    ]
}

/// What is told apart by a choice that has another name than the slug by which records hold it.
fn policy_kinds() -> Vec<Kind> {
    let policy = || {
        let names = POLICIES.iter().map(|(slug, name)| Choice {
            slug: (*slug).to_owned(),
            name: (*name).to_owned(),
            synonyms: Vec::new(),
            ..Choice::default()
        });
        field("policy", FieldType::One(names.collect()))
    };
    vec![
        kind("policy-assessed", "制度评估", vec![policy(), flag("with-members")], vec![]),
        kind("policy", "制度", vec![policy(), one("state", &["adopted", "revised", "repealed"])], vec![]),
    ]
}

fn kind(slug: &str, name: &str, fields: Vec<Field>, parts: Vec<Part>) -> Kind {
    let place = Place::default();
    Kind { slug: slug.to_owned(), name: name.to_owned(), synonyms: Vec::new(), published: false, fields, parts, place }
}

fn field(slug: &str, field_type: FieldType) -> Field {
    Field {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        synonyms: Vec::new(),
        field_type,
        unit: None,
        minimum: None,
        maximum: None,
        required: false,
        attributes: false,
        secret: false,
        by_others: false,
        place: Place::default(),
    }
}

fn attributing(field: Field) -> Field {
    Field { attributes: true, ..field }
}

fn text(slug: &str) -> Field {
    field(slug, FieldType::Text)
}

fn flag(slug: &str) -> Field {
    field(slug, FieldType::Flag)
}

fn day(slug: &str) -> Field {
    field(slug, FieldType::Day)
}

fn quantity(slug: &str) -> Field {
    field(slug, FieldType::Quantity)
}

fn one(slug: &str, options: &[&str]) -> Field {
    field(slug, FieldType::One(choices(options)))
}

fn choices(slugs: &[&str]) -> Vec<Choice> {
    let choice = |slug: &&str| Choice {
        slug: (*slug).to_owned(),
        name: (*slug).to_owned(),
        synonyms: Vec::new(),
        ..Choice::default()
    };
    slugs.iter().map(choice).collect()
}

fn part(slug: &str) -> Part {
    Part {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        synonyms: Vec::new(),
        attendance: false,
        many: false,
        required: false,
        own: false,
        place: Place::default(),
    }
}

fn many(slug: &str) -> Part {
    Part { many: true, ..part(slug) }
}

fn attendance(slug: &str) -> Part {
    Part { attendance: true, ..many(slug) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The block of a kind in the rulebook: from its line to the closing brace of the same depth.
    fn declaration<'t>(document: &'t str, kind: &Kind) -> &'t str {
        let start = document.find(&format!("记录 {} 名称={} ", kind.slug, kind.name));
        let start = start.unwrap_or_else(|| panic!("{} is not declared as {}", kind.slug, kind.name));
        let rest = &document[start..];
        &rest[..rest.find("\n}").unwrap_or(rest.len())]
    }

    #[test]
    fn the_kinds_are_those_of_the_rulebook() {
        let document = include_str!("../../../../rulebook/6-records.md");
        for kind in kinds() {
            let declared = declaration(document, &kind);
            for field in &kind.fields {
                let word = match field.field_type {
                    FieldType::Flag => "是否",
                    FieldType::Quantity => "数",
                    FieldType::Money => "金额",
                    FieldType::Day => "日期",
                    FieldType::Period => "期间",
                    FieldType::Text => "文本",
                    FieldType::One(_) => "单选",
                    FieldType::Many(_) => "多选",
                    FieldType::Organisation => "组织",
                };
                let line = declared.lines().find(|line| line.contains(&format!("字段 {} ", field.slug)));
                let line = line.unwrap_or_else(|| panic!("{} has no field {}", kind.slug, field.slug));
                assert!(line.contains(&format!("类型={word}")), "{} {}", kind.slug, field.slug);
                assert_eq!(line.contains("归属=是"), field.attributes, "{} {}", kind.slug, field.slug);
            }
            for part in &kind.parts {
                let line = declared.lines().find(|line| line.contains(&format!("参与 {} ", part.slug)));
                let line = line.unwrap_or_else(|| panic!("{} has no part {}", kind.slug, part.slug));
                assert_eq!(line.contains("出勤=是"), part.attendance, "{} {}", kind.slug, part.slug);
            }
        }
    }
}
