//! Command: sign in and out. Query: who a token belongs to, and what that visitor may do today.

use facts::{Day, Instant};
use ledger::{Account, Logged, Session, TokenHash};
use tokio::sync::Semaphore;

use crate::access::{Password, PasswordFault, Visitor};
use crate::live::{Live, When};
use crate::second_factor::refuse_locked;
use crate::{Office, OfficeError};

/// Why somebody was not let in. It never says whether there is such an account.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    #[error("账号或密码不对。请检查后再试；忘记密码请找管理员重设")]
    Wrong,
    #[error("这个账号因为多次输错密码暂停登录，请在 {minutes} 分钟后再试")]
    Locked { minutes: i64 },
    #[error("动态码不对，或已经用过。请等手机上换了下一个码再试；手机不在身边，可以用一个恢复码")]
    WrongCode,
    #[error("隔得太久，或已经用过。请从头再来一次")]
    Expired,
    #[error(
        "管理员给的密码已过期，没有登录。请管理员重设一个（在服务器上运行 wuhua account password），七天之内用它登录，改成自己的"
    )]
    GivenPasswordOver,
    #[error("这个账号有通行密钥。请退出后用通行密钥登录，再来设置")]
    PasskeyFirst,
    #[error("通行密钥没有通过：不是这里的、已经去掉了，或没有验证指纹、面容、数字。请再试一次，或用密码登录")]
    WrongPasskey,
    #[error("通行密钥已经很多了，请先去掉不用的")]
    PasskeysEnough,
    #[error("给通行密钥起的名字应有 1 到 {most} 个字，如“单位电脑”")]
    PasskeyName { most: usize },
    #[error("连不上{name}，没有登录。请稍后再试，或用密码登录")]
    SignOnAway { name: String, reason: String },
    #[error("{name}没有确认您的身份，没有登录。请再试一次，或用密码登录")]
    SignOnRefused { name: String, reason: String },
    #[error("{name}认得您，但没有按要求的级别（多重验证）验证，没有登录。请在{name}里多重验证以后再来，或用密码登录")]
    SignOnTooWeak { name: String },
    #[error("{name}认得您，但这里没有您的账号{}。请管理员建立，或用密码登录", named(.account))]
    SignOnUnknown { name: String, account: String },
    #[error("账号“{account}”已经连到统一登录的另一个人，没有登录。请管理员核对，需要时重设这个账号的二次验证")]
    SignOnTaken { account: String },
    #[error("给令牌起的名字应有 1 到 {most} 个字，写明给哪个程序用")]
    TokenName { most: usize },
    #[error("应至少选一项令牌可以做的事")]
    TokenScopes,
    #[error("令牌的有效天数应为 1 到 {most}，现在是 {found}")]
    TokenDays { most: i64, found: i64 },
    #[error("有效的令牌已有 {most} 个，请先停用不用的")]
    TokensEnough { most: usize },
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// `“名字”`, or nothing where there is none.
fn named(account: &str) -> String {
    if account.is_empty() { String::new() } else { format!("“{account}”") }
}

/// What a right password, or somebody whom the company's sign-on vouches for, came to.
#[derive(Debug, Clone)]
pub enum Entered {
    /// A session begins: its token is for the browser's cookie alone.
    In { token: String },
    /// The account has one-time codes: this names the first step when the code comes.
    CodeAsked { token: String },
}

/// How the owner of a session was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Password,
    Code,
    Recovery,
    Passkey,
    SignOn,
    /// The company's sign-on, which vouched for the class that the configuration asks for.
    StrongSignOn,
}

impl How {
    const ALL: [How; 6] = [How::Password, How::Code, How::Recovery, How::Passkey, How::SignOn, How::StrongSignOn];

    pub(crate) fn slug(self) -> &'static str {
        match self {
            How::Password => "password",
            How::Code => "code",
            How::Recovery => "recovery",
            How::Passkey => "passkey",
            How::SignOn => "sign-on",
            How::StrongSignOn => "strong-sign-on",
        }
    }

    /// A word that this program never wrote shows nothing but a password.
    pub fn from_slug(slug: &str) -> How {
        How::ALL.into_iter().find(|how| how.slug() == slug).unwrap_or(How::Password)
    }

    pub fn word(self) -> &'static str {
        match self {
            How::Password => "密码",
            How::Code => "动态码",
            How::Recovery => "恢复码",
            How::Passkey => "通行密钥",
            How::SignOn => "统一登录",
            How::StrongSignOn => "统一登录，已多重验证",
        }
    }
}

