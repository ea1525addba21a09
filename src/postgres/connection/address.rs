//! The forms in which addresses come: libpq's, those of frameworks and of drivers in other
//! languages, and what is copied along with them.

use super::foreign::{self, Dialect};
use crate::report::error::{Error, Result};
use crate::report::i18n::tr;

/// The port that PostgreSQL listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 5432;

/// The schemes by which programs mean PostgreSQL. What follows a `+` names a driver.
const POSTGRESQL: [&str; 17] = [
    "postgresql",
    "postgres",
    "pg",
    "pgsql",
    "psql",
    "pdo-pgsql",
    "pdo_pgsql",
    "postgis",
    "timescale",
    "timescaledb",
    "timescalegis",
    "postgresext",
    "postgresqlext",
    "asyncpg",
    "psycopg",
    "psycopg2",
    "ecto",
];

/// Schemes of other databases, as people call these.
const OTHERS: [(&str, &str); 24] = [
    ("mysql", "MySQL"),
    ("mysql2", "MySQL"),
    ("mysqlgis", "MySQL"),
    ("mariadb", "MariaDB"),
    ("sqlite", "SQLite"),
    ("sqlite3", "SQLite"),
    ("spatialite", "SQLite"),
    ("mongodb", "MongoDB"),
    ("mongo", "MongoDB"),
    ("redis", "Redis"),
    ("rediss", "Redis"),
    ("mssql", "SQL Server"),
    ("sqlserver", "SQL Server"),
    ("sqlsrv", "SQL Server"),
    ("oracle", "Oracle"),
    ("oraclegis", "Oracle"),
    ("db2", "Db2"),
    ("h2", "H2"),
    ("cockroach", "CockroachDB"),
    ("cockroachdb", "CockroachDB"),
    ("redshift", "Amazon Redshift"),
    ("clickhouse", "ClickHouse"),
    ("snowflake", "Snowflake"),
    // Its own proxy, with an address of its own.
    ("prisma", "Prisma Accelerate"),
];

/// An address, by its form.
pub(super) enum Address {
    Url {
        dialect: Dialect,
        /// What follows the scheme.
        rest: String,
        /// `host` may hold a port and come again.
        repeats: bool,
    },
    Npgsql(Vec<(String, String)>),
    Pairs(String),
}

/// What a URL consists of, not decoded yet.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub login: Option<(&'a str, Option<&'a str>)>,
    pub places: &'a str,
    pub database: &'a str,
    pub query: &'a str,
}

/// For the name of a driver or a framework's backend.
///
/// # Errors
/// It is that of another database; a name that nobody knows may be PostgreSQL's.
pub fn not_another(kind: &str) -> Result<()> {
    let other = OTHERS.iter().find(|(scheme, _)| kind.eq_ignore_ascii_case(scheme));
    other.map_or(Ok(()), |(_, name)| Err(Error::OtherDatabase { name }))
}

/// Without what is often copied along: white space, quotes, `export DATABASE_URL=`, `psql`.
pub(super) fn bare(text: &str) -> String {
    let mut text = text.trim_matches(is_blank);
    for word in ["export ", "set ", "psql ", "$env:"] {
        let is_it = text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if is_it {
            text = text[word.len()..].trim_start();
        }
    }
    if let Some((name, rest)) = text.split_once(['=', ':'])
        && scheme(text).is_none()
    {
        let (name, rest) = (name.trim().trim_matches(['"', '\'']), rest.trim_start());
        let is_key = foreign::is_known(name) || foreign::is_npgsqls(name);
        let rest_is_address = is_quoted(rest) || scheme(rest).is_some();
        if foreign::is_a_name(name) && !is_key && rest_is_address {
            text = rest;
        }
    }
    unquoted(text).to_owned()
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}')
}

fn is_quoted(text: &str) -> bool {
    text.starts_with(['"', '\'', '`', '“', '«'])
}

fn unquoted(text: &str) -> &str {
    let inner = text.trim_end_matches([',', ';']);
    let pairs = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('«', '»'), ('<', '>')];
    let inside = pairs.iter().find_map(|(open, close)| {
        inner.strip_prefix(*open)?.strip_suffix(*close).map(|text| text.trim_matches(is_blank))
    });
    inside.unwrap_or(text)
}

