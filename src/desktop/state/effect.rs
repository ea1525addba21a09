//! What the state wants done.

use std::path::PathBuf;
use std::time::Duration;

use sauvegarde::folder::manifest::Reason;

use crate::desktop::event::{Event, Failure};
use crate::desktop::question::{Confirmed, Question};

/// What the worker is to do, once.
#[derive(Debug, PartialEq, Eq)]
pub enum Job {
    BackUp(Reason),
    VerifyLatest,
    /// The live database.
    Replace(Confirmed),
}

/// What a job is about: to be shown, and to be remembered. It starts nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    BackUp(Reason),
    VerifyLatest,
    Replace(Question),
}

impl Task {
    /// What may come after it has failed: the question says what the restore could not do, so that
    /// its answer accepts that.
    pub fn after(self, failure: &Failure) -> Self {
        match self {
            Self::Replace(Question::Restore { file, .. }) if failure.code == "incomplete" => {
                let missing = Some(failure.message.clone());
                Self::Replace(Question::Restore { file, missing })
            }
            task => task,
        }
    }
}

impl Job {
    pub fn task(&self) -> Task {
        match self {
            Self::BackUp(reason) => Task::BackUp(*reason),
            Self::VerifyLatest => Task::VerifyLatest,
            Self::Replace(confirmed) => Task::Replace(confirmed.question().clone()),
        }
    }
}

/// What the shell is to do, in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    Start(Job),
    /// Of the job in this process.
    Cancel,
    /// Show the notification that fits the state, with this percentage.
    Notify {
        percent: Option<u8>,
    },
    Unnotify,
    /// Show a notification of this alone.
    Tell(Failure),
    ShowCard,
    HideCard,
    /// Send the event when the time has passed.
    After(Duration, Event),
    /// Where backups, and the log, are.
    Open(Place),
    Window(Window),
    /// Open the window at this question.
    Ask(Question),
    /// Tell the window that it cannot restore now: something runs.
    RefuseRestore,
    SetAutostart(bool),
    RegisterHotkey(String),
    CopyDiagnostic,
    /// Reads the backups of the folder again.
    ReadCatalog,
    /// Reads the configuration again.
    ReadConfiguration,
    Log(Failure),
    Quit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Folder,
    File(PathBuf),
    Log,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Restore,
    Settings,
}
