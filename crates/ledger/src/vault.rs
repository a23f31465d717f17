//! The vault: erasable personal details, encrypted under one random key for each person in each organisation.
//!
//! XChaCha20-Poly1305 throughout: the master key (see `key`) wraps the persons' keys, those encrypt the entries.
//! What is encrypted is bound to its place, so that an entry moved to another person or field does not open.
//! Erasing a person deletes their keys; the entries stay, as unreadable as random bytes.
//! A backup made before still holds the wrapped keys: it must not outlive what was erased.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use facts::{AccountId, FactId, OrganisationId, PersonId};
use zeroize::Zeroizing;

use crate::database::{Session, on, run};
use crate::journal::Detail;
use crate::key::Key;
use crate::verify::{Fault, Verification};
use crate::{Ledger, LedgerError, hex};

const NONCE: usize = 24;

/// A personal detail that can be erased: what must not stand in a fact's body. Debugged without its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub organisation: OrganisationId,
    pub person: PersonId,
    /// The fact that the detail belongs to; appended before or in the same batch.
    pub fact: FactId,
    /// The slug of the field.
    pub field: String,
    pub text: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Secret { organisation, person, fact, field, text: _ } = self;
        write!(f, "Secret({organisation}, {person}, {fact}, {field}, …)")
    }
}

