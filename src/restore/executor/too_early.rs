//! Tables that need something that the dump makes after them: a generated column whose function
//! reads a later table, which `pg_dump` does not know.

use super::errors::Refusal;
use super::state::Run;
use crate::dump::order;
use crate::dump::statement::Kind;
use crate::report::error::Result;
use crate::restore::subject::{Loss, Subject};

impl Run<'_, '_> {
    /// Whether the statement is tried again before the first rows come, or belongs to one that is.
    pub(super) fn is_too_early(
        &mut self,
        subject: &Subject,
        text: &str,
        line: u64,
        refusal: &Refusal,
    ) -> bool {
        let waits = &mut self.too_early;
        let belongs = subject.about.iter().any(|key| waits.made.contains(key));
        // Whatever misses something may miss a table that waits.
        let misses = refusal.misses_something()
            && (!waits.made.is_empty() || subject.loss == Loss::Rows && subject.kind == "table");
        if waits.over || !(belongs || misses) {
            return false;
        }
        waits.made.extend(subject.made.clone());
        waits.statements.push((line, text.to_owned()));
        true
    }

    /// Rows come now: whatever is to be made before them is made.
    pub(super) fn definitions_are_there(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.too_early.over, true) {
            return Ok(());
        }
        for (line, text) in std::mem::take(&mut self.too_early.statements) {
            if self.run_statement(Kind::Ordinary, &text, line)? {
                self.made.extend(order::table_made(&text));
            }
        }
        Ok(())
    }
}
