//! The names under which applications keep a connection.

use std::collections::BTreeMap;
use std::path::Path;

use crate::postgres::connection::{self, Connection, Parameters};
use crate::report::error::{Error, Result};

/// What a file says.
pub struct Imported {
    pub connection: Connection,
    /// Where the password comes from that the file does not have.
    pub password_from: Option<String>,
}

impl From<Connection> for Imported {
    fn from(connection: Connection) -> Self {
        Self { connection, password_from: None }
    }
}

/// Addresses, the best first: a backup wants the database itself, not the pool before it, which
/// knows no session.
const ADDRESSES: [&str; 24] = [
    "DIRECT_URL",
    "DIRECT_DATABASE_URL",
    "POSTGRES_URL_NON_POOLING",
    "DATABASE_URL_UNPOOLED",
    "POSTGRES_URL_NO_SSL_NON_POOLING",
    "UNPOOLED_DATABASE_URL",
    "DATABASE_PUBLIC_URL",
    "DATABASE_URL",
    "DATABASE_URI",
    "POSTGRES_URL",
    "POSTGRES_URI",
    "POSTGRESQL_URL",
    "POSTGRESQL_URI",
    "POSTGRES_PRISMA_URL",
    "PG_URL",
    "PGURL",
    "DB_URL",
    "DB_URI",
    "SQLALCHEMY_DATABASE_URI",
    "SQLALCHEMY_DATABASE_URL",
    "DJANGO_DATABASE_URL",
    "TYPEORM_URL",
    "SPRING_R2DBC_URL",
    "POSTGRESQL_ADDON_URI",
];

/// Java keeps the login beside the address.
const WITH_LOGIN: [&str; 4] =
    ["SPRING_DATASOURCE", "JDBC_DATABASE", "QUARKUS_DATASOURCE_JDBC", "QUARKUS_DATASOURCE"];

/// Prefixes under which applications keep a connection in parts, most specific first.
const PREFIXES: [&str; 9] = [
    "POSTGRES_",
    "POSTGRESQL_",
    "POSTGRESQL_ADDON_",
    "DB_",
    "DATABASE_",
    "SQL_",
    "TYPEORM_",
    "DJANGO_DB_",
    "PG",
];

/// Whether a value can only be the address of a database.
enum Whose {
    Ours,
    /// .NET keeps connections to mail, queues and caches beside it.
    Anybodys,
}

/// Name → value, and whether a `$` in it is only a `$`.
#[derive(Default)]
pub struct Values(BTreeMap<String, (String, bool)>);

impl Values {
    pub fn insert(&mut self, name: &str, value: &str, is_literal: bool) {
        self.0.insert(as_variable(name), (value.to_owned(), is_literal));
    }

    /// The connection that they describe; nothing if they describe none. Other databases are passed
    /// over; a better address that cannot be read is not, since the next one may lead elsewhere.
    ///
    /// # Errors
    /// That of the best address; [`Error::ImportComputed`].
    pub fn connection(&self, path: &Path) -> Result<Option<Connection>> {
        let mut another = None;
        let parts = PREFIXES.iter().filter_map(|prefix| self.of_parts(prefix, path).transpose());
        let parts = parts.map(|found| (found, Whose::Ours));
        for (found, whose) in self.addresses(path).chain(parts) {
            match (found.and_then(Connection::of), whose) {
                (Ok(connection), _) => return Ok(Some(connection)),
                (Err(error @ Error::OtherDatabase { .. }), _) | (Err(error), Whose::Anybodys) => {
                    another = another.or(Some(error));
                }
                (Err(error), Whose::Ours) => return Err(error),
            }
        }
        another.map_or(Ok(None), Err)
    }