/// Somebody who is signed in, with the session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub visitor: Visitor,
    pub account: Account,
    pub session: Session,
}

impl SignedIn {
    /// Whether they came by a password that somebody else gave, and have not set one of their own yet.
    pub fn must_change_password(&self) -> bool {
        let by_password = matches!(How::from_slug(&self.session.how), How::Password | How::Code | How::Recovery);
        by_password && self.account.given_until.is_some()
    }
}

/// So many wrong passwords in a row are a slip of the fingers; from then on each makes everybody wait.
const FAILURES_FREE: u32 = 5;
const WAIT_FIRST_MINUTES: i64 = 1;
const WAIT_MOST_MINUTES: i64 = 60;

/// A session ends so long after it was last used, and so long after it began (ASVS 5.0, 7.3).
const IDLE_HOURS: i64 = 12;
const LASTS_DAYS: i64 = 14;

pub(crate) const MINUTE: i64 = 60 * 1_000_000;
/// Looking at a password takes 19 MiB and a core for a moment, by intent: so many at a time, the others wait.
static LOOKING: Semaphore = Semaphore::const_new(8);

const DEVICE_MOST: usize = 80;
const DETAIL_MOST: usize = 160;
/// So much of a name that is no account's stands in the log.
const NAME_SHOWN: usize = 2;

/// How many minutes everybody waits after so many failures in a row.
fn wait_after(failures: u32) -> Option<i64> {
    let over = failures.checked_sub(FAILURES_FREE)?;
    Some((WAIT_FIRST_MINUTES << over.min(8)).min(WAIT_MOST_MINUTES))
}

impl Office {
    /// Looks at a password and, where it is right, begins a session or asks for a one-time code.
    ///
    /// # Errors
    /// Where account and password do not belong together, the account is locked, or the ledger does not answer.
    pub async fn sign_in(
        &self,
        name: &str,
        password: String,
        device: &str,
        now: Instant,
    ) -> Result<Entered, SignInRefused> {
        let account = self.ledger.account_named(name.trim()).await.map_err(OfficeError::from)?;
        let account = account.filter(|account| account.ended_at.is_none());
        let Some(account) = account else {
            return Err(self.refuse_stranger(name.trim(), (password, device), now).await?);
        };
        self.confirm_password(&account, (password, device), now).await?;
        if account.given_until.is_some_and(|until| until <= now) {
            return Err(SignInRefused::GivenPasswordOver);
        }
        // Failures are forgotten with the last step: codes are not guessed on the strength of a known password.
        match account.totp {
            Some(_) => Ok(Entered::CodeAsked { token: self.ask_for_code(&account, now).await? }),
            None => Ok(Entered::In { token: self.begin(&account, device, How::Password, now).await? }),
        }
    }

    /// A name that is no account's is answered as one that is, takes as long, and locks as soon.
    async fn refuse_stranger(
        &self,
        name: &str,
        (password, device): (String, &str),
        now: Instant,
    ) -> Result<SignInRefused, OfficeError> {
        if let Err(locked) = refuse_locked(self.strangers.tried(name).locked_until, now) {
            return Ok(locked);
        }
        let _turn = LOOKING.acquire().await;
        let _ = tokio::task::spawn_blocking(move || Password::look_at_none(&password)).await;
        let failures = self.strangers.count(name);
        // Some type their password where the name belongs.
        let (shown, all) = (name.chars().take(NAME_SHOWN).collect::<String>(), name.chars().count());
        let detail = format!("没有的账号“{shown}…”（{all} 个字），连续第 {failures} 次，{device}");
        self.log_sign_in(None, "sign-in-failed", &detail, now).await?;
        Ok(match wait_after(failures) {
            None => SignInRefused::Wrong,
            Some(minutes) => {
                self.strangers.lock(name, now.plus_microseconds(minutes * MINUTE));
                SignInRefused::Locked { minutes }
            }
        })
    }

