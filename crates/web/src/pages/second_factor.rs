//! 二次验证: one's own one-time codes, recovery codes and passkeys.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use office::SignInRefused;
use serde::Deserialize;

use crate::answer::{Answer, WebError, page, page_with};
use crate::entry::{Entry, set_token};
use crate::qr::{Qr, qr};

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage {
    visitor: String,
    /// Nothing else is shown before something is set up.
    must: bool,
    codes: bool,
    recovery_codes_left: u64,
    /// The site that passkeys are for, where they can be had.
    address: Option<String>,
    passkeys: Vec<PasskeyRow>,
    fault: Option<String>,
    done: Option<&'static str>,
}

struct PasskeyRow {
    id: String,
    name: String,
    made: String,
    used: String,
}

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage {
    visitor: String,
    token: String,
    key: String,
    address: String,
    picture: Option<Qr>,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct RecoveryCodesPage {
    visitor: String,
    codes: Vec<String>,
    done: &'static str,
}

#[derive(Deserialize)]
pub struct PasswordTyped {
    password: String,
}

/// A code of what was offered, with what was offered: shown again where the code is not right.
#[derive(Deserialize)]
pub struct Confirmed {
    token: String,
    key: String,
    address: String,
    code: String,
    password: String,
}

/// Handler of `GET /settings/second-factor`.
pub async fn second_factor(entry: Entry) -> Answer {
    shown(&entry, None, None).await
}

pub(super) async fn shown(entry: &Entry, fault: Option<String>, done: Option<&'static str>) -> Answer {
    let factors = entry.live().office().own_second_factors(&entry.signed_in).await?;
    let passkeys = entry.live().office().own_passkeys(&entry.signed_in).await?;
    let row = |kept: office::KeptPasskey| PasskeyRow {
        made: views::words::day(kept.made_at.day()),
        used: kept.used_at.map_or("还没有用过".to_owned(), views::words::instant),
        id: kept.id,
        name: kept.name,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = SecondFactorPage {
        visitor: entry.visitor().name.clone(),
        must: entry.must_show_more(),
        codes: factors.codes,
        recovery_codes_left: factors.recovery_codes_left,
        address: entry.passkeys_address().map(str::to_owned),
        passkeys: passkeys.into_iter().map(row).collect(),
        fault,
        done,
    };
    page_with(status, &shown)
}

/// What is wrong with an answer is shown on the page; that the ledger does not answer is an error.
pub(super) fn fault_of(refused: SignInRefused) -> Result<String, WebError> {
    match refused {
        SignInRefused::Office(error) => Err(error.into()),
        SignInRefused::Wrong => Ok("密码不对，没有改".to_owned()),
        other => Ok(other.to_string()),
    }
}

/// Handler of `POST /settings/second-factor/codes`.
pub async fn offer_codes(entry: Entry) -> Answer {
    match entry.live().office().offer_codes(&entry.signed_in, entry.now).await {
        Ok(offered) => page(&CodesPage {
            visitor: entry.visitor().name.clone(),
            token: offered.token,
            key: offered.key,
            picture: qr(&offered.address),
            address: offered.address,
            fault: None,
        }),
        Err(refused) => shown(&entry, Some(fault_of(refused)?), None).await,
    }
}

/// Handler of `POST /settings/second-factor/codes/confirm`.
pub async fn set_codes(entry: Entry, Form(typed): Form<Confirmed>) -> Answer {
    let Confirmed { token, key, address, code, password } = typed;
    match entry.live().office().set_codes(&entry.signed_in, (&token, &code, password), entry.now).await {
        Ok((codes, session)) => {
            let done = "动态码已启用，其他设备上的登录都已结束";
            let mut response =
                page(&RecoveryCodesPage { visitor: entry.visitor().name.clone(), codes: codes.0, done })?;
            set_token(&mut response, entry.https(), Some(&session));
            Ok(response)
        }
        Err(SignInRefused::Expired) => shown(&entry, Some(SignInRefused::Expired.to_string()), None).await,
        Err(refused) => {
            let fault = Some(fault_of(refused)?);
            let picture = qr(&address);
            let visitor = entry.visitor().name.clone();
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &CodesPage { visitor, token, key, address, picture, fault })
        }
    }
}

/// Handler of `POST /settings/second-factor/codes/off`.
pub async fn drop_codes(entry: Entry, Form(PasswordTyped { password }): Form<PasswordTyped>) -> Answer {
    match entry.live().office().drop_codes(&entry.signed_in, password, entry.now).await {
        Ok(()) => {
            // What the page says of the account is read anew.
            let entry = entry.again().await?;
            shown(&entry, None, Some("动态码已取下，恢复码也作废了；其他设备上的登录都已结束")).await
        }
        Err(refused) => shown(&entry, Some(fault_of(refused)?), None).await,
    }
}

/// Handler of `POST /settings/second-factor/recovery`.
pub async fn renew_recovery_codes(entry: Entry, Form(PasswordTyped { password }): Form<PasswordTyped>) -> Answer {
    match entry.live().office().renew_recovery_codes(&entry.signed_in, password, entry.now).await {
        Ok(codes) => {
            let visitor = entry.visitor().name.clone();
            page(&RecoveryCodesPage { visitor, codes: codes.0, done: "换了一批，以前的恢复码都作废了" })
        }
        Err(refused) => shown(&entry, Some(fault_of(refused)?), None).await,
    }
}
