//! PURE: a backup and those before it → what is suspicious about it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::counts::{self, Counts, Name, display};
use super::family;
use super::history::LENGTH;
use super::left_out::left_out;
use super::migrations;
use super::moved;
use super::normal;
use super::scene::{Loss, Scene};
use super::thresholds::{
    ALL_LOSS_PERCENT, ALL_LOST_ROWS, BEGUN_ROWS, DUMP_GROWN_BYTES, DUMP_GROWTH, DUMP_LOSS_PERCENT,
    DUMP_SHRUNK_BYTES, MEDIAN_OF, MOST_ALARMS, STEADY_PERCENT, STEADY_ROWS, STEADY_TABLES,
    UNCHANGED_DAYS, has_lost,
};
use crate::folder::manifest::{Alarm, AlarmKind, Manifest, Measure};

/// What is suspicious about `new`, the worst first. `history` is newest first; `ignored` are patterns
/// on `schema.table`. The measure is the newest of the history that is not suspicious; where all of
/// it is, what was suspicious last still is.
#[must_use]
pub fn compare(new: &Manifest, history: &[Manifest], ignored: &[String]) -> Vec<Alarm> {
    let good = good(history);
    let mut alarms = match good.first() {
        None => {
            let last = history.first().map(|last| last.alarms.clone()).unwrap_or_default();
            last.into_iter().filter(Alarm::freezes).collect()
        }
        Some(_) => compare_with(new, &good, history, ignored),
    };
    alarms.extend(unchanged(new, history));
    alarms
}

/// Those that are not suspicious, newest first. What somebody has said to be right begins anew.
fn good(history: &[Manifest]) -> Vec<&Manifest> {
    let accepted = history.iter().position(|it| it.accepted_at.is_some());
    let since = accepted.map_or(history, |at| &history[..=at]);
    since.iter().filter(|it| !it.is_suspicious() && it.counts_rows()).collect()
}

fn compare_with(
    new: &Manifest,
    good: &[&Manifest],
    history: &[Manifest],
    ignored: &[String],
) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = other_server(new, good).into_iter().collect();
    if !new.counts_rows() {
        return alarms;
    }
    let left_out = left_out(new, history, ignored);
    let counts = |manifest| Counts::of(manifest).without(&left_out);
    let oldest = history.iter().take(LENGTH).rfind(|it| it.counts_rows()).unwrap_or(good[0]);
    let mut scene = Scene {
        new: counts(new),
        good: good.iter().map(|manifest| counts(manifest)).collect(),
        oldest: counts(oldest),
        whole_new: Counts::of(new),
        whole: Counts::of(good[0]),
    };
    counts::level(scene.good.iter_mut().take(MEDIAN_OF).chain([&mut scene.new]));
    let mut elsewhere = BTreeSet::new();
    let rows = scene.baseline().rows();
    if rows > 0 && scene.new.rows() == 0 {
        alarms.push(of_all(AlarmKind::EverythingEmpty, rows, 0));
    } else {
        let losses = scene.losses();
        let innocent = family::innocent(&losses, &scene);
        let is_guilty = |loss: &Loss<'_>| {
            !innocent.retired.contains(&loss.name) && !innocent.shared.contains(&loss.name)
        };
        let losses: Vec<Loss<'_>> = losses.into_iter().filter(is_guilty).collect();
        elsewhere = moved::moved(&losses, &scene);
        let losses = losses.into_iter().filter(|loss| !elsewhere.contains(&loss.name)).collect();
        alarms.extend(of_tables(losses));
        alarms.extend(rows_shrunk(&scene, &innocent.retired));
        alarms.extend(dump_shrunk(&scene, &innocent.retired));
        alarms.extend(dump_grown(&scene));
    }
    let known = good.iter().find_map(|it| it.django.as_ref());
    let (was, is) = (scene.baseline(), &scene.new);
    alarms.extend(migrations::gone_back(known, new.django.as_ref(), was, is, &elsewhere));
    bounded(alarms)
}

fn of_all(kind: AlarmKind, before: u64, after: u64) -> Alarm {
    Alarm { kind, table: None, before: Measure::Number(before), after: Measure::Number(after) }
}

/// The last identifier that is known: not every login may ask for it.
fn other_server(new: &Manifest, good: &[&Manifest]) -> Option<Alarm> {
    let after = new.server.system_identifier.as_ref()?;
    let before = good.iter().find_map(|it| it.server.system_identifier.as_ref())?;
    (before != after).then(|| Alarm {
        kind: AlarmKind::OtherServer,
        table: None,
        before: Measure::Text(before.clone()),
        after: Measure::Text(after.clone()),
    })
}

/// The largest losses first.
fn of_tables(mut losses: Vec<Loss<'_>>) -> Vec<Alarm> {
    losses.sort_by_key(|loss| (Reverse(loss.lost), loss.name));
    let alarm = |loss: Loss<'_>| Alarm {
        kind: loss.kind,
        table: Some(display(loss.name)),
        before: Measure::Number(loss.before),
        after: Measure::Number(loss.after),
    };
    losses.into_iter().map(alarm).collect()
}

