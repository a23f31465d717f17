//! Command: set up one-time codes, take them off, sign in with one; other recovery codes; what an administrator takes off.
//!
//! A code is that of RFC 6238, six digits of half a minute, taken a step early or late. It works once: the ledger keeps
//! the step that was used last, and neither it nor one before is taken again. The secret lies encrypted under the master
//! key. Ten recovery codes, shown once and kept as hashes, stand in for a telephone that was lost.

use facts::{AccountId, Instant};
use ledger::{Account, Challenge, CodeHash, hex};
use totp_rs::{Builder, Secret, Totp};

use crate::access::{Allowed, ManageAccounts, Role};
use crate::sign_in::{How, MINUTE};
use crate::{Office, OfficeError, SignInRefused, SignedIn};

/// A secret that is offered to a telephone, which shows by a code that it arrived.
#[derive(Debug, Clone)]
pub struct CodesOffered {
    /// Names the offer when the code comes.
    pub token: String,
    /// The secret as it is typed, in groups of four.
    pub key: String,
    /// The same as an address that telephones read from a picture.
    pub address: String,
}

/// Recovery codes, to be shown once.
#[derive(Debug, Clone)]
pub struct RecoveryCodes(pub Vec<String>);

/// What somebody has to show besides a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactors {
    pub codes: bool,
    pub recovery_codes_left: u64,
}

const OFFER: &str = "codes-offer";
const ASKED: &str = "sign-in-code";
const SEALED: &str = "totp";
/// So long somebody may take to look for the telephone.
pub(crate) const PATIENCE_MINUTES: i64 = 10;

const ISSUER: &str = "五化";
const STEP_SECONDS: u64 = 30;
const DIGITS: usize = 6;

const RECOVERY_CODES: usize = 10;
/// Letters that nobody takes for one another, five bits each: 120 bits, so that a plain hash keeps them (ASVS 5.0, 6.5.2).
const RECOVERY_LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
const RECOVERY_LENGTH: usize = 24;
const RECOVERY_GROUP: usize = 6;

impl SignedIn {
    /// Whether a role of theirs is one that more than a password is asked of, and they have shown no more.
    pub fn must_show_more(&self, required: &[Role]) -> bool {
        let is_weak = matches!(How::from_slug(&self.session.how), How::Password | How::SignOn);
        is_weak && self.visitor.is_any_of(required)
    }
}

impl Office {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_second_factors(&self, signed_in: &SignedIn) -> Result<SecondFactors, OfficeError> {
        let recovery_codes_left = self.ledger.recovery_codes_left(signed_in.account.id).await?;
        Ok(SecondFactors { codes: signed_in.account.totp.is_some(), recovery_codes_left })
    }

    /// A new secret for one's own telephone. Nothing changes before a code of it comes back.
    ///
    /// # Errors
    /// Where the account has a passkey and another way was used to sign in, or the ledger does not take it.
    pub async fn offer_codes(&self, signed_in: &SignedIn, now: Instant) -> Result<CodesOffered, SignInRefused> {
        self.refuse_before_passkey(signed_in).await?;
        let account = &signed_in.account;
        let secret: [u8; 20] = ledger::random_bytes().map_err(OfficeError::from)?;
        let totp = totp(&secret, &account.name)?;
        let body = hex::encode(&self.ledger.seal_for(account.id, OFFER, &secret).map_err(OfficeError::from)?);
        let token = self.ask(OFFER, Some(account.id), body, now).await?;
        let address = totp.to_url().map_err(|_| OfficeError::NoCode)?;
        Ok(CodesOffered { token, key: grouped(&totp.secret().to_base32(), 4), address })
    }

    /// The secret that was offered is taken: a code shows that it arrived, the password that it is the owner who says so.
    /// Gives the recovery codes and a new session; every other one ends.
    ///
    /// # Errors
    /// Where code or password are not right, the offer is over, or the ledger does not take it.
    pub async fn set_codes(
        &self,
        signed_in: &SignedIn,
        (token, code, password): (&str, &str, String),
        now: Instant,
    ) -> Result<(RecoveryCodes, String), SignInRefused> {
        self.refuse_before_passkey(signed_in).await?;
        let account = &signed_in.account;
        let offered = self.ledger.asked(OFFER, token, now).await.map_err(OfficeError::from)?;
        let offered = offered.filter(|offer| offer.account == Some(account.id)).ok_or(SignInRefused::Expired)?;
        let secret = self.opened(account.id, OFFER, &hex::decode(offered.body.as_bytes()).unwrap_or_default())?;
        self.confirm_password(account, (password, &signed_in.session.device), now).await?;
        let step = totp(&secret, &account.name)?.check(&digits(code), seconds(now)).ok_or(SignInRefused::WrongCode)?;
        self.ledger.answered(OFFER, token, now).await.map_err(OfficeError::from)?.ok_or(SignInRefused::Expired)?;
        let sealed = self.ledger.seal_for(account.id, SEALED, &secret).map_err(OfficeError::from)?;
        let codes = recovery_codes()?;
        self.ledger.set_totp(account.id, &sealed, step, &hashes(&codes)).await.map_err(OfficeError::from)?;
        self.log_sign_in(Some(account), "codes-set", "", now).await?;
        let token = self.renew(signed_in, How::Code, now).await?;
        Ok((codes, token))
    }

