//! What the state wants done.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::unattended::pass::Tells;

use crate::desktop::event::{Event, Failure, ProfileName};
use crate::desktop::question::{Confirmed, Question};

/// What the worker is to do, once.
#[derive(Debug, PartialEq, Eq)]
pub enum Job {
    BackUp(ProfileName, Reason),
    /// What the schedule asks for.
    Pass(ProfileName, Tells),
    VerifyLatest(ProfileName),
    /// The live database.
    Replace(Box<Confirmed>),
}

/// What a job is about: to be shown, and to be remembered. It starts nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    BackUp(ProfileName, Reason),
    VerifyLatest(ProfileName),
    Replace(ProfileName, Question),
}

impl Task {
    pub fn profile(&self) -> &str {
        match self {
            Self::BackUp(profile, _) | Self::VerifyLatest(profile) | Self::Replace(profile, _) => {
                profile
            }
        }
    }

    pub fn is_scheduled(&self) -> bool {
        matches!(self, Self::BackUp(_, Reason::Scheduled))
    }

    /// What may come after it has failed: the question says what the restore could not do, so that
    /// its answer accepts that.
    pub fn after(self, failure: &Failure) -> Self {
        match self {
            Self::Replace(profile, Question::Restore { file, .. })
                if failure.code == "incomplete" =>
            {
                let missing = Some(failure.message.clone());
                Self::Replace(profile, Question::Restore { file, missing })
            }
            task => task,
        }
    }
}

impl Job {
    pub fn task(&self) -> Task {
        match self {
            Self::BackUp(profile, reason) => Task::BackUp(profile.clone(), *reason),
            Self::Pass(profile, _) => Task::BackUp(profile.clone(), Reason::Scheduled),
            Self::VerifyLatest(profile) => Task::VerifyLatest(profile.clone()),
            Self::Replace(confirmed) => {
                let profile = confirmed.profile_name().to_owned();
                Task::Replace(profile, confirmed.question().clone())
            }
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
    /// Show what is suspicious about the backups of this profile, at the end of the one that shows
    /// it or `found` in the folder.
    NotifyAlarm {
        profile: ProfileName,
        found: bool,
    },
    /// Show that its last drill failed.
    NotifyDrill(ProfileName),
    /// Show that the user's word counts.
    NotifyAccepted,
    /// Write down that what this backup shows is right.
    Accept(ProfileName, PathBuf),
    ShowCard,
    HideCard,
    /// Remind of this.
    Remind {
        profile: ProfileName,
        title: String,
        body: String,
    },
    /// Send the event when the time has passed.
    After(Duration, Event),
    /// Look at the folders again at this moment of the wall clock, and not before.
    SetAlarm(Option<Timestamp>),
    /// Where backups, and the log, are.
    Open(Place),
    Window(Window),
    /// Open the window at this question.
    Ask(ProfileName, Question),
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
    Folder(ProfileName),
    File(PathBuf),
    Log,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    Restore(ProfileName),
    Settings,
}
