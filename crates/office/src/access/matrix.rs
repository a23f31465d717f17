//! Roles and what they may do: one table, printed by a test and read as a difference.

use roster::Post;

/// What somebody is in an organisation. Those with a post are so by the roster, the others by a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Member,
    /// Of the branch committee, or leader of a Party group.
    Committee,
    /// Keeps the records: organisation member, information collector, operator.
    Recorder,
    Secretary,
    /// The Party office of a unit, for everything below it.
    UnitOffice,
    /// The Party office of the whole group.
    GroupOffice,
    /// Reads and marks, writes nothing.
    Inspector,
    /// Accounts of the whole installation; no records.
    Administrator,
}

/// What can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    SeeOwn,
    /// Signing in to meetings and counting papers, as oneself.
    TakePart,
    /// Writing down what one did oneself, where the standard leaves that to oneself.
    RecordOwn,
    SeePublished,
    SeeOrganisation,
    /// What was said in talks that one took no part in.
    SeeTalks,
    /// Identity and telephone numbers of others in full.
    SeeDetails,
    Record,
    Withdraw,
    Import,
    /// Approving and answering what those below file.
    Answer,
    SeeBelow,
    WhatIf,
    Remind,
    /// Having another program told what is written.
    TellOthers,
    /// The numbers of the standard, for everybody.
    SetParameters,
    ManageAccounts,
    SeeLog,
    /// The robot of a branch's own group.
    SetGroupRobot,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Member,
        Role::Committee,
        Role::Recorder,
        Role::Secretary,
        Role::UnitOffice,
        Role::GroupOffice,
        Role::Inspector,
        Role::Administrator,
    ];

    /// Those that are given by a seat.
    pub const SEATS: [Role; 4] = [Role::UnitOffice, Role::GroupOffice, Role::Inspector, Role::Administrator];

    pub fn slug(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Committee => "committee",
            Role::Recorder => "recorder",
            Role::Secretary => "secretary",
            Role::UnitOffice => "unit-office",
            Role::GroupOffice => "group-office",
            Role::Inspector => "inspector",
            Role::Administrator => "administrator",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Role::Member => "党员",
            Role::Committee => "支委",
            Role::Recorder => "记录人",
            Role::Secretary => "书记",
            Role::UnitOffice => "二级单位党务",
            Role::GroupOffice => "集团党务",
            Role::Inspector => "督查",
            Role::Administrator => "管理员",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// Of a post, what its holder is besides a member.
    pub(super) fn of_post(post: Post) -> Role {
        match post {
            Post::Secretary | Post::Deputy => Role::Secretary,
            Post::Organisation | Post::InformationCollector | Post::Operator => Role::Recorder,
            Post::Publicity | Post::Discipline | Post::OtherCommittee | Post::GroupLeader | Post::Keeper => {
                Role::Committee
            }
        }
    }

    /// Whether it holds for everything below as well.
    pub(super) fn reaches_below(self) -> bool {
        Role::SEATS.contains(&self)
    }

    pub fn may(self, action: Action) -> bool {
        self.actions().contains(&action)
    }

    fn actions(self) -> &'static [Action] {
        use Action::*;
        match self {
            Role::Member => &[SeeOwn, TakePart, RecordOwn, SeePublished],
            Role::Committee => &[SeeOwn, TakePart, RecordOwn, SeePublished, SeeOrganisation],
            Role::Recorder => {
                &[SeeOwn, TakePart, RecordOwn, SeePublished, SeeOrganisation, SeeDetails, Record, Withdraw, Import]
            }
            Role::Secretary => &[
                SeeOwn,
                TakePart,
                RecordOwn,
                SeePublished,
                SeeOrganisation,
                SeeTalks,
                SeeDetails,
                Record,
                Withdraw,
                Import,
                TellOthers,
                SetGroupRobot,
            ],
            Role::UnitOffice => {
                &[SeePublished, SeeOrganisation, Record, Import, Answer, SeeBelow, WhatIf, Remind, TellOthers]
            }
            Role::GroupOffice => &[
                SeePublished,
                SeeOrganisation,
                Record,
                Import,
                Answer,
                SeeBelow,
                WhatIf,
                Remind,
                TellOthers,
                SetParameters,
                SeeLog,
            ],
            Role::Inspector => &[SeePublished, SeeOrganisation, SeeBelow, WhatIf],
            Role::Administrator => &[ManageAccounts, SeeLog],
        }
    }
}

