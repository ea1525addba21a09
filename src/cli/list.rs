//! `sauvegarde list`

use std::collections::BTreeSet;

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, Entry, State};
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest::{Alarm, Manifest};
use sauvegarde::folder::target::Target;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use serde_json::{Value, json};

use super::args::ListOptions;
use super::output::Output;

/// The column that tells something only where it has more than one name.
const DATABASE: usize = 1;

pub fn run(profile: &Profile, options: &ListOptions, output: &Output) -> Result<u8, Error> {
    let target = Target::open(profile.dir.as_deref())?;
    let entries = catalog::list(&target)?;
    if output.is_json() {
        let backups: Vec<Value> = entries.iter().map(as_json).collect();
        output.object(&json!({ "type": "result", "status": "completed", "backups": backups }));
    } else if options.sha256sum {
        let there = entries.iter().filter(|entry| entry.state != State::MissingFile);
        for manifest in there.filter_map(|entry| entry.manifest.as_ref()) {
            output.line(&format!("{}  {}", manifest.file.sha256, manifest.file.name));
        }
    } else if entries.is_empty() {
        output.text(&tr!("list-empty", path = cloud::display(target.folder())));
    } else {
        show(&entries, output);
    }
    Ok(0)
}

fn as_json(entry: &Entry) -> Value {
    json!({
        "path": entry.path.to_string_lossy(),
        "state": entry.state,
        "manifest": entry.manifest,
    })
}

fn show(entries: &[Entry], output: &Output) {
    let mut rows = vec![[
        tr!("list-heading-date"),
        tr!("list-heading-database"),
        tr!("list-heading-size"),
        tr!("list-heading-rows"),
        tr!("list-heading-verified"),
        tr!("list-heading-reason"),
        tr!("list-heading-name"),
    ]];
    rows.extend(entries.iter().map(row));
    let databases: BTreeSet<_> = entries.iter().filter_map(database).collect();
    let is_shown = |column| column != DATABASE || databases.len() > 1;
    let mut widths = [0; 7];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .enumerate()
            .filter(|(column, _)| is_shown(*column))
            // Numbers to the right.
            .map(|(column, (cell, width))| match column {
                2 | 3 => format!("{cell:>width$}"),
                _ => format!("{cell:<width$}"),
            })
            .collect();
        output.line(cells.join("  ").trim_end());
    }
}

/// As the manifest has it; what has none is in a row without it.
fn database(entry: &Entry) -> Option<&str> {
    entry.manifest.as_ref().map(|manifest| manifest.database.as_str())
}

fn row(entry: &Entry) -> [String; 7] {
    let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(manifest) = &entry.manifest else {
        let state = state(entry).unwrap_or_default();
        let none = String::new;
        return [none(), none(), none(), none(), state, none(), name];
    };
    let looked_at = match entry.state {
        State::Complete => Some(verified(manifest)).filter(|text| !text.is_empty()),
        _ => state(entry),
    };
    let parts = [looked_at, lacking(entry), suspicious(manifest), pinned(manifest)];
    let state = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    [
        format::date(manifest.created_at),
        manifest.database.clone(),
        format::bytes(manifest.file.bytes),
        manifest.rows_text(),
        state,
        manifest.reason_text(),
        name,
    ]
}

/// The last time that it was read, or restored on trial.
fn verified(manifest: &Manifest) -> String {
    match (manifest.last_verification(), manifest.last_drill()) {
        (read, Some(drill)) if read.is_none_or(|read| read.at <= drill.at) => {
            tr!("list-drilled", date = format::date(drill.at))
        }
        (Some(read), _) => format!("✓ {}", format::date(read.at)),
        (None, _) => String::new(),
    }
}

fn state(entry: &Entry) -> Option<String> {
    match entry.state {
        State::Complete | State::Incomplete => None,
        State::Damaged => Some(tr!("state-damaged")),
        State::NotRestorable => Some(tr!("state-not-restorable")),
        State::MissingFile => Some(tr!("state-missing-file")),
        State::InCloud => Some(tr!("state-in-cloud")),
    }
}

/// What is unusual about it, unless somebody has said that it is right.
fn suspicious(manifest: &Manifest) -> Option<String> {
    let alarms: Vec<String> = manifest.alarms.iter().map(Alarm::message).collect();
    manifest.is_suspicious().then(|| tr!("state-suspicious", alarms = alarms.join(" · ")))
}

fn pinned(manifest: &Manifest) -> Option<String> {
    let note = manifest.pinned.as_ref()?.note.as_str();
    Some(if note.is_empty() { tr!("kept-pinned") } else { tr!("kept-pinned-because", note = note) })
}

/// The tables whose rows it was made without, whatever its file has become.
fn lacking(entry: &Entry) -> Option<String> {
    let tables = entry.manifest.as_ref()?.tables_missing();
    (!tables.is_empty()).then(|| tr!("state-incomplete", tables = tables.join(", ")))
}
