//! How people are told what is to be done, as it is set: a server for mails, and where robots may be.

use office::{MailSecurity, MailWanted, NoticesWanted};

use super::Reading;

const SERVER: &str = "mail.server";
const FROM: &str = "mail.from";
const USER: &str = "mail.user";
const PASSWORD: &str = "mail.password-file";

impl Reading {
    /// `address` is where people see this program: messages lead there.
    pub(super) fn notices(&mut self, address: Option<&String>) -> NoticesWanted {
        NoticesWanted { mail: self.mail(), robots: self.all("notices.robots", origin), site: address.cloned() }
    }

    /// Nothing where no server is set.
    fn mail(&mut self) -> Option<MailWanted> {
        let port = self.one("mail.port", |text| text.parse().ok().filter(|port: &u16| *port > 0));
        let security = self.one("mail.security", security);
        let from = self.one(FROM, |text| text.contains('@').then(|| text.to_owned()));
        let user = self.one(USER, |text| Some(text.to_owned()));
        let password = self.secret(PASSWORD);
        let Some(given) = self.given.get(SERVER) else {
            for key in [FROM, USER, PASSWORD] {
                if let Some(given) = self.given.get(key) {
                    self.mistakes.push(format!("{}：写了 {key}，还应写 {SERVER}，实际没有", given.from));
                }
            }
            return None;
        };
        let origin = given.from.clone();
        let server = self.one(SERVER, |text| Some(text.to_owned()).filter(|text| !text.is_empty()))?;
        if from.is_none() && !self.given.contains_key(FROM) {
            self.mistakes.push(format!("{origin}：设了发信服务器，还应写 {FROM}，实际没有"));
        }
        if user.is_some() != password.is_some() && !self.given.contains_key(PASSWORD) {
            self.mistakes.push(format!("{origin}：写了 {USER}，还应写 {PASSWORD}，实际没有"));
        }
        let security = security?;
        if security == MailSecurity::None && !["localhost", "127.0.0.1", "::1"].contains(&server.as_str()) {
            self.mistakes.push(format!(
                "{origin}：mail.security 写 none 只能用于本机的服务器，实际是“{server}”。请写 tls 或 starttls"
            ));
        }
        Some(MailWanted { server, port: port?, security, from: from?, user, password })
    }
}

fn security(text: &str) -> Option<MailSecurity> {
    match text {
        "tls" => Some(MailSecurity::Tls),
        "starttls" => Some(MailSecurity::StartTls),
        "none" => Some(MailSecurity::None),
        _ => None,
    }
}

/// Scheme, host and port of a place where robots may be.
fn origin(text: &str) -> Option<String> {
    super::address(text).filter(|origin| super::sign_on::issuer(origin).is_some())
}
