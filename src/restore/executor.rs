//! Runs a dump over the protocol, statement by statement and COPY by COPY; no psql.
//!
//! Statements go as UTF-8, whatever the dump's encoding; COPY data go as the bytes that they are.
//!
//! Invariant: with a [`Crew`], whatever is no [`Build`] and fills no table that the dump has made
//! runs when everything before it has run.

mod account;
mod errors;
mod unchecked_key;

use std::collections::HashSet;

use bytes::Bytes;

use super::crew::Crew;
use super::inspect::shown;
use super::order::{self, Build};
use super::source::Source;
use super::statement::{self, Kind};
use account::{Account, Watch};
pub use errors::failed;
use errors::{may_fail, not_text, tolerable};
use unchecked_key::{is_foreign_key, not_validated};

use crate::cancel::CancelToken;
use crate::dump::encoding::{self, Encoding};
use crate::dump::lexer::{Lexer, Position, Visitor};
use crate::error::{Error, Result, Warning};
use crate::server::{CopyIn, Server, quote_literal};

/// PostgreSQL itself takes no longer statement.
const LONGEST_STATEMENT: usize = 1024 * 1024 * 1024;

/// What of the dump is applied.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub leave_out_owners: bool,
    pub leave_out_privileges: bool,
    /// Those of the server; another one becomes the default.
    pub tablespaces: Vec<String>,
    /// The backup is incomplete: keys may refer to rows that it lacks.
    pub rows_missing: bool,
}

/// Whose transactions the statements run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transactions {
    /// As the dump says; else each statement is its own.
    OfTheDump,
    /// One that was begun before and goes on after it: what the dump says of transactions is left
    /// out, and a statement that may fail is taken back alone.
    Ours,
}

/// Takes the dump piece by piece.
pub struct Executor<'a> {
    lexer: Lexer,
    run: Run<'a>,
}

struct Run<'a> {
    server: &'a Server,
    cancel: &'a CancelToken,
    rules: Rules,
    transactions: Transactions,
    crew: Option<&'a mut Crew>,
    /// Between `BEGIN` and `COMMIT` of the dump: the crew would not see what was done.
    in_transaction: bool,
    /// Tables that the dump has made, as it writes them: no key and no trigger ties them to others.
    made: HashSet<String>,
    statement: Vec<u8>,
    /// The last COPY, until its data begin.
    header: Option<(u64, String)>,
    copy: Option<(CopyIn<'a>, u64, String)>,
    /// The table that is being filled, as the dump writes it.
    table: Option<String>,
    /// Where COPY data end that the crew reads.
    left_to_crew: Option<Position>,
    account: Account<'a>,
    /// The dump's encoding; none is UTF-8.
    foreign: Option<(String, Option<Encoding>)>,
    warnings: Vec<Warning>,
    error: Option<Error>,
}

impl<'a> Executor<'a> {
    /// `watch` is told what is done, and the table that is being filled or indexed.
    #[must_use]
    pub fn new(
        server: &'a Server,
        rules: Rules,
        transactions: Transactions,
        crew: Option<&'a mut Crew>,
        cancel: &'a CancelToken,
        source: &'a Source,
        watch: Watch<'a>,
    ) -> Self {
        let account = Account::new(source, watch);
        let run = Run {
            server,
            cancel,
            rules,
            transactions,
            crew,
            in_transaction: false,
            made: HashSet::new(),
            statement: Vec::new(),
            header: None,
            copy: None,
            table: None,
            left_to_crew: None,
            account,
            foreign: None,
            warnings: Vec::new(),
            error: None,
        };
        Self { lexer: Lexer::new(), run }
    }

    /// Gives the byte to read on from where that is not the next one.
    ///
    /// # Errors
    /// [`Error::RestoreFailed`] with the statement's line, or [`Error::Cancelled`].
    pub fn feed(&mut self, piece: &[u8]) -> Result<Option<u64>> {
        if let Some(crew) = &mut self.run.crew {
            crew.go_on();
        }
        let read = self.lexer.feed(piece, &mut self.run);
        let line = self.lexer.line();
        self.run.error.take().map_or(Ok(()), Err)?;
        read.map_err(|_| Error::DumpNotUnderstood { line })?;
        let end = self.run.left_to_crew.take();
        if let Some(end) = end {
            self.lexer.leave_out_copy_data(end);
        }
        self.run.account.read = self.lexer.bytes();
        self.run.account.tell(self.run.table.as_deref(), self.run.crew.as_deref());
        Ok(end.map(|end| end.byte))
    }

    /// What was left out, once everything has run.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn finish(mut self) -> Result<Vec<Warning>> {
        let line = self.lexer.line();
        let read = self.lexer.finish(&mut self.run);
        self.run.error.take().map_or(Ok(()), Err)?;
        read.map_err(|_| Error::DumpNotUnderstood { line })?;
        self.run.await_crew()?;
        Ok(self.run.warnings)
    }
}

