//! Command: have an address told what is written, and end that; send what is to be sent. Query: what came of it.
//!
//! A message says that something was written and names it by ids; whoever wants to know more asks for it, with a token.
//! It is signed with a key that only the two sides know. It is sent until it is taken, later and later, for a day.
//! Nothing is sent that the account which set the address up may not look at on that day, and nothing into a private
//! network unless the configuration names it: an address could be that of something that only this machine reaches.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use facts::{Instant, OrganisationId};
use hmac::{Hmac, KeyInit, Mac};
use ledger::{Delivery, Told, Webhook, hex};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use sha2::Sha256;

use crate::access::{Action, AllowedAt, Denied, TellOthers};
use crate::live::Live;
use crate::sign_in::MINUTE;
use crate::{OfficeError, SignedIn, outgoing};

/// What somebody can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    Written,
    Corrected,
    Withdrawn,
}

impl Event {
    pub const ALL: [Event; 3] = [Event::Written, Event::Corrected, Event::Withdrawn];

    pub fn slug(self) -> &'static str {
        match self {
            Event::Written => "written",
            Event::Corrected => "corrected",
            Event::Withdrawn => "withdrawn",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Event::Written => "记下",
            Event::Corrected => "更正",
            Event::Withdrawn => "作废",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.slug() == slug)
    }
}

/// Why an address is not told anything.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefused {
    #[error("推送地址应以 https:// 开头，如 https://oa.example.cn/wuhua，现在是“{0}”")]
    Address(String),
    #[error("推送地址在内部网络里，没有设。内部的地址要请管理员在配置的 webhooks.private-networks 里写上")]
    Private,
    #[error("应至少选一种要推送的事")]
    Nothing,
    #[error("一个账号最多设 {most} 个推送地址，请先停用不用的")]
    Enough { most: usize },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// An address with what came of its last messages.
#[derive(Debug, Clone)]
pub struct WebhookShown {
    pub id: String,
    pub organisation: OrganisationId,
    pub address: String,
    pub events: Vec<Event>,
    pub last: Vec<DeliveryShown>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryShown {
    pub event: &'static str,
    pub at: Instant,
    /// In words: taken, will be tried again, given up, and why.
    pub state: String,
}

const PURPOSE: &str = "webhook";
const WEBHOOKS_MOST: usize = 10;
const SHOWN: u32 = 5;
const ADDRESS_MOST: usize = 500;

/// So many at a time.
const AT_A_TIME: u32 = 100;
/// A server that sends takes a message for so long; one that falls over meanwhile leaves it to the others.
const TAKEN_MINUTES: i64 = 2;
const FIRST_WAIT_MINUTES: i64 = 1;
const LONGEST_WAIT_MINUTES: i64 = 4 * 60;
const GIVEN_UP_MINUTES: i64 = 24 * 60;
const KEPT_DAYS: i64 = 14;
const PATIENCE: Duration = Duration::from_secs(10);

/// Which private addresses may be told something.
pub type MayReach = dyn Fn(IpAddr) -> bool + Send + Sync;

/// What messages are sent with.
pub struct Sender {
    http: reqwest::Client,
    may_reach: Arc<MayReach>,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

/// Looks names up and leaves out what may not be reached, so that what is connected to is what was looked at.
struct Fenced(Arc<MayReach>);

impl Resolve for Fenced {
    fn resolve(&self, name: Name) -> Resolving {
        let may_reach = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let reached: Vec<SocketAddr> = found.filter(|found| may_be_told(found.ip(), &*may_reach)).collect();
            match reached.is_empty() {
                true => Err("no address that may be reached".into()),
                false => Ok(Box::new(reached.into_iter()) as Addrs),
            }
        })
    }
}

impl Sender {
    /// # Errors
    /// Where the system gives no means to speak https.
    pub fn new(may_reach: Arc<MayReach>) -> Result<Sender, OfficeError> {
        let http = outgoing::client(PATIENCE)
            // By way of a proxy it could be sent anywhere.
            .no_proxy()
            .dns_resolver(Fenced(Arc::clone(&may_reach)))
            .build()
            .map_err(|_| OfficeError::NoHttps)?;
        Ok(Sender { http, may_reach })
    }

