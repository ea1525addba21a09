//! The tables whose rows a backup leaves out.
//!
//! Invariant: what `pg_dump` is told names these tables and no other, whatever is in their names.

use std::ffi::OsString;

use crate::folder::manifest::{Missing, MissingReason};
use crate::platform::code_page;
use crate::postgres::server::{Server, Table};
use crate::report::error::{Error, Result};

/// As `pg_dump` calls it since version 9.
const OPTION: &[u8] = b"--exclude-table-data=";

/// Found on the server.
#[derive(Debug, Default)]
pub struct WithoutRows {
    /// Those that were asked for.
    tables: Vec<Table>,
    /// Of the partitioned ones among them.
    partitions: Vec<Table>,
}

impl WithoutRows {
    /// # Errors
    /// [`Error::TableUnknown`] and [`Error::TableAmbiguous`], or those of the server.
    pub fn find(server: &Server, asked: &[String]) -> Result<Self> {
        let mut found = Self::default();
        for name in asked {
            let table = find_one(server, name)?;
            if !found.tables.contains(&table) {
                found.partitions.extend(server.partitions(&table)?);
                found.tables.push(table);
            }
        }
        Ok(found)
    }

    /// What the manifest says of it.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let reason = MissingReason::WithoutRows;
        self.names().map(|table| Missing { table, reason }).collect()
    }

    /// Of those that were asked for, with their schemas, quoted as SQL needs it.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.tables.iter().map(|table| table.shown.clone())
    }

    /// Whether the rows of this table, named as by [`names`](Self::names), are left out.
    #[must_use]
    pub fn covers(&self, shown: &str) -> bool {
        self.all().any(|table| table.shown == shown)
    }

    /// For `pg_dump`.
    pub fn options(&self) -> impl Iterator<Item = OsString> {
        self.all().map(|table| {
            let option = [OPTION, &pattern(&table.schema), b".", &pattern(&table.name)].concat();
            code_page::argument(&option)
        })
    }

    fn all(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().chain(&self.partitions)
    }
}

/// Between double quotes nothing is a wildcard in the patterns of psql's `\d`, and capitals count.
fn pattern(name: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'"'];
    for &byte in name {
        quoted.push(byte);
        if byte == b'"' {
            quoted.push(b'"');
        }
    }
    quoted.push(b'"');
    quoted
}

fn find_one(server: &Server, asked: &str) -> Result<Table> {
    for Reading { schema, name } in readings(asked) {
        let mut found = server.tables_named(schema.as_deref(), &name)?;
        if found.len() > 1 {
            let found = found.into_iter().map(|table| table.shown).collect();
            return Err(Error::TableAmbiguous { table: asked.to_owned(), found });
        }
        if let Some(table) = found.pop() {
            return Ok(table);
        }
    }
    Err(Error::TableUnknown { table: asked.to_owned() })
}

/// One thing that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    schema: Option<String>,
    name: String,
}

/// First as SQL reads it; then as it stands, because shells eat quotes and few people know that
/// SQL writes `Docs` in small letters; then as a name that has dots in it.
fn readings(asked: &str) -> Vec<Reading> {
    let mut readings = Vec::new();
    let mut add = |schema: Option<&str>, name: &str| {
        let reading = Reading { schema: schema.map(str::to_owned), name: name.to_owned() };
        if !name.is_empty() && !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    match sql_names(asked).as_deref() {
        Some([name]) => add(None, name),
        Some([schema, name]) => add(Some(schema), name),
        _ => {}
    }
    for (dot, _) in asked.match_indices('.') {
        let (schema, name) = (&asked[..dot], &asked[dot + 1..]);
        add(Some(schema), name);
    }
    add(None, asked);
    readings
}

/// The identifiers between the dots; nothing for what is none.
fn sql_names(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = text.trim();
    loop {
        let name;
        (name, rest) = if let Some(quoted) = rest.strip_prefix('"') {
            after_quoted(quoted)?
        } else {
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            (rest[..end].to_ascii_lowercase(), &rest[end..])
        };
        names.push(name);
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None => return rest.is_empty().then_some(names),
        }
    }
}

/// A quoted name, after its opening quote, and what follows it.
fn after_quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(again) => {
                name.push('"');
                rest = again;
            }
            None => return Some((name, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(asked: &str) -> Vec<(Option<String>, String)> {
        readings(asked).into_iter().map(|reading| (reading.schema, reading.name)).collect()
    }

    fn meant(schema: &str, name: &str) -> (Option<String>, String) {
        ((!schema.is_empty()).then(|| schema.to_owned()), name.to_owned())
    }

    #[test]
    fn a_name_is_first_what_sql_reads_in_it() {
        assert_eq!(read("docs"), [meant("", "docs")]);
        assert_eq!(read("public.docs"), [meant("public", "docs"), meant("", "public.docs")]);
        assert_eq!(read(r#"a."B ""c""#)[0], meant("a", r#"B "c"#));
        assert_eq!(read(r#""a.b""#)[0], meant("", "a.b"));
    }

    #[test]
    fn quotes_that_a_shell_has_eaten_are_not_missed() {
        assert_eq!(
            read("public.Docs"),
            [meant("public", "docs"), meant("public", "Docs"), meant("", "public.Docs")]
        );
        assert_eq!(
            read("public.a b.c"),
            [meant("public", "a b.c"), meant("public.a b", "c"), meant("", "public.a b.c")]
        );
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in [r#""open"#, "a b", "a.b.c", r#""a"b"#] {
            assert!(sql_names(text).is_none_or(|names| names.len() > 2), "{text}");
        }
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_pattern_is_the_name_between_quotes() {
        assert_eq!(pattern(br#"a"*.?[b]"#), br#""a""*.?[b]""#);
        // Bytes of another encoding stay what they are.
        assert_eq!(pattern(b"\xe9t\xe9"), b"\"\xe9t\xe9\"");
    }
}
