//! Command: add, name and take away one's own passkeys; sign in with one alone.
//!
//! A passkey is a key that never leaves its owner's telephone, computer or token, and opens only after a finger, a face or
//! a number there: user verification is required, so that one is as much as a password and something more. What is asked
//! of it is kept here, once, for minutes. The browser is told which site it speaks to: a copy of the pages elsewhere gets
//! nothing.

use facts::Instant;
use ledger::{KeptPasskey, hex};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url,
    Uuid, Webauthn, WebauthnBuilder,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::sign_in::How;
use crate::{Office, OfficeError, SignInRefused, SignedIn};

/// The site that passkeys are for.
#[derive(Debug)]
pub struct Passkeys {
    webauthn: Webauthn,
    address: String,
}

/// What a browser is asked, with the token that names it when the answer comes.
#[derive(Debug, Clone)]
pub struct PasskeyAsked {
    pub token: String,
    /// JSON, as browsers take it.
    pub options: String,
}

/// What is kept while somebody adds one.
#[derive(Serialize, Deserialize)]
struct Offered {
    name: String,
    state: PasskeyRegistration,
}

const OFFER: &str = "passkey-offer";
const ASKED: &str = "passkey-sign-in";
/// More than a person has telephones.
const PASSKEYS_MOST: usize = 20;
const NAME_MOST: usize = 40;

impl Passkeys {
    /// For the address that people see in their browsers; none where passkeys cannot be had: browsers give them to names
    /// reached by https, and to this machine itself.
    pub fn at(address: &str) -> Option<Passkeys> {
        let origin = Url::parse(address).ok()?;
        let site = origin.domain()?.to_owned();
        if origin.scheme() != "https" && site != "localhost" {
            return None;
        }
        let webauthn = WebauthnBuilder::new(&site, &origin).ok()?.rp_name("五化").build().ok()?;
        Some(Passkeys { webauthn, address: address.to_owned() })
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Office {
    /// One's own passkeys, the oldest first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_passkeys(&self, signed_in: &SignedIn) -> Result<Vec<KeptPasskey>, OfficeError> {
        Ok(self.ledger.passkeys_of(signed_in.account.id).await?)
    }

    /// Asks the browser for a new passkey of one's own, after the password.
    ///
    /// # Errors
    /// Where the password is not right, another passkey has to be shown first, there are too many, or the ledger does not
    /// take it.
    pub async fn offer_passkey(
        &self,
        passkeys: &Passkeys,
        signed_in: &SignedIn,
        (name, password): (&str, String),
        now: Instant,
    ) -> Result<PasskeyAsked, SignInRefused> {
        let account = &signed_in.account;
        let name = named(name)?;
        self.refuse_before_passkey(signed_in).await?;
        self.confirm_password(account, (password, &signed_in.session.device), now).await?;
        let known = self.ledger.passkeys_of(account.id).await.map_err(OfficeError::from)?;
        if known.len() >= PASSKEYS_MOST {
            return Err(SignInRefused::PasskeysEnough);
        }
        let known = known.iter().filter_map(|kept| Some(passkey_from(kept)?.cred_id().clone())).collect();
        let owner = Uuid::from_bytes(*account.id.as_bytes());
        let asked =
            passkeys.webauthn.start_passkey_registration(owner, &account.name, &signed_in.visitor.name, Some(known));
        let (mut options, state) = asked.map_err(|_| SignInRefused::WrongPasskey)?;
        // Found by the browser without a name being typed.
        if let Some(selection) = &mut options.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let body = json(&Offered { name, state })?;
        let token = self.ask(OFFER, Some(account.id), body, now).await?;
        Ok(PasskeyAsked { token, options: json(&options)? })
    }

    /// The browser's answer: the passkey is kept. Gives the token of the session that goes on; every other one ends.
    ///
    /// # Errors
    /// Where the answer is not to what was asked, comes too late, or the ledger does not take it.
    pub async fn add_passkey(
        &self,
        passkeys: &Passkeys,
        signed_in: &SignedIn,
        (token, credential): (&str, &str),
        now: Instant,
    ) -> Result<String, SignInRefused> {
        let account = &signed_in.account;
        let asked = self.ledger.answered(OFFER, token, now).await.map_err(OfficeError::from)?;
        let asked = asked.filter(|asked| asked.account == Some(account.id)).ok_or(SignInRefused::Expired)?;
        let Offered { name, state } = read(&asked.body)?;
        let credential: RegisterPublicKeyCredential = read(credential)?;
        let made = passkeys.webauthn.finish_passkey_registration(&credential, &state);
        let passkey = made.map_err(|_| SignInRefused::WrongPasskey)?;
        let kept = KeptPasskey {
            id: hex::encode(passkey.cred_id().as_ref()),
            account: account.id,
            name: name.clone(),
            body: json(&passkey)?,
            made_at: now,
            used_at: None,
        };
        if !self.ledger.add_passkey(&kept).await.map_err(OfficeError::from)? {
            return Err(SignInRefused::WrongPasskey);
        }
        self.log_sign_in(Some(account), "passkey-added", &name, now).await?;
        let how = match How::from_slug(&signed_in.session.how) {
            How::Password => How::Passkey,
            more => more,
        };
        Ok(self.renew(signed_in, how, now).await?)
    }

    /// # Errors
    /// Where the name will not do, or the ledger does not take it.
    pub async fn name_own_passkey(&self, signed_in: &SignedIn, id: &str, name: &str) -> Result<(), SignInRefused> {
        let name = named(name)?;
        self.ledger.name_passkey(signed_in.account.id, id, &name).await.map_err(OfficeError::from)?;
        Ok(())
    }

    /// Takes one of one's own passkeys away.
    ///
    /// # Errors
    /// Where the password is not right, or the ledger does not take it.
    pub async fn drop_own_passkey(
        &self,
        signed_in: &SignedIn,
        (id, password): (&str, String),
        now: Instant,
    ) -> Result<(), SignInRefused> {
        self.refuse_before_passkey(signed_in).await?;
        self.confirm_password(&signed_in.account, (password, &signed_in.session.device), now).await?;
        if self.ledger.forget_passkey(signed_in.account.id, id).await.map_err(OfficeError::from)? {
            self.log_sign_in(Some(&signed_in.account), "passkey-dropped", "", now).await?;
        }
        let kept = &signed_in.session.token;
        self.ledger.end_other_sessions(signed_in.account.id, kept, now).await.map_err(OfficeError::from)?;
        Ok(())
    }

    /// Asks whoever sits there for a passkey.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn ask_for_passkey(&self, passkeys: &Passkeys, now: Instant) -> Result<PasskeyAsked, SignInRefused> {
        let asked = passkeys.webauthn.start_discoverable_authentication();
        let (mut options, state) = asked.map_err(|_| SignInRefused::WrongPasskey)?;
        // A button was pressed: the browser asks at once, and not beside a field.
        options.mediation = None;
        let token = self.ask(ASKED, None, json(&state)?, now).await?;
        Ok(PasskeyAsked { token, options: json(&options)? })
    }