/// # Errors
/// An address of another database, or of something that is none.
pub(super) fn recognize(text: &str) -> Result<Address> {
    if let Some(found) = scheme(text) {
        return of_scheme(&found);
    }
    let pairs = npgsql(text)?.filter(|pairs| is_npgsql(pairs));
    Ok(pairs.map_or_else(|| Address::Pairs(text.to_owned()), Address::Npgsql))
}

/// Whether a text is, by its form alone, an address and not the name of something else.
pub fn is_one(text: &str) -> bool {
    matches!(recognize(&bare(text)), Ok(Address::Url { .. } | Address::Npgsql(_)))
}

/// `a+b:c` and what follows it.
struct Scheme<'a> {
    chain: &'a str,
    rest: &'a str,
    /// Whether `//` stands between them.
    has_slashes: bool,
}

fn scheme(text: &str) -> Option<Scheme<'_>> {
    let fits = |chain: &str| {
        chain.starts_with(|c: char| c.is_ascii_alphabetic())
            && chain.chars().all(|c| c.is_ascii_alphanumeric() || "+.:_-".contains(c))
    };
    if let Some((chain, rest)) = text.split_once("://").filter(|(chain, _)| fits(chain)) {
        return Some(Scheme { chain, rest, has_slashes: true });
    }
    // `jdbc:postgresql:base`; `sqlite:file`; `pgsql:host=…;dbname=…` of PHP
    let first = text.split(':').next().unwrap_or_default();
    let is = |word: &str| first.eq_ignore_ascii_case(word);
    let colon = if is("jdbc") {
        text.match_indices(':').nth(1)?.0
    } else if is("pgsql") || OTHERS.iter().any(|(scheme, _)| is(scheme)) {
        text.find(':')?
    } else {
        return None;
    };
    let (chain, rest) = (&text[..colon], &text[colon + 1..]);
    fits(chain).then_some(Scheme { chain, rest, has_slashes: false })
}

fn of_scheme(scheme: &Scheme<'_>) -> Result<Address> {
    let chain = scheme.chain.to_ascii_lowercase();
    let is_jdbc = chain.starts_with("jdbc:");
    let last = chain.rsplit(':').next().unwrap_or_default();
    let base = last.split('+').next().unwrap_or_default();
    if !POSTGRESQL.contains(&base) {
        not_another(base)?;
        let is_page = matches!(base, "http" | "https");
        return Err(invalid(if is_page {
            tr!("connection-web-page")
        } else {
            tr!("connection-scheme", scheme = base)
        }));
    }
    let mut rest = scheme.rest.to_owned();
    if !scheme.has_slashes && !is_jdbc {
        // No host is this computer, so none is needed to tell it from libpq's own form.
        let pairs = npgsql(&rest)?;
        return Ok(pairs.map_or(Address::Pairs(rest), Address::Npgsql));
    }
    // The short forms name a database, or nothing at all. Java then means this computer.
    if is_jdbc && (!scheme.has_slashes || rest.starts_with('/')) {
        rest = format!("localhost/{}", rest.trim_start_matches('/'));
    }
    let dialect = if is_jdbc { Dialect::Jdbc } else { Dialect::Url };
    Ok(Address::Url { dialect, rest, repeats: last.contains('+') })
}

/// `Host=…;Username=…;Password='a;b'`, if it can be that.
///
/// # Errors
/// It is the address of another database. Or it is broken off: what follows its `;` may be half of
/// a password, so that it must not be read as libpq's form, where it would be part of a name.
fn npgsql(text: &str) -> Result<Option<Vec<(String, String)>>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    let begins =
        |pairs: &[(String, String)]| pairs.first().is_some_and(|(key, _)| foreign::is_npgsqls(key));
    let broken = |pairs: &[(String, String)], why: String| {
        if begins(pairs) { Err(invalid(why)) } else { Ok(None) }
    };
    loop {
        rest = rest.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        if rest.is_empty() {
            break;
        }
        let Some((key, after)) = rest.split_once('=') else {
            return broken(&pairs, tr!("connection-no-equals"));
        };
        let after = after.trim_start();
        let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (value, after) = if let Some(quote) = quote {
            let Some(quoted) = quoted_value(&after[1..], quote) else {
                return broken(&pairs, tr!("connection-open-quote"));
            };
            // In libpq's own form a blank goes on.
            if !quoted.1.trim_start().starts_with(';') && !quoted.1.trim().is_empty() {
                return broken(&pairs, tr!("connection-open-quote"));
            }
            quoted
        } else {
            let end = after.find(';').unwrap_or(after.len());
            (after[..end].trim_end().to_owned(), &after[end..])
        };
        // Of libpq's own form, with a `;` in a value, the first value holds the other keys, each
        // behind a blank.
        let before = value.split_once('=').map_or("", |(before, _)| before.trim_end());
        if pairs.is_empty() && before.contains(char::is_whitespace) {
            return Ok(None);
        }
        pairs.push((key.trim().to_owned(), value));
        rest = after;
    }
    foreign::other_database(&pairs).map_or(Ok(()), not_another)?;
    Ok(begins(&pairs).then_some(pairs))
}

