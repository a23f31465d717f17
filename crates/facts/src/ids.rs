//! The one registry of typed ids. All are UUIDs; making a new one needs randomness, so it is done elsewhere.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id (expected a UUID such as `019a7b3e-5c1d-7000-8000-000000000001`)")]
pub struct IdError(String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                $name(Uuid::from_bytes(bytes))
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// A UUIDv7: the moment of making in milliseconds since 1970 and 80 random bits.
            pub const fn from_moment(milliseconds: u64, random: [u8; 10]) -> Self {
                $name(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
            }

            /// A UUIDv8 that follows from what it names, so that naming it twice gives the same id:
            /// the start of a SHA-256 over the parts, each preceded by its length.
            pub fn derived(parts: &[&[u8]]) -> Self {
                let mut hasher = Sha256::new();
                for part in parts {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part);
                }
                let mut bytes = [0; 16];
                for (target, source) in bytes.iter_mut().zip(hasher.finalize()) {
                    *target = source;
                }
                $name(uuid::Builder::from_custom_bytes(bytes).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text).map($name).map_err(|_| IdError(text.to_owned()))
            }
        }
    )*};
}

ids! {
    /// One fact. Made by the client (UUIDv7), so that a phone without network can write and resend safely;
    /// facts read from books carry an id that follows from their content, so that a book read twice adds nothing.
    FactId;
    /// One organisation of any level: committee, general branch, branch. Groups are named inside their branch.
    OrganisationId;
    /// One person.
    PersonId;
    /// Who signs in: a person's account or an office's.
    AccountId;
}