    /// In the order in which they are tried.
    fn addresses<'a>(
        &'a self,
        path: &'a Path,
    ) -> impl Iterator<Item = (Result<Parameters>, Whose)> + use<'a> {
        let parse = |address: Result<String>| address.and_then(|text| Parameters::parse(&text));
        let by_name = ADDRESSES.iter().filter_map(|name| self.get(name, path)).map(parse);
        let with_login = WITH_LOGIN.iter().filter_map(|prefix| self.with_login(prefix, path));
        let is_connection_string =
            |name: &str| name.to_ascii_uppercase().starts_with("CONNECTIONSTRINGS_");
        let is_other = move |name: &str| {
            (name.starts_with("HEROKU_POSTGRESQL_") && name.ends_with("_URL"))
                || is_connection_string(name)
                || (name.ends_with("_DATABASE_URL") && !ADDRESSES.contains(&name))
        };
        // The database of the tests, and the one that Prisma tries its migrations on.
        let is_real = |name: &str| !name.split('_').any(|word| matches!(word, "TEST" | "SHADOW"));
        let others = self.0.keys().filter(move |name| is_other(name) && is_real(name));
        let others = others.filter_map(move |name| {
            let found = self.get(name, path)?;
            let is_none = found.as_ref().is_ok_and(|text| !connection::is_address(text));
            let is_doubtful = is_connection_string(name) && is_none;
            Some((parse(found), if is_doubtful { Whose::Anybodys } else { Whose::Ours }))
        });
        by_name.chain(with_login).map(|found| (found, Whose::Ours)).chain(others)
    }

    /// Nothing for what is not there or empty.
    fn get(&self, name: &str, path: &Path) -> Option<Result<String>> {
        let (value, is_literal) = self.0.get(name)?;
        if value.is_empty() {
            return None;
        }
        Some(if *is_literal { Ok(value.clone()) } else { self.expand(value, path, &mut 100) })
    }

    /// `${NAME}`, `${NAME:-otherwise}` and Java's `${NAME:otherwise}`, out of the same file, as
    /// often as `left` says: one that names itself would never end.
    fn expand(&self, text: &str, path: &Path, left: &mut u8) -> Result<String> {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((inside, after)) = after.split_once('}') else { break };
            expanded.push_str(before);
            // Only the name may be shown: what follows may be a password.
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
            let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
            let (name, rest_of_it) = inside.split_at(end);
            let otherwise = [":-", "-", ":"].iter().find_map(|mark| rest_of_it.strip_prefix(mark));
            // One within the other is more than is read here.
            let otherwise = otherwise.filter(|text| !text.contains("${"));
            let unknown = || Error::ImportComputed { path: path.to_owned(), from: name.to_owned() };
            *left = left.checked_sub(1).ok_or_else(unknown)?;
            match self.0.get(&as_variable(name)) {
                Some((value, true)) => expanded.push_str(value),
                Some((value, false)) => expanded.push_str(&self.expand(value, path, left)?),
                None => expanded.push_str(otherwise.ok_or_else(unknown)?),
            }
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    fn with_login(&self, prefix: &str, path: &Path) -> Option<Result<Parameters>> {
        let part = |names: &[&str]| {
            names.iter().find_map(|name| self.get(&format!("{prefix}_{name}"), path)).transpose()
        };
        let address = part(&["URL"]).transpose()?;
        let whole = || {
            let mut parameters = Parameters::parse(&address?)?;
            let login = [("user", ["USERNAME", "USER"]), ("password", ["PASSWORD", "PASS"])];
            for (key, names) in login {
                if let Some(value) = part(&names)? {
                    parameters.set_own(key, value)?;
                }
            }
            Ok(parameters)
        };
        Some(whole())
    }

    /// The parts with this prefix, if they name a database.
    fn of_parts(&self, prefix: &str, path: &Path) -> Result<Option<Parameters>> {
        let part = |names: &[&str]| {
            names.iter().find_map(|name| self.get(&format!("{prefix}{name}"), path)).transpose()
        };
        let Some(database) = part(&["DB", "NAME", "DATABASE", "DBNAME"])? else {
            return Ok(None);
        };
        // Laravel, Django, TypeORM … say which kind it is.
        if let Some(kind) = part(&["CONNECTION", "ENGINE", "TYPE", "DRIVER", "CLIENT", "DIALECT"])?
        {
            let kind = kind.rsplit('.').next().unwrap_or_default();
            connection::not_another(kind)?;
        }
        let parts = [
            ("dbname", Some(database)),
            ("host", part(&["HOST", "HOSTNAME", "SERVER"])?),
            ("port", part(&["PORT"])?),
            ("user", part(&["USER", "USERNAME"])?),
            ("password", part(&["PASSWORD", "PASS"])?),
            ("sslmode", part(&["SSLMODE", "SSL_MODE"])?),
        ];
        let mut parameters = Parameters::default();
        for (key, value) in parts {
            if let Some(value) = value {
                parameters.set_own(key, value)?;
            }
        }
        Ok(Some(parameters))
    }
}

/// The name that the environment would give it: that of `spring.datasource.url`.
fn as_variable(name: &str) -> String {
    if name.contains('.') {
        name.replace(['.', '-'], "_").to_ascii_uppercase()
    } else {
        name.to_owned()
    }
}