impl Run<'_> {
    /// Remembers the first error; nothing runs after it.
    fn attempt(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.error.get_or_insert(error);
        }
    }

    fn execute(&mut self, bytes: &[u8], line: u64) -> Result<()> {
        let kind = statement::kind(bytes);
        let text = self.decode(bytes, line)?;
        let left_out = match kind {
            Kind::ClientEncoding => return self.set_encoding(&text, line),
            Kind::Copy => {
                self.header = Some((line, text));
                return Ok(());
            }
            Kind::Owner => self.rules.leave_out_owners,
            Kind::Privilege => self.rules.leave_out_privileges,
            Kind::DefaultTablespace => !self.has_tablespace(&text),
            Kind::Begin | Kind::Commit => self.transactions == Transactions::Ours,
            Kind::OtherTransaction if self.transactions == Transactions::Ours => {
                return Err(Error::DumpForbidden { line, what: shown(bytes) });
            }
            _ => false,
        };
        if left_out {
            return Ok(());
        }
        let build = Build::of(&text).filter(|_| kind == Kind::Ordinary);
        let Some(text) = self.for_the_crew(build.as_ref(), text, line) else { return Ok(()) };
        self.made.extend(order::table_made(&text));
        self.await_crew()?;
        match kind {
            Kind::Begin => self.in_transaction = true,
            Kind::Commit => self.in_transaction = false,
            // Where transactions are a script's own affair, one connection runs all of it.
            Kind::OtherTransaction => self.crew = None,
            _ => {}
        }
        let result = self.execute_here(kind, &text, line, bytes);
        if let Some(build) = &build {
            self.account.built(build);
        }
        if matches!(kind, Kind::Setting | Kind::DefaultTablespace)
            && let Some(crew) = &mut self.crew
        {
            crew.settings(&text);
        }
        result
    }

    /// Hands an index to the crew, or gives the statement back.
    fn for_the_crew(&mut self, build: Option<&Build>, text: String, line: u64) -> Option<String> {
        match (build.filter(|_| !self.in_transaction), &mut self.crew) {
            (Some(build), Some(crew)) => crew.build(line, build.clone(), text).map(|task| task.sql),
            _ => Some(text),
        }
    }

    /// Everything that came before has run.
    fn await_crew(&mut self) -> Result<()> {
        let Some(crew) = &mut self.crew else { return Ok(()) };
        let account = &mut self.account;
        let mut again = Vec::new();
        while let Some(done) =
            crew.next_done(self.cancel, &mut |crew| account.tell(None, Some(crew)))?
        {
            account.done(&done.task);
            match done.result {
                Err(error) if done.task.may_go_well_alone(&error) => again.push(done.task),
                result => done.task.succeeded(result)?,
            }
        }
        for task in again {
            if crew.take(task).is_some() {
                return Err(Error::RestoreInterrupted);
            }
            while let Some(done) =
                crew.next_done(self.cancel, &mut |crew| account.tell(None, Some(crew)))?
            {
                done.task.succeeded(done.result)?;
            }
        }
        Ok(())
    }

    fn execute_here(&mut self, kind: Kind, text: &str, line: u64, bytes: &[u8]) -> Result<()> {
        let may_be_unchecked = self.rules.rows_missing && is_foreign_key(text);
        let run = |text: &str| match self.transactions {
            Transactions::OfTheDump => self.server.execute(text, self.cancel),
            Transactions::Ours if may_fail(kind) || may_be_unchecked => self.execute_apart(text),
            Transactions::Ours => self.server.execute_one(text, self.cancel),
        };
        match run(text) {
            Err(Error::ServerAnswer { sqlstate, detail })
                if may_be_unchecked && sqlstate == unchecked_key::REFUSED =>
            {
                let statement = shown(bytes);
                self.warnings.push(match run(&not_validated(text)) {
                    Ok(()) => Warning::KeyNotValidated { line, statement },
                    // A partitioned table has no such keys.
                    Err(Error::ServerAnswer { .. }) => {
                        Warning::StatementLeftOut { line, statement, detail }
                    }
                    Err(error) => return Err(failed(error, line, bytes)),
                });
                Ok(())
            }
            Err(Error::ServerAnswer { sqlstate, detail }) if tolerable(kind, &sqlstate) => {
                // An older server need not know every setting of a newer pg_dump.
                if kind != Kind::Setting {
                    let statement = shown(bytes);
                    self.warnings.push(Warning::StatementLeftOut { line, statement, detail });
                }
                Ok(())
            }
            Err(Error::Forbidden { detail })
                if matches!(kind, Kind::Privileged | Kind::Owner | Kind::Privilege) =>
            {
                let statement = shown(bytes);
                self.warnings.push(Warning::StatementLeftOut { line, statement, detail });
                Ok(())
            }
            other => other.map_err(|error| failed(error, line, bytes)),
        }
    }

    /// An error ends this statement, not the transaction.
    fn execute_apart(&self, text: &str) -> Result<()> {
        self.server.execute_one("savepoint sauvegarde", self.cancel)?;
        let done = self.server.execute_one(text, self.cancel);
        if matches!(done, Err(Error::ServerAnswer { .. } | Error::Forbidden { .. })) {
            self.server.execute_one("rollback to savepoint sauvegarde", self.cancel)?;
        } else if done.is_err() {
            return done;
        }
        self.server.execute_one("release savepoint sauvegarde", self.cancel)?;
        done
    }

    fn decode(&self, bytes: &[u8], line: u64) -> Result<String> {
        let decoded = match &self.foreign {
            Some((_, Some(encoding))) => encoding.decode(bytes).map(std::borrow::Cow::into_owned),
            _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
        };
        decoded.ok_or_else(|| not_text(line, bytes))
    }

    /// `SET client_encoding = 'LATIN1';`
    fn set_encoding(&mut self, text: &str, line: u64) -> Result<()> {
        let name = text.split('\'').nth(1).ok_or(Error::DumpNotUnderstood { line })?;
        self.foreign = match name {
            "UTF8" => None,
            // Nothing is converted: both sides take the bytes as they are.
            "SQL_ASCII" => {
                self.await_crew()?;
                let sql = "set client_encoding to 'SQL_ASCII'";
                self.server.execute(sql, self.cancel)?;
                if let Some(crew) = &mut self.crew {
                    crew.settings(sql);
                }
                Some((name.to_owned(), None))
            }
            _ => {
                let known = encoding::find(name).ok_or_else(|| not_text(line, text.as_bytes()))?;
                Some((name.to_owned(), Some(known)))
            }
        };
        Ok(())
    }

    fn has_tablespace(&self, text: &str) -> bool {
        let name = text.split_once('=').map_or("", |(_, value)| value);
        let name = name.trim_matches([' ', ';', '\'', '"', '\n']).replace("\"\"", "\"");
        name.is_empty() || self.rules.tablespaces.contains(&name)
    }

    fn begin_copy(&mut self, at: Position) -> Result<()> {
        let Some((line, mut header)) = self.header.take() else { return Ok(()) };
        if let Some((name, Some(_))) = &self.foreign {
            // The statement is UTF-8 and its data are not: COPY can be told.
            let plain = header.trim_end().strip_suffix(';').map(str::trim_end);
            let plain = plain.filter(|header| header.to_ascii_lowercase().ends_with(" from stdin"));
            let plain = plain.ok_or(Error::DumpNotUnderstood { line })?;
            header = format!("{plain} with (encoding {})", quote_literal(name));
        }
        let table = order::table_filled(&header);
        self.table.clone_from(&table);
        if let Some(table) = table.filter(|table| self.made.contains(table) && !self.in_transaction)
            && let Some(crew) = &mut self.crew
            && crew.only_fills_others(&table)
        {
            if let Some(end) = crew.load(line, &table, &header) {
                self.left_to_crew = Some(end);
                self.table = None;
                self.account.read_by_crew += end.byte - at.byte;
                return Ok(());
            }
        } else {
            self.await_crew()?;
        }
        let copy = self.server.copy_in(&header, self.cancel);
        let copy = copy.map_err(|error| failed(error, line, header.as_bytes()))?;
        self.copy = Some((copy, line, header));
        Ok(())
    }

    fn end_copy(&mut self) -> Result<()> {
        let Some((copy, line, header)) = self.copy.take() else { return Ok(()) };
        self.table = None;
        copy.finish(self.cancel).map_err(|error| failed(error, line, header.as_bytes()))
    }
}