impl Action {
    pub const ALL: [Action; 19] = [
        Action::SeeOwn,
        Action::TakePart,
        Action::RecordOwn,
        Action::SeePublished,
        Action::SeeOrganisation,
        Action::SeeTalks,
        Action::SeeDetails,
        Action::Record,
        Action::Withdraw,
        Action::Import,
        Action::Answer,
        Action::SeeBelow,
        Action::WhatIf,
        Action::Remind,
        Action::TellOthers,
        Action::SetParameters,
        Action::ManageAccounts,
        Action::SeeLog,
        Action::SetGroupRobot,
    ];

    /// As a user reads it: `不能{}`.
    pub fn word(self) -> &'static str {
        match self {
            Action::SeeOwn => "看本人页",
            Action::TakePart => "签到计票",
            Action::RecordOwn => "记本人的事",
            Action::SeePublished => "看公开内容",
            Action::SeeOrganisation => "看组织台账",
            Action::SeeTalks => "看谈话内容",
            Action::SeeDetails => "看证件电话",
            Action::Record => "记台账",
            Action::Withdraw => "作废记录",
            Action::Import => "导入表格",
            Action::Answer => "批复备案",
            Action::SeeBelow => "看下级总览",
            Action::WhatIf => "推演",
            Action::Remind => "提醒",
            Action::TellOthers => "设推送",
            Action::SetParameters => "改参数",
            Action::ManageAccounts => "管账号",
            Action::SeeLog => "看日志",
            Action::SetGroupRobot => "设群提醒",
        }
    }
}

/// Roles by actions, as a table for people.
pub fn matrix() -> String {
    let mut lines = String::new();
    for action in Action::ALL {
        let may = |role: &Role| if role.may(action) { "✔" } else { "·" };
        let cells: Vec<&str> = Role::ALL.iter().map(may).collect();
        lines.push_str(&format!("{}  {}\n", cells.join(" "), action.word()));
    }
    let roles: Vec<&str> = Role::ALL.into_iter().map(Role::word).collect();
    format!("{}\n{lines}", roles.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Action, Role, matrix};

    #[test]
    fn the_matrix_is_as_it_was_read() {
        expect_test::expect![[r#"
            党员 支委 记录人 书记 二级单位党务 集团党务 督查 管理员
            ✔ ✔ ✔ ✔ · · · ·  看本人页
            ✔ ✔ ✔ ✔ · · · ·  签到计票
            ✔ ✔ ✔ ✔ · · · ·  记本人的事
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ·  看公开内容
            · ✔ ✔ ✔ ✔ ✔ ✔ ·  看组织台账
            · · · ✔ · · · ·  看谈话内容
            · · ✔ ✔ · · · ·  看证件电话
            · · ✔ ✔ ✔ ✔ · ·  记台账
            · · ✔ ✔ · · · ·  作废记录
            · · ✔ ✔ ✔ ✔ · ·  导入表格
            · · · · ✔ ✔ · ·  批复备案
            · · · · ✔ ✔ ✔ ·  看下级总览
            · · · · ✔ ✔ ✔ ·  推演
            · · · · ✔ ✔ · ·  提醒
            · · · ✔ ✔ ✔ · ·  设推送
            · · · · · ✔ · ·  改参数
            · · · · · · · ✔  管账号
            · · · · · ✔ · ✔  看日志
            · · · ✔ · · · ·  设群提醒
        "#]]
        .assert_eq(&matrix());
    }

    #[test]
    fn slugs_and_roles_belong_together_and_every_action_is_in_the_table() {
        for role in Role::ALL {
            assert_eq!(Role::from_slug(role.slug()), Some(role));
        }
        for action in Action::ALL {
            assert!(Role::ALL.iter().any(|role| role.may(action)), "{action:?}");
        }
    }
}
