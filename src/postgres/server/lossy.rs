//! Text as the server sends it, which in a `SQL_ASCII` database need not be UTF-8.

use std::error::Error;

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Kind, Type};

/// Any text-like value; what is not UTF-8 in it is replaced.
pub struct Lossy(pub String);

impl<'a> FromSql<'a> for Lossy {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(String::from_utf8_lossy(raw).into_owned()))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::TEXT | Type::NAME | Type::VARCHAR | Type::BPCHAR)
            || matches!(kind.kind(), Kind::Simple) && kind.name() == "citext"
    }
}

/// The text in `column`; empty for NULL.
pub fn text(row: &Row, column: usize) -> String {
    optional(row, column).unwrap_or_default()
}

/// The text in `column`, or nothing for NULL.
pub fn optional(row: &Row, column: usize) -> Option<String> {
    row.try_get::<_, Option<Lossy>>(column).ok().flatten().map(|lossy| lossy.0)
}