    /// Looks at the password of an account, in whichever step it is asked for; a wrong one counts against the account.
    ///
    /// # Errors
    /// Where it is not right, or the account is locked.
    pub(crate) async fn confirm_password(
        &self,
        account: &Account,
        (password, device): (String, &str),
        now: Instant,
    ) -> Result<(), SignInRefused> {
        refuse_locked(account.locked_until, now)?;
        let kept = account.password.clone();
        let _turn = LOOKING.acquire().await;
        let looking = tokio::task::spawn_blocking(move || match kept {
            Some(kept) => Password::is_right(&password, &kept),
            None => {
                Password::look_at_none(&password);
                false
            }
        });
        match looking.await.unwrap_or(false) {
            true => self.refuse_locked_meanwhile(account, now).await,
            false => Err(self.count_wrong(account, device, now).await?),
        }
    }

    /// Of many that are tried at once, what comes after the first few failures finds the account locked, right or wrong.
    pub(crate) async fn refuse_locked_meanwhile(&self, account: &Account, now: Instant) -> Result<(), SignInRefused> {
        let account = self.ledger.account(account.id).await.map_err(OfficeError::from)?;
        account.map_or(Ok(()), |account| refuse_locked(account.locked_until, now))
    }

    pub(crate) async fn begin(
        &self,
        account: &Account,
        device: &str,
        how: How,
        now: Instant,
    ) -> Result<String, OfficeError> {
        if account.failures > 0 {
            self.ledger.forget_failures(account.id).await?;
        }
        let device: String = device.chars().take(DEVICE_MOST).collect();
        let token = self.ledger.begin_session(account.id, now, (&device, how.slug())).await?;
        self.log_sign_in(Some(account), "signed-in", &format!("{}，{device}", how.word()), now).await?;
        Ok(token)
    }

    /// A new session in the place of one whose owner has shown more; every other one ends.
    pub(crate) async fn renew(&self, signed_in: &SignedIn, how: How, now: Instant) -> Result<String, OfficeError> {
        let SignedIn { account, session, .. } = signed_in;
        let token = self.ledger.begin_session(account.id, now, (&session.device, how.slug())).await?;
        self.ledger.end_other_sessions(account.id, &TokenHash::of(&token), now).await?;
        Ok(token)
    }

    pub(crate) async fn count_wrong(
        &self,
        account: &Account,
        device: &str,
        now: Instant,
    ) -> Result<SignInRefused, OfficeError> {
        let failures = self.ledger.count_failure(account.id).await?;
        let detail = format!("连续第 {failures} 次，{device}");
        self.log_sign_in(Some(account), "sign-in-failed", &detail, now).await?;
        let Some(minutes) = wait_after(failures) else { return Ok(SignInRefused::Wrong) };
        self.ledger.lock_account(account.id, now.plus_microseconds(minutes * MINUTE)).await?;
        Ok(SignInRefused::Locked { minutes })
    }

    pub(crate) async fn log_sign_in(
        &self,
        account: Option<&Account>,
        what: &str,
        detail: &str,
        at: Instant,
    ) -> Result<(), OfficeError> {
        let detail = detail.chars().take(DETAIL_MOST).collect();
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
        let is_same = Password::are_same(&old, &new);
        self.confirm_password(&signed_in.account, (old, &signed_in.session.device), now).await?;
        if is_same {
            return Err(OfficeError::Password(PasswordFault::Same).into());
        }
        self.change_password(&signed_in.account, (new, false), &signed_in.session.token, now).await?;
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
        self.of_session(TokenHash::of(token), now).await
    }

    /// The same person with the account as it is now; none where the session ended meanwhile.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn signed_in_again(&self, signed_in: &SignedIn, now: Instant) -> Result<Option<SignedIn>, OfficeError> {
        self.of_session(signed_in.session.token.clone(), now).await
    }

    async fn of_session(&self, token: TokenHash, now: Instant) -> Result<Option<SignedIn>, OfficeError> {
        let ledger = &self.office.ledger;
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
    pub(crate) async fn visitor(&self, account: &Account, today: Day) -> Result<Visitor, OfficeError> {
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