/// Whether it is more than one parameter of libpq's form.
fn is_npgsql(pairs: &[(String, String)]) -> bool {
    pairs.iter().filter(|(key, _)| foreign::is_npgsqls(key)).count() > 1
}

/// A quote within is written twice.
fn quoted_value(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            value.push(character);
        } else if characters.next_if(|(_, next)| *next == quote).is_some() {
            value.push(quote);
        } else {
            return Some((value, &text[at + 1..]));
        }
    }
    None
}

/// `[user[:password]@][places][/database][?query]`. Where that cannot be meant because the password
/// was pasted as it is, with its `/`, `?` or `@`, the last `@` before a host ends it.
pub(super) fn split(rest: &str) -> Result<Parts<'_>> {
    let parts = split_strictly(rest);
    if is_plausible(&parts) {
        return Ok(parts);
    }
    let ends = rest.match_indices('@').map(|(at, _)| at).rev();
    let lenient = ends.filter_map(|at| {
        let (user, password) = rest[..at].split_once(':')?;
        let after = split_strictly(&rest[at + 1..]);
        let fits = after.login.is_none() && is_plausible(&after) && !user.contains(['/', '?']);
        fits.then_some(Parts { login: Some((user, Some(password))), ..after })
    });
    // An `@` may also stand in the query, with nothing behind it that names a database.
    let lenient: Vec<Parts<'_>> = lenient.collect();
    let named = lenient.iter().find(|parts| !parts.database.is_empty());
    match named.or(lenient.first()) {
        Some(found) => Ok(*found),
        None if parts.database.contains('@') => Err(invalid(tr!("connection-unescaped"))),
        None => Ok(parts),
    }
}

fn split_strictly(rest: &str) -> Parts<'_> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, places) = match authority.rsplit_once('@') {
        Some((login, places)) => (Some(login), places),
        None => (None, authority),
    };
    let login = login.map(|login| match login.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (login, None),
    });
    Parts { login, places, database, query }
}

fn is_plausible(parts: &Parts<'_>) -> bool {
    let ports_are_numbers = places(parts.places)
        .is_ok_and(|(_, ports)| ports.iter().all(|port| self::port(port).is_ok()));
    let query_is_one = pairs(parts.query).all(|(key, value)| {
        // Without a login, an `@` in what nobody knows is more likely that of one.
        let may_hold_it = parts.login.is_some() || foreign::is_known(key);
        !key.contains('@') && value.is_some_and(|value| may_hold_it || !value.contains('@'))
    });
    ports_are_numbers && query_is_one && !parts.database.contains('@')
}

/// Hosts and ports, of which there may be several.
pub(super) fn places(text: &str) -> Result<(Vec<&str>, Vec<&str>)> {
    let mut found = (Vec::new(), Vec::new());
    for place in text.split(',') {
        let (host, port) = if let Some(inner) = place.strip_prefix('[') {
            let (host, after) =
                inner.split_once(']').ok_or_else(|| invalid(tr!("connection-open-bracket")))?;
            (host, after.strip_prefix(':').unwrap_or_default())
        } else {
            place.split_once(':').unwrap_or((place, ""))
        };
        found.0.push(host);
        found.1.push(port);
    }
    Ok(found)
}

/// `key=value&key=value`
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').map_or((pair, None), |(key, value)| (key, Some(value))))
}

/// A port that is not a number may be half of a password, so it is not repeated.
pub fn port(text: &str) -> Result<Option<u16>> {
    if text.is_empty() {
        return Ok(None);
    }
    let port = text.parse::<u16>().ok().filter(|port| *port > 0);
    port.map(Some).ok_or_else(|| invalid(tr!("connection-port")))
}

pub fn invalid(detail: String) -> Error {
    Error::ConnectionInvalid { detail }
}