    /// The browser's answer: a session begins. A lock that wrong passwords brought about does not hold it up.
    ///
    /// # Errors
    /// Where the answer is not to what was asked, comes too late or a second time, is of nobody, or its owner was not
    /// verified.
    pub async fn sign_in_with_passkey(
        &self,
        passkeys: &Passkeys,
        (token, credential): (&str, &str),
        device: &str,
        now: Instant,
    ) -> Result<String, SignInRefused> {
        let asked = self.ledger.answered(ASKED, token, now).await.map_err(OfficeError::from)?;
        let state: DiscoverableAuthentication = read(&asked.ok_or(SignInRefused::Expired)?.body)?;
        let credential: PublicKeyCredential = read(credential)?;
        let known = passkeys.webauthn.identify_discoverable_authentication(&credential);
        let (owner, id) = known.map_err(|_| SignInRefused::WrongPasskey)?;
        let kept = self.ledger.passkey(&hex::encode(id)).await.map_err(OfficeError::from)?;
        let kept =
            kept.filter(|kept| kept.account.as_bytes() == owner.as_bytes()).ok_or(SignInRefused::WrongPasskey)?;
        let account = self.ledger.account(kept.account).await.map_err(OfficeError::from)?;
        let account = account.filter(|account| account.ended_at.is_none()).ok_or(SignInRefused::WrongPasskey)?;
        let mut passkey = passkey_from(&kept).ok_or(SignInRefused::WrongPasskey)?;
        let shown = passkeys.webauthn.finish_discoverable_authentication_v2(&credential, state, &passkey);
        let shown = shown.ok().filter(webauthn_rs::prelude::AuthenticationResult::user_verified);
        let Some(shown) = shown else {
            self.log_sign_in(Some(&account), "sign-in-failed", &format!("通行密钥，{device}"), now).await?;
            return Err(SignInRefused::WrongPasskey);
        };
        passkey.update_credential(&shown);
        self.ledger.use_passkey(&kept.id, &json(&passkey)?, now).await.map_err(OfficeError::from)?;
        Ok(self.begin(&account, device, How::Passkey, now).await?)
    }
}

fn named(name: &str) -> Result<String, SignInRefused> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > NAME_MOST {
        return Err(SignInRefused::PasskeyName { most: NAME_MOST });
    }
    Ok(name.to_owned())
}

fn passkey_from(kept: &KeptPasskey) -> Option<Passkey> {
    serde_json::from_str(&kept.body).ok()
}

/// What this program made itself can always be written.
fn json(value: &impl Serialize) -> Result<String, SignInRefused> {
    serde_json::to_string(value).map_err(|_| SignInRefused::WrongPasskey)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, SignInRefused> {
    serde_json::from_str(text).map_err(|_| SignInRefused::WrongPasskey)
}

#[cfg(test)]
mod tests {
    use super::{Passkeys, named};

    #[test]
    fn passkeys_are_for_names_reached_by_https_and_for_this_machine() {
        for (address, can) in [
            ("https://wuhua.example.cn", true),
            ("http://localhost:8321", true),
            ("http://wuhua.example.cn", false),
            ("http://127.0.0.1:8321", false),
            ("https://10.0.0.5", false),
            ("nonsense", false),
        ] {
            assert_eq!(Passkeys::at(address).is_some(), can, "{address}");
        }
    }

    #[test]
    fn a_passkey_is_called_something() {
        assert_eq!(named(" 单位电脑 ").ok().as_deref(), Some("单位电脑"));
        assert!(named(" ").is_err() && named(&"长".repeat(41)).is_err());
    }
}