    /// Takes one-time codes off one's own account. Every other session ends.
    ///
    /// # Errors
    /// Where the password is not right, or the ledger does not take it.
    pub async fn drop_codes(&self, signed_in: &SignedIn, password: String, now: Instant) -> Result<(), SignInRefused> {
        let account = &signed_in.account;
        self.confirm_password(account, (password, &signed_in.session.device), now).await?;
        self.ledger.forget_totp(account.id).await.map_err(OfficeError::from)?;
        let kept = &signed_in.session.token;
        self.ledger.end_other_sessions(account.id, kept, now).await.map_err(OfficeError::from)?;
        Ok(self.log_sign_in(Some(account), "codes-dropped", "", now).await?)
    }

    /// Other recovery codes; those before open nothing any more.
    ///
    /// # Errors
    /// Where the password is not right, there are no one-time codes, or the ledger does not take it.
    pub async fn renew_recovery_codes(
        &self,
        signed_in: &SignedIn,
        password: String,
        now: Instant,
    ) -> Result<RecoveryCodes, SignInRefused> {
        let account = &signed_in.account;
        self.confirm_password(account, (password, &signed_in.session.device), now).await?;
        if account.totp.is_none() {
            return Err(SignInRefused::Expired);
        }
        let codes = recovery_codes()?;
        self.ledger.set_recovery_codes(account.id, &hashes(&codes)).await.map_err(OfficeError::from)?;
        self.log_sign_in(Some(account), "recovery-codes-renewed", "", now).await?;
        Ok(codes)
    }

    /// The second step of signing in: a one-time code, or a recovery code in its place. Gives the token of the session.
    ///
    /// # Errors
    /// Where the code is not right or was used, the first step is over, the account is locked, or the ledger does not
    /// answer.
    pub async fn sign_in_with_code(
        &self,
        token: &str,
        code: &str,
        device: &str,
        now: Instant,
    ) -> Result<String, SignInRefused> {
        let asked = self.ledger.asked(ASKED, token, now).await.map_err(OfficeError::from)?;
        let id = asked.and_then(|asked| asked.account).ok_or(SignInRefused::Expired)?;
        let account = self.ledger.account(id).await.map_err(OfficeError::from)?;
        let account = account.filter(|account| account.ended_at.is_none()).ok_or(SignInRefused::Expired)?;
        refuse_locked(account.locked_until, now)?;
        let Some(how) = self.how_shown(&account, code, now).await? else {
            return Err(match self.count_wrong(&account, device, now).await? {
                SignInRefused::Wrong => SignInRefused::WrongCode,
                other => other,
            });
        };
        self.refuse_locked_meanwhile(&account, now).await?;
        self.ledger.answered(ASKED, token, now).await.map_err(OfficeError::from)?.ok_or(SignInRefused::Expired)?;
        Ok(self.begin(&account, device, how, now).await?)
    }

