//! Commands: set, confirm and switch off the ways by which somebody is told. Query: how they are set.

use facts::Instant;
use ledger::{Addressee, Challenge, Logged, Notice, NoticeWay, TokenHash, hex, random_bytes};
use serde::{Deserialize, Serialize};
use views::confirmation;

use super::{GROUP, MAIL, Notices, ROBOT, WayBody, mail, robot};
use crate::access::{Action, AllowedAt, SetGroupRobot};
use crate::live::Live;
use crate::sign_in::MINUTE;
use crate::{OfficeError, SignedIn};

/// How somebody is told.
#[derive(Debug, Default)]
pub struct NoticeSettings {
    pub mail: Option<WayShown>,
    pub robot: Option<WayShown>,
    /// Of the own branch's group; only for whom it is to set.
    pub group: Option<WayShown>,
    /// Since when there is a calendar.
    pub calendar_since: Option<Instant>,
}

#[derive(Debug)]
pub struct WayShown {
    /// Where to, as much of it as its owner needs to know it by.
    pub to: String,
    pub hour: u8,
    pub last: Option<Notice>,
}

/// A robot as it was typed.
#[derive(Debug, Clone)]
pub struct RobotTyped {
    pub address: String,
    /// What messages are signed with, where the chat asks for it.
    pub key: String,
    pub hour: u8,
}

/// What became of wanting mails.
#[derive(Debug)]
pub enum MailAsked {
    /// A code is on its way; the token goes with it.
    Sent {
        token: String,
    },
    Refused(String),
}

#[derive(Serialize, Deserialize)]
struct Asked {
    to: String,
    hour: u8,
    code: String,
}

const PURPOSE: &str = "notice-mail";
/// Under which name it is counted how often somebody asked for a code.
const ASKING: &str = "mail-code";
const CODE_MINUTES: i64 = 10;
/// So many codes are sent for one account on a day, one a minute at most: they go to whatever address was typed.
const CODES_MOST: u32 = 5;
const KEY_MOST: usize = 200;
const LAST_HOUR: u8 = 23;

impl Live {
    /// # Errors
    /// Where the ledger or the key file cannot be read.
    pub async fn notice_settings(&self, signed_in: &SignedIn) -> Result<NoticeSettings, OfficeError> {
        let account = signed_in.account.id;
        let mut settings = NoticeSettings {
            calendar_since: self.office.ledger.calendar_since(account).await?,
            ..NoticeSettings::default()
        };
        let mut ways = self.office.ledger.notice_ways_of(Addressee::Account(account)).await?;
        if let Some((own, _)) = signed_in.visitor.member
            && signed_in.visitor.may(Action::SetGroupRobot, &self.tree().line(own))
        {
            ways.extend(self.office.ledger.notice_ways_of(Addressee::Organisation(own)).await?);
        }
        for way in ways {
            let last = self.office.ledger.last_notice(way.told, &way.way).await?;
            let shown = Some(WayShown { to: known_by(&way), hour: way.hour, last });
            match way.way.as_str() {
                MAIL => settings.mail = shown,
                ROBOT => settings.robot = shown,
                _ => settings.group = shown,
            }
        }
        Ok(settings)
    }

