//! The words of the language: every keyword with what it stands for, in one place.
//!
//! Parser, diagnostics ("nearest known word") and whoever prints a rule read the same tables.

use facts::Calendar;

use crate::borrowed::Borrowed;
use crate::layer::{Certainty, Direction};
use crate::model::{Force, Form, Metric, Status, Who};
use crate::record_kind::{Choice, FieldType};
use crate::scheme::QuotaOver;

/// An enumeration whose values have a word in the language.
pub trait Word: Sized + Copy + PartialEq + 'static {
    /// Every value with its word, in the order in which they are listed to users.
    const WORDS: &'static [(&'static str, Self)];

    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

impl Word for Status {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("达标", Status::Met),
        ("待办", Status::Open),
        ("未完成", Status::Missed),
        ("逾期完成", Status::Late),
        ("违规", Status::Breached),
        ("建议", Status::Advice),
        ("数据不足", Status::Unknown),
    ];
}

impl Word for Form {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("党支部", Form::Branch),
        ("联合党支部", Form::Joint),
        ("临时党支部", Form::Temporary),
        ("党总支", Form::GeneralBranch),
        ("党委", Form::Committee),
    ];
}

impl Word for Who {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("党小组", Who::Group),
        ("党员", Who::Member),
        ("书记", Who::Secretary),
        ("班子成员", Who::CommitteeMember),
        ("党员领导人员", Who::Leader),
        ("流动党员", Who::FloatingMember),
        ("书记与班子成员", Who::SecretaryAndCommittee),
        ("书记与党员", Who::SecretaryAndMember),
        ("班子成员之间", Who::CommitteePair),
        ("班子成员与联系党员", Who::CommitteeAndContact),
        ("领导与党员", Who::LeaderAndMember),
        ("登记对象", Who::Registered),
    ];
}

impl Word for Metric {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("党员数", Metric::Members),
        ("正式党员数", Metric::FullMembers),
        ("班子人数", Metric::CommitteeSize),
        ("书记人数", Metric::Secretaries),
        ("副书记人数", Metric::Deputies),
        ("委员人数", Metric::OtherCommitteeMembers),
        ("未分工委员人数", Metric::CommitteeWithoutDuty),
        ("设支委会", Metric::HasCommittee),
        ("党小组数", Metric::Groups),
        ("未编组党员数", Metric::MembersWithoutGroup),
        ("联合单位数", Metric::UnitsServed),
        ("批准即主管", Metric::ApprovedBySuperior),
        ("组内正式党员数", Metric::GroupFullMembers),
        ("任职时党龄", Metric::StandingAtAppointment),
        ("管理岗位年限", Metric::ManagerialYears),
        ("一肩挑", Metric::HeadsUnit),
        ("流入党组织明确", Metric::ReceivingKnown),
        ("外出联系明确", Metric::FloatingContactKnown),
    ];
}

impl Metric {
    /// Whether it is a flag (0 or 1, written 否 and 是) and not a number.
    pub fn is_flag(self) -> bool {
        matches!(
            self,
            Metric::HasCommittee
                | Metric::ApprovedBySuperior
                | Metric::HeadsUnit
                | Metric::ReceivingKnown
                | Metric::FloatingContactKnown
        )
    }
}

impl Word for Force {
    const WORDS: &'static [(&'static str, Self)] =
        &[("应当", Force::Must), ("一般", Force::Generally), ("可以", Force::May), ("不得", Force::MustNot)];
}

impl Word for QuotaOver {
    const WORDS: &'static [(&'static str, Self)] = &[("单位", QuotaOver::Unit), ("集团", QuotaOver::Group)];
}

impl Word for Borrowed {
    const WORDS: &'static [(&'static str, Self)] = &[("记录", Borrowed::Records), ("国家层", Borrowed::Regulations)];
}

impl Word for Certainty {
    const WORDS: &'static [(&'static str, Self)] =
        &[("原文", Certainty::Read), ("通行", Certainty::Practice), ("未核对", Certainty::Unverified)];
}

impl Word for Direction {
    const WORDS: &'static [(&'static str, Self)] =
        &[("高", Direction::Higher), ("低", Direction::Lower), ("不限", Direction::Either)];
}

impl Word for Calendar {
    const WORDS: &'static [(&'static str, Self)] =
        &[("月", Calendar::Month), ("季度", Calendar::Quarter), ("半年", Calendar::HalfYear), ("年", Calendar::Year)];
}

/// The types of field with their words; a type with choices stands here without any.
const FIELD_TYPES: &[(&str, FieldType)] = &[
    ("是否", FieldType::Flag),
    ("数", FieldType::Quantity),
    ("金额", FieldType::Money),
    ("日期", FieldType::Day),
    ("期间", FieldType::Period),
    ("文本", FieldType::Text),
    ("单选", FieldType::One(Vec::new())),
    ("多选", FieldType::Many(Vec::new())),
    ("组织", FieldType::Organisation),
];

impl FieldType {
    /// The type that a word stands for, without choices yet.
    pub fn from_word(word: &str) -> Option<FieldType> {
        FIELD_TYPES.iter().find(|(known, _)| *known == word).map(|(_, field_type)| field_type.clone())
    }

    /// `是否`, `数`, `金额` …
    pub fn word(&self) -> &'static str {
        let same = |other: &FieldType| std::mem::discriminant(self) == std::mem::discriminant(other);
        FIELD_TYPES.iter().find(|(_, field_type)| same(field_type)).map_or("", |(word, _)| word)
    }

    /// All words, in the order in which they are listed to users.
    pub fn words() -> Vec<&'static str> {
        FIELD_TYPES.iter().map(|(word, _)| *word).collect()
    }

    /// The choices of a field that has some.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            FieldType::One(choices) | FieldType::Many(choices) => Some(choices),
            _ => None,
        }
    }
}
