//! How often somebody at one address may fail to sign in.
//!
//! Failures are counted and not requests: a company's thousands may sit behind one address, and all of them sign in at
//! nine. Guessing at one account is held up by its own lock (`office`); this holds up whoever goes through many.
//! Counts are this process's own and gone with it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use office::Instant;

use crate::caller::Caller;

/// The clock of the pages, as the limiter reads it.
#[derive(Debug, Clone)]
struct PageClock(fn() -> Instant);

impl Clock for PageClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from((self.0)().microseconds()).unwrap_or_default())
    }
}

type Limiter = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, PageClock, NoOpMiddleware<Duration>>;

/// Failures by address.
#[derive(Debug)]
pub struct Failures {
    limiter: Limiter,
    now: fn() -> Instant,
    /// Who has failed too often, and until when they wait.
    waiting: Mutex<HashMap<IpAddr, Instant>>,
}

/// More addresses than this are looked through for such as may be forgotten.
const REMEMBERED_MOST: usize = 10_000;
const HOUR: Duration = Duration::from_secs(3600);

impl Failures {
    pub fn new(per_hour: NonZeroU32, now: fn() -> Instant) -> Failures {
        // An hour is never nothing, and so is what is left of it for each failure.
        let quota = Quota::with_period(HOUR / per_hour.get()).unwrap_or_else(|| Quota::per_hour(per_hour));
        let limiter = RateLimiter::hashmap_with_clock(quota.allow_burst(per_hour), PageClock(now));
        Failures { limiter, now, waiting: Mutex::default() }
    }

    /// For how many minutes nothing that comes from there is looked at; none where it is.
    pub fn wait(&self, caller: Caller) -> Option<i64> {
        let now = (self.now)();
        let mut waiting = self.waiting();
        let until = *waiting.get(&caller.subscriber())?;
        if until <= now {
            waiting.remove(&caller.subscriber());
            return None;
        }
        Some(minutes(until.microseconds() - now.microseconds()))
    }

    /// Counts one more failure.
    pub fn count(&self, caller: Caller) {
        let Err(too_many) = self.limiter.check_key(&caller.subscriber()) else {
            return self.forget_some();
        };
        let wait = too_many.wait_time_from(PageClock(self.now).now());
        let until = (self.now)().plus_microseconds(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX));
        self.waiting().insert(caller.subscriber(), until);
    }

    /// Whoever has not failed for an hour is as one who never did.
    fn forget_some(&self) {
        if self.limiter.len() > REMEMBERED_MOST {
            self.limiter.retain_recent();
        }
        let now = (self.now)();
        let mut waiting = self.waiting();
        if waiting.len() > REMEMBERED_MOST {
            waiting.retain(|_, until| *until > now);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<IpAddr, Instant>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole minutes, the last one begun counted as whole.
fn minutes(microseconds: i64) -> i64 {
    (microseconds - 1) / 60_000_000 + 1
}