    /// Sends a code to an address that somebody wants mails at. What was set before goes on until it is given back.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn ask_mail(
        &self,
        (signed_in, notices): (&SignedIn, &Notices),
        (typed, hour): (&str, u8),
        now: Instant,
    ) -> Result<MailAsked, OfficeError> {
        let refused = |text: &str| Ok(MailAsked::Refused(text.to_owned()));
        if !notices.has_mail() {
            return refused("这里没有设置发信服务器，不能用邮件提醒。请管理员在配置里写上 [mail]");
        }
        if hour > LAST_HOUR {
            return refused(&wrong_hour(hour));
        }
        let Some(to) = mail::address(typed) else {
            return refused(&format!("邮箱地址应像 name@example.cn，现在是“{}”", typed.trim()));
        };
        let counted = (Addressee::Account(signed_in.account.id), ASKING);
        let Some(tries) = self.office.ledger.begin_notice(counted, now.day(), now).await? else {
            return refused("刚刚发过一个确认码。请先看看邮箱，也看看垃圾邮件；没有收到，过一分钟再试");
        };
        let asked = Notice { day: now.day(), at: now, outcome: "failed".into(), tries, detail: String::new() };
        self.office.ledger.end_notice(counted, &asked, now.plus_microseconds(MINUTE)).await?;
        if tries > CODES_MOST {
            return refused(&format!("今天已经发过 {CODES_MOST} 个确认码，请明天再试，并核对邮箱地址"));
        }
        let code = code()?;
        let to = to.to_string();
        let way = WayBody { to: to.clone(), key: None };
        if let Err(not) = notices.send(MAIL, &way, &confirmation(&code, CODE_MINUTES), now).await {
            return refused(&format!("确认码没有发出去：{}。请核对地址，或联系管理员", not.why));
        }
        let body = serde_json::to_string(&Asked { to, hour, code }).unwrap_or_default();
        let challenge = Challenge { account: Some(signed_in.account.id), body };
        let until = now.plus_microseconds(CODE_MINUTES * MINUTE);
        Ok(MailAsked::Sent { token: self.office.ledger.ask(PURPOSE, &challenge, (now, until)).await? })
    }

    /// The code that came by mail; from then on there are mails. A wrong one is worth nothing any more, as is its mail's.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn confirm_mail(
        &self,
        signed_in: &SignedIn,
        (token, code): (&str, &str),
        now: Instant,
    ) -> Result<Result<(), String>, OfficeError> {
        let answered = self.office.ledger.answered(PURPOSE, token, now).await?;
        let own = answered.filter(|asked| asked.account == Some(signed_in.account.id));
        let asked: Option<Asked> = own.and_then(|asked| serde_json::from_str(&asked.body).ok());
        match asked.filter(|asked| asked.code == code.trim()) {
            None => Ok(Err("确认码不对，或者已经过时，没有设置。请重新填邮箱，再发一个".to_owned())),
            Some(Asked { to, hour, .. }) => {
                self.put_way(
                    signed_in,
                    (Addressee::Account(signed_in.account.id), MAIL),
                    WayBody { to, key: None },
                    hour,
                    now,
                )
                .await?;
                Ok(Ok(()))
            }
        }
    }

    /// A robot that tells oneself.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn set_robot(
        &self,
        (signed_in, notices): (&SignedIn, &Notices),
        typed: RobotTyped,
        now: Instant,
    ) -> Result<Result<(), String>, OfficeError> {
        let told = (Addressee::Account(signed_in.account.id), ROBOT);
        match way_of(notices, &typed) {
            Ok(way) => Ok(Ok(self.put_way(signed_in, told, way, typed.hour, now).await?)),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// A robot that tells a branch's group what falls to the branch, without anybody's name.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn set_group_robot(
        &self,
        allowed: &AllowedAt<SetGroupRobot>,
        (signed_in, notices): (&SignedIn, &Notices),
        typed: RobotTyped,
        now: Instant,
    ) -> Result<Result<(), String>, OfficeError> {
        let told = (Addressee::Organisation(allowed.organisation()), GROUP);
        match way_of(notices, &typed) {
            Ok(way) => Ok(Ok(self.put_way(signed_in, told, way, typed.hour, now).await?)),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_mail(&self, signed_in: &SignedIn, now: Instant) -> Result<(), OfficeError> {
        self.end_way(signed_in, (Addressee::Account(signed_in.account.id), MAIL), now).await
    }

    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_robot(&self, signed_in: &SignedIn, now: Instant) -> Result<(), OfficeError> {
        self.end_way(signed_in, (Addressee::Account(signed_in.account.id), ROBOT), now).await
    }

    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_group_robot(
        &self,
        allowed: &AllowedAt<SetGroupRobot>,
        signed_in: &SignedIn,
        now: Instant,
    ) -> Result<(), OfficeError> {
        self.end_way(signed_in, (Addressee::Organisation(allowed.organisation()), GROUP), now).await
    }

    /// A secret for one's calendar, shown once; the one before opens it no more.
    ///
    /// # Errors
    /// Where the ledger does not take it, or there is no randomness.
    pub async fn renew_calendar(&self, signed_in: &SignedIn, now: Instant) -> Result<String, OfficeError> {
        let token = hex::encode(&random_bytes::<32>()?);
        self.office.ledger.put_calendar(signed_in.account.id, &TokenHash::of(&token), now).await?;
        self.log_notice(signed_in, "calendar-set", "", now).await?;
        Ok(token)
    }

    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_calendar(&self, signed_in: &SignedIn, now: Instant) -> Result<(), OfficeError> {
        self.office.ledger.forget_calendar(signed_in.account.id).await?;
        self.log_notice(signed_in, "calendar-ended", "", now).await
    }

    async fn put_way(
        &self,
        signed_in: &SignedIn,
        (told, way): (Addressee, &str),
        body: WayBody,
        hour: u8,
        now: Instant,
    ) -> Result<(), OfficeError> {
        // Two texts, which JSON holds.
        let body = serde_json::to_string(&body).unwrap_or_default();
        self.office.ledger.put_notice_way(&NoticeWay { told, way: way.to_owned(), body, hour }).await?;
        self.log_notice(signed_in, "notice-set", way, now).await
    }

    async fn end_way(
        &self,
        signed_in: &SignedIn,
        (told, way): (Addressee, &str),
        now: Instant,
    ) -> Result<(), OfficeError> {
        self.office.ledger.forget_notice_way(told, way).await?;
        self.log_notice(signed_in, "notice-ended", way, now).await
    }

    async fn log_notice(&self, signed_in: &SignedIn, what: &str, way: &str, at: Instant) -> Result<(), OfficeError> {
        let entry = Logged {
            at,
            account: Some(signed_in.account.id),
            organisation: None,
            what: what.to_owned(),
            detail: views::words::way(way).to_owned(),
        };
        Ok(self.office.ledger.log(&entry).await?)
    }
}

fn way_of(notices: &Notices, typed: &RobotTyped) -> Result<WayBody, String> {
    let key = typed.key.trim();
    if key.len() > KEY_MOST {
        return Err("签名密钥太长，请核对后重新粘贴".to_owned());
    }
    if typed.hour > LAST_HOUR {
        return Err(wrong_hour(typed.hour));
    }
    match robot::robot(&typed.address, notices.further_robots()) {
        Some((_, address)) => {
            Ok(WayBody { to: address.to_string(), key: Some(key.to_owned()).filter(|key| !key.is_empty()) })
        }
        None => Err(robot::expected(notices.further_robots())),
    }
}

fn wrong_hour(hour: u8) -> String {
    format!("几点发应为 0 到 {LAST_HOUR} 的整数，现在是 {hour}")
}

/// A robot's address is a secret: of it the host and the end are shown.
fn known_by(way: &NoticeWay) -> String {
    let Ok(body) = serde_json::from_str::<WayBody>(&way.body) else { return String::new() };
    if way.way == MAIL {
        return body.to;
    }
    let host = body.to.split('/').nth(2).unwrap_or_default();
    let end: String = body.to.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{host} …{end}")
}

/// Six digits, each as likely as the next.
fn code() -> Result<String, OfficeError> {
    let number = u64::from_be_bytes(random_bytes()?);
    Ok(format!("{:06}", number % 1_000_000))
}
