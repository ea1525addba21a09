//! Backups made up: tables with their rows, a night apart.

use jiff::{SignedDuration, Timestamp};

use super::compare::compare;
use super::history::{LENGTH, unchanged_since};
use super::thresholds::MEDIAN_OF;
use crate::dump::scanner::TableCount;
use crate::folder::manifest::tests::example;
use crate::folder::manifest::{Alarm, AlarmKind, Manifest, Measure};

mod corpus;
mod rules;
mod years;

/// Definitions, settings and comments.
const DEFINITIONS_BYTES: u64 = 20_000;

/// A backup of these tables; `public.` where a name has no schema.
fn backup(tables: &[(&str, u64)]) -> Manifest {
    let mut manifest = example();
    "7000000000000000001".clone_into(manifest.server.system_identifier.insert(String::new()));
    manifest.tables = Vec::new();
    for (name, rows) in tables {
        set(&mut manifest, name, *rows);
    }
    manifest
}

fn split(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or(("public", name))
}

/// How long a row of a table is, always the same.
fn row_bytes(name: &str) -> u64 {
    40 + split(name).1.bytes().map(u64::from).sum::<u64>() % 80
}

fn rows(manifest: &Manifest, name: &str) -> u64 {
    let (schema, table) = split(name);
    let found = manifest.tables.iter().find(|it| (&*it.schema, &*it.name) == (schema, table));
    found.map_or_else(|| panic!("{name} is not there"), |it| it.rows)
}

/// Sets a table's rows; a new table comes with them.
fn set(manifest: &mut Manifest, name: &str, rows: u64) {
    set_bytes(manifest, name, rows, rows * row_bytes(name));
}

fn set_bytes(manifest: &mut Manifest, name: &str, rows: u64, bytes: u64) {
    let (schema, table) = split(name);
    let is_it = |it: &TableCount| (&*it.schema, &*it.name) == (schema, table);
    manifest.tables.retain(|it| !is_it(it));
    let (schema, name) = (schema.to_owned(), table.to_owned());
    manifest.tables.push(TableCount { schema, name, rows, bytes });
    weigh(manifest);
}

fn weigh(manifest: &mut Manifest) {
    let bytes = manifest.tables.iter().map(|table| table.bytes).sum::<u64>();
    manifest.dump.bytes = DEFINITIONS_BYTES + 200 * manifest.tables.len() as u64 + bytes;
}

fn gone(manifest: &mut Manifest, name: &str) {
    let (schema, table) = split(name);
    let before = manifest.tables.len();
    manifest.tables.retain(|it| (&*it.schema, &*it.name) != (schema, table));
    assert_eq!(manifest.tables.len(), before - 1, "{name} is not there");
    weigh(manifest);
}

/// Of `from` into `to`, as long as they were.
fn move_rows(manifest: &mut Manifest, from: &str, to: &str, moved: u64) {
    let has = rows(manifest, from);
    set(manifest, from, has - moved);
    let there = manifest.tables.iter().find(|it| (&*it.schema, &*it.name) == split(to));
    let (there, bytes) = there.map_or((0, 0), |it| (it.rows, it.bytes));
    set_bytes(manifest, to, there + moved, bytes + moved * row_bytes(from));
}

fn rename(manifest: &mut Manifest, from: &str, to: &str) {
    let has = rows(manifest, from);
    gone(manifest, from);
    set_bytes(manifest, to, has, has * row_bytes(from));
}

/// Backups one after the other, each with what was found suspicious about it.
#[derive(Clone)]
struct History {
    /// Newest first.
    made: Vec<Manifest>,
    now: Timestamp,
    ignored: Vec<String>,
}

impl History {
    fn new() -> Self {
        Self { made: Vec::new(), now: example().created_at, ignored: Vec::new() }
    }

    fn nights(backups: impl IntoIterator<Item = Manifest>) -> Self {
        let mut history = Self::new();
        for backup in backups {
            history.night(backup);
        }
        history
    }

    /// So many nights the same.
    fn of(backup: &Manifest, nights: usize) -> Self {
        Self::nights(std::iter::repeat_n(backup.clone(), nights))
    }

    /// A table's rows beside a large one that does not change, night by night.
    fn rows(rows: &[u64]) -> Self {
        Self::nights(rows.iter().map(|rows| backup(&[("t", *rows), ("grande", 1_000_000)])))
    }

    fn night(&mut self, backup: Manifest) -> Vec<Alarm> {
        self.after(SignedDuration::from_hours(24), backup)
    }

    /// As `alarms::note` does it.
    fn after(&mut self, pause: SignedDuration, mut backup: Manifest) -> Vec<Alarm> {
        self.now += pause;
        backup.created_at = self.now;
        let mut history: Vec<Manifest> = self.made.iter().take(LENGTH).cloned().collect();
        if history.iter().all(Manifest::is_suspicious) {
            let earlier = self.made.iter().skip(LENGTH).filter(|it| !it.is_suspicious());
            history.extend(earlier.take(MEDIAN_OF).cloned());
        }
        backup.unchanged_since = unchanged_since(&backup, &history);
        backup.alarms = compare(&backup, &history, &self.ignored);
        let alarms = backup.alarms.clone();
        self.made.insert(0, backup);
        alarms
    }

    fn accept(&mut self) {
        self.made[0].accepted_at = Some(self.now);
    }
}

/// `TableEmptied public.eleves 4812 0`
fn told(alarms: &[Alarm]) -> Vec<String> {
    let measure = |measure: &Measure| match measure {
        Measure::Number(number) => number.to_string(),
        Measure::Text(text) => text.clone(),
    };
    let line = |alarm: &Alarm| {
        let (before, after) = (measure(&alarm.before), measure(&alarm.after));
        format!("{:?} {} {before} {after}", alarm.kind, alarm.table.as_deref().unwrap_or("-"))
    };
    alarms.iter().map(line).collect()
}

fn kinds(alarms: &[Alarm]) -> Vec<AlarmKind> {
    alarms.iter().map(|alarm| alarm.kind).collect()
}