    /// Uses a code up; says of which sort it was, if it was right.
    async fn how_shown(&self, account: &Account, code: &str, now: Instant) -> Result<Option<How>, SignInRefused> {
        let Some(sealed) = &account.totp else { return Err(SignInRefused::Expired) };
        let digits = digits(code);
        if digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let secret = self.opened(account.id, SEALED, sealed)?;
            let Some(step) = totp(&secret, &account.name)?.check(&digits, seconds(now)) else { return Ok(None) };
            let is_new = self.ledger.use_totp_step(account.id, step).await.map_err(OfficeError::from)?;
            return Ok(is_new.then_some(How::Code));
        }
        let code = CodeHash::of(&bare(code));
        let is_there = self.ledger.use_recovery_code(account.id, &code, now).await.map_err(OfficeError::from)?;
        Ok(is_there.then_some(How::Recovery))
    }

    /// The first step is done: asks for a code.
    pub(crate) async fn ask_for_code(&self, account: &Account, now: Instant) -> Result<String, OfficeError> {
        self.ask(ASKED, Some(account.id), String::new(), now).await
    }

    pub(crate) async fn ask(
        &self,
        purpose: &str,
        account: Option<AccountId>,
        body: String,
        now: Instant,
    ) -> Result<String, OfficeError> {
        let until = now.plus_microseconds(PATIENCE_MINUTES * MINUTE);
        Ok(self.ledger.ask(purpose, &Challenge { account, body }, (now, until)).await?)
    }

    /// Takes everything off an account but its password, as for somebody who lost the telephone and the recovery codes.
    /// Whoever is signed in with it is signed out.
    ///
    /// # Errors
    /// Where there is no such account, or the ledger does not take it.
    pub async fn reset_second_factors(
        &self,
        allowed: &Allowed<ManageAccounts>,
        account: AccountId,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let missing = || OfficeError::NoSuchAccount { found: account.to_string() };
        let account = self.ledger.account(account).await?.ok_or_else(missing)?;
        self.ledger.forget_factors(account.id).await?;
        self.ledger.end_other_sessions(account.id, &ledger::TokenHash::named(""), now).await?;
        self.ledger.end_access_tokens_of(account.id, now).await?;
        self.log_of(allowed, None, "second-factor-reset", &account.name, now).await
    }

    /// The same by the account's name.
    ///
    /// # Errors
    /// Where there is no such account, or the ledger does not take it.
    pub async fn reset_second_factors_named(
        &self,
        allowed: &Allowed<ManageAccounts>,
        name: &str,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let missing = || OfficeError::NoSuchAccount { found: name.to_owned() };
        let account = self.ledger.account_named(name.trim()).await?.ok_or_else(missing)?;
        self.reset_second_factors(allowed, account.id, now).await
    }

    /// An account that has a passkey is changed by who has shown it: a password alone must not be able to go round it.
    pub(crate) async fn refuse_before_passkey(&self, signed_in: &SignedIn) -> Result<(), SignInRefused> {
        if How::from_slug(&signed_in.session.how) != How::Password {
            return Ok(());
        }
        let passkeys = self.ledger.passkeys_of(signed_in.account.id).await.map_err(OfficeError::from)?;
        if passkeys.is_empty() { Ok(()) } else { Err(SignInRefused::PasskeyFirst) }
    }

    fn opened(&self, account: AccountId, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, OfficeError> {
        self.ledger.open_for(account, purpose, sealed)?.ok_or(OfficeError::NoCode)
    }
}

/// Until when no answer is looked at.
pub(crate) fn refuse_locked(until: Option<Instant>, now: Instant) -> Result<(), SignInRefused> {
    match until.filter(|until| *until > now) {
        Some(until) => {
            let minutes = (until.microseconds() - now.microseconds() - 1) / MINUTE + 1;
            Err(SignInRefused::Locked { minutes })
        }
        None => Ok(()),
    }
}

fn totp(secret: &[u8], account: &str) -> Result<Totp, OfficeError> {
    // A colon would end the issuer where the address is read.
    let account = account.replace(':', "：");
    Builder::new()
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP_SECONDS)
        .with_secret(Secret::new(secret.into()))
        .with_issuer(Some(ISSUER))
        .with_account_name(account)
        .build()
        .map_err(|_| OfficeError::NoCode)
}

fn seconds(now: Instant) -> u64 {
    u64::try_from(now.microseconds() / 1_000_000).unwrap_or_default()
}

/// What was typed without blanks; wide digits are digits.
fn digits(code: &str) -> String {
    let narrow = |one: char| match one {
        '０'..='９' => char::from_digit(u32::from(one) - u32::from('０'), 10).unwrap_or(one),
        other => other,
    };
    code.chars().filter(|one| !one.is_whitespace()).map(narrow).collect()
}

/// A recovery code without what only groups it.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
}

fn grouped(text: &str, size: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn recovery_codes() -> Result<RecoveryCodes, OfficeError> {
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let bytes: [u8; RECOVERY_LENGTH] = ledger::random_bytes()?;
        let letters = bytes.iter().filter_map(|byte| RECOVERY_LETTERS.get(usize::from(byte % 32)));
        let code: String = letters.map(|letter| char::from(*letter)).collect();
        codes.push(grouped(&code, RECOVERY_GROUP));
    }
    Ok(RecoveryCodes(codes))
}

fn hashes(RecoveryCodes(codes): &RecoveryCodes) -> Vec<CodeHash> {
    codes.iter().map(|code| CodeHash::of(&bare(code))).collect()
}

#[cfg(test)]
mod tests {
    use super::{bare, digits, grouped, hashes, recovery_codes, totp};

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six digits.
        let totp = totp(b"12345678901234567890", "王:敏").unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp.check(code, time), Some(time / 30));
            assert_eq!(totp.check(code, time + 30), Some(time / 30), "one step late");
            assert_eq!(totp.check(code, time + 60), None);
        }
        let address = totp.to_url().unwrap();
        assert!(address.starts_with("otpauth://totp/"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
    }

    #[test]
    fn what_is_typed_with_blanks_and_wide_digits_is_the_same_code() {
        assert_eq!(digits(" 287 ０８２ "), "287082");
        assert_eq!(bare("ABCdef-ghj km2"), "abcdefghjkm2");
        assert_eq!(grouped("abcdefgh", 3), "abc def gh");
    }

    #[test]
    fn ten_recovery_codes_differ() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.0.len(), 10);
        assert!(codes.0.iter().all(|code| bare(code).len() == 24), "{codes:?}");
        let mut hashes: Vec<String> = hashes(&codes).iter().map(|hash| format!("{hash:?}")).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 10);
    }
}
