//! By SMTP, and encrypted wherever it leaves this machine.

use std::error::Error as _;

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport as _};

use super::{SCHEMES, login, password, port};
use crate::config::notify::Mail;
use crate::notify::address::Address;
use crate::notify::http::{shown, tries};
use crate::notify::limits::Limits;
use crate::notify::message::Message;
use crate::notify::together::Outcome;
use crate::notify::trouble::{MailTrouble, Trouble};
use crate::report::secret::Secret;

pub fn send(mail: &Mail, messages: &[Message], limits: Limits) -> Outcome {
    let address = Address::parse(&mail.server, &SCHEMES)?;
    let in_address = address.login.as_ref().and_then(|(_, password)| password.as_deref());
    let password = login(mail).map(|login| password::find(&login, in_address)).transpose()?;
    send_with(password.as_ref(), &address, mail, messages, limits)
}

fn send_with(
    password: Option<&Secret>,
    address: &Address,
    mail: &Mail,
    messages: &[Message],
    limits: Limits,
) -> Outcome {
    let mails: Vec<_> = messages.iter().map(|it| written(mail, it)).collect::<Result<_, _>>()?;
    let mut transport = SmtpTransport::builder_dangerous(address.bare_host())
        .port(port(address))
        .tls(tls(address)?)
        .timeout(Some(limits.one_try));
    if let (Some((user, _)), Some(password)) = (&address.login, password) {
        let password = password.expose().to_owned();
        transport = transport.credentials(Credentials::new(user.clone(), password));
    }
    let transport = transport.build();
    let mut answer = String::new();
    for mail in mails {
        let sent = tries(&limits, || transport.send(&mail).map_err(|it| trouble(&it, address)))?;
        let said: Vec<&str> = sent.message().collect();
        answer = shown(&format!("{} {}", sent.code(), said.join(" ")), false, address);
    }
    Ok(answer)
}

/// A server on this machine has seldom a certificate that anybody signed, and nobody in between.
fn tls(address: &Address) -> Result<Tls, Trouble> {
    let is_here = address.is_loopback();
    let parameters = TlsParameters::builder(address.bare_host().to_owned())
        .dangerous_accept_invalid_certs(is_here)
        .dangerous_accept_invalid_hostnames(is_here)
        .build()
        .map_err(|_| Trouble::Tls)?;
    Ok(match address.scheme.as_str() {
        "smtps" => Tls::Wrapper(parameters),
        _ if is_here => Tls::Opportunistic(parameters),
        _ => Tls::Required(parameters),
    })
}

fn written(mail: &Mail, message: &Message) -> Result<lettre::Message, Trouble> {
    let mut letter = lettre::Message::builder().from(mailbox(&mail.from)?);
    for to in &mail.to {
        letter = letter.to(mailbox(to)?);
    }
    // So that nobody's holiday answers.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    letter
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .message_id(None)
        .subject(message.title.replace(['\r', '\n'], " "))
        .header(ContentType::TEXT_PLAIN)
        .body(message.body.clone())
        .map_err(|_| Trouble::Mail(MailTrouble::NoAddress { address: mail.to.join(", ") }))
}

fn mailbox(address: &str) -> Result<Mailbox, Trouble> {
    address
        .parse()
        .map_err(|_| Trouble::Mail(MailTrouble::NoAddress { address: address.to_owned() }))
}

/// Of what the library says only the server's own answer is told, and else the kind.
fn trouble(error: &Error, address: &Address) -> Trouble {
    if let Some(code) = error.status() {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        let answer = shown(&format!("{code} {said}"), false, address);
        let puts_off = error.is_transient();
        return if puts_off {
            Trouble::Mail(MailTrouble::PutOff { answer })
        } else {
            Trouble::Mail(MailTrouble::Refused { answer })
        };
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(error) = cause.downcast_ref() {
            return Trouble::of_io(error);
        }
        source = cause.source();
    }
    if error.is_client() { Trouble::Mail(MailTrouble::Unsuitable) } else { Trouble::Cut }
}

#[cfg(test)]
mod tests {
    use super::super::stand_in::MailServer;
    use super::*;
    use crate::notify::message::Urgency;
    use crate::notify::stand_in::{Act, Server};