impl Visitor for Run<'_> {
    fn statement_part(&mut self, part: &[u8]) {
        if self.error.is_none() && self.statement.len() + part.len() <= LONGEST_STATEMENT {
            self.statement.extend_from_slice(part);
        }
    }

    fn statement_end(&mut self, line: u64) {
        let mut statement = std::mem::take(&mut self.statement);
        if self.error.is_none() {
            let result = self.execute(&statement, line);
            self.attempt(result);
        }
        statement.clear();
        // A large object's piece is 64 KiB; what is longer need not be kept.
        if statement.capacity() <= 1024 * 1024 {
            self.statement = statement;
        }
    }

    fn copy_begin(&mut self, at: Position) {
        if self.error.is_none() {
            let result = self.begin_copy(at);
            self.attempt(result);
        }
    }

    fn copy_data(&mut self, data: &[u8]) {
        if self.error.is_some() {
            return;
        }
        let cancel = self.cancel;
        if let Some((copy, line, header)) = &mut self.copy {
            let sent = copy.send(Bytes::copy_from_slice(data), cancel);
            let sent = sent.map_err(|error| failed(error, *line, header.as_bytes()));
            self.attempt(sent);
        }
    }

    fn copy_end(&mut self, _: Position) {
        if self.error.is_none() {
            let result = self.end_copy();
            self.attempt(result);
        }
    }
}
