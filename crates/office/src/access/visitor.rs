//! Somebody who signed in, and what the posts and seats of today let them do.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use facts::{AccountId, Day, OrganisationId, PersonId};
use ledger::{Account, Seat};
use roster::Roster;

use super::{Action, Allowed, AllowedAt, Command, Role, Scope};

/// Somebody who signed in, on a day.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub account: AccountId,
    /// As records are signed: the member's name, or that of the account.
    pub name: String,
    /// The member that the account belongs to, with the own organisation.
    pub member: Option<(OrganisationId, PersonId)>,
    roles: BTreeSet<(Role, OrganisationId)>,
    /// Of a program that comes in somebody's name: what it may be used for. None for people.
    scopes: Option<BTreeSet<Scope>>,
}

/// Somebody may not do what they asked for. What there is they are not told either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("您不能在这个组织{}：需要相应的职务或授权。如有需要，请联系书记或管理员", .0.word())]
pub struct Denied(pub Action);

impl Visitor {
    /// `roster` is that of the member's own organisation. Who left it, or whose organisation stands no more, has only the
    /// seats.
    pub(crate) fn new(account: &Account, seats: &[Seat], roster: Option<&Roster>, today: Day) -> Visitor {
        let mut roles = BTreeSet::new();
        for seat in seats.iter().filter(|seat| seat.from <= today && seat.until.is_none_or(|until| today < until)) {
            let role = Role::from_slug(&seat.role).filter(|role| Role::SEATS.contains(role));
            roles.extend(role.map(|role| (role, seat.organisation)));
        }
        let mut name = account.name.clone();
        if let (Some((organisation, person)), Some(roster)) = (account.member, roster)
            && let Some(at) = roster.member_index(person)
        {
            name = roster.members.get(at).map_or(name, |member| member.name.clone());
            if roster.stands_on(today) && roster.members.get(at).is_some_and(|member| member.on(today)) {
                roles.insert((Role::Member, organisation));
                let held = roster.posts.iter().filter(|held| held.member == at && held.stay.holds(today));
                roles.extend(held.map(|held| (Role::of_post(held.post), organisation)));
            }
        }
        Visitor { account: account.id, name, member: account.member, roles, scopes: None }
    }

    /// The same, through a program whose token allows no more than this.
    pub(crate) fn through(self, scopes: &[Scope]) -> Visitor {
        Visitor { scopes: Some(scopes.iter().copied().collect()), ..self }
    }

    /// Whether a program came in somebody's name.
    pub(crate) fn is_program(&self) -> bool {
        self.scopes.is_some()
    }

    pub(crate) fn is_any_of(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|(role, _)| roles.contains(role))
    }

    fn is_in_scope(&self, action: Action) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope.allows(action)))
    }

    /// Where somebody has which role, sorted by role.
    pub fn roles(&self) -> impl Iterator<Item = (Role, OrganisationId)> + '_ {
        self.roles.iter().copied()
    }

    /// Whether somebody may do something in an organisation; `line` is it and those above it.
    pub fn may(&self, action: Action, line: &[OrganisationId]) -> bool {
        let Some(own) = line.first() else { return false };
        self.is_in_scope(action)
            && self
                .roles
                .iter()
                .any(|(role, at)| role.may(action) && (at == own || (role.reaches_below() && line.contains(at))))
    }

    /// Permission for a command that is about the whole installation and no organisation: accounts, the log, the
    /// standard. `roots` are the organisations that stand below none: who has a seat lower down has no say in them.
    ///
    /// # Errors
    /// Where the command is about an organisation, or the visitor has no role that is for all of them.
    pub(crate) fn everywhere<C: Command>(&self, roots: &[OrganisationId]) -> Result<Allowed<C>, Denied> {
        let is_about_all = matches!(C::ACTION, Action::ManageAccounts | Action::SeeLog | Action::SetParameters);
        let is_for_all = |(role, at): &(Role, OrganisationId)| match role {
            Role::Administrator => true,
            Role::GroupOffice => roots.contains(at),
            _ => false,
        };
        let may = |seat: &&(Role, OrganisationId)| is_for_all(seat) && seat.0.may(C::ACTION);
        match is_about_all && self.is_in_scope(C::ACTION) && self.roles.iter().any(|seat| may(&seat)) {
            true => Ok(Allowed { who: self.name.clone(), command: PhantomData }),
            false => Err(Denied(C::ACTION)),
        }
    }

    /// Permission for a command in the first organisation of `line`.
    ///
    /// # Errors
    /// Where no post and no seat gives it.
    pub(crate) fn at<C: Command>(&self, line: &[OrganisationId]) -> Result<AllowedAt<C>, Denied> {
        match line.first() {
            Some(organisation) if self.may(C::ACTION, line) => Ok(AllowedAt {
                allowed: Allowed { who: self.name.clone(), command: PhantomData },
                account: self.account,
                person: self.member.filter(|(own, _)| own == organisation).map(|(_, person)| person),
                organisation: *organisation,
                reaches_below: self
                    .roles
                    .iter()
                    .any(|(role, at)| role.reaches_below() && role.may(C::ACTION) && line.contains(at)),
                is_program: self.is_program(),
                sees_talks: self.may(Action::SeeTalks, line),
                sees_details: self.may(Action::SeeDetails, line),
            }),
            _ => Err(Denied(C::ACTION)),
        }
    }
}

#[cfg(test)]
mod tests {
    use facts::Instant;

    use super::super::{ManageAccounts, SetParameters};
    use super::*;

    fn seated(role: Role, organisation: OrganisationId) -> Visitor {
        let (id, today) = (AccountId::from_bytes([1; 16]), "2026-11-28".parse().unwrap());
        let account = Account {
            id,
            name: "甲".to_owned(),
            password: None,
            totp: None,
            member: None,
            made_at: Instant::from_microseconds(0),
            ended_at: None,
            failures: 0,
            locked_until: None,
            totp_step: None,
            given_until: None,
        };
        let seat = Seat { organisation, account: id, role: role.slug().to_owned(), from: today, until: None };
        Visitor::new(&account, &[seat], None, today)
    }

    #[test]
    fn what_is_about_the_whole_installation_needs_a_seat_at_the_top() {
        let [top, below] = [[7; 16], [8; 16]].map(OrganisationId::from_bytes);
        let may = |role: Role, at: OrganisationId| {
            let visitor = seated(role, at);
            [visitor.everywhere::<ManageAccounts>(&[top]).is_ok(), visitor.everywhere::<SetParameters>(&[top]).is_ok()]
        };
        assert_eq!(may(Role::Administrator, below), [true, false]);
        assert_eq!(may(Role::GroupOffice, top), [false, true]);
        assert_eq!(may(Role::GroupOffice, below), [false, false]);
        assert_eq!(may(Role::Inspector, top), [false, false]);
    }
}
