//! Mails: by a company's own server, over TLS unless that server is on this machine.

use std::io::ErrorKind;
use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use views::NoticeText;

use super::NotSent;
use crate::OfficeError;

/// How mails are sent, as it is set.
#[derive(Clone)]
pub struct MailWanted {
    pub server: String,
    pub port: u16,
    pub security: MailSecurity,
    /// `五化 <wuhua@example.cn>`.
    pub from: String,
    pub user: Option<String>,
    pub password: Option<String>,
}

impl std::fmt::Debug for MailWanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailWanted({}:{}, {:?}, {})", self.server, self.port, self.security, self.from)
    }
}

/// What keeps a mail from being read on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything else is said.
    StartTls,
    /// Nothing: to a server on this machine.
    None,
}

#[derive(Debug)]
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

const UNCONNECTED: [ErrorKind; 4] = [
    ErrorKind::ConnectionRefused,
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::AddrNotAvailable,
];
const PATIENCE: Duration = Duration::from_secs(20);

impl Mail {
    pub fn new(wanted: MailWanted) -> Result<Mail, OfficeError> {
        let from: Mailbox = wanted.from.parse().map_err(|_| OfficeError::MailSender { found: wanted.from.clone() })?;
        let builder = match wanted.security {
            MailSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&wanted.server),
            MailSecurity::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&wanted.server),
            MailSecurity::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&wanted.server)),
        };
        let mut builder = builder.map_err(|_| OfficeError::NoHttps)?.port(wanted.port).timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (wanted.user, wanted.password) {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Mail { transport: builder.build(), from })
    }

    pub async fn send(&self, to: &str, text: &NoticeText) -> Result<(), NotSent> {
        let to = address(to).ok_or_else(|| NotSent::surely("邮箱地址不能用了，请重新设置"))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(text.title.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(text.plain())
            .map_err(|_| NotSent::surely("邮件写不成"))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotSent::surely(format!("发信服务器不收：{error}"))),
            Err(error) if error.is_transient() || is_unconnected(&error) => {
                Err(NotSent::surely(format!("没有发出去：{error}")))
            }
            // The server may have taken it and not come to say so.
            Err(error) if error.is_timeout() => Err(NotSent::perhaps("发信服务器没有应答")),
            Err(error) => Err(NotSent::perhaps(format!("断在半路：{error}"))),
        }
    }
}

/// Nothing was said to the server yet.
fn is_unconnected(error: &lettre::transport::smtp::Error) -> bool {
    let sources = std::iter::successors(std::error::Error::source(error), |source| source.source());
    let kinds = sources.filter_map(|source| source.downcast_ref::<std::io::Error>()).map(std::io::Error::kind);
    error.is_tls() || kinds.into_iter().any(|kind| UNCONNECTED.contains(&kind))
}

/// An address of mail, if it is one.
pub(super) fn address(text: &str) -> Option<Address> {
    text.trim().parse().ok()
}
