//! The notifications of an alarm, of a drill that failed, and of a word that counts.

use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;

use super::note::{Note, NoteKind};
use super::words::first_alarms;
use crate::desktop::event::Command;
use crate::desktop::state::State;

/// Lines of a notification: services cut longer ones.
const NOTE_LINES: usize = 3;

/// The alarm in numbers: at the end of the backup that shows it, or `found` in the folder.
pub fn alarm_note(state: &State, profile: &str, found: bool) -> Option<Note> {
    let watched = state.profiles.iter().find(|watched| watched.name() == profile)?;
    let open = watched.alarm.as_ref()?;
    let (lines, more) = first_alarms(open, NOTE_LINES);
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
