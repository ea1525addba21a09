//! Something of a dump that the server refused, where a restore goes on without it.

use serde::Serialize;

use crate::report::i18n::tr;

/// One statement that is not in the restored database; what belongs to it is not listed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotRestored {
    /// PostgreSQL's word for it, such as `event_trigger`; `rows` for those of a table.
    pub kind: &'static str,
    /// As the dump writes it.
    pub name: String,
    /// The server's own words.
    pub message: String,
    /// Where it stands in the dump.
    pub line: u64,
    /// Its beginning.
    pub statement: String,
    /// Rows of a table, which no statement can make again.
    #[serde(skip)]
    pub loses_rows: bool,
}

impl NotRestored {
    /// `event trigger evt`, in the current language.
    #[must_use]
    pub fn shown(&self) -> String {
        tr!("not-restored-what", kind = self.kind, name = self.name.as_str())
    }

    /// With the reason, as one line of a list.
    #[must_use]
    pub fn sentence(&self) -> String {
        tr!("not-restored-line", what = self.shown(), message = self.message.as_str())
    }
}
