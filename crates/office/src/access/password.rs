//! Passwords: what is accepted as one, and how it is kept (Argon2id, with the parameters that OWASP names).

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

/// Memory in KiB, passes, lanes: OWASP's second choice, which a phone-sized server still answers in a tenth of a second.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// ASVS 5.0, 6.2.1 and 6.2.9.
const LENGTH_LEAST: usize = 8;
const LENGTH_MOST: usize = 128;

/// A password that was accepted, hashed. The text itself is gone.
pub(crate) struct Password(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("密码太短：应至少 {LENGTH_LEAST} 个字符，现在是 {0} 个。可以用几个不相干的词连起来")]
    Short(usize),
    #[error("密码太长：应不超过 {LENGTH_MOST} 个字符，现在是 {0} 个")]
    Long(usize),
    #[error(
        "这个密码太容易猜：常用密码、姓名、账号名、键盘顺序和日期都会先被试到。请换一个，可以用几个不相干的词连起来"
    )]
    Guessable,
    #[error("新密码应和原来的不同")]
    Same,
    #[error("系统没有给出随机数，密码没有保存。请重试")]
    NoRandomness,
}

impl Password {
    /// Whether two texts are one password, however they are typed.
    pub fn are_same(one: &str, other: &str) -> bool {
        normal(one) == normal(other)
    }

    /// Takes a password for the account `name` of `person`, or says why not. Slow by intent: call it off the runtime.
    pub fn new(text: &str, others: &[&str], salt: [u8; 16]) -> Result<Password, PasswordFault> {
        let text = normal(text);
        match text.chars().count() {
            short if short < LENGTH_LEAST => return Err(PasswordFault::Short(short)),
            long if long > LENGTH_MOST => return Err(PasswordFault::Long(long)),
            _ => {}
        }
        // Guessed in fewer than 10^8 tries is what a stolen table would give away in seconds.
        if zxcvbn::zxcvbn(&text, others).score() < zxcvbn::Score::Three {
            return Err(PasswordFault::Guessable);
        }
        let hash = hasher().ok_or(PasswordFault::NoRandomness)?;
        let hash = hash.hash_password_with_salt(text.as_bytes(), &salt).map_err(|_| PasswordFault::NoRandomness)?;
        Ok(Password(hash.to_string()))
    }

    /// The PHC form that is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text` is the password that `kept` was made from. Slow by intent.
    pub fn is_right(text: &str, kept: &str) -> bool {
        let Ok(kept) = PasswordHash::new(kept) else { return false };
        hasher().is_some_and(|hasher| hasher.verify_password(normal(text).as_bytes(), &kept).is_ok())
    }

    /// Takes as long as looking at a password: nobody learns from the time whether an account exists.
    pub fn look_at_none(text: &str) {
        if let Some(hasher) = hasher() {
            let _ = hasher.hash_password_with_salt(normal(text).as_bytes(), &[0; 16]);
        }
    }
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same password typed on two systems is the same.
fn normal(text: &str) -> String {
    text.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::{Password, PasswordFault};

    fn new(text: &str) -> Result<Password, PasswordFault> {
        Password::new(text, &["王敏", "wangmin"], [7; 16])
    }

    #[test]
    fn a_password_is_right_only_where_it_is_the_same() {
        let kept = new("茶杯 火车 青石板路").ok().unwrap();
        assert!(kept.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.as_str());
        assert!(Password::is_right("茶杯 火车 青石板路", kept.as_str()));
        assert!(Password::is_right("茶杯\u{3000}火车 青石板路", kept.as_str()), "a wide blank is a blank");
        assert!(!Password::is_right("茶杯 火车 青石板", kept.as_str()));
        assert!(!Password::is_right("", kept.as_str()));
        assert!(!Password::is_right("", "no hash"));
    }

    #[test]
    fn what_is_guessed_first_is_no_password() {
        for (text, fault) in [
            ("abc", PasswordFault::Short(3)),
            ("password", PasswordFault::Guessable),
            ("12345678", PasswordFault::Guessable),
            ("qwertyuiop", PasswordFault::Guessable),
            ("wangmin1", PasswordFault::Guessable),
            ("19900101", PasswordFault::Guessable),
            (&"长".repeat(129), PasswordFault::Long(129)),
        ] {
            assert_eq!(new(text).err(), Some(fault), "{text}");
        }
        assert!(new(&"Ab3-长句子 x".repeat(10)).is_ok());
    }
}
