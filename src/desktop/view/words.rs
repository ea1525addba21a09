//! What the card, the notifications and the tooltip say alike.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::folder::manifest::{Alarm, Reason};
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::Progress;
use sauvegarde::unattended::standing::Age;

use crate::desktop::event::{BackedUp, Command, Outcome};
use crate::desktop::question::Question;
use crate::desktop::state::{Activity, Run, State, Task, Watched};

pub fn running_title(run: &Run) -> String {
    match run.task {
        None if run.is_restoring() => tr!("title-restoring-elsewhere"),
        None => tr!("title-backing-up-elsewhere"),
        Some(Task::BackUp(..)) => tr!("title-backing-up"),
        Some(Task::Replace(_, Question::Restore { .. })) => tr!("title-restoring"),
        Some(Task::Replace(_, Question::Undo)) => tr!("title-undoing"),
        Some(Task::VerifyLatest(_)) => tr!("title-verifying"),
    }
}

pub fn failed_title(state: &State) -> String {
    match &state.activity {
        Activity::Failed {
            task: Some(Task::Replace(_, Question::Restore { .. })) | None, ..
        } => {
            tr!("title-restore-failed")
        }
        Activity::Failed { task: Some(Task::Replace(_, Question::Undo)), .. } => {
            tr!("title-undo-failed")
        }
        Activity::Failed { task: Some(Task::VerifyLatest(_)), .. } => tr!("title-verify-failed"),
        _ => tr!("title-backup-failed"),
    }
}

/// The same again, a replacement from its question on: the name that was typed for the one that
/// failed is not good for another one. Nothing where it was begun elsewhere and is not tried again
/// from here.
pub fn retry_button(task: Option<&Task>) -> Option<(String, Command)> {
    Some(match task? {
        // Whoever presses the button asks for it.
        Task::BackUp(profile, Reason::Scheduled) => {
            (tr!("button-retry"), Command::BackUp(profile.clone(), Reason::Manual))
        }
        Task::BackUp(profile, reason) => {
            (tr!("button-retry"), Command::BackUp(profile.clone(), *reason))
        }
        Task::VerifyLatest(profile) => {
            (tr!("button-retry"), Command::VerifyLatest(profile.clone()))
        }
        Task::Replace(profile, question) => {
            (tr!("button-retry-ask"), Command::Ask(profile.clone(), question.clone()))
        }
    })
}

pub fn succeeded_title(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BackedUp(BackedUp { incomplete: true, .. }) => tr!("title-incomplete"),
        Outcome::BackedUp(made) if !made.alarms.is_empty() => tr!("title-unusual"),
        Outcome::BackedUp(_) => tr!("backup-done"),
        Outcome::Verified { problems, .. } if problems.is_empty() => tr!("title-verified"),
        Outcome::Verified { .. } => tr!("verify-found-damage"),
        Outcome::Restored { database, counted, .. } => restored(database, *counted),
        Outcome::Undone { database, .. } => tr!("title-undone", database = database.as_str()),
        Outcome::Failed(failure) => failure.message.clone(),
    }
}

/// Rows that nothing was known of were not compared.
pub fn restored(database: &str, counted: bool) -> String {
    if counted {
        tr!("restore-replaced", database = database)
    } else {
        tr!("restore-replaced-unproven", database = database)
    }
}

/// A number that stays on one line with its unit, by spaces that do not break and joiners that are
/// not seen.
pub fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}").replace('/', "\u{2060}/\u{2060}")
}

/// What is suspicious, and what else is to be said.
pub fn warnings(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::BackedUp(BackedUp { alarms, warnings, .. }) => {
            alarms.iter().map(Alarm::message).chain(warnings.iter().cloned()).collect()
        }
        Outcome::Restored { warnings, .. } => warnings.clone(),
        _ => Vec::new(),
    }
}

pub fn success_buttons(outcome: &Outcome, state: &State) -> Vec<(String, Command)> {
    let profile = || state.profile_of_job().map_or_else(|| state.main_name(), str::to_owned);
    match outcome {
        Outcome::BackedUp(made) if !made.alarms.is_empty() => vec![
            (tr!("button-accept"), Command::Accept(profile(), made.path.clone())),
            (tr!("button-details"), Command::ShowAlarm(profile())),
        ],
        Outcome::BackedUp(_) => vec![
            (tr!("menu-open-folder"), Command::OpenFolder(profile())),
            (tr!("button-new-backup"), Command::BackUp(profile(), Reason::Manual)),
        ],
        Outcome::Restored { kept_until: Some(_), .. } => {
            vec![(tr!("button-undo-restore"), Command::Ask(profile(), Question::Undo))]
        }
        _ => Vec::new(),
    }
}

pub fn cancel_button(run: &Run) -> Vec<(String, Command)> {
    let can_cancel = run.is_ours() && !run.cancelling;
    can_cancel.then(|| (tr!("button-cancel"), Command::CancelJob)).into_iter().collect()
}

