//! What Restaurer… says of a backup, of a preview and of an end. Pure.

use std::path::{Path, PathBuf};

use sauvegarde::folder::catalog::{self, Entry, State};
use sauvegarde::folder::manifest::{Alarm, Manifest};
use sauvegarde::postgres::server::former::Former;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::Progress;
use sauvegarde::restore::{Preview, TableChange, Way};

use crate::desktop::event::Outcome;
use crate::desktop::remarks::pinned;
use crate::desktop::view;
use crate::desktop::windows::generated::{BackupRow, Line};

/// A line of the list.
pub fn row(entry: &Entry) -> BackupRow {
    let Some(manifest) = &entry.manifest else {
        return BackupRow {
            date: name(&entry.path).into(),
            wrong: wrong(entry).into(),
            ..BackupRow::default()
        };
    };
    let is_unusual = manifest.is_suspicious();
    BackupRow {
        date: format::date(manifest.created_at).into(),
        size: format::bytes(manifest.file.bytes).into(),
        rows: manifest.rows_text().into(),
        verified: verified(manifest).into(),
        wrong: wrong(entry).into(),
        unusual: if is_unusual { tr!("remark-unusual").into() } else { "".into() },
        usable: entry.state.is_whole(),
        // Who keeps it knows why.
        reason: manifest.pinned.as_ref().map_or_else(|| manifest.reason_text(), pinned).into(),
    }
}

/// The last time that it was found good: read, or restored, which says more.
fn verified(manifest: &Manifest) -> String {
    if let Some(drill) = manifest.last_drill().filter(|drill| drill.ok) {
        return tr!("remark-proved-at", date = format::date(drill.at));
    }
    let read = manifest.last_verification().filter(|last| last.ok);
    read.map(|last| format::date(last.at)).unwrap_or_default()
}

/// The newest that `latest` would mean too: of this database, and no restore's own safety backup,
/// or choosing the newest twice would undo itself. One that is not unusual goes before: whoever comes
/// because of an alarm wants what was there. Any other that is complete where there is none; an
/// incomplete one is chosen by the user alone.
pub fn first_choice(entries: &[Entry], database: &str) -> Option<usize> {
    let is_meant = |entry: &Entry| {
        let manifest = entry.manifest.as_ref();
        manifest.is_some_and(|manifest| catalog::is_meant_by_latest(manifest, database))
    };
    let lacks = |entry: &Entry| entry.manifest.as_ref().is_some_and(Manifest::is_incomplete);
    let whole = |entry: &Entry| entry.state.is_whole() && !lacks(entry);
    let is_doubtful = |entry: &Entry| entry.manifest.as_ref().is_some_and(Manifest::is_suspicious);
    let sound = |entry: &Entry| whole(entry) && is_meant(entry) && !is_doubtful(entry);
    let sound = entries.iter().position(sound);
    let meant = || entries.iter().position(|entry| whole(entry) && is_meant(entry));
    sound.or_else(meant).or_else(|| entries.iter().position(whole))
}

/// A file that can be restored.
#[derive(Clone, Debug)]
pub struct Backup {
    pub path: PathBuf,
    /// Where it lies, as people read it; to find that out may wait for a disk.
    pub folder: String,
    pub manifest: Option<Manifest>,
}

/// The chosen backup in detail.
pub fn details(backup: &Backup) -> Vec<Line> {
    let mut lines = vec![
        line(tr!("backup-name"), name(&backup.path)),
        line(tr!("backup-location"), backup.folder.clone()),
    ];
    if let Some(manifest) = &backup.manifest {
        lines.push(line(tr!("backup-content"), manifest.content_text()));
        lines.extend(lacking(&manifest.tables_missing()));
        lines.extend(unusual(manifest));
        lines.extend(note(manifest));
        let version = manifest.server.version.as_str();
        let database = manifest.database.as_str();
        lines.push(line(
            tr!("window-restore-origin"),
            tr!("window-restore-origin-value", database = database, version = version),
        ));
    } else {
        lines.push(line(tr!("backup-content"), tr!("window-restore-unknown")));
    }
    lines
}

