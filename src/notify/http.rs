//! One request, tried a few times.
//!
//! Invariant: a try ends within its limit, whatever the server does or leaves undone.

use std::io::Read as _;
use std::sync::{Arc, LazyLock};
use std::thread;

use ureq::config::Config;
use ureq::http::Response;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Error, Proxy};

use super::address::Address;
use super::basic_auth;
use super::limits::Limits;
use super::trouble::Trouble;

/// What is read of an answer.
const READ_BYTES: u64 = 4096;
/// What is shown of it.
const SHOWN_CHARACTERS: usize = 200;

type Roots = Arc<Vec<Certificate<'static>>>;

/// Of the system; read once, which takes a while where there are many.
static ROOTS: LazyLock<Roots> = LazyLock::new(|| {
    let found = rustls_native_certs::load_native_certs().certs;
    Arc::new(found.iter().map(|root| Certificate::from_der(root).to_owned()).collect())
});

/// Speaks with the server of one address, and hides that in what it says.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    address: Address,
    limits: Limits,
}

pub enum Request<'a> {
    Get,
    Post { content_type: &'static str, body: &'a [u8] },
}

/// What a server said, with a status of success.
#[derive(Debug)]
pub struct Answer {
    /// `200 OK`
    pub status: String,
    /// Its beginning, on one line and without the address.
    pub body: String,
}

impl Client {
    pub fn new(address: &Address, limits: Limits) -> Self {
        let roots = if address.scheme == "https" { Arc::clone(&ROOTS) } else { Roots::default() };
        Self::trusting(roots, address, limits)
    }

    pub fn trusting(roots: Roots, address: &Address, limits: Limits) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(roots))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        // A proxy would look for the server on its own machine.
        let proxy = if address.is_loopback() { None } else { Proxy::try_from_env() };
        let agent = Config::builder()
            .tls_config(tls)
            .proxy(proxy)
            .timeout_global(Some(limits.one_try))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("sauvegarde/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self { agent, address: address.clone(), limits }
    }

    /// Ends what is under way on another thread; nothing is sent after that.
    pub fn shut_down(self) {
        self.agent.shutdown();
    }

    /// To another place of the same server.
    ///
    /// # Errors
    /// What the last try met; one that cannot pass by itself at once.
    pub fn send(&self, place: &Address, request: &Request) -> Result<Answer, Trouble> {
        tries(&self.limits, || self.try_once(place, request))
    }

    fn try_once(&self, place: &Address, request: &Request) -> Result<Answer, Trouble> {
        let url = place.url();
        let authorization = place
            .login
            .as_ref()
            .map(|(user, password)| basic_auth::header(user, password.as_deref()));
        let response = match (request, authorization) {
            (Request::Get, None) => self.agent.get(url).call(),
            (Request::Get, Some(login)) => self.agent.get(url).header(AUTHORIZATION, login).call(),
            (Request::Post { content_type, body }, login) => {
                let post = self.agent.post(url).header(CONTENT_TYPE, *content_type);
                match login {
                    Some(login) => post.header(AUTHORIZATION, login).send(*body),
                    None => post.send(*body),
                }
            }
        };
        judge(response.map_err(|error| trouble(&error))?, &self.address)
    }
}

/// As often as the limits allow, for as long as another try may help.
pub fn tries<T>(
    limits: &Limits,
    mut attempt: impl FnMut() -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    for pause in limits.pauses {
        match attempt() {
            Err(trouble) if trouble.may_pass() => thread::sleep(*pause),
            outcome => return outcome,
        }
    }
    attempt()
}

/// Only a status of success counts.
fn judge(response: Response<Body>, address: &Address) -> Result<Answer, Trouble> {
    let code = response.status();
    let status = format!("{} {}", code.as_u16(), code.canonical_reason().unwrap_or_default());
    let status = status.trim_end().to_owned();
    let body = beginning(response.into_body(), address);
    let said = || match body.as_str() {
        "" => status.clone(),
        body => format!("{status}, {body}"),
    };
    if code.is_success() {
        Ok(Answer { status, body })
    } else if code.is_redirection() {
        // Where it leads is not told: it is an address.
        Err(Trouble::Moved { answer: status })
    } else {
        Err(Trouble::Answered { status: code.as_u16(), answer: said() })
    }
}

