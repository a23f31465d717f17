//! Command: accounts for the demonstration, one for each role, with passwords made anew each time.

use facts::{AccountId, Day, Instant, OrganisationId, PersonId};
use ledger::TokenHash;
use roster::{Form, Post};

use crate::access::{Allowed, MakeDemonstration, Role};
use crate::accounts::{AccountWanted, random_password};
use crate::group::{Group, Organisation};
use crate::{Office, OfficeError};

/// An account of the demonstration, as it is told to whoever opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAccount {
    pub name: String,
    pub password: String,
    /// `书记 余晓峰，一公司第一项目部党支部`.
    pub who: String,
}

/// Who an account is for.
struct Played {
    name: &'static str,
    who: String,
    member: Option<(OrganisationId, PersonId)>,
    seat: Option<(Role, OrganisationId)>,
}

impl Office {
    /// Makes the accounts where they are not there yet. Their passwords are new each time, so that none is written down
    /// anywhere, and none is the same in two demonstrations.
    ///
    /// # Errors
    /// Where the ledger is no demonstration, or cannot be read or written.
    pub async fn demonstration_accounts(
        &self,
        allowed: &Allowed<MakeDemonstration>,
        now: Instant,
    ) -> Result<Vec<RoleAccount>, OfficeError> {
        self.refuse_unless_demonstration().await?;
        let mut group = self.rosters(now.day()).await?;
        // By name, not by id: whoever opens another demonstration finds the same people.
        group.sort_as_tree(now.day());
        let mut accounts = Vec::new();
        for played in cast(&group, now.day()) {
            let password = random_password()?;
            self.put_account(allowed, &played, password.clone(), now).await?;
            accounts.push(RoleAccount { name: played.name.to_owned(), password, who: played.who });
        }
        Ok(accounts)
    }

    /// Everybody, without the records: those of thousands of branches would not fit into memory.
    async fn rosters(&self, today: Day) -> Result<Group, OfficeError> {
        let mut group = Group { as_of: today, organisations: Vec::new() };
        for head in self.ledger.heads().await? {
            let read = self.organisations(&[head.organisation], (today, None)).await?;
            group.organisations.extend(read.into_iter().map(|one| Organisation { facts: Vec::new(), ..one }));
        }
        Ok(group)
    }

    async fn put_account(
        &self,
        allowed: &Allowed<MakeDemonstration>,
        played: &Played,
        password: String,
        now: Instant,
    ) -> Result<(), OfficeError> {
        if let Some(known) = self.ledger.account_named(played.name).await? {
            return self.change_password(&known, (password, false), &TokenHash::of(""), now).await;
        }
        let wanted = AccountWanted {
            name: played.name.to_owned(),
            password,
            member: played.member,
            // Whoever shows the demonstration around keeps it.
            is_given: false,
            seats: played.seat.into_iter().collect(),
        };
        let _: AccountId = self.make_account(&allowed.to_manage_accounts(), wanted, now).await?;
        Ok(())
    }
}

/// The roles, each with somebody of the group: a branch with a full committee, the unit above it, the group.
fn cast(group: &Group, today: Day) -> Vec<Played> {
    let mut cast = Vec::new();
    let holder = |organisation: &Organisation, post: Post| {
        let held = organisation.roster.posts.iter().rev().find(|held| held.post == post && held.stay.holds(today))?;
        Some(held.member)
    };
    let is_full = |organisation: &&Organisation| {
        organisation.roster.form_on(today) == Some(Form::Branch)
            && [Post::Secretary, Post::Organisation].iter().all(|post| holder(organisation, *post).is_some())
    };
    let Some(branch) = group.organisations.iter().find(is_full) else { return cast };
    let mut play = |name: &'static str, role: &str, at: usize| {
        if let Some(member) = branch.roster.members.get(at) {
            let who = format!("{role} {}，{}", member.name, branch.roster.name());
            cast.push(Played { name, who, member: Some((branch.id, member.person)), seat: None });
        }
    };
    for (name, role, post) in [("shuji", "书记", Post::Secretary), ("zuzhi", "组织委员", Post::Organisation)] {
        if let Some(at) = holder(branch, post) {
            play(name, role, at);
        }
    }
    let has_post = |at: usize| branch.roster.posts.iter().any(|held| held.member == at && held.stay.holds(today));
    let plain = branch.roster.members.iter().enumerate().find(|(at, member)| member.full_on(today) && !has_post(*at));
    if let Some((at, _)) = plain {
        play("dangyuan", "党员", at);
    }
    let superiors = group.superiors(today);
    let line = crate::group::line_above(&superiors, branch.id);
    let committees: Vec<&Organisation> = (line.iter().skip(1))
        .filter_map(|id| group.organisations.iter().find(|organisation| organisation.id == *id))
        .filter(|organisation| organisation.roster.form_on(today) == Some(Form::Committee))
        .collect();
    let mut sit = |name: &'static str, role: Role, at: &Organisation| {
        let who = format!("{}，{}", role.word(), at.roster.name());
        cast.push(Played { name, who, member: None, seat: Some((role, at.id)) });
    };
    if let (Some(unit), Some(top)) = (committees.first(), committees.last()) {
        sit("danwei", Role::UnitOffice, unit);
        sit("jituan", Role::GroupOffice, top);
        sit("ducha", Role::Inspector, top);
        sit("guanli", Role::Administrator, top);
    }
    cast
}
