//! libpq's connection parameters, out of a URL or a key/value string.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::invalid;
use crate::error::Result;
use crate::tr;

/// libpq's keyword and the variable that stands for it. What is not here is refused by name: a
/// parameter that was silently ignored could be the one that mattered.
const KNOWN: [(&str, &str); 14] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("options", "PGOPTIONS"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
];

/// Parameters that change nothing here: we set our own, or they concern libpq's inner workings.
const HARMLESS: [&str; 10] = [
    "application_name",
    "fallback_application_name",
    "channel_binding",
    "client_encoding",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "target_session_attrs",
];

/// Keyword → value. No `Debug`: the password is among them.
#[derive(Default)]
pub struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// # Errors
    /// [`Error::ConnectionInvalid`](crate::Error::ConnectionInvalid); the text is not repeated.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        match text.split_once("://") {
            Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                // The last three are what dj-database-url writes.
                match scheme {
                    "postgresql" | "postgres" | "postgis" | "pgsql" | "psql" => Self::of_url(rest),
                    _ => Err(invalid(tr!("connection-scheme", scheme = scheme))),
                }
            }
            _ => Self::of_pairs(text),
        }
    }

    pub(super) fn from_environment(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let values = KNOWN.iter().filter_map(|(key, variable)| {
            environment(variable).map(|value| ((*key).to_owned(), value))
        });
        Self(values.collect())
    }

    /// Takes from `other` what is not set yet.
    pub(super) fn fill_from(&mut self, other: Self) {
        for (key, value) in other.0 {
            self.0.entry(key).or_insert(value);
        }
    }

    pub fn take(&mut self, key: &str) -> Option<String> {
        self.0.remove(key)
    }

    pub(super) fn set(&mut self, key: &str, value: String) -> Result<()> {
        // No environment takes one, and all of these reach `pg_dump` in its own.
        if value.contains('\0') {
            return Err(invalid(tr!("connection-nul")));
        }
        if KNOWN.iter().any(|(known, _)| *known == key) {
            self.0.insert(key.to_owned(), value);
            Ok(())
        } else if HARMLESS.contains(&key) {
            Ok(())
        } else {
            // A password with spaces but without quotes ends up before the next `=`.
            let one_word = !key.contains(char::is_whitespace);
            let key = if one_word { key } else { "…" };
            Err(invalid(tr!("connection-unknown-parameter", key = key)))
        }
    }

    /// `[user[:password]@][host][:port][/database][?key=value&…]`
    fn of_url(rest: &str) -> Result<Self> {
        let mut parameters = Self::default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        if database.contains('@') {
            return Err(invalid(tr!("connection-unescaped")));
        }
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        if let Some(login) = login {
            let (user, password) = match login.split_once(':') {
                Some((user, password)) => (user, Some(password)),
                None => (login, None),
            };
            if !user.is_empty() {
                parameters.set("user", decode(user)?)?;
            }
            if let Some(password) = password {
                parameters.set("password", decode(password)?)?;
            }
        }
        let (host, port) = split_place(place)?;
        // `user:password/name` without a host: the rest would be read, and named, as it is not
        // meant.
        self::port(port)?;
        for (key, value) in [("host", host), ("port", port), ("dbname", database)] {
            if !value.is_empty() {
                parameters.set(key, decode(value)?)?;
            }
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) =
                pair.split_once('=').ok_or_else(|| invalid(tr!("connection-query")))?;
            let key = decode(key)?;
            // An old spelling that libpq still knows.
            if key == "ssl" && value == "true" {
                parameters.set("sslmode", "require".to_owned())?;
            } else {
                parameters.set(&key, decode(value)?)?;
            }
        }
        Ok(parameters)
    }

    /// `key = value key='quoted \' value'`
    fn of_pairs(text: &str) -> Result<Self> {
        let mut parameters = Self::default();
        let mut rest = text;
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return Ok(parameters);
            }
            let (key, after) =
                rest.split_once('=').ok_or_else(|| invalid(tr!("connection-no-equals")))?;
            let (value, after) = take_value(after.trim_start())?;
            parameters.set(key.trim(), value)?;
            rest = after;
        }
    }
}

fn take_value(text: &str) -> Result<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices();
    if quoted {
        characters.next();
    }
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Ok((value, &text[at + 1..])),
            _ if !quoted && character.is_whitespace() => return Ok((value, &text[at..])),
            _ => value.push(character),
        }
    }
    if quoted { Err(invalid(tr!("connection-open-quote"))) } else { Ok((value, "")) }
}

fn split_place(place: &str) -> Result<(&str, &str)> {
    if let Some(inner) = place.strip_prefix('[') {
        let (host, after) =
            inner.split_once(']').ok_or_else(|| invalid(tr!("connection-open-bracket")))?;
        return Ok((host, after.strip_prefix(':').unwrap_or_default()));
    }
    Ok(place.split_once(':').unwrap_or((place, "")))
}

/// A port that is not a number may be half of a password, so it is not repeated.
pub(super) fn port(text: &str) -> Result<Option<u16>> {
    if text.is_empty() {
        return Ok(None);
    }
    let port = text.parse::<u16>().ok().filter(|port| *port > 0);
    port.map(Some).ok_or_else(|| invalid(tr!("connection-port")))
}

fn decode(text: &str) -> Result<String> {
    let bytes = text.as_bytes();
    let broken = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%'
            && !(bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
                && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit))
    });
    let decoded = percent_decode_str(text).decode_utf8();
    match decoded {
        Ok(decoded) if !broken => Ok(decoded.into_owned()),
        _ => Err(invalid(tr!("connection-percent"))),
    }
}
