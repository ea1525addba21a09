//! Takes a connection over from an application's `.env` file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::connection::Connection;
use crate::error::{Error, Result};

/// Prefixes under which applications keep a connection in parts, most specific first.
const PREFIXES: [&str; 5] = ["POSTGRES_", "DB_", "DATABASE_", "SQL_", "PG"];

/// The connection that a `.env` file describes: a `DATABASE_URL`, or its parts.
///
/// # Errors
/// [`Error::ImportFoundNothing`], or what [`Connection::parse`] says.
pub fn from_env_file(path: &Path) -> Result<Connection> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::reading(path, error))?;
    let values = parse(&text);
    if let Some(url) = values.get("DATABASE_URL") {
        return Connection::parse(url);
    }
    PREFIXES
        .iter()
        .find_map(|prefix| from_parts(&values, prefix))
        .map(|pairs| Connection::parse(&pairs))
        .ok_or_else(|| Error::ImportFoundNothing { path: path.to_owned() })?
}

/// A key/value string of the parts with this prefix, if they name a database.
fn from_parts(values: &BTreeMap<String, String>, prefix: &str) -> Option<String> {
    let part =
        |names: &[&str]| names.iter().find_map(|name| values.get(&format!("{prefix}{name}")));
    let database = part(&["DB", "NAME", "DATABASE"])?;
    let parts = [
        ("dbname", Some(database)),
        ("host", part(&["HOST"])),
        ("port", part(&["PORT"])),
        ("user", part(&["USER", "USERNAME"])),
        ("password", part(&["PASSWORD", "PASS"])),
    ];
    let quoted = |value: &str| value.replace('\\', r"\\").replace('\'', r"\'");
    let pairs = parts.iter().filter_map(|(key, value)| {
        let value = (*value)?;
        (!value.is_empty()).then(|| format!("{key}='{}'", quoted(value)))
    });
    Some(pairs.collect::<Vec<_>>().join(" "))
}

/// `KEY=value` lines, with `export`, quotes and comments as shells and python-dotenv take them.
fn parse(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| {
        let (key, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let value = value.trim();
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split(" #").next().unwrap_or_default().trim_end(),
        };
        Some((key.trim().to_owned(), value.to_owned()))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(text: &str) -> Result<Connection> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        std::fs::write(&path, text).unwrap();
        from_env_file(&path)
    }

    #[test]
    fn a_database_url_is_taken() {
        let text = "DEBUG=1\nexport DATABASE_URL=\"postgres://u:p@h:5433/torii\" # prod\n";
        let connection = import(text).unwrap();
        assert_eq!(connection.address(), "h:5433");
        assert_eq!(connection.password.unwrap().expose(), "p");
    }

    #[test]
    fn parts_are_put_together() {
        let text = "DB_NAME=torii\nDB_USER=u\nDB_PASSWORD='a b''\nDB_HOST=db # le serveur\n";
        let connection = import(text).unwrap();
        assert_eq!((connection.host.as_str(), connection.database.as_str()), ("db", "torii"));
        assert_eq!(connection.password.unwrap().expose(), "a b");
    }

    #[test]
    fn a_file_without_a_database_says_so() {
        assert!(matches!(import("SECRET_KEY=x\n"), Err(Error::ImportFoundNothing { .. })));
    }
}
