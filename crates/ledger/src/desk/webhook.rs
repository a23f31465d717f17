//! Who is told over the network what was written: addresses, what is still to be told, and messages.
//!
//! What is to be told is written down with the record, in the same transaction: a record is never there without it, and
//! nothing is told that is not there. Messages to each address are made of it afterwards, because who stands above whom
//! is not known here.

use facts::{AccountId, Fact, FactId, Instant, OrganisationId, kinds};

use super::{account_id, altered, moment};
use crate::database::{Session, on, run};
use crate::{Ledger, LedgerError};

/// An address that is told something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub organisation: OrganisationId,
    /// A UUID, as text.
    pub id: String,
    pub account: AccountId,
    pub address: String,
    /// Words that the caller chose.
    pub events: Vec<String>,
    /// The key of its signatures, encrypted.
    pub secret: Vec<u8>,
    pub made_at: Instant,
}

/// Something that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub organisation: OrganisationId,
    pub fact: FactId,
    /// The record that it is about: itself, or the one that it withdrew.
    pub record: FactId,
    /// `written`, `corrected`, `withdrawn`.
    pub event: String,
    pub at: Instant,
}

/// A message to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub told: Told,
    pub webhook: String,
    pub tries: u32,
    /// None once it was taken or given up.
    pub next_at: Option<Instant>,
    pub tried_at: Option<Instant>,
    pub answer: String,
}

type WebhookRow = (String, String, String, String, String, Vec<u8>, i64);
type ToldRow = (String, String, String, String, i64);
type DeliveryRow = (String, String, String, String, String, i64, i64, Option<i64>, Option<i64>, String);