pub fn question(database: &str, path: &Path, manifest: Option<&Manifest>) -> String {
    match manifest {
        Some(manifest) => tr!(
            "window-restore-question",
            database = database,
            date = format::date(manifest.created_at)
        ),
        None => tr!("window-restore-question-file", database = database, name = name(path)),
    }
}

/// More tables than this are counted, not listed.
const TABLES_SHOWN: usize = 8;

/// What will change.
pub fn changes(preview: &Preview) -> Vec<Line> {
    let rows_now = format::count(preview.rows_now);
    // Counted, or as the server's statistics have them.
    let rows_now = if preview.counted { rows_now } else { format!("≈ {rows_now}") };
    let mut lines = vec![
        line(
            tr!("list-heading-rows"),
            tr!("window-restore-rows", now = rows_now, then = preview.rows_then_text()),
        ),
        line(
            "PostgreSQL",
            tr!(
                "window-restore-versions",
                then = preview.version_then.as_str(),
                now = preview.version_now.as_str()
            ),
        ),
    ];
    if !preview.tables.is_empty() {
        lines.insert(1, line(tr!("window-restore-tables"), tables(&preview.tables)));
    }
    if let Some(lacking) = lacking(&preview.tables_missing) {
        lines.insert(0, lacking);
    }
    let sessions = if preview.sessions.is_empty() {
        tr!("restore-plan-nobody")
    } else {
        tr!("window-restore-sessions", sessions = preview.sessions.join("\n"))
    };
    lines.push(line(tr!("window-restore-connected"), sessions));
    if !preview.django.is_empty() {
        lines.push(line("Django", tr!("restore-plan-django", apps = preview.django.join(", "))));
    }
    lines
}

/// What the restore before this one could not do.
pub fn missing(text: &str) -> Line {
    line(tr!("window-restore-will-miss"), text)
}

/// What hangs on the database and will not come along.
pub fn left_behind(warnings: &[Warning]) -> Option<Line> {
    let text = warnings.iter().map(Warning::message).collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then(|| line(tr!("restore-plan-left-behind"), text))
}

/// The most different first, one under the other.
fn tables(tables: &[TableChange]) -> String {
    let number = |rows: Option<u64>| rows.map_or_else(|| "–".to_owned(), format::count);
    let shown = tables.iter().take(TABLES_SHOWN).map(|table| {
        tr!(
            "restore-plan-table",
            name = table.name.as_str(),
            now = number(table.rows_now),
            then = number(table.rows_then)
        )
    });
    let more = tables.len().saturating_sub(TABLES_SHOWN);
    let more = (more > 0).then(|| tr!("restore-plan-tables-more", tables = format::tables(more)));
    shown.chain(more).collect::<Vec<_>>().join("\n")
}

/// What is known of the way back: a sentence, and what stands below it.
pub fn safety(way: Way, user: &str) -> (String, String) {
    match way {
        Way::Swap => (tr!("window-restore-safety"), tr!("window-restore-safety", "advice")),
        Way::InPlace => (
            tr!("window-restore-safety-in-place"),
            tr!("window-restore-safety-in-place", "advice", user = user),
        ),
    }
}

/// What the database is good for while it is restored.
pub fn meanwhile(way: Way) -> String {
    match way {
        Way::Swap => tr!("window-restore-meanwhile"),
        Way::InPlace => tr!("window-restore-meanwhile-in-place"),
    }
}

/// What is said of the database that a restore replaced.
#[derive(Default)]
pub struct FormerText {
    pub text: String,
    pub advice: String,
}

pub fn former(former: &Former) -> FormerText {
    let (database, date) = (former.mark.database.as_str(), format::date(former.mark.at));
    let until = format::date(former.kept_until());
    FormerText {
        text: tr!("window-restore-former", database = database, date = date.as_str()),
        advice: tr!("window-restore-former", "advice", until = until),
    }
}

pub fn undo_question(former: &Former) -> String {
    let (database, date) = (former.mark.database.as_str(), format::date(former.mark.at));
    tr!("window-restore-undo-question", database = database, date = date)
}

pub fn undo_changes(former: &Former) -> Vec<Line> {
    let until = format::date(former.kept_until());
    vec![line(tr!("restore-former"), tr!("former-kept", date = until))]
}

