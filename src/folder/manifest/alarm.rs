//! What is suspicious about a backup, beside those before it, as its manifest keeps it.

use serde::{Deserialize, Serialize};

/// One thing that has changed as no ordinary day changes it. The backup is whole all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// With its schema, `public.eleves`; of Django's migrations the application. Nothing where it
    /// concerns the database.
    #[serde(default)]
    pub table: Option<String>,
    pub before: Measure,
    pub after: Measure,
}

/// What has changed; `before` and `after` are its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Another `system_identifier`: it is another server, or a new one.
    OtherServer,
    /// No table has a row any more. In rows.
    EverythingEmpty,
    /// A table is not there any more. In rows.
    TableGone,
    /// A table has lost all its rows.
    TableEmptied,
    /// A table has lost many of its rows.
    TableShrunk,
    /// All tables together have lost many rows.
    RowsShrunk,
    /// In bytes, uncompressed.
    DumpShrunk,
    /// In bytes, uncompressed.
    DumpGrown,
    /// The newest migration is older than it was. In names of migrations.
    MigrationsBack,
    /// Not a row was added or deleted for many days. `before` is when, `after` the number of days.
    Unchanged,
    /// Any other, of a later version.
    #[serde(other)]
    Other,
}

/// A number, or what has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measure {
    Number(u64),
    Text(String),
}

impl Alarm {
    /// Whether nothing is deleted until somebody has said that it is right.
    #[must_use]
    pub fn freezes(&self) -> bool {
        self.kind != AlarmKind::Unchanged
    }

    /// Whether it tells of the same thing, whatever the numbers are by now.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.table == other.table
    }
}

impl Measure {
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}
