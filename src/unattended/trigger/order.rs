//! What the system is asked for, and what it has.

use std::path::PathBuf;

use super::obstacle::Obstacle;
use crate::report::i18n::tr;
use crate::schedule::{Pattern, Schedule};

/// `PROGRAM run --quiet --patient [--config FILE]`, whenever there may be a slot of any of the schedules.
#[derive(Clone, Debug)]
pub struct Order {
    pub program: PathBuf,
    /// Where it is not the platform's own.
    pub config: Option<PathBuf>,
    pub schedules: Vec<Schedule>,
}

impl Order {
    /// Of the schedules, each once.
    #[must_use]
    pub fn patterns(&self) -> Vec<Pattern> {
        let mut patterns: Vec<Pattern> = Vec::new();
        for pattern in self.schedules.iter().map(Schedule::pattern) {
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        patterns
    }

    /// What the program is given.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let config = self.config.iter().map(|path| path.to_string_lossy().into_owned());
        let mut arguments = ["run", "--quiet", "--patient"].map(str::to_owned).to_vec();
        arguments.extend(config.flat_map(|path| ["--config".to_owned(), path]));
        arguments
    }
}

/// A scheduler of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SystemdUser,
    SystemdSystem,
    TaskScheduler,
    LaunchAgent,
    Cron,
}

impl Kind {
    /// Stable name for `--json`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SystemdUser => "systemd_user",
            Self::SystemdSystem => "systemd_system",
            Self::TaskScheduler => "task_scheduler",
            Self::LaunchAgent => "launch_agent",
            Self::Cron => "cron",
        }
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::SystemdUser => tr!("trigger-systemd-user"),
            Self::SystemdSystem => tr!("trigger-systemd-system"),
            Self::TaskScheduler => tr!("trigger-task-scheduler"),
            Self::LaunchAgent => "launchd".to_owned(),
            Self::Cron => "cron".to_owned(),
        }
    }
}

/// What stands in the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    pub kind: Kind,
    pub files: Vec<PathBuf>,
    pub obstacles: Vec<Obstacle>,
    /// For people to put into their crontab; of [`Kind::Cron`] only.
    pub cron_lines: Vec<String>,
}