/// As [`safety`].
pub fn undo_safety() -> (String, String) {
    (tr!("window-restore-undo-safety"), tr!("window-restore-undo-safety", "advice"))
}

/// Of a backup that was asked for and is not there: what is said of it, and what to do.
pub fn gone(file: &Path) -> (String, String) {
    (tr!("window-restore-gone", name = name(file)), tr!("window-restore-gone", "advice"))
}

/// The time left, where it is known.
pub fn time_left(progress: &Progress) -> String {
    let Some(eta_s) = progress.eta_s else {
        return String::new();
    };
    let about = if progress.approximate { "≈ " } else { "" };
    tr!("progress-eta", time = format!("{about}{}", format::seconds(eta_s)))
}

/// How a job that this window started came to its end.
pub struct Ending {
    pub good: bool,
    pub can_undo: bool,
    pub result: String,
    pub advice: String,
    pub facts: Vec<Line>,
}

/// Nothing for jobs that are none of this window's.
pub fn ending(outcome: &Outcome) -> Option<Ending> {
    Some(match outcome {
        Outcome::Restored { database, counted, kept_until, safety_backup, warnings } => Ending {
            good: true,
            can_undo: kept_until.is_some(),
            result: view::restored(database, *counted),
            advice: match kept_until {
                Some(date) => tr!("window-restore-kept", date = date.as_str()),
                None => format!("{}{}{safety_backup}", tr!("restore-safety"), tr!("colon")),
            },
            facts: said(warnings),
        },
        Outcome::Undone { database, warnings } => Ending {
            good: true,
            can_undo: false,
            result: tr!("window-restore-undone", database = database.as_str()),
            advice: String::new(),
            facts: said(warnings),
        },
        Outcome::Failed(failure) => Ending {
            good: false,
            can_undo: false,
            result: failure.message.clone(),
            advice: failure.advice.clone(),
            facts: Vec::new(),
        },
        Outcome::BackedUp(_) | Outcome::Verified { .. } => return None,
    })
}

fn said(warnings: &[String]) -> Vec<Line> {
    warnings.iter().map(|warning| line(tr!("warning-label"), warning.as_str())).collect()
}

/// Of a job that was not begun.
pub fn refusal() -> Ending {
    Ending {
        good: false,
        can_undo: false,
        result: tr!("window-restore-busy"),
        advice: tr!("window-restore-busy", "advice"),
        facts: Vec::new(),
    }
}

pub fn line(label: impl Into<slint::SharedString>, value: impl Into<slint::SharedString>) -> Line {
    Line { label: label.into(), value: value.into() }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What nobody has said to be right yet.
fn unusual(manifest: &Manifest) -> Option<Line> {
    let alarms = manifest.alarms.iter().filter(|alarm| alarm.freezes()).map(Alarm::message);
    let text = alarms.take(TABLES_SHOWN).collect::<Vec<_>>().join("\n");
    manifest.is_suspicious().then(|| line(tr!("window-restore-unusual"), text))
}

/// Why it is kept for ever, where somebody has said so.
fn note(manifest: &Manifest) -> Option<Line> {
    let note = manifest.pinned.as_ref().map(|pin| pin.note.trim())?;
    (!note.is_empty()).then(|| line(tr!("window-restore-pinned"), note))
}

/// What an incomplete backup does not bring back.
fn lacking(tables: &[String]) -> Option<Line> {
    let sentence = || tr!("restore-plan-incomplete", tables = tables.join(", "));
    (!tables.is_empty()).then(|| line(tr!("warning-label"), sentence()))
}

fn wrong(entry: &Entry) -> String {
    let lacks = || entry.manifest.as_ref().and_then(Manifest::incomplete_text);
    match entry.state {
        State::Complete => String::new(),
        State::Incomplete => lacks().unwrap_or_default(),
        State::Damaged => tr!("window-restore-damaged"),
        State::MissingFile => tr!("window-restore-missing"),
        State::NotRestorable => tr!("window-restore-not-restorable"),
        State::InCloud => tr!("state-in-cloud"),
    }
}