    /// The address, if messages may go there: over https, or over http to this machine where that is allowed.
    fn address(&self, text: &str) -> Result<reqwest::Url, WebhookRefused> {
        let wrong = || WebhookRefused::Address(text.chars().take(ADDRESS_MOST).collect());
        let url: reqwest::Url = text.trim().parse().map_err(|_| wrong())?;
        let literal: Option<IpAddr> =
            url.host_str().and_then(|host| host.trim_start_matches('[').trim_end_matches(']').parse().ok());
        let is_named = url.username().is_empty() && url.password().is_none() && text.len() <= ADDRESS_MOST;
        match (url.scheme(), literal) {
            _ if !is_named => Err(wrong()),
            ("https", None) => Ok(url),
            ("https", Some(address)) if may_be_told(address, &*self.may_reach) => Ok(url),
            ("http", Some(address)) if address.is_loopback() && may_be_told(address, &*self.may_reach) => Ok(url),
            ("https", Some(_)) => Err(WebhookRefused::Private),
            _ => Err(wrong()),
        }
    }

    /// Sends one message and says what came of it: whether it was taken, and in a word or two.
    async fn send(&self, webhook: &Webhook, key: &[u8], told: &Told, now: Instant) -> (bool, String) {
        let Ok(url) = self.address(&webhook.address) else { return (false, "地址不能用".to_owned()) };
        let body = message(told);
        let seconds = now.microseconds() / 1_000_000;
        let sending = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .header("wuhua-event", &told.event)
            .header("wuhua-delivery", told.fact.to_string())
            .header("wuhua-signature", format!("t={seconds},v1={}", signature(key, seconds, &body)))
            .body(body)
            .send();
        match sending.await {
            Ok(answer) if answer.status().is_success() => (true, answer.status().as_u16().to_string()),
            Ok(answer) => (false, answer.status().as_u16().to_string()),
            Err(error) if error.is_timeout() => (false, "没有及时回答".to_owned()),
            Err(_) => (false, "连不上".to_owned()),
        }
    }
}

/// Ids and nothing else: nobody's name, and not even what kind of record it is.
fn message(told: &Told) -> String {
    serde_json::json!({
        "event": told.event,
        "organisation": told.organisation.to_string(),
        "record": told.record.to_string(),
        "at": told.at.to_string(),
    })
    .to_string()
}

/// HMAC-SHA-256 over the moment of sending and the message: an old message that is sent again by somebody else is old.
fn signature(key: &[u8], seconds: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    hex::encode(&mac.finalize().into_bytes())
}

fn may_be_told(address: IpAddr, may_reach: &MayReach) -> bool {
    is_public(address.to_canonical()) || may_reach(address.to_canonical())
}

/// Not of this machine, of a private network, or of none at all (IANA's registries of special addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    !(first == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || first >= 240
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second)))
}

/// Global unicast is 2000::/3; of that, what is no network of its own or carries another address in it is left out.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
}