    fn mail(server: &str) -> Mail {
        Mail {
            to: vec!["a@example.org".to_owned(), "Bé <b@example.org>".to_owned()],
            from: "base@example.org".to_owned(),
            server: Secret::new(server),
        }
    }

    fn failure() -> Message {
        Message {
            urgency: Urgency::Failure,
            title: "Échec\nde la base".to_owned(),
            body: "La base « été » n’est pas sauvegardée.\n".to_owned(),
        }
    }

    fn send_to(place: &str, limits: Limits) -> Outcome {
        let mail = mail(&format!("smtp://facteur:mot-de-passe@{place}"));
        send(&mail, &[failure()], limits)
    }

    #[test]
    fn a_message_reaches_everybody_with_its_accents() {
        let server = MailServer::start(&[(".", "250 Kept")]);
        let told = send_to(&server.place.to_string(), Limits::PATIENT).unwrap();
        assert_eq!(told, "250 Kept");
        let said = server.said();
        let has = |line: &str| said.iter().any(|it| it == line);
        assert!(has("MAIL FROM:<base@example.org>"), "{said:?}");
        assert!(has("RCPT TO:<a@example.org>") && has("RCPT TO:<b@example.org>"), "{said:?}");
        assert!(has("AUTH PLAIN AGZhY3RldXIAbW90LWRlLXBhc3Nl"), "{said:?}");
        assert!(has("Auto-Submitted: auto-generated"), "{said:?}");
        assert!(has("Content-Type: text/plain; charset=utf-8"), "{said:?}");
        let subject = said.iter().find(|it| it.starts_with("Subject: ")).unwrap();
        assert_eq!(subject, "Subject: =?utf-8?b?w4ljaGVj?= de la base");
    }

    #[test]
    fn a_refused_password_is_told_once_and_without_the_login() {
        let server = MailServer::start(&[("AUTH", "535 5.7.8 facteur@127.0.0.1: no such login")]);
        let told = send_to(&server.place.to_string(), Limits::PATIENT).unwrap_err();
        let answer = "535 5.7.8 ***@***: no such login".to_owned();
        let expected = MailTrouble::Refused { answer };
        assert!(matches!(&told, Trouble::Mail(it) if *it == expected), "{told:?}");
        assert_eq!(server.said().iter().filter(|line| line.starts_with("AUTH")).count(), 1);
    }

    #[test]
    fn a_server_that_puts_off_is_asked_three_times() {
        let server = MailServer::start(&[("RCPT", "451 4.7.1 Greylisted")]);
        let told = send_to(&server.place.to_string(), Limits::PATIENT).unwrap_err();
        assert!(matches!(told, Trouble::Mail(MailTrouble::PutOff { .. })), "{told:?}");
        assert_eq!(server.said().iter().filter(|line| line.starts_with("RCPT")).count(), 3);
    }

    #[test]
    fn a_server_that_never_greets_is_given_up() {
        let server = Server::start(vec![Act::Silent]);
        let place = server.url("").replace("http://", "");
        let told = send_to(&place, Limits::SHORT).unwrap_err();
        assert!(matches!(told, Trouble::Silent), "{told:?}");
    }

    #[test]
    fn what_is_no_mail_address_is_told_before_anybody_is_asked() {
        let mut mail = mail("smtp://relay.example");
        mail.to.push("nobody".to_owned());
        let told = send(&mail, &[failure()], Limits::PATIENT).unwrap_err();
        let expected = MailTrouble::NoAddress { address: "nobody".to_owned() };
        assert!(matches!(&told, Trouble::Mail(it) if *it == expected), "{told:?}");
    }

    #[test]
    fn only_on_this_machine_is_a_mail_sent_unencrypted() {
        let tls = |server| tls(&Address::parse(&Secret::new(server), &SCHEMES).unwrap()).unwrap();
        assert!(matches!(tls("smtp://me@relay.example"), Tls::Required(_)));
        assert!(matches!(tls("smtps://me@relay.example"), Tls::Wrapper(_)));
        assert!(matches!(tls("smtps://me@localhost"), Tls::Wrapper(_)));
        assert!(matches!(tls("smtp://me@localhost"), Tls::Opportunistic(_)));
    }
}
