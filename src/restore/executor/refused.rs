//! What becomes of a statement that the server refuses: it runs in another way, is not needed, waits,
//! or is left out and told.

use super::errors::{self, Refusal, failed, not_text, refused};
use super::state::{Later, Run};
use crate::dump::order;
use crate::dump::statement::{Kind, shown};
use crate::report::error::{Error, NotRestored, Result};
use crate::report::sql::quote_literal;
use crate::restore::crew::Task;
use crate::restore::subject::{Loss, Subject};

impl Run<'_, '_> {
    pub(super) fn task_was_refused(&mut self, task: &Task, error: Error) -> Result<()> {
        let line = task.line().unwrap_or_default();
        let refusal = refused(error).map_err(|error| failed(error, line, task.sql.as_bytes()))?;
        if !self.remedy(Kind::Ordinary, &task.sql, line, refusal)?
            && let Some(table) = order::table_made(&task.sql)
        {
            self.made.remove(&table);
        }
        Ok(())
    }

    /// As [`run_statement`](Self::run_statement), of one that was refused.
    pub(super) fn remedy(
        &mut self,
        kind: Kind,
        text: &str,
        line: u64,
        refusal: Refusal,
    ) -> Result<bool> {
        match kind {
            // An older server need not know every setting of a newer pg_dump.
            Kind::Setting if refusal.sqlstate == "42704" => return Ok(false),
            Kind::DefaultAccessMethod => return self.usual_access_method(text),
            _ => {}
        }
        if refusal.misses_something() && self.send_with_path(text)?.is_none() {
            self.findings.ran_with_path(Subject::of(text).shown());
            return Ok(true);
        }
        if let Some(weaker) = errors::not_valid(text, &refusal)
            && self.send(&weaker).is_ok()
        {
            self.findings.not_valid(Subject::of(text).name);
            return Ok(true);
        }
        if self.is_as_wanted(text, &refusal)? {
            return Ok(true);
        }
        self.leave_out(Subject::of(text), text, line, refusal).map(|()| false)
    }

    /// What is there already, or was to be removed and is not.
    fn is_as_wanted(&self, text: &str, refusal: &Refusal) -> Result<bool> {
        let subject = Subject::of(text);
        // 42P06: `CREATE SCHEMA public`, which every database has.
        if subject.loss == Loss::Nothing || refusal.sqlstate == "42P06" {
            return Ok(true);
        }
        // 42710: `CREATE PROCEDURAL LANGUAGE plpgsql` of pg_dump 8, which every database has by now.
        if subject.kind == "language" && subject.made.is_some() && refusal.sqlstate == "42710" {
            return Ok(true);
        }
        // An extension brings its comment; only its owner may say it again.
        let words = text.strip_prefix("COMMENT ON EXTENSION ").and_then(|it| it.split_once(" IS "));
        let Some((_, comment)) = words else { return Ok(false) };
        let sql = format!(
            "select count(*) from pg_catalog.pg_extension where extname = {} and
             pg_catalog.obj_description(oid, 'pg_extension') is not distinct from {}",
            quote_literal(&order::unquoted(&subject.name)),
            comment.trim_end().trim_end_matches(';')
        );
        Ok(self.server.count(&sql, self.cancel)? > 0)
    }

    pub(super) fn leave_out(
        &mut self,
        subject: Subject,
        text: &str,
        line: u64,
        refusal: Refusal,
    ) -> Result<()> {
        if self.findings.go_with(&subject) || self.is_too_early(&subject, text, line, &refusal) {
            return Ok(());
        }
        if self.must_wait_for_the_name(&subject, &refusal)? {
            self.later.push(Later::Statement { line, text: text.to_owned() });
            return Ok(());
        }
        let loses_rows = subject.loss == Loss::Rows;
        if loses_rows && !self.rules.keep_going {
            // The counter of an extension that is not there.
            if refusal.misses_something() && self.findings.lacks_extensions() {
                if text.starts_with("SELECT pg_catalog.setval(") {
                    return Ok(());
                }
                return Err(Error::ExtensionsMissing { names: self.findings.extensions() });
            }
            return Err(refusal.failed(line, text));
        }
        let thing = NotRestored {
            kind: subject.kind,
            name: if subject.name.is_empty() {
                shown(text.as_bytes())
            } else {
                subject.name.clone()
            },
            message: refusal.detail,
            line,
            statement: shown(text.as_bytes()),
            loses_rows,
        };
        self.findings.left_out(thing, subject.made);
        Ok(())
    }

    /// Bytes that are no text in the dump's encoding cannot be sent as a statement.
    pub(super) fn leave_out_bytes(&mut self, bytes: &[u8], line: u64) -> Result<()> {
        let text = String::from_utf8_lossy(bytes);
        let subject = Subject::of(&text);
        match not_text(line, bytes) {
            Error::RestoreFailed { detail, .. }
                if subject.loss != Loss::Rows || self.rules.keep_going =>
            {
                let refusal = Refusal { detail, ..Refusal::default() };
                self.leave_out(subject, &text, line, refusal)
            }
            error => Err(error),
        }
    }
}