impl Live {
    /// Has an address told what is written in an organisation and below it. Gives the key of the signatures, which is
    /// shown once.
    ///
    /// # Errors
    /// Where the address will not do, nothing is to be told, there are enough, or the ledger does not take it.
    pub async fn add_webhook(
        &self,
        sender: &Sender,
        allowed: &AllowedAt<TellOthers>,
        (address, events): (&str, &[Event]),
        now: Instant,
    ) -> Result<String, WebhookRefused> {
        let address = sender.address(address)?.to_string();
        if events.is_empty() {
            return Err(WebhookRefused::Nothing);
        }
        let ledger = &self.office.ledger;
        let known = ledger.webhooks().await.map_err(OfficeError::from)?;
        if known.iter().filter(|known| known.account == allowed.account()).count() >= WEBHOOKS_MOST {
            return Err(WebhookRefused::Enough { most: WEBHOOKS_MOST });
        }
        let key = hex::encode(&ledger::random_bytes::<32>().map_err(OfficeError::from)?);
        let milliseconds = u64::try_from(now.microseconds() / 1000).unwrap_or_default();
        let random = ledger::random_bytes().map_err(OfficeError::from)?;
        let new = Webhook {
            organisation: allowed.organisation(),
            id: facts::FactId::from_moment(milliseconds, random).to_string(),
            account: allowed.account(),
            events: events.iter().map(|event| event.slug().to_owned()).collect(),
            secret: ledger.seal_for(allowed.account(), PURPOSE, key.as_bytes()).map_err(OfficeError::from)?,
            made_at: now,
            address,
        };
        ledger.add_webhook(&new).await.map_err(OfficeError::from)?;
        let organisation = Some(allowed.organisation());
        self.office.log_of(allowed.allowed(), organisation, "webhook-added", &new.address, now).await?;
        Ok(key)
    }

    /// One's own addresses, with what came of the last messages to each.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_webhooks(&self, signed_in: &SignedIn) -> Result<Vec<WebhookShown>, OfficeError> {
        let ledger = &self.office.ledger;
        let mut shown = Vec::new();
        for webhook in ledger.webhooks().await?.into_iter().filter(|one| one.account == signed_in.account.id) {
            let last = ledger.last_deliveries(&webhook.id, SHOWN).await?;
            shown.push(WebhookShown {
                organisation: webhook.organisation,
                address: webhook.address,
                events: webhook.events.iter().filter_map(|slug| Event::from_slug(slug)).collect(),
                last: last.into_iter().map(delivery_shown).collect(),
                id: webhook.id,
            });
        }
        Ok(shown)
    }

    /// Ends one of one's own; what is none of them is left alone.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_own_webhook(&self, signed_in: &SignedIn, id: &str, now: Instant) -> Result<(), OfficeError> {
        let known = self.office.ledger.webhooks().await?;
        let own = known.into_iter().find(|one| one.id == id && one.account == signed_in.account.id);
        let Some(own) = own else { return Ok(()) };
        self.office.ledger.end_webhook(&own.id, now).await?;
        self.office.log_sign_in(Some(&signed_in.account), "webhook-ended", &own.address, now).await
    }

    /// Makes the messages of what was written, and sends those whose time has come. How many were taken.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub async fn send_webhooks(&self, sender: &Sender, now: Instant) -> Result<usize, OfficeError> {
        let ledger = &self.office.ledger;
        let untold = ledger.untold(AT_A_TIME).await?;
        if !untold.is_empty() {
            let webhooks = ledger.webhooks().await?;
            let made: Vec<(Told, Vec<String>)> = untold
                .into_iter()
                .map(|told| {
                    let ids = self.told_to(&webhooks, &told);
                    (told, ids)
                })
                .collect();
            ledger.make_deliveries(&made, now).await?;
        }
        let due = ledger.due_deliveries(now, AT_A_TIME).await?;
        if due.is_empty() {
            return Ok(0);
        }
        ledger.forget_deliveries(now.plus_microseconds(-KEPT_DAYS * 24 * 60 * MINUTE)).await?;
        let webhooks = ledger.webhooks().await?;
        let mut taken = 0;
        // Who did not take one message is not asked with the next at once: the others would wait for it.
        let mut away: BTreeMap<String, String> = BTreeMap::new();
        for delivery in due {
            let until = now.plus_microseconds(TAKEN_MINUTES * MINUTE);
            if !ledger.take_delivery(&delivery, until).await? {
                continue;
            }
            if let Some(answer) = away.get(&delivery.webhook) {
                ledger.delivery_tried(&delivery, (now, answer), next_try(&delivery, now)).await?;
                continue;
            }
            match self.deliver(sender, (&webhooks, &delivery), now).await? {
                Some(answer) => drop(away.insert(delivery.webhook.clone(), answer)),
                None => taken += 1,
            }
        }
        Ok(taken)
    }

    /// The addresses that are told of it: of the organisation and of those above it.
    fn told_to(&self, webhooks: &[Webhook], told: &Told) -> Vec<String> {
        let line = self.tree().line(told.organisation);
        let is_told = |one: &&Webhook| {
            one.made_at <= told.at && line.contains(&one.organisation) && one.events.contains(&told.event)
        };
        webhooks.iter().filter(is_told).map(|one| one.id.clone()).collect()
    }

    /// Sends one message; says why it was not taken, if it was not.
    async fn deliver(
        &self,
        sender: &Sender,
        (webhooks, delivery): (&[Webhook], &Delivery),
        now: Instant,
    ) -> Result<Option<String>, OfficeError> {
        let ledger = &self.office.ledger;
        let webhook = webhooks.iter().find(|one| one.id == delivery.webhook);
        let key = match webhook {
            Some(webhook) if self.may_still(webhook, delivery, now).await? => {
                ledger.open_for(webhook.account, PURPOSE, &webhook.secret)?
            }
            _ => None,
        };
        let (Some(webhook), Some(key)) = (webhook, key) else {
            // Of one record, not of the address: others may still be told there.
            ledger.delivery_tried(delivery, (now, "账号不能看这条记录了"), None).await?;
            return Ok(None);
        };
        let (is_taken, answer) = sender.send(webhook, &key, &delivery.told, now).await;
        let next = next_try(delivery, now).filter(|_| !is_taken);
        ledger.delivery_tried(delivery, (now, &answer), next).await?;
        Ok((!is_taken).then_some(answer))
    }

    /// Whether the account that set an address up may look at the record's organisation today.
    async fn may_still(&self, webhook: &Webhook, delivery: &Delivery, now: Instant) -> Result<bool, OfficeError> {
        let account = self.office.ledger.account(webhook.account).await?;
        let Some(account) = account.filter(|account| account.ended_at.is_none()) else { return Ok(false) };
        let visitor = self.visitor(&account, now.day()).await?;
        Ok(visitor.may(Action::SeeOrganisation, &self.tree().line(delivery.told.organisation)))
    }
}

