//! What is said over the socket: one JSON object a line.

use std::path::PathBuf;

use sauvegarde::report::progress::Progress;
use serde::{Deserialize, Serialize};

use crate::desktop::event::{BackedUp, Failure, Outcome};

/// From a second start or the command line to the tray.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Message {
    ShowCard,
    /// An installer replaces the program: a job that runs is cancelled.
    Quit,
    /// A job of this process is so far.
    Progress {
        progress: Progress,
    },
    /// A backup was read in this process; nothing in `problems` means that it is whole.
    Verified {
        path: PathBuf,
        problems: Vec<String>,
    },
    /// The job is over; the connection ends too.
    Ended {
        outcome: Ended,
    },
}

/// [`Outcome`] on its way between two processes, which may be of different versions.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ended {
    BackedUp {
        path: PathBuf,
        file_bytes: u64,
        folder: String,
        #[serde(default)]
        incomplete: bool,
        warnings: Vec<String>,
    },
    Restored {
        database: String,
        #[serde(default)]
        counted: bool,
        kept_until: Option<String>,
        safety_backup: String,
        warnings: Vec<String>,
    },
    Failed {
        code: String,
        message: String,
        advice: String,
    },
}

impl From<Ended> for Outcome {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::BackedUp { path, file_bytes, folder, incomplete, warnings } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                // Its alarms are in its manifest; the warnings say them too.
                let alarms = Vec::new();
                Self::BackedUp(BackedUp {
                    path,
                    name,
                    file_bytes,
                    folder,
                    incomplete,
                    alarms,
                    warnings,
                })
            }
            Ended::Restored { database, counted, kept_until, safety_backup, warnings } => {
                Self::Restored { database, counted, kept_until, safety_backup, warnings }
            }
            Ended::Failed { code, message, advice } => {
                Self::Failed(Failure { code, message, advice })
            }
        }
    }
}
