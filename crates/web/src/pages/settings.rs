//! 设置: one's own password and sessions; for administrators, accounts.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use office::access::{ManageAccounts, Role, SeeLog, TellOthers};
use office::{AccountWanted, OfficeError, OrganisationId, SignInRefused};
use serde::Deserialize;
use views::{Align, Table};

use crate::answer::{Answer, WebError, page_with, see};
use crate::download::{Files, file};
use crate::entry::Entry;
use crate::serve::State;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    visitor: String,
    roles: Vec<String>,
    sessions: Vec<SessionRow>,
    may_manage: bool,
    may_see_log: bool,
    /// Somewhere they may have others told what is written.
    may_tell: bool,
    /// Nothing else is there before they have set a password of their own.
    must_change: bool,
    fault: Option<String>,
    done: Option<&'static str>,
}

struct SessionRow {
    token: String,
    device: String,
    how: &'static str,
    begun: String,
    seen: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    visitor: String,
    files: Files,
    accounts: Vec<AccountRow>,
    roles: [Role; 4],
    organisations: Vec<(String, String)>,
    typed: NewAccount,
    fault: Option<String>,
}

struct AccountRow {
    id: String,
    name: String,
    seats: String,
    made: String,
    state: String,
    is_ended: bool,
}

#[derive(Debug, Deserialize)]
pub struct Passwords {
    old: String,
    new: String,
    again: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct NewAccount {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    organisation: String,
}

/// Handler of `GET /settings`.
pub async fn settings(entry: Entry) -> Answer {
    shown(&entry, None, None).await
}

async fn shown(entry: &Entry, fault: Option<String>, done: Option<&'static str>) -> Answer {
    let tree = entry.live().tree();
    let sessions = entry.live().office().own_sessions(&entry.signed_in).await?;
    let row = |session: office::Session| SessionRow {
        is_this: session.token == entry.signed_in.session.token,
        token: session.token.as_str().to_owned(),
        device: session.device,
        how: office::How::from_slug(&session.how).word(),
        begun: views::words::instant(session.begun_at),
        seen: views::words::instant(session.seen_at),
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let role = |(role, at): (Role, OrganisationId)| format!("{}，{}", role.word(), tree.name(at));
    let settings = SettingsPage {
        visitor: entry.visitor().name.clone(),
        roles: entry.visitor().roles().map(role).collect(),
        sessions: sessions.into_iter().map(row).collect(),
        may_manage: entry.live().allow_everywhere::<ManageAccounts>(entry.visitor()).is_ok(),
        may_tell: entry.visitor().roles().any(|(_, at)| entry.allow::<TellOthers>(at).is_ok()),
        may_see_log: entry.live().allow_everywhere::<SeeLog>(entry.visitor()).is_ok(),
        must_change: entry.signed_in.must_change_password() && done.is_none(),
        fault,
        done,
    };
    page_with(status, &settings)
}

/// Handler of `POST /settings/password`.
pub async fn password(entry: Entry, Form(typed): Form<Passwords>) -> Answer {
    if typed.new != typed.again {
        return shown(&entry, Some("两次输入的新密码应相同，现在不同".to_owned()), None).await;
    }
    let office = entry.live().office();
    match office.change_own_password(&entry.signed_in, (typed.old, typed.new), entry.now).await {
        Ok(()) => shown(&entry, None, Some("密码已改，其他设备上的登录都已结束")).await,
        Err(SignInRefused::Office(OfficeError::Password(fault))) => shown(&entry, Some(fault.to_string()), None).await,
        Err(SignInRefused::Office(error)) => Err(error.into()),
        Err(SignInRefused::Wrong) => shown(&entry, Some("原密码不对，没有改".to_owned()), None).await,
        Err(refused) => shown(&entry, Some(refused.to_string()), None).await,
    }
}

/// Handler of `POST /settings/sessions/{session}/end`.
pub async fn end_session(entry: Entry, Path(session): Path<String>) -> Answer {
    entry.live().office().end_own_session(&entry.signed_in, &session, entry.now).await?;
    Ok(see("/settings"))
}

/// Handler of `GET /settings/accounts`.
pub async fn accounts(entry: Entry) -> Answer {
    accounts_shown(&entry, NewAccount::default(), None).await
}

async fn accounts_shown(entry: &Entry, typed: NewAccount, fault: Option<String>) -> Answer {
    let allowed = entry.live().allow_everywhere::<ManageAccounts>(entry.visitor())?;
    let tree = entry.live().tree();
    let accounts = entry.live().office().accounts(&allowed, entry.now.day()).await?;
    let seat = |seat: &office::Seat| {
        let role = Role::from_slug(&seat.role).map_or("", Role::word);
        format!("{role}，{}", tree.name(seat.organisation))
    };
    let row = |(account, seats): (office::Account, Vec<office::Seat>)| AccountRow {
        id: account.id.to_string(),
        seats: match account.member {
            Some((organisation, _)) => format!("党员，{}", tree.name(organisation)),
            None => seats.iter().map(seat).collect::<Vec<_>>().join("；"),
        },
        made: views::words::day(account.made_at.day()),
        is_ended: account.ended_at.is_some(),
        state: match (account.ended_at, account.locked_until.filter(|until| *until > entry.now)) {
            (Some(ended), _) => format!("{}停用", views::words::day(ended.day())),
            (None, Some(until)) => format!("输错密码，{}前不能登录", views::words::instant(until)),
            (None, None) => "在用".to_owned(),
        },
        name: account.name,
    };
    let accounts: Vec<AccountRow> = accounts.into_iter().map(row).collect();
    if let Some(asked) = entry.file()? {
        return file(entry, (None, "账号"), asked, vec![accounts_table(&accounts)]);
    }
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    let organisations = all.map(|id| (id.to_string(), tree.name(id).to_owned())).collect();
    let shown = AccountsPage {
        visitor: entry.visitor().name.clone(),
        files: Files::new(entry),
        accounts,
        roles: Role::SEATS,
        organisations,
        typed,
        fault,
    };
    page_with(status, &shown)
}

fn accounts_table(accounts: &[AccountRow]) -> Table {
    let mut table = Table::new("账号", &["账号", "角色", "建立", "状态"].map(|header| (header, Align::Left)));
    let row = |account: &AccountRow| [&account.name, &account.seats, &account.made, &account.state].map(Clone::clone);
    table.rows = accounts.iter().map(|account| row(account).to_vec()).collect();
    table
}

/// Handler of `POST /settings/accounts`.
pub async fn make_account(entry: Entry, Form(mut typed): Form<NewAccount>) -> Answer {
    let allowed = entry.live().allow_everywhere::<ManageAccounts>(entry.visitor())?;
    let role = Role::from_slug(&typed.role).filter(|role| Role::SEATS.contains(role));
    let organisation = typed.organisation.parse::<OrganisationId>().ok();
    let known = organisation.filter(|id| entry.live().tree().node(*id).is_some());
    let at_the_top = known.is_some_and(|id| entry.live().tree().roots().contains(&id));
    if role == Some(Role::GroupOffice) && known.is_some() && !at_the_top {
        let fault = "集团党务管整个台账，应授权在最上面的组织；管一个单位的，请选二级单位党务";
        return accounts_shown(&entry, typed, Some(fault.to_owned())).await;
    }
    let Some(seat) = role.zip(known) else {
        return accounts_shown(&entry, typed, Some("应选角色和组织".to_owned())).await;
    };
    let password = std::mem::take(&mut typed.password);
    let wanted = AccountWanted { name: typed.name.clone(), password, member: None, is_given: true, seats: vec![seat] };
    match entry.live().office().make_account(&allowed, wanted, entry.now).await {
        Ok(_) => Ok(see("/settings/accounts")),
        Err(error @ OfficeError::Ledger(_)) => Err(error.into()),
        Err(refused) => accounts_shown(&entry, typed, Some(refused.to_string())).await,
    }
}

/// Handler of `POST /settings/accounts/{account}/end`.
pub async fn end_account(Extract(state): Extract<Arc<State>>, entry: Entry, Path(account): Path<String>) -> Answer {
    let allowed = entry.live().allow_everywhere::<ManageAccounts>(entry.visitor())?;
    let account = account.parse().map_err(|_| WebError::NotFound("没有这个账号"))?;
    if account == entry.signed_in.account.id {
        let fault = Some("不能停用自己正在用的账号，请另一位管理员来做".to_owned());
        return accounts_shown(&entry, NewAccount::default(), fault).await;
    }
    state.live().office().end_account(&allowed, account, entry.now).await?;
    Ok(see("/settings/accounts"))
}

/// Handler of `POST /settings/accounts/{account}/second-factor/reset`.
pub async fn reset_second_factors(entry: Entry, Path(account): Path<String>) -> Answer {
    let allowed = entry.live().allow_everywhere::<ManageAccounts>(entry.visitor())?;
    let account = account.parse().map_err(|_| WebError::NotFound("没有这个账号"))?;
    if account == entry.signed_in.account.id {
        let fault = Some("自己的二次验证请在设置里取下，不在这里重设".to_owned());
        return accounts_shown(&entry, NewAccount::default(), fault).await;
    }
    match entry.live().office().reset_second_factors(&allowed, account, entry.now).await {
        Ok(()) => Ok(see("/settings/accounts")),
        Err(OfficeError::NoSuchAccount { .. }) => Err(WebError::NotFound("没有这个账号")),
        Err(error) => Err(error.into()),
    }
}
