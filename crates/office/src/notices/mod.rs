//! Telling somebody outside the program what is to be done: once a day by mail or by a chat's robot, and in a calendar.
//!
//! Everything is off until its owner sets it. Who gets what follows from to-dos, as on the workbench; it leaves the
//! building without the name of any member but the one it is for. An address of mail is used once its owner has given
//! back a code that was sent there; a robot's has to be of a chat that is known, or of a place that the configuration
//! names, so that nobody makes this program ask other machines (docs/decisions/0056).

mod calendar;
mod daily;
mod mail;
mod robot;
mod settings;

use std::time::Duration;

use views::NoticeText;

pub use mail::{MailSecurity, MailWanted};
pub use settings::{MailAsked, NoticeSettings, RobotTyped, WayShown};

use crate::{OfficeError, outgoing};
use mail::Mail;

/// By which ways somebody is told.
pub(crate) const MAIL: &str = "mail";
pub(crate) const ROBOT: &str = "robot";
/// The robot in a branch's own group.
pub(crate) const GROUP: &str = "group";

/// How the program tells people things, as it is set.
#[derive(Debug, Clone, Default)]
pub struct NoticesWanted {
    pub mail: Option<MailWanted>,
    /// Where robots may be besides the chats that are known: scheme, host and port.
    pub robots: Vec<String>,
    /// Where people see the program.
    pub site: Option<String>,
}

/// The same, ready to be used.
#[derive(Debug)]
pub struct Notices {
    mail: Option<Mail>,
    http: reqwest::Client,
    robots: Vec<String>,
    site: Option<String>,
}

/// Nobody waits longer for a chat's answer.
const PATIENCE: Duration = Duration::from_secs(15);

impl Notices {
    /// # Errors
    /// Where the system gives no means to speak https, or the sender of mails is none.
    pub fn new(wanted: NoticesWanted) -> Result<Notices, OfficeError> {
        let http = outgoing::client(PATIENCE).build().map_err(|_| OfficeError::NoHttps)?;
        let mail = wanted.mail.map(Mail::new).transpose()?;
        Ok(Notices { mail, http, robots: wanted.robots, site: wanted.site })
    }

    /// Whether mails can be sent.
    pub fn has_mail(&self) -> bool {
        self.mail.is_some()
    }

    pub(crate) fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// Tells it, or says in words why not.
    async fn send(&self, way: &str, to: &WayBody, text: &NoticeText, now: facts::Instant) -> Result<(), NotSent> {
        match (way, &self.mail) {
            (MAIL, Some(mail)) => mail.send(&to.to, text).await,
            (MAIL, None) => Err(NotSent::surely("没有设置发信服务器")),
            _ => self.tell_robot(to, text, now).await,
        }
    }
}

/// Why something was not told, as far as it is known.
#[derive(Debug, PartialEq, Eq)]
struct NotSent {
    why: String,
    /// It may have gone out all the same: it is not sent again.
    perhaps: bool,
}

impl NotSent {
    fn surely(why: impl Into<String>) -> NotSent {
        NotSent { why: why.into(), perhaps: false }
    }

    fn perhaps(why: impl Into<String>) -> NotSent {
        NotSent { why: why.into(), perhaps: true }
    }
}

/// What is kept of a way: where to, and what a robot's messages are signed with.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct WayBody {
    to: String,
    #[serde(default)]
    key: Option<String>,
}
