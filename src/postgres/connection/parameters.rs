//! libpq's connection parameters, out of a URL or a key/value string.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::address::{self, Address, invalid};
use super::foreign::{self, Dialect, Meaning};
use crate::report::error::Result;
use crate::report::i18n::tr;

/// Keyword → value, and what was passed over. No `Debug`: the password is among them.
#[derive(Default)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    /// As other programs spell a parameter of libpq. One in libpq's own spelling wins.
    likely: BTreeMap<&'static str, String>,
    passed_over: Vec<String>,
    /// Whether a password that was pasted as it is may have ended in the names that follow.
    behind_password: bool,
}

impl Parameters {
    /// # Errors
    /// [`Error::ConnectionInvalid`](crate::Error::ConnectionInvalid); the text is not repeated.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parameters = match address::recognize(&address::bare(text))? {
            Address::Url { dialect, rest, repeats } => Self::of_url(&rest, dialect, repeats)?,
            Address::Npgsql(pairs) => Self::of_npgsql(pairs)?,
            Address::Pairs(text) => Self::of_pairs(&text)?,
        };
        parameters.settle();
        Ok(parameters)
    }

    pub(super) fn from_environment(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let values = foreign::KNOWN.iter().filter_map(|(key, variable)| {
            let value = if variable.is_empty() { None } else { environment(variable) };
            value.map(|value| ((*key).to_owned(), value))
        });
        Self { values: values.collect(), ..Self::default() }
    }

    /// Takes from `other` what is not set yet. Its `hostaddr` is the address of its own host.
    pub(super) fn fill_from(&mut self, mut other: Self) {
        if self.values.contains_key("host") {
            other.values.remove("hostaddr");
        }
        for (key, value) in other.values {
            self.values.entry(key).or_insert(value);
        }
        self.passed_over.extend(other.passed_over);
    }

    pub fn take(&mut self, key: &str) -> Option<String> {
        self.values.remove(key)
    }

    /// The names of parameters of other programs, which change nothing here.
    #[must_use]
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// A key/value string without what was passed over and without the password.
    #[must_use]
    pub fn as_pairs(&self) -> String {
        let plain = |value: &str| {
            let special = |c: char| c.is_whitespace() || matches!(c, '\'' | '\\' | ';');
            !value.is_empty() && !value.contains(special)
        };
        let pairs = self.values.iter().filter(|(key, _)| *key != "password");
        let pairs = pairs.map(|(key, value)| {
            if plain(value) { format!("{key}={value}") } else { format!("{key}={}", quoted(value)) }
        });
        pairs.collect::<Vec<_>>().join(" ")
    }

    /// One of libpq's parameters; others are passed over.
    ///
    /// # Errors
    /// [`Error::ConnectionInvalid`](crate::Error::ConnectionInvalid) for a slip of the pen.
    pub(crate) fn set_own(&mut self, key: &str, value: String) -> Result<()> {
        self.set_in(Dialect::Url, key, value)
    }

    pub(crate) fn is_known(key: &str) -> bool {
        foreign::is_known(key)
    }

    pub(super) fn set(&mut self, key: &str, value: String) -> Result<()> {
        self.set_in(Dialect::Pairs, key, value)
    }

    fn set_in(&mut self, dialect: Dialect, key: &str, value: String) -> Result<()> {
        // No environment takes one, and all of these reach `pg_dump` in its own.
        if value.contains('\0') {
            return Err(invalid(tr!("connection-nul")));
        }
        match foreign::meaning(dialect, key, value) {
            Meaning::Libpq(key, value) => {
                self.behind_password |= key == "password";
                self.values.insert(key.to_owned(), value);
            }
            Meaning::Likely(key, value) => {
                self.behind_password |= key == "password";
                // Java's factory that does not look at certificates, beside `ssl=true`. In .NET
                // the last one counts.
                let has_last_word =
                    (dialect == Dialect::Jdbc && value == "require") || dialect == Dialect::Npgsql;
                if has_last_word || !self.likely.contains_key(key) {
                    self.likely.insert(key, value);
                }
            }
            Meaning::Harmless => {}
            Meaning::Typo(known) => {
                return Err(invalid(tr!("connection-typo", key = key, known = known.to_owned())));
            }
            Meaning::Unknown => {
                // A password with spaces but without quotes ends up before the next `=`.
                let may_be_half_of_it = self.behind_password || !foreign::is_a_name(key);
                let key = if may_be_half_of_it { "…" } else { key };
                if dialect == Dialect::Pairs {
                    return Err(invalid(tr!("connection-unknown-parameter", key = key)));
                }
                self.pass_over(key);
            }
            Meaning::PassedOver => self.pass_over(key),
        }
        Ok(())
    }

    fn pass_over(&mut self, name: &str) {
        if !self.passed_over.iter().any(|known| known == name) {
            self.passed_over.push(name.to_owned());
        }
    }

    /// What is known only when all of it is read.
    pub(super) fn settle(&mut self) {
        let is_strict = self.likely.remove("sslaccept").is_some();
        for (key, value) in std::mem::take(&mut self.likely) {
            self.values.entry(key.to_owned()).or_insert(value);
        }
        // Prisma's `sslmode` says nothing of the certificate, its `sslaccept` does.
        if is_strict && self.values.get("sslmode").is_none_or(|mode| mode != "disable") {
            self.values.insert("sslmode".to_owned(), "verify-full".to_owned());
        }
        let words = ["sslidentity", "sslaccept", "schema", "connection_limit", "pgbouncer"];
        let is_prismas = is_strict || self.passed_over.iter().any(|it| words.contains(&&**it));
        // What Prisma calls so is the authority's, not the client's.
        if is_prismas
            && !self.values.contains_key("sslkey")
            && let Some(root) = self.values.remove("sslcert")
        {
            if is_strict {
                self.values.entry("sslrootcert".to_owned()).or_insert(root);
            } else {
                self.pass_over("sslcert");
            }
        }
    }

    /// `[user[:password]@][host][:port][,…][/database][?key=value&…]`
    fn of_url(rest: &str, dialect: Dialect, repeats: bool) -> Result<Self> {
        let mut parameters = Self::default();
        let parts = address::split(rest)?;
        if let Some((user, password)) = parts.login {
            if !user.is_empty() {
                parameters.set("user", decode(user)?)?;
            }
            if let Some(password) = password {
                parameters.set("password", decode_leniently(password)?)?;
                // An `@` has ended it.
                parameters.behind_password = false;
            }
        }
        let (hosts, on_ports) = address::places(parts.places)?;
        let joined = hosts.iter().map(|host| decode(host)).collect::<Result<Vec<_>>>()?.join(",");
        // `user:password/name` without a host: the rest would be read, and named, as it is not
        // meant.
        for port in &on_ports {
            address::port(port)?;
        }
        if !joined.is_empty() {
            parameters.set("host", joined)?;
        }
        if on_ports.iter().any(|port| !port.is_empty()) {
            parameters.set("port", on_ports.join(","))?;
        }
        if !parts.database.is_empty() {
            parameters.set("dbname", decode(parts.database)?)?;
        }
        let mut named_hosts = Vec::new();
        for (key, value) in address::pairs(parts.query) {
            let value = value.ok_or_else(|| invalid(tr!("connection-query")))?;
            let (key, value) = (decode(key)?, decode_leniently(value)?);
            if key == "host" {
                named_hosts.push(value);
            } else {
                parameters.set_in(dialect, &key, value)?;
            }
        }
        if !named_hosts.is_empty() {
            parameters.set_hosts(&named_hosts, repeats)?;
        }
        Ok(parameters)
    }

    /// `host=…` behind the `?`, as libpq has it, or as SQLAlchemy: `host=a:5432&host=b:5433`.
    fn set_hosts(&mut self, values: &[String], repeats: bool) -> Result<()> {
        if values.len() == 1 && !repeats {
            return self.set("host", values[0].clone());
        }
        let places = values.iter().flat_map(|value| value.split(','));
        let places: Vec<(&str, &str)> = places
            .map(|place| match place.split_once(':') {
                Some((host, port)) if !host.starts_with('/') && address::port(port).is_ok() => {
                    (host, port)
                }
                _ => (place, ""),
            })
            .collect();
        // .NET gives one for those hosts that have none.
        let usual = self.likely.get("port").cloned().unwrap_or_default();
        let own = |port| if str::is_empty(port) { usual.as_str() } else { port };
        if places.iter().any(|(_, port)| !port.is_empty()) {
            let ports: Vec<&str> = places.iter().map(|(_, port)| own(port)).collect();
            self.set("port", ports.join(","))?;
        }
        let hosts: Vec<&str> = places.iter().map(|(host, _)| *host).collect();
        self.set("host", hosts.join(","))
    }

    fn of_npgsql(pairs: Vec<(String, String)>) -> Result<Self> {
        let mut parameters = Self::default();
        let mut hosts = Vec::new();
        for (key, value) in pairs {
            if foreign::is_npgsqls_host(&key) {
                hosts = vec![value];
            } else {
                parameters.set_in(Dialect::Npgsql, &key, value)?;
            }
        }
        if !hosts.is_empty() {
            parameters.set_hosts(&hosts, true)?;
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

/// As a value of a key/value string.
#[must_use]
pub fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
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

fn decode(text: &str) -> Result<String> {
    let bytes = text.as_bytes();
    let broken = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%'
            && !(bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
                && bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit))
    });
    if broken { Err(invalid(tr!("connection-percent"))) } else { decode_leniently(text) }
}

/// A password or a value is often pasted as it is: a `%` before anything but two hexadecimal digits
/// stands for itself, as for Python's `unquote`.
fn decode_leniently(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| invalid(tr!("connection-percent")))
}
