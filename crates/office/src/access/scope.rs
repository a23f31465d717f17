//! What a token may be used for: one table from scopes to actions.
//!
//! A scope only takes away: what it allows, the account must be allowed as well, on the day. What was said in talks,
//! identity and telephone numbers, accounts and the standard are in no scope: a token lies in the configuration of other programs.

use super::Action;

/// What a program may do in an account's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Looks.
    Read,
    /// Writes, corrects and withdraws records, takes books in, and does at meetings what its owner does there.
    Record,
    /// Reminds, reads the log.
    Manage,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Read, Scope::Record, Scope::Manage];

    pub fn slug(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Record => "record",
            Scope::Manage => "manage",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Scope::Read => "查看",
            Scope::Record => "记录、更正、作废、导入、会议",
            Scope::Manage => "提醒、日志",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.slug() == slug)
    }

    /// What waits for an answer is only looked at here; the answer itself is a record.
    pub(super) fn allows(self, action: Action) -> bool {
        use Action::*;
        let actions: &[Action] = match self {
            Scope::Read => &[SeeOwn, SeePublished, SeeOrganisation, Answer, SeeBelow, WhatIf],
            Scope::Record => &[TakePart, RecordOwn, Record, Withdraw, Import],
            Scope::Manage => &[Remind, SeeLog],
        };
        actions.contains(&action)
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Scope};

    #[test]
    fn the_scopes_allow_what_was_read() {
        let mut table = String::new();
        for action in Action::ALL {
            let cells = Scope::ALL.map(|scope| if scope.allows(action) { "✔" } else { "·" });
            table.push_str(&format!("{}  {}\n", cells.join(" "), action.word()));
        }
        expect_test::expect![[r#"
            ✔ · ·  看本人页
            · ✔ ·  签到计票
            · ✔ ·  记本人的事
            ✔ · ·  看公开内容
            ✔ · ·  看组织台账
            · · ·  看谈话内容
            · · ·  看证件电话
            · ✔ ·  记台账
            · ✔ ·  作废记录
            · ✔ ·  导入表格
            ✔ · ·  批复备案
            ✔ · ·  看下级总览
            ✔ · ·  推演
            · · ✔  提醒
            · · ·  设推送
            · · ·  改参数
            · · ·  管账号
            · · ✔  看日志
            · · ·  设群提醒
        "#]]
        .assert_eq(&table);
        for scope in Scope::ALL {
            assert_eq!(Scope::from_slug(scope.slug()), Some(scope));
        }
    }
}