/// Twice as long each time, up to some hours, for a day.
fn next_try(delivery: &Delivery, now: Instant) -> Option<Instant> {
    let wait = (FIRST_WAIT_MINUTES << delivery.tries.min(10)).min(LONGEST_WAIT_MINUTES);
    let next = now.plus_microseconds(wait * MINUTE);
    let given_up = delivery.told.at.plus_microseconds(GIVEN_UP_MINUTES * MINUTE);
    (next <= given_up).then_some(next)
}

fn delivery_shown(delivery: Delivery) -> DeliveryShown {
    let answer = delivery.answer.as_str();
    let state = match (delivery.next_at, delivery.tried_at) {
        (Some(_), None) => "待发".to_owned(),
        (Some(next), Some(_)) => {
            format!("{answer}，第 {} 次，{}再发", delivery.tries, views::words::instant(next))
        }
        (None, _) if answer.starts_with('2') => format!("已收下（{answer}）"),
        (None, _) if answer == "ended" => "地址停用，没有发".to_owned(),
        (None, _) => format!("{answer}，不再发"),
    };
    let event = Event::from_slug(&delivery.told.event).map_or("", Event::word);
    DeliveryShown { event, at: delivery.told.at, state }
}

#[cfg(test)]
mod tests {
    use super::{is_public, signature};

    #[test]
    fn only_addresses_that_everybody_reaches_are_public() {
        for address in ["8.8.8.8", "223.5.5.5", "2400:3200::1", "2606:4700::1111"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_signature_is_what_others_work_out_too() {
        // printf '1767225600.{}' | openssl dgst -sha256 -hmac key
        let expected = "df344de429b8ee672e1863e0008fdbd0080000536fbccdf0e4f89846acbbe872";
        assert_eq!(signature(b"key", 1_767_225_600, "{}"), expected);
    }
}
