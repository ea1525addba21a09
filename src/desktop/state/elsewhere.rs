//! What other processes of ours do: a backup or a restore in a terminal, and what they find.

use std::path::Path;

use sauvegarde::folder::manifest::Reason;

use super::{Activity, Effect, Run, SUCCESS_SHOWN, State, Task, Watched};
use crate::desktop::event::{Elsewhere, Event, Outcome};

impl State {
    pub(super) fn elsewhere(&mut self, elsewhere: Elsewhere) -> Vec<Effect> {
        let was_running = self.running().is_some();
        let mut effects = self.heard_of(elsewhere);
        if was_running && self.running().is_none() {
            effects.extend(self.begin_next());
        }
        effects
    }

    fn heard_of(&mut self, elsewhere: Elsewhere) -> Vec<Effect> {
        match elsewhere {
            Elsewhere::Progress(progress) => {
                if self.running().is_none() {
                    self.activity = Activity::Running(Run::new(None));
                }
                match &mut self.activity {
                    // Whoever started it in a terminal reads it there: no notification.
                    Activity::Running(run) if !run.is_ours() => run.progress = Some(progress),
                    _ => {}
                }
                Vec::new()
            }
            Elsewhere::Verified { path, problems } => {
                self.verified_elsewhere(&path, problems);
                vec![Effect::ReadCatalog]
            }
            _ if self.running().is_none_or(Run::is_ours) => Vec::new(),
            Elsewhere::Ended(Outcome::Failed(failure)) if !failure.is_cancellation() => {
                // A restore is not tried again here: its name was typed in the terminal.
                let was_backup = !self.running().is_some_and(Run::is_restoring);
                let task = was_backup.then(|| Task::BackUp(self.main_name(), Reason::Manual));
                self.activity = Activity::Failed { failure, task };
                vec![Effect::ReadCatalog]
            }
            Elsewhere::Ended(outcome @ Outcome::BackedUp(_)) => {
                self.activity = Activity::Succeeded(outcome);
                vec![Effect::After(SUCCESS_SHOWN, Event::SuccessShown), Effect::ReadCatalog]
            }
            Elsewhere::Ended(_) | Elsewhere::Lost => {
                self.activity = Activity::Idle;
                vec![Effect::ReadCatalog]
            }
        }
    }

    /// Whether this is the newest backup of a profile.
    fn is_a_newest(&self, path: &Path) -> bool {
        let newest = self.profiles.iter().filter_map(Watched::newest);
        newest.into_iter().any(|newest| newest.path == path)
    }

    /// Damage of the newest backup stays until the same one is found whole, or a job succeeds.
    fn verified_elsewhere(&mut self, path: &Path, problems: Vec<String>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match &self.activity {
            Activity::Running(_) => {}
            Activity::Succeeded(Outcome::Verified { name: known, problems: former })
                if *known == name && !former.is_empty() && problems.is_empty() =>
            {
                self.activity = Activity::Idle;
            }
            _ if problems.is_empty() => {}
            _ if self.is_a_newest(path) => {
                self.activity = Activity::Succeeded(Outcome::Verified { name, problems });
            }
            _ => {}
        }
    }
}
