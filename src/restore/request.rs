//! What is asked of a restore, what it says at its end, and what all its steps share.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::executor::{Later, Outcome};
use crate::config::profile::Profile;
use crate::folder::manifest::Manifest;
use crate::postgres::connection::Connection;
use crate::postgres::server::former::Former;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, NotRestored, Result, Warning};
use crate::report::progress::Tracker;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct RestoreRequest<'a> {
    /// The server and the login; for [`Goal::Replace`] also the live database.
    pub connection: &'a Connection,
    /// The dump file, ours or another tool's.
    pub file: &'a Path,
    /// The database in it, of a file that holds several; else the one of `connection`.
    pub from: Option<&'a str>,
    /// Where the client tools are; nothing: where they usually are.
    pub tools: Option<&'a Path>,
    pub goal: Goal<'a>,
    pub leave_out_owners: bool,
    pub leave_out_privileges: bool,
    pub whole: Whole,
}

/// How much of a backup is enough. Whatever is missing is told in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whole {
    /// All tables and rows; and everything else too, before the live database is replaced, unless
    /// whoever watches accepts what is missing.
    #[default]
    Ask,
    /// All tables, and all rows that the backup has.
    Rows,
    /// Whatever the server takes; only beside the live database.
    Anything,
}

/// Where the restored database goes.
#[derive(Clone, Copy, Debug)]
pub enum Goal<'a> {
    /// Beside whatever is there, under this name.
    Into(&'a str),
    /// In the place of the live database, after a safety backup by this profile.
    Replace(&'a Profile),
    /// To see whether it can be done; dropped afterwards.
    Drill,
}

/// A restored database.
#[derive(Clone, Debug)]
pub struct RestoreReport {
    pub file: PathBuf,
    pub database: String,
    /// Nothing where nobody counted the rows.
    pub manifest: Option<Manifest>,
    pub replaced: Option<Replaced>,
    /// What the server refused.
    pub not_restored: Vec<NotRestored>,
    pub elapsed_ms: u64,
    pub warnings: Vec<Warning>,
}

/// What became of the database that was there.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// Nothing after a restore in place.
    pub kept: Option<Kept>,
    pub safety_backup: PathBuf,
}

/// A former database, and how long it stays.
#[derive(Clone, Debug)]
pub struct Kept {
    pub name: String,
    pub until: Timestamp,
}

/// A restore that was undone.
#[derive(Clone, Debug)]
pub struct Undone {
    /// What came back.
    pub former: Former,
    /// The restored database.
    pub set_aside: Kept,
    pub warnings: Vec<Warning>,
}

impl RestoreRequest<'_> {
    /// The database that will be renamed.
    pub(super) fn replaced(&self) -> Option<&str> {
        matches!(self.goal, Goal::Replace(_)).then_some(self.connection.database.as_str())
    }

    /// The name that the restored database will have.
    pub(super) fn name(&self) -> &str {
        match self.goal {
            Goal::Into(name) => name,
            Goal::Replace(_) | Goal::Drill => &self.connection.database,
        }
    }
}

/// One restore on its way.
pub(super) struct Job<'a, 'm> {
    pub(super) request: &'a RestoreRequest<'a>,
    pub(super) cancel: &'a CancelToken,
    pub(super) tracker: Tracker<'m>,
    pub(super) not_restored: Vec<NotRestored>,
}

impl Job<'_, '_> {
    /// Tells what a dump has come to. Gives what is to be done later.
    pub(super) fn note(&mut self, outcome: Outcome) -> Vec<Later> {
        for warning in outcome.warnings {
            self.tracker.warn(warning);
        }
        self.not_restored.extend(outcome.not_restored);
        outcome.later
    }

    pub(super) fn accept_incomplete(&mut self) -> Result<()> {
        self.accept(self.not_restored.clone())
    }

    /// Nothing of the live database is given up for less than all, unless somebody wants that.
    pub(super) fn accept(&mut self, things: Vec<NotRestored>) -> Result<()> {
        if things.is_empty() || self.request.whole == Whole::Rows || self.tracker.accepts(&things) {
            return Ok(());
        }
        Err(Error::Incomplete { things })
    }
}
