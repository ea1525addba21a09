//! Everything that can happen, and everything that can be asked for.

use std::path::PathBuf;

use sauvegarde::Error;
use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::folder::manifest::{Alarm, Reason};
use sauvegarde::report::progress::Progress;
use sauvegarde::schedule::Schedule;
use sauvegarde::unattended::clockwork::Ended;
use sauvegarde::unattended::standing::Standing;
use sauvegarde::verify::proof::Proof;

use super::question::{Confirmed, Question};

/// What wakes the desktop. Workers, leaves and other processes only send these.
#[derive(Debug, PartialEq)]
pub enum Event {
    /// By the menu, a window, a notification's button or a second start.
    Asked(Command),
    /// The question before a replacement was answered with the database's name.
    Confirmed(Box<Confirmed>),
    HotkeyPressed,
    /// What became of the wish for a hotkey.
    Hotkey(HotkeyState),
    /// Of the job that runs in this process.
    Progress(Progress),
    /// The job that ran in this process is over.
    Ended(Outcome),
    /// A backup that another process of ours makes.
    Elsewhere(Elsewhere),
    /// The service that shows notifications is there, or is not.
    NotificationsShown(bool),
    /// What the folders of the profiles hold.
    Catalog(Vec<Found>),
    /// Somebody's word that the alarm of a profile is right was written down, or could not be.
    Accepted(ProfileName, std::result::Result<(), Failure>),
    /// A pass that a schedule asked for is over.
    Passed(Passed),
    /// The configuration was read at the start, or again because the file changed.
    Configured(Configured),
    /// Whether the program starts with the session.
    Autostart(bool),
    /// Something small that was asked for did not work.
    Trouble(Failure),
    /// Something shows the tray's icon, or nothing does.
    TrayShown(bool),
    /// What the icon lies on.
    Bar(Bar),
    /// A success has been shown for long enough.
    SuccessShown,
    /// A backup may be due by now, or the last one too old.
    AlarmRang,
    /// The clock was set, the machine has slept, or the session was unlocked.
    Woke,
}

/// As the configuration names it.
pub type ProfileName = String;

/// What the folder of one profile holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub profile: ProfileName,
    /// Newest first, as many as the menu lists, with the newest complete one.
    pub recent: Vec<Recent>,
    /// Nothing where the folder is not there, or cannot be read.
    pub standing: Option<Standing>,
    pub trouble: Option<Failure>,
    /// Of backups that say they are from the future.
    pub warnings: Vec<String>,
    /// What is suspicious about the newest, and not yet said to be right.
    pub alarm: Option<OpenAlarm>,
    /// What drills have said.
    pub proof: Proof,
    pub remind: Reminders,
}

/// What is the matter and was told to nobody today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminders {
    /// The last one is too old.
    pub stale: bool,
    pub alarm: bool,
    /// The last one that was restored on trial could not be.
    pub drill: bool,
}

/// How a pass over one profile ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    pub profile: ProfileName,
    pub slot: jiff::Timestamp,
    pub ended: Ended,
    /// Nothing where another process has made the backup, or makes it.
    pub outcome: Option<Outcome>,
    /// Why it was postponed.
    pub postponed: Option<String>,
}

