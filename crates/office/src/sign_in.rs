//! Command: sign in and out. Query: who a token belongs to, and what that visitor may do today.

use facts::{Day, Instant};
use ledger::{Account, Logged, Session, TokenHash};

use crate::access::{Password, Visitor};
use crate::live::{Live, When};
use crate::{Office, OfficeError};

/// Why somebody was not let in. It never says whether there is such an account.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    #[error("账号或密码不对。请检查后再试；忘记密码请找管理员重设")]
    Wrong,
    #[error("这个账号因为多次输错密码暂停登录，请在 {minutes} 分钟后再试")]
    Locked { minutes: i64 },
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// Somebody who is signed in, with the session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub visitor: Visitor,
    pub account: Account,
    pub session: Session,
}

/// So many wrong passwords in a row are a slip of the fingers; from then on each makes everybody wait.
const FAILURES_FREE: u32 = 5;
const WAIT_FIRST_MINUTES: i64 = 1;
const WAIT_MOST_MINUTES: i64 = 60;

/// A session ends so long after it was last used, and so long after it began (ASVS 5.0, 7.3).
const IDLE_HOURS: i64 = 12;
const LASTS_DAYS: i64 = 14;

const MINUTE: i64 = 60 * 1_000_000;
const DEVICE_MOST: usize = 80;

impl Office {
    /// Looks at a password and, where it is right, begins a session: the token is for the browser's cookie alone.
    ///
    /// # Errors
    /// Where account and password do not belong together, the account is locked, or the ledger does not answer.
    pub async fn sign_in(
        &self,
        name: &str,
        password: String,
        device: &str,
        now: Instant,
    ) -> Result<(String, Account), SignInRefused> {
        let account = self.ledger.account_named(name.trim()).await.map_err(OfficeError::from)?;
        let account = account.filter(|account| account.ended_at.is_none());
        if let Some(until) = account.as_ref().and_then(|account| account.locked_until).filter(|until| *until > now) {
            let minutes = (until.microseconds() - now.microseconds() - 1) / MINUTE + 1;
            return Err(SignInRefused::Locked { minutes });
        }
        let kept = account.as_ref().and_then(|account| account.password.clone());
        let looking = tokio::task::spawn_blocking(move || match kept {
            Some(kept) => Password::is_right(&password, &kept),
            None => {
                Password::look_at_none(&password);
                false
            }
        });
        let is_right = looking.await.unwrap_or(false);
        match account {
            Some(account) if is_right => Ok(self.begin(account, device, now).await?),
            Some(account) => Err(self.count_wrong(&account, now).await?),
            None => {
                self.log_sign_in(None, "sign-in-failed", name.trim(), now).await?;
                Err(SignInRefused::Wrong)
            }
        }
    }

    async fn begin(&self, account: Account, device: &str, now: Instant) -> Result<(String, Account), OfficeError> {
        if account.failures > 0 {
            self.ledger.forget_failures(account.id).await?;
        }
        let device: String = device.chars().take(DEVICE_MOST).collect();
        let token = self.ledger.begin_session(account.id, now, &device).await?;
        self.log_sign_in(Some(&account), "signed-in", &device, now).await?;
        Ok((token, account))
    }

    async fn count_wrong(&self, account: &Account, now: Instant) -> Result<SignInRefused, OfficeError> {
        let failures = self.ledger.count_failure(account.id).await?;
        self.log_sign_in(Some(account), "sign-in-failed", &failures.to_string(), now).await?;
        let Some(over) = failures.checked_sub(FAILURES_FREE) else { return Ok(SignInRefused::Wrong) };
        let minutes = (WAIT_FIRST_MINUTES << over.min(8)).min(WAIT_MOST_MINUTES);
        self.ledger.lock_account(account.id, now.plus_microseconds(minutes * MINUTE)).await?;
        Ok(SignInRefused::Locked { minutes })
    }

    async fn log_sign_in(
        &self,
        account: Option<&Account>,
        what: &str,
        detail: &str,
        at: Instant,
    ) -> Result<(), OfficeError> {
        let detail = detail.chars().take(DEVICE_MOST).collect();
        let entry = Logged {
            at,
            account: account.map(|account| account.id),
            organisation: None,
            what: what.to_owned(),
            detail,
        };
        Ok(self.ledger.log(&entry).await?)
    }

    /// Ends the session of a token.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn sign_out(&self, signed_in: &SignedIn, now: Instant) -> Result<(), OfficeError> {
        self.ledger.end_session(signed_in.account.id, &signed_in.session.token, now).await?;
        self.log_sign_in(Some(&signed_in.account), "signed-out", "", now).await
    }

    /// The sessions of an account that go on, the one used last first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_sessions(&self, signed_in: &SignedIn) -> Result<Vec<Session>, OfficeError> {
        Ok(self.ledger.sessions_of(signed_in.account.id).await?)
    }

    /// Ends one of one's own sessions by the name that the list gives it.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_own_session(&self, signed_in: &SignedIn, token: &str, now: Instant) -> Result<(), OfficeError> {
        self.ledger.end_session(signed_in.account.id, &TokenHash::named(token), now).await?;
        self.log_sign_in(Some(&signed_in.account), "session-ended", "", now).await
    }

    /// Another password for oneself: the old one is asked for again, and every other session ends.
    ///
    /// # Errors
    /// Where the old password is not right, the new one will not do, or the ledger does not take it.
    pub async fn change_own_password(
        &self,
        signed_in: &SignedIn,
        (old, new): (String, String),
        now: Instant,
    ) -> Result<(), SignInRefused> {
        let kept = signed_in.account.password.clone().unwrap_or_default();
        let looking = tokio::task::spawn_blocking(move || Password::is_right(&old, &kept));
        if !looking.await.unwrap_or(false) {
            return Err(self.count_wrong(&signed_in.account, now).await?);
        }
        self.change_password(&signed_in.account, new, &signed_in.session.token, now).await?;
        self.log_sign_in(Some(&signed_in.account), "password-changed", "", now).await?;
        Ok(())
    }
}

impl Live {
    /// Who a token belongs to, if its session goes on.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn signed_in(&self, token: &str, now: Instant) -> Result<Option<SignedIn>, OfficeError> {
        let ledger = &self.office.ledger;
        let token = TokenHash::of(token);
        let Some(session) = ledger.session(&token).await?.filter(|session| goes_on(session, now)) else {
            return Ok(None);
        };
        let account = ledger.account(session.account).await?.filter(|account| account.ended_at.is_none());
        let Some(account) = account else { return Ok(None) };
        if now.microseconds() - session.seen_at.microseconds() > MINUTE {
            ledger.touch_session(&token, now).await?;
        }
        let visitor = self.visitor(&account, now.day()).await?;
        Ok(Some(SignedIn { visitor, account, session }))
    }

    /// What somebody may do on a day.
    async fn visitor(&self, account: &Account, today: Day) -> Result<Visitor, OfficeError> {
        let seats = self.office.ledger.seats_of(account.id).await?;
        let own = match account.member {
            Some((organisation, _)) => Some(self.look(organisation, When { as_of: today, known_at: None }).await?),
            None => None,
        };
        Ok(Visitor::new(account, &seats, own.as_ref().map(|own| &own.roster), today))
    }
}

fn goes_on(session: &Session, now: Instant) -> bool {
    let since = |moment: Instant| now.microseconds() - moment.microseconds();
    session.ended_at.is_none()
        && since(session.seen_at) < IDLE_HOURS * 60 * MINUTE
        && since(session.begun_at) < LASTS_DAYS * 24 * 60 * MINUTE
}
