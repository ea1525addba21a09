//! Messages by mail.

use super::address::Address;
use crate::config::notify::Mail;

#[cfg(feature = "mail")]
mod password;
#[cfg(all(test, feature = "mail"))]
mod stand_in;
#[cfg_attr(feature = "mail", path = "mail/smtp.rs")]
#[cfg_attr(not(feature = "mail"), path = "mail/left_out.rs")]
mod transport;

pub use transport::send;

const SCHEMES: [&str; 2] = ["smtp", "smtps"];

/// `user@host:port`, under which the keyring has the password; nothing where nobody logs in.
#[must_use]
pub fn login(mail: &Mail) -> Option<String> {
    let address = Address::parse(&mail.server, &SCHEMES).ok()?;
    let (user, _) = address.login.as_ref()?;
    Some(format!("{user}@{}:{}", address.host, port(&address)))
}

fn port(address: &Address) -> u16 {
    address.port.unwrap_or(if address.scheme == "smtps" { 465 } else { 587 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::secret::Secret;

    #[test]
    fn a_login_has_the_port_that_is_meant() {
        for (server, expected) in [
            ("smtps://me@example.org@relay", Some("me@example.org@relay:465")),
            ("smtp://me@relay", Some("me@relay:587")),
            ("smtp://me@relay:25", Some("me@relay:25")),
            ("smtp://relay:25", None),
            ("https://me@relay", None),
        ] {
            let server = Secret::new(server);
            let mail = Mail { to: Vec::new(), from: String::new(), server };
            assert_eq!(login(&mail).as_deref(), expected);
        }
    }
}
