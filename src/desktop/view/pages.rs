//! What the card shows instead of the state: an alarm, a drill that failed, that a word counts.

use std::path::Path;

use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::folder::manifest::{Alarm, Reason};
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::verify::proof::Drilled;

use super::card::{CardLook, CardView};
use crate::desktop::event::Command;
use crate::desktop::state::{Page, State, Watched};

/// Nothing where what it is about is over.
pub fn page(state: &State, page: &Page) -> Option<CardView> {
    let watched = |profile: &str| state.profiles.iter().find(|watched| watched.name() == profile);
    match page {
        Page::Alarm(profile) => {
            let watched = watched(profile)?;
            let open = watched.alarm.as_ref()?;
            Some(alarm(state, watched, open))
        }
        Page::Drill(profile) => {
            let watched = watched(profile)?;
            let failed = watched.proof.failed.as_ref()?;
            Some(drill(state, watched, failed))
        }
        Page::Accepted => Some(CardView {
            look: CardLook::Done,
            title: tr!("title-accepted"),
            percent: None,
            text: tr!("accepted"),
            advice: String::new(),
            rows: Vec::new(),
            buttons: vec![(tr!("window-close"), Command::HideCard)],
        }),
    }
}

fn alarm(state: &State, watched: &Watched, open: &OpenAlarm) -> CardView {
    let profile = || watched.name().to_owned();
    let lines = open.alarms.iter().filter(|alarm| alarm.freezes()).map(Alarm::message);
    let mut rows = about(state, watched);
    rows.push((tr!("alarm-since"), format::date(open.since)));
    rows.push((tr!("backup-name"), name(&open.path)));
    CardView {
        look: CardLook::Warning,
        title: tr!("title-unusual"),
        percent: None,
        text: lines.collect::<Vec<_>>().join("\n"),
        advice: tr!("alarm-advice"),
        rows,
        // The last one is what a hasty hand presses, and changes nothing.
        buttons: vec![
            (tr!("button-accept"), Command::Accept(profile(), open.path.clone())),
            (tr!("menu-restore"), Command::OpenRestore(profile())),
            (tr!("window-close"), Command::HideCard),
        ],
    }
}

fn drill(state: &State, watched: &Watched, failed: &Drilled) -> CardView {
    let profile = || watched.name().to_owned();
    let proved = watched.proof.proved.as_ref();
    let proved = proved.map_or_else(|| tr!("drill-none-proved"), |proved| name(&proved.path));
    let mut rows = about(state, watched);
    rows.push((tr!("backup-name"), name(&failed.path)));
    rows.push((tr!("drill-tried"), format::date(failed.at)));
    rows.push((tr!("drill-proved"), proved));
    CardView {
        look: CardLook::Failed,
        title: tr!("title-drill-failed"),
        percent: None,
        text: failed.detail.clone(),
        advice: tr!("drill-advice", command = "sauvegarde verify --drill latest"),
        rows,
        buttons: vec![
            (tr!("window-close"), Command::HideCard),
            (tr!("button-new-backup"), Command::BackUp(profile(), Reason::Manual)),
        ],
    }
}

/// Which of several profiles.
fn about(state: &State, watched: &Watched) -> Vec<(String, String)> {
    let is_one = state.profiles.len() < 2;
    let label = || (tr!("list-heading-database"), watched.label().to_owned());
    (!is_one).then(label).into_iter().collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
