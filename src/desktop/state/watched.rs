//! One profile, as the tray knows it.

use jiff::Timestamp;
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::unattended::standing::{Age, Standing};

use crate::desktop::event::{Failure, Found, Known, Recent};

#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub known: Known,
    /// Newest first, incomplete ones among them.
    pub recent: Vec<Recent>,
    pub standing: Option<Standing>,
    pub warnings: Vec<String>,
    /// Why nothing is known of its folder.
    pub trouble: Option<Failure>,
    /// Its last backup failed, and none was made since.
    pub failed: Option<(Timestamp, Failure)>,
    /// The user is to be reminded that the last one is old, unless that is mended first.
    pub owes_reminder: bool,
    /// Why a backup that is due is not made now.
    pub waits: Option<String>,
}

impl Watched {
    pub fn name(&self) -> &str {
        &self.known.name
    }

    /// For people: whoever has never named a profile knows its database.
    pub fn label(&self) -> &str {
        match (self.name(), &self.known.database) {
            (DEFAULT, Some(database)) => database,
            (name, _) => name,
        }
    }

    /// The newest complete backup: the one that "the latest" means.
    pub fn newest(&self) -> Option<&Recent> {
        self.recent.iter().find(|recent| recent.lacks.is_none())
    }

    pub fn age(&self) -> Age {
        self.standing.as_ref().map_or(Age::Fresh, |standing| standing.age)
    }

    /// Takes over what its folder holds.
    pub fn found(&mut self, found: Found) {
        self.recent = found.recent;
        self.standing = found.standing;
        self.warnings = found.warnings;
        self.trouble = found.trouble;
        let last_good = self.standing.as_ref().and_then(|standing| standing.last_good);
        if self.failed.as_ref().is_some_and(|(at, _)| last_good.is_some_and(|last| last >= *at)) {
            self.failed = None;
        }
        self.owes_reminder |= found.remind;
        if self.age() == Age::Fresh {
            self.owes_reminder = false;
        }
        if !self.standing.as_ref().is_some_and(|standing| standing.is_due) {
            self.waits = None;
        }
    }
}
