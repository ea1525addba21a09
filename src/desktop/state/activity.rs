//! What goes on, or how the last thing went.

use sauvegarde::report::progress::Progress;

use super::Task;
use crate::desktop::event::{Failure, Outcome};

/// The percentages that are worth a notification.
const MILESTONES: [u8; 5] = [20, 40, 60, 70, 85];

/// The four states, in the icon, the tooltip, the card and `status --json`.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    Idle,
    Running(Run),
    Succeeded(Outcome),
    /// `task` is nothing for a restore of another process.
    Failed {
        failure: Failure,
        task: Option<Task>,
    },
}

/// A job on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Nothing for a backup of another process.
    pub task: Option<Task>,
    pub progress: Option<Progress>,
    pub cancelling: bool,
    announced_percent: u8,
}

impl Run {
    pub fn new(task: Option<Task>) -> Self {
        Self { task, progress: None, cancelling: false, announced_percent: 0 }
    }

    /// Takes the progress over; gives the milestones that it has passed, in order.
    pub fn advance(&mut self, progress: Progress) -> Vec<u8> {
        let news = self.announced_percent + 1..=progress.percent;
        self.progress = Some(progress);
        let due: Vec<u8> = MILESTONES.into_iter().filter(|it| news.contains(it)).collect();
        self.announced_percent = due.last().copied().unwrap_or(self.announced_percent);
        due
    }

    pub fn percent(&self) -> u8 {
        self.progress.as_ref().map_or(0, |progress| progress.percent)
    }

    pub fn is_ours(&self) -> bool {
        self.task.is_some()
    }

    /// What it makes is there; only its last word is not.
    pub fn is_published(&self) -> bool {
        self.percent() == 100
    }

    /// What a restore does, whoever runs it.
    pub fn is_restoring(&self) -> bool {
        self.progress.as_ref().is_some_and(|progress| progress.stage.is_of_a_restore())
    }

    /// Or an undo: begun in the window that watches it.
    pub fn is_replacement(&self) -> bool {
        matches!(self.task, Some(Task::Replace(..)))
    }

    pub fn is_backup(&self) -> bool {
        matches!(self.task, None | Some(Task::BackUp(..)))
    }

    /// Nobody asked for it.
    pub fn is_scheduled(&self) -> bool {
        self.task.as_ref().is_some_and(Task::is_scheduled)
    }
}