impl Ledger {
    /// One detail; none where there is none, or where the person was erased.
    ///
    /// # Errors
    /// Where the database or the key file cannot be read, or the entry was altered.
    pub async fn secret(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        fact: FactId,
        field: &str,
    ) -> Result<Option<String>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(String, Vec<u8>)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/vault_entry.sql"))
                .bind(organisation.to_string())
                .bind(person.to_string())
                .bind(fact.to_string())
                .bind(field)
                .fetch_optional(executor))?;
        let Some((key_id, ciphertext)) = row else { return Ok(None) };
        let Some(key) = self.person_key(&mut session, organisation, person).await? else { return Ok(None) };
        key.read(organisation, person, fact, field, &key_id, &ciphertext)
    }

    /// All details of a person in an organisation, by fact and field; none where the person was erased.
    ///
    /// # Errors
    /// As for [`Ledger::secret`].
    pub async fn secrets(&self, organisation: OrganisationId, person: PersonId) -> Result<Vec<Secret>, LedgerError> {
        let mut session = self.database.read().await?;
        let Some(key) = self.person_key(&mut session, organisation, person).await? else { return Ok(Vec::new()) };
        let rows: Vec<(String, String, String, Vec<u8>)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/vault_entries.sql"))
                .bind(organisation.to_string())
                .bind(person.to_string())
                .fetch_all(executor))?;
        let mut secrets = Vec::new();
        for (fact, field, key_id, ciphertext) in rows {
            let fact = fact.parse().map_err(|_| LedgerError::SecretAltered { person, field: Some(field.clone()) })?;
            if let Some(text) = key.read(organisation, person, fact, &field, &key_id, &ciphertext)? {
                secrets.push(Secret { organisation, person, fact, field, text });
            }
        }
        Ok(secrets)
    }

    /// One field of everybody in every organisation, erased persons left out: who has which number.
    ///
    /// # Errors
    /// As for [`Ledger::secret`].
    pub async fn secrets_of_field(&self, field: &str) -> Result<Vec<Secret>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<LivingRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/living_secrets_of_field.sql")).bind(field).fetch_all(executor))?;
        rows.iter().map(|row| self.living(row)).collect()
    }

    /// All details that an organisation keeps, erased persons left out.
    ///
    /// # Errors
    /// As for [`Ledger::secret`].
    pub async fn secrets_of_organisation(&self, organisation: OrganisationId) -> Result<Vec<Secret>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<LivingRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/living_secrets_of_organisation.sql"))
                .bind(organisation.to_string())
                .fetch_all(executor))?;
        rows.iter().map(|row| self.living(row)).collect()
    }

    fn living(&self, row: &LivingRow) -> Result<Secret, LedgerError> {
        let (organisation, person, fact, field, key_id, ciphertext, wrapped) = row;
        let organisation = crate::read::organisation_from(organisation)?;
        // A person that is none was never written by this program.
        let person = person.parse().unwrap_or_else(|_| PersonId::from_bytes([0; 16]));
        let altered = || LedgerError::SecretAltered { person, field: Some(field.clone()) };
        let fact = fact.parse().map_err(|_| altered())?;
        let key = self.unwrap_key(organisation, person, key_id, wrapped)?;
        let text = key.read(organisation, person, fact, field, key_id, ciphertext)?.ok_or_else(altered)?;
        Ok(Secret { organisation, person, fact, field: field.clone(), text })
    }

    /// Destroys a person's keys in every organisation and says how many there were. There is no way back.
    ///
    /// # Errors
    /// Where the ledger is not open for writing or the database cannot be written to.
    pub async fn erase_person(&self, person: PersonId) -> Result<u64, LedgerError> {
        self.refuse_unless_writing()?;
        let _turn = self.turn.lock().await;
        let mut session = self.database.write().await?;
        let erased =
            run!(&mut session, sqlx::query(include_str!("../sql/erase_vault_keys.sql")).bind(person.to_string()))?;
        session.commit().await?;
        self.database.scrub().await?;
        Ok(erased)
    }

    /// Puts details that are not there yet into the vault and says which.
    ///
    /// An entry that is there is left alone, also one that was erased: reading a book again brings nothing back.
    /// Another text for one that can be read is refused, so that it is not lost without a word.
    pub(crate) async fn put_secrets<'a>(
        &self,
        session: &mut Session,
        secrets: &'a [Secret],
    ) -> Result<Vec<&'a Secret>, LedgerError> {
        let mut added = Vec::new();
        for secret in secrets {
            let Secret { organisation, person, fact, field, text } = secret;
            let (organisation_text, person_text) = (organisation.to_string(), person.to_string());
            let there: Option<(String, Vec<u8>)> = on!(session, executor =>
                sqlx::query_as(include_str!("../sql/vault_entry.sql"))
                    .bind(&organisation_text)
                    .bind(&person_text)
                    .bind(fact.to_string())
                    .bind(field)
                    .fetch_optional(executor))?;
            let key = self.person_key(session, *organisation, *person).await?;
            if let Some((key_id, ciphertext)) = there {
                let Some(key) = key else { continue };
                let known = key.read(*organisation, *person, *fact, field, &key_id, &ciphertext)?;
                if known.is_some_and(|known| known != *text) {
                    let (organisation, fact, field) = (*organisation, *fact, field.clone());
                    return Err(LedgerError::SecretConflict { organisation, fact, field });
                }
                continue;
            }
            let key = match key {
                Some(key) => key,
                None => self.make_person_key(session, *organisation, *person).await?,
            };
            let bound = entry_binding(*organisation, *person, *fact, &key.id, field);
            let ciphertext = seal(&key.key, &bound, text.as_bytes())?;
            run!(
                session,
                sqlx::query(include_str!("../sql/insert_vault_entry.sql"))
                    .bind(&organisation_text)
                    .bind(&person_text)
                    .bind(fact.to_string())
                    .bind(field)
                    .bind(&key.id)
                    .bind(ciphertext)
            )?;
            added.push(secret);
        }
        Ok(added)
    }

    /// Looks whether every detail that the journal saw is there. Erasing leaves the entry and takes the key.
    pub(crate) async fn verify_details_are_there(
        &self,
        session: &mut Session,
        journalled: &BTreeSet<Detail>,
        verification: &mut Verification,
    ) -> Result<(), LedgerError> {
        let mut there: BTreeSet<Detail> = BTreeSet::new();
        for organisation in journalled.iter().map(|(organisation, ..)| organisation).collect::<BTreeSet<_>>() {
            let entries: Vec<EntryRow> = on!(session, executor =>
                sqlx::query_as(include_str!("../sql/vault_entries_of_organisation.sql"))
                    .bind(organisation)
                    .fetch_all(executor))?;
            let place = |(person, fact, field, ..): EntryRow| (organisation.clone(), person, fact, field);
            there.extend(entries.into_iter().map(place));
        }
        let missing = journalled.difference(&there).cloned();
        verification.faults.extend(missing.map(|(organisation, person, fact, field)| Fault::SecretMissing {
            organisation,
            person,
            fact,
            field,
        }));
        Ok(())
    }

    /// Opens every key and every entry.
    pub(crate) async fn verify_vault(
        &self,
        session: &mut Session,
        verification: &mut Verification,
    ) -> Result<(), LedgerError> {
        let organisations: Vec<(String,)> = on!(session, executor =>
            sqlx::query_as(include_str!("../sql/organisations_of_vault.sql")).fetch_all(executor))?;
        if organisations.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.master() {
            verification.vault.not_opened = Some(error.to_string());
            return Ok(());
        }
        for (text,) in organisations {
            let keys: Vec<(String, String, Vec<u8>)> = on!(session, executor =>
                sqlx::query_as(include_str!("../sql/vault_keys_of_organisation.sql")).bind(&text).fetch_all(executor))?;
            let entries: Vec<EntryRow> = on!(session, executor =>
                sqlx::query_as(include_str!("../sql/vault_entries_of_organisation.sql"))
                    .bind(&text)
                    .fetch_all(executor))?;
            self.verify_details(text, &keys, &entries, verification);
        }
        Ok(())
    }

    fn verify_details(
        &self,
        organisation: String,
        keys: &[(String, String, Vec<u8>)],
        entries: &[EntryRow],
        verification: &mut Verification,
    ) {
        let id = organisation.parse::<OrganisationId>().ok();
        let altered = |person: &str, field: Option<&str>| Fault::SecretAltered {
            organisation: organisation.clone(),
            person: person.to_owned(),
            field: field.map(str::to_owned),
        };
        let ids: BTreeMap<&str, &str> = keys.iter().map(|(person, id, _)| (person.as_str(), id.as_str())).collect();
        let mut living: BTreeMap<&str, PersonKey> = BTreeMap::new();
        for (person, key_id, wrapped) in keys {
            let parsed = id.zip(person.parse().ok());
            match parsed.and_then(|(id, person)| self.unwrap_key(id, person, key_id, wrapped).ok()) {
                Some(key) => drop(living.insert(person, key)),
                None => verification.faults.push(altered(person, None)),
            }
        }
        for (person, fact, field, key_id, ciphertext) in entries {
            if ids.get(person.as_str()) != Some(&key_id.as_str()) {
                verification.vault.erased += 1;
                continue;
            }
            // A key that does not open was said above.
            let Some(key) = living.get(person.as_str()) else { continue };
            let place = id.zip(person.parse().ok()).zip(fact.parse().ok());
            let read = |((id, person), fact)| key.read(id, person, fact, field, key_id, ciphertext).ok().flatten();
            match place.and_then(read) {
                Some(_) => verification.vault.sound += 1,
                None => verification.faults.push(altered(person, Some(field))),
            }
        }
    }

    async fn person_key(
        &self,
        session: &mut Session,
        organisation: OrganisationId,
        person: PersonId,
    ) -> Result<Option<PersonKey>, LedgerError> {
        let row: Option<(String, Vec<u8>)> = on!(session, executor =>
            sqlx::query_as(include_str!("../sql/vault_key.sql"))
                .bind(organisation.to_string())
                .bind(person.to_string())
                .fetch_optional(executor))?;
        let Some((id, wrapped)) = row else { return Ok(None) };
        self.unwrap_key(organisation, person, &id, &wrapped).map(Some)
    }

    fn unwrap_key(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        id: &str,
        wrapped: &[u8],
    ) -> Result<PersonKey, LedgerError> {
        let bytes = open(self.master()?, &key_binding(organisation, person, id), wrapped);
        let key = bytes.and_then(|bytes| Key::from_slice(&bytes));
        Ok(PersonKey { id: id.to_owned(), key: key.ok_or(LedgerError::SecretAltered { person, field: None })? })
    }

    async fn make_person_key(
        &self,
        session: &mut Session,
        organisation: OrganisationId,
        person: PersonId,
    ) -> Result<PersonKey, LedgerError> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|_| LedgerError::NoRandomness)?;
        let id = hex::encode(&id);
        let key = Key::random()?;
        let wrapped = seal(self.master()?, &key_binding(organisation, person, &id), key.bytes())?;
        run!(
            session,
            sqlx::query(include_str!("../sql/insert_vault_key.sql"))
                .bind(organisation.to_string())
                .bind(person.to_string())
                .bind(&id)
                .bind(wrapped)
        )?;
        Ok(PersonKey { id, key })
    }
}

