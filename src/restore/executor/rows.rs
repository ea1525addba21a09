//! COPY data on their way into a table, and again when they were refused.
//!
//! Invariant: as many rows as were sent are what the server says that it took.

use std::collections::HashSet;

use bytes::Bytes;
use memchr::memchr_iter;

use super::errors::{Refusal, failed, refused};
use super::state::{Copying, Later, Rows, Run, Transactions};
use crate::dump::lexer::Position;
use crate::dump::order;
use crate::postgres::server::{CopyIn, Server};
use crate::report::error::{Error, NotRestored, Result};
use crate::report::format;
use crate::report::i18n::tr;
use crate::report::sql::quote_literal;

impl<'a> Run<'a, '_> {
    pub(super) fn begin_copy(&mut self, at: Position) -> Result<()> {
        let Some((line, mut sql)) = self.header.take() else { return Ok(()) };
        if let Some((name, Some(_))) = &self.foreign {
            // The statement is UTF-8 and its data are not: COPY can be told.
            let plain = sql.trim_end().strip_suffix(';').map(str::trim_end);
            let plain = plain.filter(|sql| sql.to_ascii_lowercase().ends_with(" from stdin"));
            let plain = plain.ok_or(Error::DumpNotUnderstood { line })?;
            sql = format!("{plain} with (encoding {})", quote_literal(name));
        }
        self.definitions_have_run()?;
        self.definitions_are_there()?;
        let table = order::table_filled(&sql);
        self.table.clone_from(&table);
        if table.as_deref().is_some_and(|table| self.is_computed(table)) {
            // What the functions read has to be there first.
            self.await_crew()?;
            let rows = Rows { line, sql, table, data: at.byte..at.byte };
            self.copy =
                Some(Copying { rows, sent: 0, begun: false, sink: Err(Refusal::default()) });
            return Ok(());
        }
        let rows = Rows { line, sql, table, data: at.byte..at.byte };
        let refusal = self.refusal_of_copy(&rows)?;
        if let Some(table) = rows.table.as_ref().filter(|table| self.is_made(table))
            && refusal.is_none()
            && !self.in_transaction
            && let Some(crew) = &mut self.crew
            && crew.only_fills_others(table)
        {
            if let Some(end) = crew.load(line, table, &rows.sql) {
                self.left_to_crew = Some(end);
                self.table = None;
                self.account.read_by_crew += end.byte - at.byte;
                return Ok(());
            }
        } else {
            self.await_crew()?;
        }
        let begun = refusal.is_none();
        let sink = if let Some(refusal) = refusal {
            Err(refusal)
        } else {
            self.make_room(&rows)?;
            self.open(&rows)?
        };
        self.copy = Some(Copying { rows, sent: 0, begun, sink });
        Ok(())
    }

    /// What the server would say to a COPY before its first row. It must not come to that: the
    /// client library loses its place in the session then. A superuser may fill whatever the dump
    /// has made.
    fn refusal_of_copy(&mut self, rows: &Rows) -> Result<Option<Refusal>> {
        let Some(table) = &rows.table else { return Ok(None) };
        if self.is_made(table) && self.is_superuser()? {
            return Ok(None);
        }
        let columns = order::columns_of_copy(&rows.sql).unwrap_or_default();
        // Planned and not run, so that nothing acts.
        let sql = if columns.is_empty() {
            format!("explain select from only {table} where false")
        } else {
            let values = vec!["null"; order::count_of_columns(columns)].join(", ");
            format!(
                "explain insert into {table} ({columns}) overriding system value
                 select {values} where false"
            )
        };
        match self.send(&sql) {
            Ok(()) => Ok(None),
            Err(error) => refused(error)
                .map(Some)
                .map_err(|error| failed(error, rows.line, rows.sql.as_bytes())),
        }
    }

    fn is_superuser(&mut self) -> Result<bool> {
        if let Some(known) = self.superuser {
            return Ok(known);
        }
        let found = self.server.texts("select pg_catalog.current_setting('is_superuser')", &[])?;
        let is = found.into_iter().flatten().flatten().next().as_deref() == Some("on");
        self.superuser = Some(is);
        Ok(is)
    }

    /// Triggers that an extension has on its tables act upon what its user does, not upon a restore.
    fn hush(&self, rows: &Rows) -> Result<()> {
        let of_extension = rows.table.as_ref().is_some_and(|table| !self.is_made(table));
        if !of_extension || self.has_its_name || self.in_transaction {
            return Ok(());
        }
        self.let_triggers_act(false)
    }

    /// Only a superuser may say; for anybody else they act.
    fn let_triggers_act(&self, act: bool) -> Result<()> {
        let role = if act { "origin" } else { "replica" };
        match self.send(&format!("set session_replication_role = {role}")) {
            Err(error) => refused(error).map(drop),
            Ok(()) => Ok(()),
        }
    }

    /// Whether functions of somebody compute columns of it: they may read other tables.
    fn is_computed(&mut self, table: &str) -> bool {
        if self.after_data || self.in_transaction {
            return false;
        }
        if self.computed.is_none() {
            self.computed = Some(self.computed_tables().unwrap_or_default());
        }
        let parts = order::parts(table);
        self.computed.as_ref().is_some_and(|computed| computed.contains(&parts))
    }

    fn computed_tables(&self) -> Result<HashSet<(String, String)>> {
        let found = self.server.texts(
            "select distinct nspname::text, relname::text from pg_catalog.pg_attrdef a
             join pg_catalog.pg_attribute c on c.attrelid = adrelid and c.attnum = adnum
             join pg_catalog.pg_class t on t.oid = adrelid
             join pg_catalog.pg_namespace n on n.oid = relnamespace
             join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::regclass
              and d.objid = a.oid and d.refclassid = 'pg_catalog.pg_proc'::regclass
             where attgenerated = 's'",
            &[],
        )?;
        let pair = |row: Vec<Option<String>>| {
            let mut columns = row.into_iter().flatten();
            Some((columns.next()?, columns.next()?))
        };
        Ok(found.into_iter().filter_map(pair).collect())
    }

    fn is_made(&self, table: &str) -> bool {
        self.made.contains(table)
    }

    fn open(&self, rows: &Rows) -> Result<std::result::Result<CopyIn<'a>, Refusal>> {
        self.hush(rows)?;
        self.savepoint()?;
        let server: &'a Server = self.server;
        match server.copy_in(&rows.sql, self.cancel) {
            Ok(sink) => Ok(Ok(sink)),
            Err(error) => refused(error)
                .map(Err)
                .map_err(|error| failed(error, rows.line, rows.sql.as_bytes())),
        }
    }

    pub(super) fn send_rows(&mut self, data: &[u8]) -> Result<()> {
        let Some(copying) = &mut self.copy else { return Ok(()) };
        copying.rows.data.end += data.len() as u64;
        copying.sent += memchr_iter(b'\n', data).count() as u64;
        if let Ok(sink) = &mut copying.sink
            && let Err(error) = sink.send(Bytes::copy_from_slice(data), self.cancel)
        {
            let (line, sql) = (copying.rows.line, &copying.rows.sql);
            copying.sink =
                Err(refused(error).map_err(|error| failed(error, line, sql.as_bytes()))?);
        }
        Ok(())
    }

    pub(super) fn end_copy(&mut self) -> Result<()> {
        let Some(Copying { rows, sent, begun, sink }) = self.copy.take() else { return Ok(()) };
        self.table = None;
        let taken = match sink {
            Err(refusal) => Err(refusal),
            Ok(sink) => match sink.finish(self.cancel) {
                Ok(taken) => Ok(taken),
                Err(error) => Err(refused(error)
                    .map_err(|error| failed(error, rows.line, rows.sql.as_bytes()))?),
            },
        };
        if begun {
            self.after_copy(&rows, taken.is_ok())?;
        }
        match taken {
            Ok(taken) => self.taken(&rows, sent, taken),
            Err(refusal) if self.in_transaction => Err(refusal.failed(rows.line, &rows.sql)),
            Err(refusal) => {
                self.postpone(rows, Ok(refusal))?;
                if self.after_data { self.fill_postponed() } else { Ok(()) }
            }
        }
    }

    fn savepoint(&self) -> Result<()> {
        self.in_our_transaction("savepoint sauvegarde")
    }

    fn after_copy(&self, rows: &Rows, taken: bool) -> Result<()> {
        if !taken {
            self.in_our_transaction("rollback to savepoint sauvegarde")?;
        }
        self.in_our_transaction("release savepoint sauvegarde")?;
        if rows.table.as_ref().is_some_and(|table| !self.is_made(table)) && !self.in_transaction {
            self.let_triggers_act(true)?;
        }
        Ok(())
    }

    fn in_our_transaction(&self, sql: &str) -> Result<()> {
        match self.transactions {
            Transactions::OfTheDump => Ok(()),
            Transactions::Ours => self.server.execute_one(sql, self.cancel),
        }
    }

    /// A trigger of an extension may keep rows out of its tables; nothing else can.
    fn taken(&mut self, rows: &Rows, sent: u64, taken: u64) -> Result<()> {
        if taken == sent {
            return Ok(());
        }
        let table = rows.shown();
        if self.is_made(&table) && !self.rules.keep_going {
            return Err(Error::CountsDiffer { table, expected: sent, found: taken });
        }
        let message =
            tr!("not-restored-rows-taken", taken = format::count(taken), of = format::rows(sent));
        self.rows_lost(rows, message);
        Ok(())
    }

    fn rows_lost(&mut self, rows: &Rows, message: String) {
        let thing = NotRestored {
            kind: "rows",
            name: rows.shown(),
            message,
            line: rows.line,
            statement: rows.sql.clone(),
            loses_rows: rows.table.as_ref().is_none_or(|table| self.is_made(table)),
        };
        self.findings.left_out(thing, None);
    }

    pub(super) fn postpone(
        &mut self,
        rows: Rows,
        refusal: std::result::Result<Refusal, Error>,
    ) -> Result<()> {
        // An extension's table that needs nothing of the dump.
        if rows.is_empty() && !rows.table.as_ref().is_some_and(|table| self.is_made(table)) {
            return refusal.map(drop);
        }
        let refusal = match refusal {
            // A deadlock, or no room beside others: alone it may go well.
            Err(Error::ServerAnswer { sqlstate, detail, object })
                if sqlstate == "40P01" || sqlstate.starts_with("53") =>
            {
                Refusal { sqlstate, detail, object }
            }
            refusal => refusal.map_err(|error| failed(error, rows.line, rows.sql.as_bytes()))?,
        };
        self.postponed.push((rows, refusal));
        Ok(())
    }

    /// From now on every row has to be there.
    pub(super) fn rows_are_there(&mut self) -> Result<()> {
        self.after_data = true;
        if self.postponed.is_empty() { Ok(()) } else { self.await_crew() }
    }

    /// Tables may read each other, so it is tried as long as that helps one of them.
    pub(super) fn fill_postponed(&mut self) -> Result<()> {
        loop {
            let waiting = std::mem::take(&mut self.postponed);
            let before = waiting.len();
            for (rows, refusal) in waiting {
                if refusal.speaks_of_the_data() {
                    self.give_up(&rows, refusal)?;
                    continue;
                }
                match self.fill_by_any_path(&rows)? {
                    // Not refused, only kept back.
                    None if refusal.detail.is_empty() => {}
                    None if self.findings.has_run_with_path(&rows.shown()) => {}
                    None => self.findings.filled_later(rows.shown()),
                    Some(refusal) => self.postponed.push((rows, refusal)),
                }
            }
            if self.postponed.is_empty() {
                return Ok(());
            }
            if self.postponed.len() == before {
                break;
            }
        }
        for (rows, refusal) in std::mem::take(&mut self.postponed) {
            if let Some(refusal) = self.fill_without_checks(&rows, refusal)? {
                self.give_up(&rows, refusal)?;
            }
        }
        Ok(())
    }

    /// Rows that waited for the database's name.
    pub(super) fn fill_now(&mut self, rows: &Rows) -> Result<()> {
        self.make_room(rows)?;
        match self.fill_by_any_path(rows)? {
            None => Ok(()),
            Some(refusal) => self.give_up(rows, refusal),
        }
    }

    /// With the dump's own path, then with the database's if something is not found.
    pub(super) fn fill_by_any_path(&mut self, rows: &Rows) -> Result<Option<Refusal>> {
        match self.fill(rows)? {
            Some(refusal) if refusal.misses_something() && self.has_table(rows)? => {
                match self.with_path(|run| run.fill(rows))?? {
                    None => {
                        self.findings.ran_with_path(rows.shown());
                        Ok(None)
                    }
                    refusal => Ok(refusal),
                }
            }
            other => Ok(other),
        }
    }

    fn has_table(&self, rows: &Rows) -> Result<bool> {
        let Some(table) = &rows.table else { return Ok(true) };
        let found = self.server.texts("select pg_catalog.to_regclass($1)::text", &[table])?;
        Ok(found.into_iter().flatten().flatten().next().is_some())
    }

    /// Reads the rows again and sends them.
    fn fill(&mut self, rows: &Rows) -> Result<Option<Refusal>> {
        if let Some(refusal) = self.refusal_of_copy(rows)? {
            return Ok(Some(refusal));
        }
        let mut reader = self.source.read_part(rows.data.clone())?;
        let failed = |error| failed(error, rows.line, rows.sql.as_bytes());
        let mut sent = 0;
        let mut taken = 0;
        let refusal = match self.open(rows)? {
            Err(refusal) => Some(refusal),
            Ok(mut sink) => loop {
                let Some(piece) = reader.next_piece()? else {
                    break match sink.finish(self.cancel) {
                        Ok(rows) => {
                            taken = rows;
                            None
                        }
                        Err(error) => Some(refused(error).map_err(failed)?),
                    };
                };
                sent += memchr_iter(b'\n', &piece).count() as u64;
                if let Err(error) = sink.send(Bytes::from(piece), self.cancel) {
                    break Some(refused(error).map_err(failed)?);
                }
            },
        };
        self.after_copy(rows, refusal.is_none())?;
        if refusal.is_none() {
            self.taken(rows, sent, taken)?;
        }
        Ok(refusal)
    }

    /// Nothing helps.
    fn give_up(&mut self, rows: &Rows, refusal: Refusal) -> Result<()> {
        let table = rows.table.clone().unwrap_or_default();
        let is_made = self.is_made(&table);
        // `pg_dump` writes how each table is made, but for those that an extension brings.
        let of_extension = !is_made && refusal.misses_something();
        if of_extension && !self.later.is_empty() {
            self.later.push(Later::Rows(rows.clone()));
            return Ok(());
        }
        let goes_along = of_extension && self.findings.lacks_extensions();
        if !goes_along && !self.rules.keep_going {
            return Err(refusal.failed(rows.line, &rows.sql));
        }
        self.rows_lost(rows, refusal.detail);
        Ok(())
    }

    /// The tables that an extension keeps for its user hold rows of its own by now. The dump has
    /// all that the extension's condition wants in it, so whatever else fulfils it goes.
    fn make_room(&mut self, rows: &Rows) -> Result<()> {
        let Some(table) = rows.table.as_ref().filter(|table| !self.is_made(table)) else {
            return Ok(());
        };
        let found = self.server.texts(
            "select kept.oid::pg_catalog.regclass::text, kept.condition
             from pg_catalog.pg_extension, unnest(extconfig, extcondition) kept(oid, condition)
             where kept.oid = pg_catalog.to_regclass($1)::oid",
            &[table],
        )?;
        for row in found {
            let mut columns = row.into_iter();
            let (Some(table), condition) = (columns.next().flatten(), columns.next().flatten())
            else {
                continue;
            };
            let sql = format!("delete from only {table} {}", condition.unwrap_or_default());
            if let Err(error) = self.send(&sql) {
                // Then the rows themselves are refused, and that is told.
                refused(error)?;
            }
        }
        Ok(())
    }
}