/// What `measure` says of each good backup, of the tables that the newest has and that still count;
/// of the newest without what single tables are out of line by.
fn series<'m>(
    scene: &Scene<'m>,
    retired: &BTreeSet<Name<'m>>,
    excess: u64,
    measure: impl Fn(Counts<'m>) -> u64,
) -> Vec<u64> {
    let still = |counts: &Counts<'m>| {
        let gone = |name: &&Name<'m>| !scene.baseline().has(**name) || retired.contains(*name);
        let gone = counts.tables.keys().filter(gone).copied().collect();
        counts.clone().without(&gone)
    };
    let values = scene.good.iter().take(MEDIAN_OF).map(|counts| measure(still(counts)));
    let mut values: Vec<u64> = values.collect();
    if let Some(newest) = values.first_mut() {
        *newest = newest.saturating_sub(excess);
    }
    values
}

fn rows_shrunk<'m>(scene: &Scene<'m>, retired: &BTreeSet<Name<'m>>) -> Option<Alarm> {
    let rows = series(scene, retired, scene.excess(retired).rows, |counts| counts.rows());
    let after = scene.new.rows();
    let before = normal::before_loss(&rows, after, ALL_LOSS_PERCENT);
    let lost = rows.first().copied().unwrap_or_default().saturating_sub(after);
    if lost >= ALL_LOST_ROWS && has_lost(before, after, ALL_LOSS_PERCENT) {
        return Some(of_all(AlarmKind::RowsShrunk, before, after));
    }
    let before = scene.baseline().rows();
    is_an_older_state(scene).then(|| of_all(AlarmKind::RowsShrunk, before, after))
}

/// Whether every table that only ever grew has fewer rows: no loss of one table, but the whole database
/// as it was some time ago.
fn is_an_older_state(scene: &Scene<'_>) -> bool {
    if scene.good.len() < MEDIAN_OF || scene.new.rows() >= scene.baseline().rows() {
        return false;
    }
    let is_steady = |name: &Name<'_>| {
        let rows: Option<Vec<u64>> = scene.good.iter().map(|it| it.rows_of(*name)).collect();
        rows.is_some_and(|rows| {
            let pairs = rows.len() - 1;
            let grew = rows.windows(2).filter(|pair| pair[0] > pair[1]).count();
            grew * 100 >= pairs * STEADY_PERCENT && rows.is_sorted_by(|newer, older| newer >= older)
        })
    };
    let steady = scene.baseline().tables.keys().filter(|name| is_steady(name));
    let (mut count, mut lost) = (0, 0_u64);
    for name in steady {
        let (was, is) = (scene.baseline().count(*name).rows, scene.new.count(*name).rows);
        if is >= was {
            return false;
        }
        count += 1;
        lost = lost.saturating_add(was - is);
    }
    count >= STEADY_TABLES && lost >= STEADY_ROWS
}

fn dump_shrunk<'m>(scene: &Scene<'m>, retired: &BTreeSet<Name<'m>>) -> Option<Alarm> {
    let bytes = series(scene, retired, scene.excess(retired).bytes, |counts| counts.dump_bytes);
    let after = scene.new.dump_bytes;
    let before = normal::before_loss(&bytes, after, DUMP_LOSS_PERCENT);
    let is_less = after < bytes.first().copied().unwrap_or_default();
    let has_shrunk =
        is_less && before >= DUMP_SHRUNK_BYTES && has_lost(before, after, DUMP_LOSS_PERCENT);
    has_shrunk.then(|| of_all(AlarmKind::DumpShrunk, before, after))
}

fn dump_grown(scene: &Scene<'_>) -> Option<Alarm> {
    let bytes: Vec<u64> = scene.good.iter().take(MEDIAN_OF).map(|it| it.dump_bytes).collect();
    let before = normal::before_growth(&bytes);
    let after = scene.new.dump_bytes;
    let has_begun = before >= DUMP_GROWN_BYTES || scene.baseline().rows() >= BEGUN_ROWS;
    let has_grown =
        has_begun && after >= DUMP_GROWN_BYTES && after >= before.saturating_mul(DUMP_GROWTH);
    has_grown.then(|| of_all(AlarmKind::DumpGrown, before, after))
}

/// Told by the backup that is the first so late, and not again until a number has changed.
fn unchanged(new: &Manifest, history: &[Manifest]) -> Option<Alarm> {
    let since = new.unchanged_since?;
    let days = |manifest: &Manifest| {
        let hours = manifest.created_at.duration_since(since).as_hours();
        u64::try_from(hours / 24).unwrap_or_default()
    };
    let was_told = history.first().is_some_and(|last| days(last) >= UNCHANGED_DAYS);
    (days(new) >= UNCHANGED_DAYS && !was_told).then(|| Alarm {
        kind: AlarmKind::Unchanged,
        table: None,
        before: Measure::Text(since.to_string()),
        after: Measure::Number(days(new)),
    })
}

/// Of many tables the largest losses; what concerns all of them stays.
fn bounded(alarms: Vec<Alarm>) -> Vec<Alarm> {
    let is_of_a_table = |alarm: &Alarm| {
        matches!(
            alarm.kind,
            AlarmKind::TableGone | AlarmKind::TableEmptied | AlarmKind::TableShrunk
        )
    };
    let others = alarms.iter().filter(|alarm| !is_of_a_table(alarm)).count();
    let mut room = MOST_ALARMS.saturating_sub(others);
    let mut alarms = alarms;
    alarms.retain(|alarm| {
        let has_room = !is_of_a_table(alarm) || room > 0;
        if is_of_a_table(alarm) && has_room {
            room -= 1;
        }
        has_room
    });
    alarms.truncate(MOST_ALARMS);
    alarms
}