/// The status counts also where the body breaks off. A page for a browser says nothing on one line.
fn beginning(body: Body, address: &Address) -> String {
    let mut read = Vec::new();
    let _ = body.into_reader().take(READ_BYTES).read_to_end(&mut read);
    let text = String::from_utf8_lossy(&read);
    if text.trim_start().starts_with('<') {
        return String::new();
    }
    shown(&text, read.len() as u64 == READ_BYTES, address)
}

/// Text of a server on one line, without the address; where it was cut, also without a part of it.
pub fn shown(text: &str, is_cut: bool, address: &Address) -> String {
    let surplus = if is_cut { address.longest_secret_bytes() } else { 0 };
    let end = (0..=text.len().saturating_sub(surplus)).rev().find(|at| text.is_char_boundary(*at));
    let hidden = address.hide(&text[..end.unwrap_or(0)]);
    let words: Vec<&str> = hidden.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(SHOWN_CHARACTERS).collect()
}

fn trouble(error: &Error) -> Trouble {
    match error {
        Error::Io(error) => Trouble::of_io(error),
        Error::Timeout(_) => Trouble::Silent,
        Error::HostNotFound => Trouble::HostUnknown,
        Error::BadUri(_) | Error::Http(_) => Trouble::AddressUnusable,
        Error::Rustls(error) => Trouble::of_tls(error),
        Error::Tls(_) | Error::Pem(_) | Error::TlsRequired => Trouble::Tls,
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => Trouble::Proxy,
        Error::ConnectionFailed => Trouble::Unreachable,
        _ => Trouble::NotHttp,
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::WEB;
    use super::super::stand_in::{Act, Server, certificate};
    use super::super::trouble::Certificate as Refused;
    use super::*;
    use crate::report::secret::Secret;

    fn address(text: &str) -> Address {
        Address::parse(&Secret::new(text), &WEB).unwrap()
    }

    fn get(server: &Server, limits: Limits) -> Result<Answer, Trouble> {
        let address = address(&server.url("/ping/chemin-secret"));
        Client::new(&address, limits).send(&address, &Request::Get)
    }

    #[test]
    fn a_server_in_trouble_is_asked_three_times() {
        let server =
            Server::start(vec![Act::Answer("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")]);
        let refused = get(&server, Limits::PATIENT).unwrap_err();
        assert!(matches!(refused, Trouble::Answered { status: 500, .. }), "{refused:?}");
        assert_eq!(server.seen().len(), 3);
    }

    #[test]
    fn a_server_that_recovers_is_enough() {
        let busy = "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n";
        let server = Server::start(vec![Act::Answer(busy), Act::Cut, Act::ok()]);
        assert_eq!(get(&server, Limits::PATIENT).unwrap().status, "200 OK");
        assert_eq!(server.seen().len(), 3);
    }

    #[test]
    fn what_cannot_pass_is_asked_once_and_told_without_the_address() {
        let absent = "HTTP/1.1 404 No\r\nContent-Length: 40\r\n\r\nCannot GET /ping/Chemin-Secret\r\n at all ";
        let server = Server::start(vec![Act::Answer(absent)]);
        match get(&server, Limits::PATIENT).unwrap_err() {
            Trouble::Answered { status: 404, answer } => {
                assert_eq!(answer, "404 Not Found, Cannot GET /***/*** at all");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(server.seen().len(), 1);
    }

    #[test]
    fn a_redirect_is_told_and_not_followed() {
        let other = Server::start(vec![Act::ok()]);
        let moved = format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
            other.url("/x")
        );
        let server = Server::start(vec![Act::Answer(moved.leak())]);
        let told = get(&server, Limits::PATIENT).unwrap_err();
        assert!(matches!(&told, Trouble::Moved { answer } if answer == "302 Found"), "{told:?}");
        assert_eq!((server.seen().len(), other.seen().len()), (1, 0));
    }

    #[test]
    fn who_never_answers_is_given_up() {
        let server = Server::start(vec![Act::Silent]);
        let told = get(&server, Limits::SHORT).unwrap_err();
        assert!(matches!(told, Trouble::Silent), "{told:?}");
    }

    #[test]
    fn a_handshake_that_never_ends_is_given_up() {
        let never_accepts = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = address(&format!("https://{}/x", never_accepts.local_addr().unwrap()));
        let told = Client::new(&address, Limits::SHORT).send(&address, &Request::Get);
        assert!(matches!(told, Err(Trouble::Silent)), "{told:?}");
    }

    #[test]
    fn a_connection_that_is_cut_is_told_as_such() {
        let server = Server::start(vec![Act::Cut]);
        let told = get(&server, Limits::PATIENT).unwrap_err();
        assert!(matches!(told, Trouble::Cut), "{told:?}");
        assert_eq!(server.seen().len(), 3);
    }

    #[test]
    fn a_body_that_never_ends_is_not_read_to_its_end() {
        for act in [Act::Endless, Act::Trickle] {
            let server = Server::start(vec![act]);
            assert_eq!(get(&server, Limits::SHORT).unwrap().status, "200 OK");
        }
    }

    #[test]
    fn what_is_no_http_is_told_as_such() {
        let server = Server::start(vec![Act::Answer("220 mail.example ESMTP\r\n\r\n")]);
        let told = get(&server, Limits::PATIENT).unwrap_err();
        assert!(matches!(told, Trouble::NotHttp), "{told:?}");
    }

    #[test]
    fn nobody_there_is_told_as_such() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = address(&format!("http://{}/x", closed.local_addr().unwrap()));
        drop(closed);
        let told = Client::new(&address, Limits::PATIENT).send(&address, &Request::Get);
        assert!(matches!(told, Err(Trouble::Refused)), "{told:?}");
    }

    #[test]
    fn a_login_in_the_address_is_decoded_into_a_header() {
        let server = Server::start(vec![Act::ok()]);
        let address = address(&server.url("/x").replace("://", "://martin:secr%65t@"));
        Client::new(&address, Limits::PATIENT).send(&address, &Request::Get).unwrap();
        assert!(server.seen()[0].head.contains("authorization: Basic bWFydGluOnNlY3JldA=="));
    }

    #[test]
    #[cfg_attr(windows, ignore = "openssl makes its certificate, and Wine has none")]
    fn only_a_known_authority_is_spoken_to() {
        let certificate = certificate("localhost");
        let server = Server::start_tls(&certificate, vec![Act::ok()]);
        let known: Roots = Arc::new(vec![Certificate::from_pem(&certificate.pem).unwrap()]);
        let of = |host: &str| address(&server.url("/x").replace("127.0.0.1", host));
        let ask = |client: Client, address| client.send(&address, &Request::Get);

        let unknown = ask(Client::new(&of("localhost"), Limits::PATIENT), of("localhost"));
        let expected = Refused::UnknownAuthority;
        assert!(matches!(unknown, Err(Trouble::Certificate(it)) if it == expected), "{unknown:?}");
        let trusting = |host| Client::trusting(Arc::clone(&known), &of(host), Limits::PATIENT);
        let other = ask(trusting("127.0.0.1"), of("127.0.0.1"));
        let expected = Refused::OtherName;
        assert!(matches!(other, Err(Trouble::Certificate(it)) if it == expected), "{other:?}");
        assert!(server.seen().is_empty());
        assert_eq!(ask(trusting("localhost"), of("localhost")).unwrap().status, "200 OK");
    }

    #[test]
    fn a_part_of_an_address_at_the_cut_is_not_shown() {
        let address = address("https://h/0123456789");
        assert_eq!(shown("said 0123456789 and 01234", true, &address), "said ***");
    }
}
