//! Runs a dump over the protocol, statement by statement and COPY by COPY; no psql.
//!
//! Statements go as UTF-8, whatever the dump's encoding; COPY data go as the bytes that they are.
//!
//! Invariant: with a [`Crew`], a statement that [`order`] does not let run beside others runs when
//! everything before it has run.
//! Invariant: rows that the server did not take are an error, unless the user wants to go on
//! without them; every other statement that it refuses is left out and told.
//! Invariant: no event trigger is awake before all rows are there and counted.

mod account;
mod aside;
mod asleep;
mod beside;
mod errors;
mod findings;
mod later;
mod path;
mod proof;
mod refused;
mod rows;
mod state;
mod too_early;

use std::collections::HashSet;

use super::crew::Crew;
use super::source::Source;
use super::subject::Subject;
use account::Account;
use errors::{not_text, refused};
use findings::Findings;
use state::{Asleep, Maker, Run, TooEarly};

pub use errors::failed;
pub use state::{Later, Outcome, Rules, Transactions};

use crate::dump::encoding;
use crate::dump::lexer::{Lexer, Position, Visitor};
use crate::dump::order::{self, Build};
use crate::dump::statement::{self, Kind, shown};
use crate::folder::manifest::Manifest;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::progress::Tracker;

/// PostgreSQL itself takes no longer statement.
const LONGEST_STATEMENT: usize = 1024 * 1024 * 1024;

/// Takes the dump piece by piece.
pub struct Executor<'a, 'm> {
    lexer: Lexer,
    run: Run<'a, 'm>,
}

impl<'a, 'm> Executor<'a, 'm> {
    /// `tracker` is told what is done, and the table that is being filled or indexed.
    #[must_use]
    pub fn new(
        server: &'a Server,
        rules: Rules,
        transactions: Transactions,
        crew: Option<&'a mut Crew>,
        cancel: &'a CancelToken,
        source: &'a Source,
        tracker: &'a mut Tracker<'m>,
    ) -> Self {
        let run = Run {
            server,
            cancel,
            rules,
            transactions,
            crew,
            source,
            defining: 0,
            in_transaction: false,
            made: HashSet::new(),
            schemas: Vec::new(),
            statement: Vec::new(),
            header: None,
            copy: None,
            table: None,
            left_to_crew: None,
            too_early: TooEarly::default(),
            computed: None,
            superuser: None,
            maker: Maker::NotAsked,
            has_its_name: false,
            after_data: false,
            postponed: Vec::new(),
            aside: Vec::new(),
            asleep: Asleep::default(),
            later: Vec::new(),
            findings: Findings::default(),
            account: Account::new(source, tracker),
            foreign: None,
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

    /// The dump was read to its end: everything of it has run but what has to wait for the counts.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn end_of_dump(&mut self) -> Result<()> {
        let line = self.lexer.line();
        let read = std::mem::take(&mut self.lexer).finish(&mut self.run);
        self.run.error.take().map_or(Ok(()), Err)?;
        read.map_err(|_| Error::DumpNotUnderstood { line })?;
        self.run.definitions_are_there()?;
        self.run.rows_are_there()?;
        self.run.await_crew()?;
        self.run.put_back()
    }

    /// # Errors
    /// [`Error::CountsDiffer`], or as [`Server::execute`](crate::postgres::server::Server::execute).
    pub fn prove(&mut self, manifest: &Manifest) -> Result<()> {
        self.run.prove(manifest)
    }

    /// What was left out, and what is to be done when the database has its name.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn finish(mut self) -> Result<Outcome> {
        self.run.wake()?;
        let (warnings, not_restored) = self.run.findings.told();
        Ok(Outcome { warnings, not_restored, later: self.run.later })
    }