/// What the user can ask for by pressing something once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    BackUp(ProfileName, Reason),
    /// The profile that the hotkey backs up too.
    BackUpFirst,
    /// Opens the window at the question; nothing is replaced before it is answered.
    Ask(ProfileName, Question),
    VerifyLatest(ProfileName),
    CancelJob,
    ShowCard,
    /// The card, with what is suspicious.
    ShowAlarm(ProfileName),
    /// The card, with why the last drill failed.
    ShowDrill(ProfileName),
    /// What this backup shows is right.
    Accept(ProfileName, PathBuf),
    HideCard,
    OpenRestore(ProfileName),
    OpenSettings,
    /// The folder of the backups, in the system's file manager.
    OpenFolder(ProfileName),
    /// A backup of the list, shown in its folder.
    Reveal(PathBuf),
    SetAutostart(bool),
    OpenLog,
    CopyDiagnostic,
    /// Read the configuration again: it was saved.
    Reconfigure,
    /// Asks first if a job runs.
    Quit,
    /// Cancels the job that runs.
    QuitAnyway,
    /// The answer to the question of [`Quit`](Self::Quit).
    KeepRunning,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    BackedUp(BackedUp),
    Verified {
        name: String,
        problems: Vec<String>,
    },
    Restored {
        database: String,
        /// Its rows were held against those of a manifest; a file without one has none.
        counted: bool,
        /// The day on which the former database goes; nothing where there is none.
        kept_until: Option<String>,
        safety_backup: String,
        warnings: Vec<String>,
    },
    Undone {
        database: String,
        warnings: Vec<String>,
    },
    Failed(Failure),
}

/// A backup that was just published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    pub path: PathBuf,
    pub name: String,
    pub file_bytes: u64,
    /// As shown: `OneDrive\Torii-management\backups`.
    pub folder: String,
    /// Rows are missing from it, as a warning says.
    pub incomplete: bool,
    /// What is suspicious about it, as far as it keeps earlier ones from being deleted.
    pub alarms: Vec<Alarm>,
    /// Those apart.
    pub warnings: Vec<String>,
}

impl BackedUp {
    /// It is there, and not as the user would expect it.
    pub fn is_doubtful(&self) -> bool {
        self.incomplete || !self.alarms.is_empty()
    }
}

/// An error, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// As in `--json`.
    pub code: String,
    pub message: String,
    pub advice: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self { code: error.code().to_owned(), message: error.message(), advice: error.advice() }
    }
}

impl Failure {
    /// The user wanted it so: nothing to complain about.
    pub fn is_cancellation(&self) -> bool {
        self.code == "cancelled"
    }
}

/// A job of another process, told over the socket.
#[derive(Clone, Debug, PartialEq)]
pub enum Elsewhere {
    Progress(Progress),
    Ended(Outcome),
    /// It has read a backup, and this is what is wrong with it. Not followed while it reads: nobody
    /// has to wait for that.
    Verified {
        path: PathBuf,
        problems: Vec<String>,
    },
    /// The process went away without saying how it ended.
    Lost,
}

/// A backup whose file is whole, as the menu lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    pub path: PathBuf,
    pub created_at: jiff::Timestamp,
    pub file_bytes: u64,
    /// What it lacks, in words; nothing for a complete one.
    pub lacks: Option<String>,
    /// That it was proved restorable, is unusual or is pinned, in words.
    pub remarks: Vec<String>,
}

/// Which key really works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HotkeyState {
    /// Not known yet.
    Pending,
    /// As the user reads it: `Ctrl+Alt+S`.
    Works(String),
    /// Another program has it.
    Taken(String),
    /// AltGr and this key type a letter on this keyboard: the hotkey would swallow it.
    TypesALetter { keys: String, letter: char },
    /// The text of the configuration is no key.
    NotAKey(String),
    /// Neither X11 nor a desktop that gives keys out.
    Impossible,
    /// The user said no to the desktop's question, or the desktop bound nothing.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only a portal asks"))]
    Refused,
    /// `hotkey = ""`.
    Off,
}

/// What the configuration says, as far as the desktop is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Configured {
    /// The one that the hotkey backs up first. Without any database it is the first start.
    Good { profiles: Vec<Known>, hotkey: String, is_first_start: bool },
    /// The file cannot be understood; what it said before stays in force.
    Broken(Failure),
}

/// A profile of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub name: ProfileName,
    /// Nothing where no connection is known.
    pub database: Option<String>,
    pub schedule: Option<Schedule>,
    /// Why this one is not understood.
    pub broken: Option<Failure>,
}

/// What the icon lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    Light,
    Dark,
}
