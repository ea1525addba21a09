//! Where somebody is told, taken apart.
//!
//! Invariant: its `Debug` shows nothing, and whatever a server says goes through [`Address::hide`],
//! since many repeat in an error page what was asked for.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::trouble::Trouble;
use crate::report::secret::Secret;

pub const WEB: [&str; 2] = ["http", "https"];
/// Shorter words of an address are words that anybody could say.
const SHORTEST_SECRET: usize = 3;
const STARS: &str = "***";

#[derive(Clone)]
pub struct Address {
    pub scheme: String,
    /// Decoded.
    pub login: Option<(String, Option<String>)>,
    /// Of IPv6 in its brackets.
    pub host: String,
    pub port: Option<u16>,
    /// As it was written, from the first `/` on.
    path: String,
    query: Option<String>,
}

impl Address {
    /// # Errors
    /// [`Trouble::AddressUnusable`].
    pub fn parse(secret: &Secret, schemes: &[&str]) -> Result<Self, Trouble> {
        split(secret.expose().trim(), schemes).ok_or(Trouble::AddressUnusable)
    }

    /// Without the login, which goes into a header.
    pub fn url(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}://{}{port}{}{query}", self.scheme, self.host, self.path)
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same with another word behind its path.
    pub fn below(&self, word: &str) -> Self {
        let path = format!("{}/{word}", self.path.trim_end_matches('/'));
        Self { path, ..self.clone() }
    }

    /// What is above the last word of the path, and that word.
    pub fn parent(&self) -> Option<(Self, String)> {
        let (above, word) = self.path.trim_end_matches('/').rsplit_once('/')?;
        let parent = Self { path: format!("{above}/"), ..self.clone() };
        Some((parent, decoded(word))).filter(|(_, word)| !word.is_empty())
    }

    /// The same with these parameters, in the place of former ones of these names.
    pub fn with_parameters(&self, parameters: &[(&str, &str)]) -> Self {
        let former = self.query.as_deref().unwrap_or_default().split('&');
        let stays = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && parameters.iter().all(|(other, _)| *other != name)
        };
        let encoded = |(name, value): &(&str, &str)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let pairs = former.filter(stays).map(str::to_owned).chain(parameters.iter().map(encoded));
        Self { query: Some(pairs.collect::<Vec<_>>().join("&")), ..self.clone() }
    }

    /// What goes there does not leave this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.bare_host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Of IPv6 without its brackets.
    pub fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// `text` without what is in the address.
    pub fn hide(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for secret in self.secrets() {
            let secret = secret.to_ascii_lowercase();
            // Changes no position: only letters of ASCII become others.
            while let Some(at) = hidden.to_ascii_lowercase().find(&secret) {
                hidden.replace_range(at..at + secret.len(), STARS);
            }
        }
        hidden
    }

    /// The longest word that [`hide`](Self::hide) looks for.
    pub fn longest_secret_bytes(&self) -> usize {
        self.secrets().first().map_or(0, String::len)
    }

    /// The longest first, so that no part of one is left.
    fn secrets(&self) -> Vec<String> {
        let (user, password) = self.login.clone().unwrap_or_default();
        let values = |pair: &str| pair.split_once('=').map_or(pair, |(_, value)| value).to_owned();
        let query = self.query.as_deref().unwrap_or_default();
        let words = self.path.split('/').map(str::to_owned).chain(query.split('&').map(values));
        let mut secrets: Vec<String> = words.flat_map(|word| [decoded(&word), word]).collect();
        secrets.extend([user, password.unwrap_or_default(), self.host.clone()]);
        secrets.push(self.bare_host().to_owned());
        secrets.retain(|secret| secret.len() >= SHORTEST_SECRET && !STARS.contains(secret));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(STARS)
    }
}

fn split(text: &str, schemes: &[&str]) -> Option<Address> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split('#').next()?;
    let (place, behind) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    // A user may be an address with a bare `@` itself.
    let (login, place) = match place.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, place),
    };
    let login = login.map(|login| match login.split_once(':') {
        Some((user, password)) => (decoded(user), Some(decoded(password))),
        None => (decoded(login), None),
    });
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (place, None),
    };
    let (path, query) = match behind.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (behind, None),
    };
    let path = if path.is_empty() { "/" } else { path }.to_owned();
    let is_usable = schemes.contains(&scheme.as_str()) && !host.is_empty();
    is_usable.then(|| Address { scheme, login, host: host.to_owned(), port, path, query })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(&Secret::new(text), &["http", "https", "smtp", "smtps"]).unwrap()
    }

    #[test]
    fn a_word_goes_behind_the_path_and_before_the_query() {
        for (text, expected) in [
            ("https://h/ping/u?create=1", "https://h/ping/u/start?create=1"),
            ("https://h:8/ping/u/", "https://h:8/ping/u/start"),
            (" HTTPS://me:pw@h ", "https://h/start"),
            ("http://[::1]:80/u#x", "http://[::1]:80/u/start"),
        ] {
            assert_eq!(address(text).below("start").url(), expected);
        }
    }

    #[test]
    fn parameters_take_the_place_of_former_ones() {
        let former = address("https://h/p?status=up&a=1&msg=OK&ping=");
        let url = former.with_parameters(&[("status", "down"), ("msg", "a b&é")]).url();
        assert_eq!(url, "https://h/p?a=1&ping=&status=down&msg=a%20b%26%C3%A9");
        assert_eq!(address("https://h/p").with_parameters(&[("x", "")]).url(), "https://h/p?x=");
    }

    #[test]
    fn a_topic_is_the_last_word_of_the_path() {
        let (root, topic) = address("https://h/mes%20bases?auth=x").parent().unwrap();
        assert_eq!((root.url().as_str(), topic.as_str()), ("https://h/?auth=x", "mes bases"));
        assert!(address("https://h/").parent().is_none());
    }

    #[test]
    fn a_login_is_decoded_and_its_user_may_have_an_at_sign() {
        let mail = address("smtps://me@example.org@relay:465");
        assert_eq!(mail.login, Some(("me@example.org".to_owned(), None)));
        assert_eq!((mail.host.as_str(), mail.port), ("relay", Some(465)));
        let web = address("https://a%40b:p%3Aw@h/");
        assert_eq!(web.login, Some(("a@b".to_owned(), Some("p:w".to_owned()))));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "hc.example/x", "ftp://h/x", "https:///x", "https://h:port/x"] {
            let refused = Address::parse(&Secret::new(text), &WEB);
            assert!(matches!(refused, Err(Trouble::AddressUnusable)), "{text}");
        }
    }

    #[test]
    fn nothing_of_an_address_is_shown() {
        let secret = address("https://jean:s3cret@hc.example/ping/0a1b%20c?auth=jeton&x=1");
        assert_eq!(format!("{secret:?}"), STARS);
        let said = "Cannot POST /PING/0A1B%20C (0a1b c) on HC.example for jean:s3cret, jeton 1";
        assert_eq!(secret.hide(said), "Cannot POST /***/*** (***) on *** for ***:***, *** 1");
        assert!(address("https://localhost/").is_loopback());
        assert!(address("https://[::1]:1/").is_loopback());
        assert!(!address("https://example.org/").is_loopback());
    }
}
