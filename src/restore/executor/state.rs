//! What a restore knows while it reads a dump.

use std::collections::HashSet;
use std::ops::Range;

use super::account::Account;
use super::errors::Refusal;
use super::findings::Findings;
use crate::dump::encoding::Encoding;
use crate::dump::lexer::Position;
use crate::postgres::server::{CopyIn, Server};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, NotRestored, Warning};
use crate::restore::crew::{Crew, Task, Work};
use crate::restore::source::Source;
use crate::restore::subject::Key;

/// What of the dump is applied.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub leave_out_owners: bool,
    pub leave_out_privileges: bool,
    /// Go on without the tables and rows that the server refuses.
    pub keep_going: bool,
    /// Those of the server; another one becomes the default.
    pub tablespaces: Vec<String>,
    /// The one that the database has for itself, as its setting has it.
    pub search_path: Option<String>,
    /// The name that the database will have, where it has another one meanwhile.
    pub will_be_named: Option<String>,
}

/// What came of a whole dump.
#[derive(Default)]
pub struct Outcome {
    pub warnings: Vec<Warning>,
    pub not_restored: Vec<NotRestored>,
    /// For [`Executor::run_later`](super::Executor::run_later).
    pub later: Vec<Later>,
}

/// Whose transactions the statements run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transactions {
    /// As the dump says; else each statement is its own.
    OfTheDump,
    /// One that was begun before and goes on after it: what the dump says of transactions is left
    /// out, and what the server refuses is taken back alone.
    Ours,
}

/// The role that owns the tables that are made.
pub(super) enum Maker {
    NotAsked,
    Login(String),
    /// The dump becomes somebody else, or gives tables away.
    Several,
}

/// One restore on its way through the dump.
pub(super) struct Run<'a, 'm> {
    pub(super) server: &'a Server,
    pub(super) cancel: &'a CancelToken,
    pub(super) rules: Rules,
    pub(super) transactions: Transactions,
    pub(super) crew: Option<&'a mut Crew>,
    pub(super) source: &'a Source,
    /// Definitions that the crew was given since it was last waited for.
    pub(super) defining: usize,
    /// Between `BEGIN` and `COMMIT` of the dump: the crew would not see what was done.
    pub(super) in_transaction: bool,
    /// Tables that the dump has made, as it writes them: no key and no trigger ties them to others.
    pub(super) made: HashSet<String>,
    /// Schemas that the dump has made, as it writes them.
    pub(super) schemas: Vec<String>,
    pub(super) statement: Vec<u8>,
    /// The last COPY, until its data begin.
    pub(super) header: Option<(u64, String)>,
    pub(super) copy: Option<Copying<'a>>,
    /// The table that is being filled, as the dump writes it.
    pub(super) table: Option<String>,
    /// Where COPY data end that the crew reads.
    pub(super) left_to_crew: Option<Position>,
    /// Statements that were refused because something was not there yet.
    pub(super) too_early: TooEarly,
    /// Tables whose rows are computed by functions of somebody, once the first rows have come.
    pub(super) computed: Option<HashSet<(String, String)>>,
    /// Once that was asked.
    pub(super) superuser: Option<bool>,
    pub(super) maker: Maker,
    /// The database is in use by now, and its triggers act.
    pub(super) has_its_name: bool,
    /// What comes now acts upon rows: all of them have to be there.
    pub(super) after_data: bool,
    /// Rows that were refused, to be tried again when all others are there.
    pub(super) postponed: Vec<(Rows, Refusal)>,
    /// Constraints that rows were refused by, to be put back at the end.
    pub(super) aside: Vec<Aside>,
    pub(super) asleep: Asleep,
    /// What can only be done when the database has its name.
    pub(super) later: Vec<Later>,
    pub(super) findings: Findings,
    pub(super) account: Account<'a, 'm>,
    /// The dump's encoding; none is UTF-8.
    pub(super) foreign: Option<(String, Option<Encoding>)>,
    pub(super) error: Option<Error>,
}

/// The data of one COPY of the dump.
#[derive(Clone, Debug)]
pub struct Rows {
    pub(super) line: u64,
    pub(super) sql: String,
    /// As the dump writes it.
    pub table: Option<String>,
    /// In the dump, without the line `\.`.
    pub(super) data: Range<u64>,
}

impl Rows {
    /// Of a task of the crew that fills a table.
    pub fn of_task(task: &Task) -> Option<Self> {
        let Work::Load { table, copy } = &task.work else { return None };
        let (line, data) = (copy.line, copy.data.clone());
        Some(Self { line, sql: task.sql.clone(), table: Some(table.clone()), data })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    pub(super) fn shown(&self) -> String {
        self.table.clone().unwrap_or_else(|| self.sql.clone())
    }
}

/// A COPY whose data pass by.
pub(super) struct Copying<'a> {
    pub(super) rows: Rows,
    pub(super) sent: u64,
    /// Whether the server was asked at all.
    pub(super) begun: bool,
    /// Nothing once the server has refused; then the data only pass.
    pub(super) sink: std::result::Result<CopyIn<'a>, Refusal>,
}

pub enum Later {
    Statement { line: u64, text: String },
    Rows(Rows),
}

#[derive(Default)]
pub(super) struct TooEarly {
    /// With their lines.
    pub(super) statements: Vec<(u64, String)>,
    pub(super) made: Vec<Key>,
    /// Nothing is made any more that could help.
    pub(super) over: bool,
}

#[derive(Default)]
pub(super) struct Asleep {
    /// Statements of the dump, with their lines.
    pub(super) statements: Vec<(u64, String)>,
    /// Statements that wake those of extensions.
    pub(super) wake: Vec<String>,
}

impl Asleep {
    pub fn keep(&mut self, line: u64, text: String) {
        self.statements.push((line, text));
    }
}

/// A constraint that is not there meanwhile.
pub(super) struct Aside {
    /// As people read it.
    pub shown: String,
    pub(super) drop: String,
    pub(super) add: String,
    pub(super) comment: Option<String>,
}