/// Notes what is appended for those who are to be told, if there are any.
pub(crate) async fn note(session: &mut Session, facts: &[&Fact]) -> Result<(), LedgerError> {
    let anybody: Option<(i32,)> = match facts {
        [] => None,
        _ => on!(session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/is_anybody_told.sql")).fetch_optional(executor))?,
    };
    for fact in facts.iter().filter(|_| anybody.is_some()) {
        let (event, record) = match fact.supersedes {
            Some(withdrawn) if fact.kind == kinds::WITHDRAWN => ("withdrawn", withdrawn),
            Some(_) => ("corrected", fact.id),
            None => ("written", fact.id),
        };
        run!(
            session,
            sqlx::query(include_str!("../../sql/desk/insert_outbox.sql"))
                .bind(fact.organisation.to_string())
                .bind(fact.id.to_string())
                .bind(record.to_string())
                .bind(event)
                .bind(fact.recorded_at.microseconds())
        )?;
    }
    Ok(())
}

impl Ledger {
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn add_webhook(&self, new: &Webhook) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_webhook.sql"))
                    .bind(new.organisation.to_string())
                    .bind(&new.id)
                    .bind(new.account.to_string())
                    .bind(&new.address)
                    .bind(new.events.join(" "))
                    .bind(&new.secret)
                    .bind(new.made_at.microseconds())
            )
        })
        .await
        .map(|_| ())
    }

    /// Those that nobody ended.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<WebhookRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/webhooks.sql")).fetch_all(executor))?;
        let place = &self.database.place;
        let webhook = |(organisation, id, account, address, events, secret, made_at): WebhookRow| {
            Ok(Webhook {
                organisation: organisation.parse().map_err(|_| altered(place, "organisation"))?,
                id,
                account: account_id(place, &account)?,
                address,
                events: events.split_whitespace().map(str::to_owned).collect(),
                secret,
                made_at: moment(made_at),
            })
        };
        rows.into_iter().map(webhook).collect()
    }

    /// Ends one, with what was still to be sent to it.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_webhook(&self, id: &str, at: Instant) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            let text = include_str!("../../sql/desk/end_webhook.sql");
            run!(session, sqlx::query(text).bind(id).bind(at.microseconds()))?;
            run!(session, sqlx::query(include_str!("../../sql/desk/stop_deliveries.sql")).bind(id).bind("ended"))
        })
        .await
        .map(|_| ())
    }

    /// What was written and nobody has a message of yet, the earliest first.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn untold(&self, most: u32) -> Result<Vec<Told>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<ToldRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/outbox.sql")).bind(i64::from(most)).fetch_all(executor))?;
        rows.into_iter().map(|row| self.told_from(row)).collect()
    }

    /// Makes the messages of what was written, to each address by its id, and forgets that they were to be made.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn make_deliveries(&self, made: &[(Told, Vec<String>)], at: Instant) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            for (told, webhooks) in made {
                for webhook in webhooks {
                    run!(
                        session,
                        sqlx::query(include_str!("../../sql/desk/insert_delivery.sql"))
                            .bind(told.organisation.to_string())
                            .bind(told.fact.to_string())
                            .bind(webhook)
                            .bind(told.record.to_string())
                            .bind(&told.event)
                            .bind(told.at.microseconds())
                            .bind(at.microseconds())
                    )?;
                }
                run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/remove_outbox.sql"))
                        .bind(told.organisation.to_string())
                        .bind(told.fact.to_string())
                )?;
            }
            Ok(())
        })
        .await
    }

    /// Messages whose time has come.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn due_deliveries(&self, now: Instant, most: u32) -> Result<Vec<Delivery>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<DeliveryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/due_deliveries.sql"))
                .bind(now.microseconds())
                .bind(i64::from(most))
                .fetch_all(executor))?;
        rows.into_iter().map(|row| self.delivery_from(row)).collect()
    }

    /// Takes a message to send it: nobody else does before `until`. Says `false` where somebody was faster.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn take_delivery(&self, delivery: &Delivery, until: Instant) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/take_delivery.sql");
        let taken = self
            .desk_write(async |session| {
                run!(
                    session,
                    sqlx::query(text)
                        .bind(delivery.told.organisation.to_string())
                        .bind(delivery.told.fact.to_string())
                        .bind(&delivery.webhook)
                        .bind(delivery.next_at.map(|at| at.microseconds()))
                        .bind(until.microseconds())
                )
            })
            .await?;
        Ok(taken == 1)
    }

    /// A message was sent: what came of it, and when it is sent again, if it is.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn delivery_tried(
        &self,
        delivery: &Delivery,
        (at, answer): (Instant, &str),
        next_at: Option<Instant>,
    ) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/delivery_tried.sql"))
                    .bind(delivery.told.organisation.to_string())
                    .bind(delivery.told.fact.to_string())
                    .bind(&delivery.webhook)
                    .bind(at.microseconds())
                    .bind(answer)
                    .bind(next_at.map(|at| at.microseconds()))
            )
        })
        .await
        .map(|_| ())
    }

    /// The last messages to one address.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn last_deliveries(&self, webhook: &str, most: u32) -> Result<Vec<Delivery>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<DeliveryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/last_deliveries.sql"))
                .bind(webhook)
                .bind(i64::from(most))
                .fetch_all(executor))?;
        rows.into_iter().map(|row| self.delivery_from(row)).collect()
    }

    /// Forgets what was taken or given up and is older than a moment.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_deliveries(&self, before: Instant) -> Result<u64, LedgerError> {
        let text = include_str!("../../sql/desk/forget_deliveries.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(before.microseconds()))).await
    }

    fn told_from(&self, (organisation, fact, record, event, at): ToldRow) -> Result<Told, LedgerError> {
        let place = &self.database.place;
        Ok(Told {
            organisation: organisation.parse().map_err(|_| altered(place, "organisation"))?,
            fact: fact.parse().map_err(|_| altered(place, "fact"))?,
            record: record.parse().map_err(|_| altered(place, "record"))?,
            event,
            at: moment(at),
        })
    }

    fn delivery_from(&self, row: DeliveryRow) -> Result<Delivery, LedgerError> {
        let (organisation, fact, webhook, record, event, at, tries, next_at, tried_at, answer) = row;
        Ok(Delivery {
            told: self.told_from((organisation, fact, record, event, at))?,
            webhook,
            tries: u32::try_from(tries).map_err(|_| altered(&self.database.place, "tries"))?,
            next_at: next_at.map(moment),
            tried_at: tried_at.map(moment),
            answer,
        })
    }
}
