//! Command: make and end tokens by which programs come in an account's name. Query: who has which, and who comes.
//!
//! A token is never more than its account: what it allows is asked of the roster and the seats of the day, and its scope
//! takes away from that (docs/decisions/0053).

use std::collections::{BTreeMap, BTreeSet};

use facts::{AccountId, Instant};
use ledger::{AccessToken, Account, NewAccessToken, TokenHash, hex};

use crate::access::{Allowed, ManageAccounts, Role, Scope, Visitor};
use crate::live::Live;
use crate::sign_in::{How, MINUTE};
use crate::{Office, OfficeError, SignInRefused, SignedIn};

/// A token to be made.
#[derive(Debug, Clone)]
pub struct TokenWanted {
    /// Which program it is for.
    pub name: String,
    pub scopes: Vec<Scope>,
    pub days: i64,
    /// The owner's, once more.
    pub password: String,
}

/// A token as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenListed {
    /// Names it in an address.
    pub id: String,
    /// Whose it is, by name.
    pub account: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub made_at: Instant,
    pub until: Instant,
    pub used_at: Option<Instant>,
}

/// A program that came with a token.
#[derive(Debug, Clone)]
pub struct Program {
    /// Who it comes for, with no more than the token allows.
    pub visitor: Visitor,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub until: Instant,
}

/// By this a token is known for one wherever it turns up, in a log or in somebody's repository.
const MARK: &str = "wuhua_";
const NAME_MOST: usize = 40;
/// The longest a token lasts.
pub const TOKEN_DAYS_MOST: i64 = 365;
const TOKENS_MOST: usize = 20;
const DAY: i64 = 24 * 60 * MINUTE;

impl Office {
    /// A new token of one's own: shown once, and kept as a hash.
    ///
    /// # Errors
    /// Where the password is not right, a passkey has to be shown first, name, scopes or days will not do, or the ledger
    /// does not take it.
    pub async fn make_token(
        &self,
        signed_in: &SignedIn,
        wanted: TokenWanted,
        now: Instant,
    ) -> Result<String, SignInRefused> {
        let account = &signed_in.account;
        let name = wanted.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MOST {
            return Err(SignInRefused::TokenName { most: NAME_MOST });
        }
        if wanted.scopes.is_empty() {
            return Err(SignInRefused::TokenScopes);
        }
        if !(1..=TOKEN_DAYS_MOST).contains(&wanted.days) {
            return Err(SignInRefused::TokenDays { most: TOKEN_DAYS_MOST, found: wanted.days });
        }
        self.refuse_before_passkey(signed_in).await?;
        self.confirm_password(account, (wanted.password, &signed_in.session.device), now).await?;
        let known = self.ledger.access_tokens(Some(account.id)).await.map_err(OfficeError::from)?;
        if known.iter().filter(|token| token.until > now).count() >= TOKENS_MOST {
            return Err(SignInRefused::TokensEnough { most: TOKENS_MOST });
        }
        let token = format!("{MARK}{}", hex::encode(&ledger::random_bytes::<32>().map_err(OfficeError::from)?));
        let scopes: BTreeSet<Scope> = wanted.scopes.into_iter().collect();
        let new = NewAccessToken {
            token: TokenHash::of(&token),
            account: account.id,
            name: name.clone(),
            scopes: scopes.iter().map(|scope| scope.slug().to_owned()).collect(),
            how: signed_in.session.how.clone(),
            made_at: now,
            until: now.plus_microseconds(wanted.days * DAY),
        };
        self.ledger.add_access_token(&new).await.map_err(OfficeError::from)?;
        let words: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
        let detail = format!("{name}，{}，到{}", words.join("、"), views::words::day(new.until.day()));
        self.log_sign_in(Some(account), "token-made", &detail, now).await?;
        Ok(token)
    }

