//! The code on the wall: who was in the room within the last seconds knows it, and nobody else.
//!
//! It is an HMAC of the meeting and of the time, in steps of ten seconds; the step before is still taken, because
//! pointing a phone takes a moment. Whoever came with a code in time has five minutes to sign in: what is handed out
//! for that goes into a cookie, not into an address that could be passed on. A phone that had no network keeps the code it
//! scanned; what comes later is said to have come later.

use facts::{FactId, Instant, OrganisationId};
use hmac::{Hmac, KeyInit, Mac};
use ledger::hex;
use sha2::Sha256;

use super::sheet::Gathering;
use crate::OfficeError;
use crate::live::Live;

/// Microseconds for which one code is on the wall.
const STEP: i64 = 10_000_000;
/// So many steps before the present one are still taken.
const STEPS_BACK: i64 = 1;
/// How many steps there are for signing in: five minutes.
const PASS_STEPS: i64 = 30;
/// Of a code; somebody who guesses has ten seconds for 2^64 of them.
const CODE_BYTES: usize = 8;
/// Of a whole HMAC, in hexadecimal.
const CHARACTERS_MOST: usize = 64;

/// Proof that somebody saw the wall of a meeting minutes ago. Only this module makes one.
#[derive(Debug)]
pub struct Passed {
    id: FactId,
    /// To be kept by the browser until the sign-in is done.
    pub pass: String,
}

impl Passed {
    pub(super) fn is_of(&self, id: FactId) -> bool {
        self.id == id
    }
}

impl Live {
    /// Looks at a code that somebody scanned; none where it is not, or no longer, on the wall of such a meeting.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub async fn scanned(
        &self,
        (organisation, id): (OrganisationId, FactId),
        code: &str,
        now: Instant,
    ) -> Result<Option<Passed>, OfficeError> {
        let Some(gathering) = self.gathering(organisation, id).await? else { return Ok(None) };
        let steps = (0..=STEPS_BACK).map(|back| step(now) - back);
        let is_right = steps.into_iter().any(|step| verifies(&gathering, "code", step, code));
        let pass = |step| format!("{step}-{}", hex::encode(&tag(&gathering, "pass", step)));
        Ok(is_right.then(|| Passed { id, pass: pass(step(now)) }))
    }

    /// Looks at what [`Live::scanned`] handed out; none where it is none, or too old.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub async fn passed(
        &self,
        (organisation, id): (OrganisationId, FactId),
        pass: &str,
        now: Instant,
    ) -> Result<Option<Passed>, OfficeError> {
        let Some(gathering) = self.gathering(organisation, id).await? else { return Ok(None) };
        let Some((given, tag)) = pass.split_once('-') else { return Ok(None) };
        let Some(given) = given.parse::<i64>().ok() else { return Ok(None) };
        let is_recent = (step(now) - PASS_STEPS..=step(now)).contains(&given);
        let is_right = is_recent && verifies(&gathering, "pass", given, tag);
        Ok(is_right.then(|| Passed { id, pass: pass.to_owned() }))
    }
}

/// The code of the moment.
pub(super) fn code(gathering: &Gathering, now: Instant) -> String {
    let tag = tag(gathering, "code", step(now));
    hex::encode(tag.get(..CODE_BYTES).unwrap_or_default())
}

/// When a code was on the wall, where it was on the day of the meeting and after people were called together: for a phone
/// that scanned it without network. What its own clock says is not asked.
pub(super) fn was_on_the_wall(gathering: &Gathering, code: &str, now: Instant) -> Option<Instant> {
    let first = gathering.begun_at.max(Instant::start_of(gathering.day));
    let last = now.min(Instant::end_of(gathering.day));
    // A day has 8,640 steps, which are reckoned in some ten milliseconds.
    let found = (step(first)..=step(last)).rev().find(|step| verifies(gathering, "code", *step, code))?;
    Some(Instant::from_microseconds(found * STEP))
}

fn step(now: Instant) -> i64 {
    now.microseconds().div_euclid(STEP)
}

fn mac(gathering: &Gathering, purpose: &str, step: i64) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&gathering.sheet.key_bytes()).ok()?;
    mac.update(purpose.as_bytes());
    mac.update(gathering.id.to_string().as_bytes());
    mac.update(&step.to_be_bytes());
    Some(mac)
}

fn tag(gathering: &Gathering, purpose: &str, step: i64) -> Vec<u8> {
    mac(gathering, purpose, step).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
}

/// In the same time whatever was given.
fn verifies(gathering: &Gathering, purpose: &str, step: i64, given: &str) -> bool {
    // What is too long for any code is not even read: it is asked of every step of a day.
    if given.len() > CHARACTERS_MOST {
        return false;
    }
    let Some(given) = hex::decode(given.as_bytes()).filter(|given| given.len() >= CODE_BYTES) else { return false };
    // A paper without its key opens for nobody.
    !gathering.sheet.key.is_empty()
        && mac(gathering, purpose, step).is_some_and(|mac| mac.verify_truncated_left(&given).is_ok())
}
