//! What is said of an alarm and of a drill that failed, in a line and as a notification.

use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::folder::manifest::Alarm;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::note::{Note, NoteKind};
use crate::desktop::event::Command;
use crate::desktop::state::{State, Watched};

/// Lines of a notification: services cut longer ones.
const NOTE_LINES: usize = 3;

/// `Unusual: public.eleves: 4,812 → 0 rows, and 2 more`
pub fn alarm_line(watched: &Watched) -> Option<String> {
    let open = watched.alarm.as_ref()?;
    let (first, more) = first(open, 1);
    let what = first.into_iter().chain(more).collect::<Vec<_>>().join(", ");
    Some(tr!("tray-unusual", what = what))
}

/// That the last drill failed; why is said elsewhere.
pub fn drill_line(watched: &Watched) -> Option<String> {
    watched.proof.failed.as_ref().map(|_| tr!("title-drill-failed"))
}

/// The first alarms that freeze, and how many more there are.
fn first(open: &OpenAlarm, count: usize) -> (Vec<String>, Option<String>) {
    let lines: Vec<String> =
        open.alarms.iter().filter(|alarm| alarm.freezes()).map(Alarm::message).collect();
    // One more takes no more room than to say that there is one.
    let count = if count > 1 && lines.len() == count + 1 { count + 1 } else { count };
    let more = lines.len().saturating_sub(count);
    let more = (more > 0).then(|| tr!("alarms-more", count = more));
    (lines.into_iter().take(count).collect(), more)
}

/// The alarm in numbers: at the end of the backup that shows it, or `found` in the folder.
pub fn alarm_note(state: &State, profile: &str, found: bool) -> Option<Note> {
    let watched = state.profiles.iter().find(|watched| watched.name() == profile)?;
    let open = watched.alarm.as_ref()?;
    let (lines, more) = first(open, NOTE_LINES);
    let title = if found {
        tr!("told-unusual-since", profile = profile, date = format::date(open.since))
    } else {
        tr!("told-suspicious", profile = profile)
    };
    Some(Note {
        kind: NoteKind::Failed,
        title,
        body: lines.into_iter().chain(more).collect::<Vec<_>>().join("\n"),
        percent: None,
        buttons: vec![
            (tr!("button-details"), Command::ShowAlarm(profile.to_owned())),
            (tr!("button-accept"), Command::Accept(profile.to_owned(), open.path.clone())),
        ],
    })
}

/// That the last drill failed, and why.
pub fn drill_note(state: &State, profile: &str) -> Option<Note> {
    let watched = state.profiles.iter().find(|watched| watched.name() == profile)?;
    let failed = watched.proof.failed.as_ref()?;
    Some(Note {
        kind: NoteKind::Failed,
        title: tr!("told-unproved", profile = profile),
        body: failed.detail.clone(),
        percent: None,
        buttons: vec![(tr!("button-details"), Command::ShowDrill(profile.to_owned()))],
    })
}

/// That the user's word counts.
pub fn accepted_note() -> Note {
    Note {
        kind: NoteKind::Done,
        title: tr!("title-accepted"),
        body: tr!("accepted"),
        percent: None,
        buttons: Vec::new(),
    }
}