/// An entry: person, fact, field, name of the key, ciphertext.
type EntryRow = (String, String, String, String, Vec<u8>);

/// An entry and its living key: organisation, person, fact, field, name of the key, ciphertext, wrapped key.
type LivingRow = (String, String, String, String, String, Vec<u8>, Vec<u8>);

/// A person's living key in one organisation.
struct PersonKey {
    id: String,
    key: Key,
}

impl PersonKey {
    /// None where the entry was encrypted under an earlier key, which was erased.
    fn read(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        fact: FactId,
        field: &str,
        key_id: &str,
        ciphertext: &[u8],
    ) -> Result<Option<String>, LedgerError> {
        if key_id != self.id {
            return Ok(None);
        }
        open(&self.key, &entry_binding(organisation, person, fact, key_id, field), ciphertext)
            .and_then(|text| std::str::from_utf8(&text).map(str::to_owned).ok())
            .map(Some)
            .ok_or_else(|| LedgerError::SecretAltered { person, field: Some(field.to_owned()) })
    }
}

/// The installation's id under its master key, for [`is_master_of`].
pub(crate) fn check_for(master: &Key, installation: &[u8; 16]) -> Result<Vec<u8>, LedgerError> {
    seal(master, b"wuhua-vault-check-v1", installation)
}