    /// One's own tokens that nobody ended and whose time is not over.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_tokens(&self, signed_in: &SignedIn, now: Instant) -> Result<Vec<TokenListed>, OfficeError> {
        let account = &signed_in.account;
        let tokens = self.ledger.access_tokens(Some(account.id)).await?;
        Ok(listed(tokens, &BTreeMap::from([(account.id, account.name.clone())]), now))
    }

    /// Everybody's.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn tokens(
        &self,
        _allowed: &Allowed<ManageAccounts>,
        now: Instant,
    ) -> Result<Vec<TokenListed>, OfficeError> {
        let accounts = self.ledger.accounts().await?;
        let names = accounts.into_iter().map(|account| (account.id, account.name)).collect();
        Ok(listed(self.ledger.access_tokens(None).await?, &names, now))
    }

    /// Ends one of one's own tokens; what is none of them is left alone.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_own_token(&self, signed_in: &SignedIn, id: &str, now: Instant) -> Result<(), OfficeError> {
        let found = self.ledger.access_token(&TokenHash::named(id)).await?;
        let Some(found) = found.filter(|token| token.account == signed_in.account.id) else { return Ok(()) };
        if self.ledger.end_access_token(&found.token, now).await? {
            self.log_sign_in(Some(&signed_in.account), "token-ended", &found.name, now).await?;
        }
        Ok(())
    }

    /// Ends anybody's.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_token(
        &self,
        allowed: &Allowed<ManageAccounts>,
        id: &str,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let Some(found) = self.ledger.access_token(&TokenHash::named(id)).await? else { return Ok(()) };
        if self.ledger.end_access_token(&found.token, now).await? {
            let whose = self.ledger.account(found.account).await?.map(|account| account.name).unwrap_or_default();
            self.log_of(allowed, None, "token-ended", &format!("{whose} 的 {}", found.name), now).await?;
        }
        Ok(())
    }
}

fn listed(tokens: Vec<AccessToken>, names: &BTreeMap<AccountId, String>, now: Instant) -> Vec<TokenListed> {
    let good = tokens.into_iter().filter(|token| token.until > now);
    let row = |token: AccessToken| TokenListed {
        id: token.token.as_str().to_owned(),
        account: names.get(&token.account).cloned().unwrap_or_default(),
        scopes: scopes(&token),
        name: token.name,
        made_at: token.made_at,
        until: token.until,
        used_at: token.used_at,
    };
    good.map(row).collect()
}

/// A word that this program never wrote allows nothing.
fn scopes(token: &AccessToken) -> Vec<Scope> {
    token.scopes.iter().filter_map(|slug| Scope::from_slug(slug)).collect()
}

impl Live {
    /// Who comes with a token, if it is good. A role that more than a password is asked of gets nothing by a token that was
    /// made on the strength of a password.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn program(
        &self,
        token: &str,
        second_factor: &[Role],
        now: Instant,
    ) -> Result<Option<Program>, OfficeError> {
        // Sessions have tokens too: only what was made for programs is looked up.
        if !token.starts_with(MARK) {
            return Ok(None);
        }
        let ledger = &self.office.ledger;
        let found = ledger.access_token(&TokenHash::of(token)).await?;
        let Some(found) = found.filter(|token| token.ended_at.is_none() && token.until > now) else { return Ok(None) };
        let account: Option<Account> = ledger.account(found.account).await?;
        let Some(account) = account.filter(|account| account.ended_at.is_none()) else { return Ok(None) };
        let visitor = self.visitor(&account, now.day()).await?;
        if How::from_slug(&found.how) == How::Password && visitor.is_any_of(second_factor) {
            return Ok(None);
        }
        if found.used_at.is_none_or(|used| now.microseconds() - used.microseconds() > MINUTE) {
            ledger.touch_access_token(&found.token, now).await?;
        }
        let scopes = scopes(&found);
        Ok(Some(Program { visitor: visitor.through(&scopes), name: found.name, scopes, until: found.until }))
    }
}
