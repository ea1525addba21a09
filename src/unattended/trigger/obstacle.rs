//! What keeps a trigger that is installed from running.

use std::path::PathBuf;

use crate::report::format;
use crate::report::i18n::tr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The user's services end when the user logs out.
    LingerOff { user: String },
    /// Somebody has switched it off in the system's own settings.
    Disabled,
    /// It starts a program that is there no more.
    ProgramMoved { path: PathBuf },
    /// The scheduler does not answer.
    SchedulerSilent,
}

impl Obstacle {
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::LingerOff { user } => tr!("obstacle-linger-off", user = user.as_str()),
            Self::Disabled => tr!("obstacle-disabled"),
            Self::ProgramMoved { path } => tr!("obstacle-program-moved", path = format::path(path)),
            Self::SchedulerSilent => tr!("obstacle-scheduler-silent"),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::LingerOff { user } => {
                tr!("obstacle-linger-off", "advice", user = user.as_str())
            }
            Self::Disabled => tr!("obstacle-disabled", "advice"),
            Self::ProgramMoved { .. } => tr!("obstacle-program-moved", "advice"),
            Self::SchedulerSilent => tr!("obstacle-scheduler-silent", "advice"),
        }
    }
}