pub(crate) fn is_master_of(key: &Key, installation: &[u8; 16], check: &[u8]) -> bool {
    open(key, b"wuhua-vault-check-v1", check).is_some_and(|opened| opened.as_slice() == installation)
}

/// Something of an account, under the master key: bound to the account and to what it is for.
pub(crate) fn seal_for_desk(
    master: &Key,
    account: AccountId,
    purpose: &str,
    text: &[u8],
) -> Result<Vec<u8>, LedgerError> {
    seal(master, &desk_binding(account, purpose), text)
}

pub(crate) fn open_for_desk(master: &Key, account: AccountId, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    open(master, &desk_binding(account, purpose), sealed).map(|opened| opened.to_vec())
}

/// Of fixed length up to the purpose, which ends it.
fn desk_binding(account: AccountId, purpose: &str) -> Vec<u8> {
    [b"wuhua-desk-v1\0", account.as_bytes().as_slice(), purpose.as_bytes()].concat()
}

/// Fixed lengths up to the key's name, which ends it: one spelling for one place.
fn key_binding(organisation: OrganisationId, person: PersonId, key_id: &str) -> Vec<u8> {
    [b"wuhua-vault-key-v1\0", organisation.as_bytes().as_slice(), person.as_bytes(), key_id.as_bytes()].concat()
}

/// Fixed lengths up to the field, which ends it. The key's name has 32 digits always: `read` has compared it.
fn entry_binding(organisation: OrganisationId, person: PersonId, fact: FactId, key_id: &str, field: &str) -> Vec<u8> {
    let ids = [organisation.as_bytes().as_slice(), person.as_bytes(), fact.as_bytes()].concat();
    [b"wuhua-vault-entry-v1\0", ids.as_slice(), key_id.as_bytes(), field.as_bytes()].concat()
}

/// A fresh random nonce, then the ciphertext with its tag. 24 random bytes do not meet twice.
pub(crate) fn seal(key: &Key, bound_to: &[u8], text: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| LedgerError::NoRandomness)?;
    let cipher = XChaCha20Poly1305::new_from_slice(key.bytes()).map_err(|_| LedgerError::NoRandomness)?;
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: bound_to });
    let sealed = sealed.map_err(|_| LedgerError::NoRandomness)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn open(key: &Key, bound_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new_from_slice(key.bytes()).ok()?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: bound_to }).map(Zeroizing::new).ok()
}