pub fn status(state: &State, now: Timestamp) -> String {
    match &state.activity {
        Activity::Running(run) => running_line(run),
        Activity::Failed { failure, .. } => failure.message.clone(),
        Activity::Succeeded(outcome) => succeeded_title(outcome),
        Activity::Idle => match (&state.broken_configuration, state.main()) {
            (Some(failure), _) => failure.message.clone(),
            (None, Some(main)) if state.is_configured() => idle_line(main, now),
            _ => tr!("tray-not-configured"),
        },
    }
}

/// How one profile is protected, when nothing is being done for it.
pub fn idle_line(watched: &Watched, now: Timestamp) -> String {
    trouble_line(watched).unwrap_or_else(|| last_line(watched, now))
}

/// What keeps a profile from being as it should be.
pub fn trouble_line(watched: &Watched) -> Option<String> {
    let broken = watched.known.broken.as_ref().map(|failure| &failure.message);
    let failed = || watched.failed.as_ref().map(|(_, failure)| &failure.message);
    let unreadable = || {
        let trouble = watched.trouble.as_ref().filter(|_| watched.known.database.is_some());
        trouble.map(|failure| &failure.message)
    };
    let trouble = broken.or_else(failed).or(watched.waits.as_ref()).or_else(unreadable).cloned();
    let unusual = || drill_line(watched).or_else(|| alarm_line(watched));
    trouble.or_else(unusual).or_else(|| watched.warnings.first().cloned())
}

/// `Unusual: public.eleves: 4,812 → 0 rows, and 2 more`
pub fn alarm_line(watched: &Watched) -> Option<String> {
    let open = watched.alarm.as_ref()?;
    let (first, more) = first_alarms(open, 1);
    let what = first.into_iter().chain(more).collect::<Vec<_>>().join(", ");
    Some(tr!("tray-unusual", what = what))
}

/// That the last drill failed; why is said elsewhere.
pub fn drill_line(watched: &Watched) -> Option<String> {
    watched.proof.failed.as_ref().map(|_| tr!("title-drill-failed"))
}

/// The first alarms that freeze, and how many more there are.
pub fn first_alarms(open: &OpenAlarm, count: usize) -> (Vec<String>, Option<String>) {
    let lines: Vec<String> =
        open.alarms.iter().filter(|alarm| alarm.freezes()).map(Alarm::message).collect();
    // One more takes no more room than to say that there is one.
    let count = if count > 1 && lines.len() == count + 1 { count + 1 } else { count };
    let more = lines.len().saturating_sub(count);
    let more = (more > 0).then(|| tr!("alarms-more", count = more));
    (lines.into_iter().take(count).collect(), more)
}

/// How old the last backup is.
pub fn last_line(watched: &Watched, now: Timestamp) -> String {
    let age_s = watched.standing.as_ref().and_then(|standing| standing.age_s(now));
    match (watched.newest(), age_s) {
        (None, _) => tr!("tray-no-backup"),
        (Some(_), Some(age_s)) if watched.age() > Age::Fresh => {
            tr!("tray-old", age = format::age(age_s))
        }
        (Some(last), _) => tr!("tray-last", date = format::date(last.created_at)),
    }
}

/// When the next backup is due; nothing without a schedule.
pub fn next_line(watched: &Watched, now: Timestamp) -> Option<String> {
    let next = watched.standing.as_ref()?.next?;
    let now = now.to_zoned(TimeZone::system());
    Some(tr!("status-next", date = format::soon(next, &now)))
}

/// How long ago the last drill succeeded; nothing where a later one failed, or there was none.
pub fn proof_line(watched: &Watched, now: Timestamp) -> Option<String> {
    const DAY_S: i64 = 86_400;
    let proved = watched.proof.proved.as_ref().filter(|_| watched.proof.failed.is_none())?;
    Some(match now.duration_since(proved.at).as_secs() {
        ..DAY_S => tr!("tray-proved-today"),
        age_s => tr!("tray-proved", age = format::age(age_s)),
    })
}

/// One profile among several.
pub fn profile_line(watched: &Watched, now: Timestamp) -> String {
    format!("{}{}{}", watched.label(), tr!("colon"), idle_line(watched, now))
}

fn running_line(run: &Run) -> String {
    if run.cancelling {
        return tr!("tray-cancelling");
    }
    let stage = run.progress.as_ref().map_or_else(|| tr!("stage-init"), Progress::stage_text);
    format!("{} % · {stage}", run.percent())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_said_to_be_compared_only_if_they_were() {
        let title = |counted| {
            let (database, kept_until) = ("torii".to_owned(), None);
            let (safety_backup, warnings) = ("s".to_owned(), Vec::new());
            let outcome =
                Outcome::Restored { database, counted, kept_until, safety_backup, warnings };
            succeeded_title(&outcome)
        };
        assert!(title(true).contains("compared"));
        assert!(title(false).contains("torii") && !title(false).contains("compared"));
    }
}
