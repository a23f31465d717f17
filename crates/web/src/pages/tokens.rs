//! 程序令牌: one's own tokens, a new one, and for administrators everybody's.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use office::access::{ManageAccounts, Scope};
use office::{SignInRefused, TOKEN_DAYS_MOST, TokenListed, TokenWanted};

use crate::answer::{Answer, page, page_with, see};
use crate::entry::Entry;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    visitor: String,
    tokens: Vec<TokenRow>,
    /// Everybody's, for whoever manages accounts.
    all: Option<Vec<TokenRow>>,
    scopes: [Scope; 3],
    days_most: i64,
    typed: NewToken,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "token_made.html")]
struct TokenMadePage {
    visitor: String,
    name: String,
    token: String,
}

struct TokenRow {
    id: String,
    account: String,
    name: String,
    scopes: String,
    until: String,
    used: String,
}

/// What was typed; names come several times for several scopes.
#[derive(Debug, Default)]
struct NewToken {
    name: String,
    scopes: Vec<String>,
    days: String,
}

const DAYS_OFFERED: &str = "90";

impl TokensPage {
    fn is_chosen(&self, scope: &Scope) -> bool {
        self.typed.scopes.iter().any(|slug| slug == scope.slug())
    }
}

fn row(token: TokenListed) -> TokenRow {
    TokenRow {
        id: token.id,
        account: token.account,
        name: token.name,
        scopes: token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join("；"),
        until: views::words::day(token.until.day()),
        used: token.used_at.map(views::words::instant).unwrap_or_default(),
    }
}

/// Handler of `GET /settings/tokens`.
pub async fn tokens(entry: Entry) -> Answer {
    let typed = NewToken { days: DAYS_OFFERED.to_owned(), scopes: vec!["read".to_owned()], ..NewToken::default() };
    shown(&entry, typed, None).await
}

async fn shown(entry: &Entry, typed: NewToken, fault: Option<String>) -> Answer {
    let office = entry.live().office();
    let own = office.own_tokens(&entry.signed_in, entry.now).await?;
    let all = match entry.live().allow_everywhere::<ManageAccounts>(entry.visitor()) {
        Ok(allowed) => Some(office.tokens(&allowed, entry.now).await?.into_iter().map(row).collect()),
        Err(_) => None,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = TokensPage {
        visitor: entry.visitor().name.clone(),
        tokens: own.into_iter().map(row).collect(),
        all,
        scopes: Scope::ALL,
        days_most: TOKEN_DAYS_MOST,
        typed,
        fault,
    };
    page_with(status, &shown)
}

/// Handler of `POST /settings/tokens`.
pub async fn make(entry: Entry, Form(sent): Form<Vec<(String, String)>>) -> Answer {
    let one = |name: &str| sent.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.trim()).to_owned();
    let scopes = sent.iter().filter(|(name, _)| name == "scope").map(|(_, slug)| slug.clone()).collect();
    let typed = NewToken { name: one("name"), days: one("days"), scopes };
    let Ok(days) = typed.days.parse::<i64>() else {
        let fault = format!("有效天数应为 1 到 {TOKEN_DAYS_MOST} 的整数，现在是“{}”", typed.days);
        return shown(&entry, typed, Some(fault)).await;
    };
    let scopes = typed.scopes.iter().filter_map(|slug| Scope::from_slug(slug)).collect();
    let wanted = TokenWanted { name: typed.name.clone(), scopes, days, password: one("password") };
    match entry.live().office().make_token(&entry.signed_in, wanted, entry.now).await {
        Ok(token) => page(&TokenMadePage { visitor: entry.visitor().name.clone(), name: typed.name, token }),
        Err(SignInRefused::Office(error)) => Err(error.into()),
        Err(SignInRefused::Wrong) => shown(&entry, typed, Some("密码不对，没有建立".to_owned())).await,
        Err(refused) => shown(&entry, typed, Some(refused.to_string())).await,
    }
}

/// Handler of `POST /settings/tokens/{token}/end`.
pub async fn end(entry: Entry, Path(token): Path<String>) -> Answer {
    entry.live().office().end_own_token(&entry.signed_in, &token, entry.now).await?;
    Ok(see("/settings/tokens"))
}

/// Handler of `POST /settings/accounts/tokens/{token}/end`.
pub async fn end_anybodys(entry: Entry, Path(token): Path<String>) -> Answer {
    let allowed = entry.live().allow_everywhere::<ManageAccounts>(entry.visitor())?;
    entry.live().office().end_token(&allowed, &token, entry.now).await?;
    Ok(see("/settings/tokens"))
}
