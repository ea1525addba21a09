//! What a pass makes of each profile, and of all together.

use jiff::Timestamp;

use super::clockwork::Ended;
use super::look::Look;
use super::upkeep::Upkeep;
use crate::backup::BackupReport;
use crate::notify::Told;
use crate::report::error::{Error, Warning};

/// One profile in a pass.
#[derive(Debug)]
pub struct Served {
    pub profile: String,
    /// Nothing where the profile or its folder is broken.
    pub look: Option<Look>,
    /// The last moment at which a backup was due, and whether none was there when the pass came.
    pub slot: Option<Timestamp>,
    pub was_due: bool,
    pub done: Done,
    /// What followed a good backup.
    pub upkeep: Upkeep,
}

/// What became of it.
#[derive(Debug)]
pub enum Done {
    /// Nothing was due, or another process has made it meanwhile.
    Nothing,
    Made(Box<BackupReport>),
    /// Another process is making it.
    Busy,
    /// On a battery that is nearly empty.
    Postponed {
        percent: u8,
    },
    Failed(Error),
}

/// A pass.
#[derive(Debug)]
pub struct Pass {
    pub served: Vec<Served>,
    pub told: Vec<Told>,
    /// What is wrong with the table of those who are told: only what is right in it was heeded.
    pub notify_error: Option<Error>,
}

impl Served {
    #[must_use]
    pub fn looked_at(profile: String, look: Look) -> Self {
        let (slot, was_due) = (look.standing.slot, look.standing.is_due);
        Self {
            profile,
            look: Some(look),
            slot,
            was_due,
            done: Done::Nothing,
            upkeep: Upkeep::default(),
        }
    }

    #[must_use]
    pub fn broken(profile: String, error: Error) -> Self {
        let (done, upkeep) = (Done::Failed(error), Upkeep::default());
        Self { profile, look: None, slot: None, was_due: false, done, upkeep }
    }

    /// For whoever tries again.
    #[must_use]
    pub fn ended(&self) -> Ended {
        match &self.done {
            Done::Nothing | Done::Made(_) => Ended::Done,
            Done::Busy | Done::Postponed { .. } => Ended::Postponed,
            Done::Failed(_) if self.is_without_server() => Ended::NoServer,
            Done::Failed(_) => Ended::Failed,
        }
    }

    fn is_without_server(&self) -> bool {
        matches!(&self.done, Done::Failed(error) if error.exit() == NO_SERVER)
    }

    /// Neither done nor failed: it waits for its server or for the mains, or was told to stop. Whoever
    /// waits for a sign of life goes on waiting.
    #[must_use]
    pub fn is_to_come(&self, is_early: bool) -> bool {
        match &self.done {
            Done::Postponed { .. } | Done::Failed(Error::Cancelled) => true,
            Done::Failed(_) => is_early && self.is_without_server(),
            Done::Nothing | Done::Made(_) | Done::Busy => false,
        }
    }

    #[must_use]
    pub fn did_something(&self) -> bool {
        !matches!(self.done, Done::Nothing | Done::Busy) || self.upkeep.is_something()
    }

    /// What is worth a word although nothing failed.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.look.as_ref().map(|look| look.warnings.clone()).unwrap_or_default();
        match &self.done {
            Done::Made(report) => warnings.extend(report.warnings.iter().cloned()),
            Done::Postponed { percent } => warnings.push(Warning::Postponed { percent: *percent }),
            _ => {}
        }
        warnings.extend(self.upkeep.warnings());
        warnings
    }

    /// Why it did not go well: no backup, or one that could not be restored.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.done {
            Done::Failed(error) => Some(error),
            _ => self.upkeep.error(),
        }
    }
}

/// The exit status of errors that say that the server does not answer.
const NO_SERVER: u8 = 10;
/// Done, with warnings.
pub const WARNINGS: u8 = 3;

impl Pass {
    /// The first failure's, or 3 with warnings; a backup that another process makes is none.
    #[must_use]
    pub fn exit(&self) -> u8 {
        let failed = self.served.iter().find_map(|served| served.error().map(Error::exit));
        let failed = failed.or_else(|| self.notify_error.as_ref().map(Error::exit));
        let has_warnings = || {
            self.served.iter().any(|served| !served.warnings().is_empty())
                || self.told.iter().any(|told| told.answer.is_err())
        };
        failed.unwrap_or_else(|| if has_warnings() { WARNINGS } else { 0 })
    }
}