    /// In the database that has its name by now.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn run_later(mut self, later: Vec<Later>) -> Result<Outcome> {
        self.run.after_data = true;
        self.run.has_its_name = true;
        self.run.definitions_are_there()?;
        for it in later {
            match it {
                Later::Statement { line, text } => {
                    self.run.run_statement(Kind::Ordinary, &text, line).map(drop)?;
                }
                Later::Rows(rows) => self.run.fill_now(&rows)?,
            }
        }
        self.finish()
    }
}

impl Run<'_, '_> {
    /// Remembers the first error; nothing runs after it.
    fn attempt(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.error.get_or_insert(error);
        }
    }

    fn execute(&mut self, bytes: &[u8], line: u64) -> Result<()> {
        let kind = statement::kind(bytes);
        let Some(text) = self.decode(bytes) else { return self.leave_out_bytes(bytes, line) };
        match kind {
            Kind::ClientEncoding => return self.set_encoding(&text, line),
            Kind::Copy => {
                self.header = Some((line, text));
                return Ok(());
            }
            Kind::OfDatabase => return Ok(()),
            Kind::EventTrigger => {
                self.asleep.keep(line, text);
                return Ok(());
            }
            Kind::Owner if self.rules.leave_out_owners => return Ok(()),
            // `pg_dump --use-set-session-authorization`
            Kind::Setting
                if self.rules.leave_out_owners && text.starts_with("SET SESSION AUTHORIZATION") =>
            {
                return Ok(());
            }
            Kind::Owner if self.is_owned_already(&text)? => return Ok(()),
            Kind::Privilege if self.rules.leave_out_privileges => return Ok(()),
            Kind::Begin | Kind::Commit if self.transactions == Transactions::Ours => return Ok(()),
            Kind::OtherTransaction if self.transactions == Transactions::Ours => {
                return Err(Error::DumpForbidden { line, what: shown(bytes) });
            }
            _ => {}
        }
        let text = if kind == Kind::DefaultTablespace { self.tablespace(text) } else { text };
        if !self.after_data && statement::acts_upon_rows(bytes) {
            self.rows_are_there()?;
        }
        let build = Build::of(&text).filter(|_| kind == Kind::Ordinary);
        let Some(text) = self.for_the_crew(build.as_ref(), text, line)? else { return Ok(()) };
        self.await_crew()?;
        match kind {
            Kind::Begin => self.in_transaction = true,
            Kind::Commit => self.in_transaction = false,
            // Where transactions are a script's own affair, one connection runs all of it.
            Kind::OtherTransaction => self.crew = None,
            _ => {}
        }
        let done = self.run_statement(kind, &text, line)?;
        if let Some(build) = &build {
            self.account.built(build);
        }
        if !done {
            return Ok(());
        }
        match kind {
            Kind::Setting | Kind::DefaultTablespace | Kind::DefaultAccessMethod => {
                let lower = text.to_ascii_lowercase();
                if lower.contains("role") || lower.contains("authorization") {
                    self.maker = Maker::Several;
                }
                if let Some(crew) = &mut self.crew {
                    crew.settings(&text);
                }
            }
            Kind::Extension => self.put_to_sleep()?,
            Kind::MadeInDatabase => self.schemas.push(Subject::of(&text).name),
            _ => self.made.extend(order::table_made(&text)),
        }
        Ok(())
    }

    /// Whoever makes a table owns it, and most dumps say so once more of each.
    fn is_owned_already(&mut self, text: &str) -> Result<bool> {
        let named = text.strip_prefix("ALTER TABLE ").and_then(|rest| rest.strip_suffix(';'));
        let Some((table, owner)) = named.and_then(|rest| rest.rsplit_once(" OWNER TO ")) else {
            return Ok(false);
        };
        if !self.made.contains(table) {
            return Ok(false);
        }
        if matches!(self.maker, Maker::NotAsked) {
            let found = self.server.texts("select current_user::text", &[])?;
            let name = found.into_iter().flatten().flatten().next();
            self.maker = name.map_or(Maker::Several, Maker::Login);
        }
        let is = matches!(&self.maker, Maker::Login(name) if *name == order::unquoted(owner));
        if !is {
            self.maker = Maker::Several;
        }
        Ok(is)
    }

    /// Whether it was done; otherwise it is among the findings.
    fn run_statement(&mut self, kind: Kind, text: &str, line: u64) -> Result<bool> {
        let Err(error) = self.send(text) else { return Ok(true) };
        let refusal = refused(error).map_err(|error| failed(error, line, text.as_bytes()))?;
        // A transaction of the dump's own is lost with its first error.
        if self.in_transaction {
            return Err(refusal.failed(line, text));
        }
        self.remedy(kind, text, line, refusal)
    }

    fn send(&self, text: &str) -> Result<()> {
        match self.transactions {
            Transactions::OfTheDump => self.server.execute(text, self.cancel),
            // The pieces of a large object are many, and lost rows in any case.
            Transactions::Ours if text.starts_with("SELECT pg_catalog.lo") => {
                self.server.execute_one(text, self.cancel)
            }
            Transactions::Ours => self.apart(|run| run.server.execute_one(text, run.cancel)),
        }
    }

    /// An error ends what is done, not the transaction.
    fn apart<T>(&self, act: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if self.transactions == Transactions::OfTheDump {
            return act(self);
        }
        self.server.execute_one("savepoint sauvegarde", self.cancel)?;
        let done = act(self);
        if matches!(done, Err(Error::ServerAnswer { .. } | Error::Forbidden { .. })) {
            self.server.execute_one("rollback to savepoint sauvegarde", self.cancel)?;
        } else if done.is_err() {
            return done;
        }
        self.server.execute_one("release savepoint sauvegarde", self.cancel)?;
        done
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        match &self.foreign {
            Some((_, Some(encoding))) => encoding.decode(bytes).map(std::borrow::Cow::into_owned),
            _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
        }
    }

    /// `SET client_encoding = 'LATIN1';`
    fn set_encoding(&mut self, text: &str, line: u64) -> Result<()> {
        let name = text.split('\'').nth(1).ok_or(Error::DumpNotUnderstood { line })?;
        let name = encoding::own_name(name);
        self.foreign = match name.as_str() {
            "UTF8" => None,
            // Nothing is converted: both sides take the bytes as they are.
            "SQL_ASCII" => {
                self.await_crew()?;
                let sql = "set client_encoding to 'SQL_ASCII'";
                self.server.execute(sql, self.cancel)?;
                if let Some(crew) = &mut self.crew {
                    crew.settings(sql);
                }
                Some((name, None))
            }
            _ => {
                let known = encoding::find(&name).ok_or_else(|| not_text(line, text.as_bytes()))?;
                Some((name, Some(known)))
            }
        };
        Ok(())
    }

    /// A tablespace that the server does not have becomes the default one.
    fn tablespace(&mut self, text: String) -> String {
        let name = setting_value(&text);
        if name.is_empty() || self.rules.tablespaces.contains(&name) {
            return text;
        }
        self.findings.no_tablespace(name);
        "SET default_tablespace = ''".to_owned()
    }

    fn usual_access_method(&mut self, text: &str) -> Result<bool> {
        self.findings.no_access_method(setting_value(text));
        let usual = "SET default_table_access_method = heap";
        self.send(usual)?;
        if let Some(crew) = &mut self.crew {
            crew.settings(usual);
        }
        Ok(false)
    }
}

/// The value of `SET … = value;`, without quotes.
fn setting_value(text: &str) -> String {
    let value = text.split_once('=').map_or("", |(_, value)| value);
    value.trim_matches([' ', ';', '\'', '"', '\n']).replace("\"\"", "\"")
}

impl Visitor for Run<'_, '_> {
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
        if self.error.is_none() {
            let result = self.send_rows(data);
            self.attempt(result);
        }
    }

    fn copy_end(&mut self, _: Position) {
        if self.error.is_none() {
            let result = self.end_copy();
            self.attempt(result);
        }
    }
}
