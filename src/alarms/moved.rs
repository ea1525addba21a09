//! Rows that are not lost but elsewhere: a table renamed, moved, split, or emptied into an archive.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Count, Name};
use super::family;
use super::scene::{Loss, Scene};
use super::thresholds::{
    EMPTIED_ROWS, MEDIAN_OF, MOST_PAIRS, MOVED_AT_MOST_PERCENT, MOVED_PERCENT, MOVED_ROW_FACTOR,
    RENAMED_ROW_PERCENT, SHRUNK_ROWS, TABLE_LOSS_PERCENT, has_lost, is_percent,
};
use crate::folder::manifest::AlarmKind;

/// Pairs of good backups from which on it is known how a table grows.
const ENOUGH_PAIRS: usize = 3;
/// A table of which one of these is a word writes down what is deleted elsewhere: it has as many more
/// rows afterwards.
const WRITTEN_DOWN: [&str; 7] =
    ["audit", "event", "events", "historical", "journal", "log", "logs"];

/// A growth that is so many times the usual one is no busy day.
const FAR_OUT: u64 = 4;
/// Tables that are renamed alike are no coincidence.
const SEVERAL: usize = 3;

/// Schema and beginning of a name, and what they have become.
type Renaming<'m> = (Name<'m>, Name<'m>);

/// How a table grew until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// It was not there.
    New,
    /// It has not been there long enough to tell.
    Unknown,
    Quiet,
    /// On most days.
    Busy,
}

/// A table that has more rows than before.
#[derive(Debug)]
struct Target<'m> {
    name: Name<'m>,
    habit: Habit,
    /// Whether it is one of several that differ in digits, and fills up because it is its turn.
    is_filling: bool,
    /// Rows beyond those that it grows by anyway, as far as none has been found to come from a loss.
    free: u64,
    /// Rows by which it grows at most.
    usual: u64,
    grown: u64,
    grown_bytes: u64,
}

/// Those of `losses` whose rows are in another table now.
#[must_use]
pub fn moved<'m>(losses: &[Loss<'m>], scene: &Scene<'m>) -> BTreeSet<Name<'m>> {
    let mut targets = targets(scene);
    let mut moved = BTreeSet::new();
    let mut largest_first: Vec<&Loss<'m>> = losses.iter().collect();
    largest_first.sort_by_key(|loss| (std::cmp::Reverse(loss.lost), loss.name));
    let are_few = losses.len().saturating_mul(targets.len()) <= MOST_PAIRS;
    let mut renamed: BTreeMap<Renaming<'m>, usize> = BTreeMap::new();
    let gone = |loss: &&&Loss<'m>| loss.kind == AlarmKind::TableGone;
    for loss in largest_first.iter().filter(gone) {
        let mut target = into_another_schema(loss, &mut targets);
        if target.is_none() && are_few {
            target = by_number(loss, &mut targets);
        }
        if let Some(target) = target {
            *renamed.entry(renaming(loss.name, target)).or_default() += 1;
            moved.insert(loss.name);
        } else if was_a_copy(loss, scene) {
            moved.insert(loss.name);
        }
    }
    // What several tables have in common is done to a changed one too.
    renamed.retain(|_, times| *times >= SEVERAL);
    largest_first.retain(|loss| !moved.contains(&loss.name));
    for loss in largest_first.iter().filter(gone) {
        if renamed.keys().any(|renaming| as_others(loss, renaming, &mut targets)) {
            moved.insert(loss.name);
        }
    }
    largest_first.retain(|loss| are_few && !moved.contains(&loss.name));
    for loss in largest_first {
        if among_relatives(loss, &mut targets) || into_a_stranger(loss, &mut targets) {
            moved.insert(loss.name);
        }
    }
    moved
}

fn targets<'m>(scene: &Scene<'m>) -> BTreeMap<Name<'m>, Target<'m>> {
    let others = scene.baseline().tables.iter().filter(|(_, count)| count.rows > 0);
    let stems: BTreeSet<_> = others.filter_map(|(name, _)| family::stem(*name)).collect();
    let target = |(&name, is): (&Name<'m>, &Count)| {
        let was = scene.baseline().count(name);
        let is_new = scene.is_new(name);
        let growths: Vec<u64> = scene.growths(name).collect();
        let usual = growths.iter().copied().max().unwrap_or_default();
        let grew = growths.iter().filter(|growth| **growth > 0).count();
        let grown = is.rows.saturating_sub(was.rows);
        let free = if is_new { is.rows } else { grown.saturating_sub(usual) };
        let habit = match growths.len() {
            _ if is_new => Habit::New,
            ..ENOUGH_PAIRS => Habit::Unknown,
            pairs if grew * 2 > pairs => Habit::Busy,
            _ => Habit::Quiet,
        };
        let is_known = matches!(habit, Habit::Quiet | Habit::Busy);
        let target = Target {
            name,
            habit,
            is_filling: !is_known && family::stem(name).is_some_and(|it| stems.contains(&it)),
            free,
            usual,
            grown,
            grown_bytes: is.bytes.saturating_sub(was.bytes),
        };
        (free > 0).then_some((name, target))
    };
    scene.new.tables.iter().filter_map(target).collect()
}

/// Whether it was made a few backups ago with as many rows as one of a like name had and still has:
/// somebody kept them while he did something else.
fn was_a_copy(loss: &Loss<'_>, scene: &Scene<'_>) -> bool {
    let is_young = scene.good.iter().take(MEDIAN_OF).filter(|it| it.has(loss.name)).count()
        <= MEDIAN_OF / 2
        && scene.good.len() >= MEDIAN_OF;
    let is_original = |(name, now): (&Name<'_>, &Count)| {
        let was = scene.baseline().count(*name).rows;
        are_related(*name, loss.name)
            && is_percent(loss.before, was, MOVED_PERCENT)
            && is_percent(was, loss.before, MOVED_PERCENT)
            && is_percent(now.rows, loss.before, MOVED_PERCENT)
    };
    is_young && scene.new.tables.iter().any(is_original)
}

/// A table of the same name that is new in another schema, with its rows or more.
fn into_another_schema<'m>(
    loss: &Loss<'m>,
    targets: &mut BTreeMap<Name<'m>, Target<'m>>,
) -> Option<Name<'m>> {
    let percent = if loss.before < EMPTIED_ROWS { 50 } else { MOVED_PERCENT };
    take(targets, |it| {
        it.habit == Habit::New
            && it.name.1 == loss.name.1
            && is_percent(it.free, loss.before, percent)
    })
}

/// A new table with as many rows: the same number, or a day's more where their length is the same too.
fn by_number<'m>(
    loss: &Loss<'m>,
    targets: &mut BTreeMap<Name<'m>, Target<'m>>,
) -> Option<Name<'m>> {
    let is_few = loss.before < EMPTIED_ROWS;
    let same = |it: &Target<'m>| {
        it.habit == Habit::New
            && !is_the_next(loss, it)
            && !it.is_filling
            && it.free == loss.before
            && (!is_few || are_related(it.name, loss.name) || has_such_rows(loss, it, 120))
    };
    let nearly = |it: &Target<'m>| {
        it.habit == Habit::New
            && !it.is_filling
            && !is_few
            && is_percent(it.free, loss.before, 95)
            && is_percent(loss.before, it.free, MOVED_PERCENT)
            && has_such_rows(loss, it, RENAMED_ROW_PERCENT)
    };
    // The nearer name first, where several have as many.
    take(targets, |it| same(it) && are_related(it.name, loss.name))
        .or_else(|| take(targets, same))
        .or_else(|| take(targets, nearly))
}

/// Takes all free rows of the first target that is as wanted.
fn take<'m>(
    targets: &mut BTreeMap<Name<'m>, Target<'m>>,
    is_wanted: impl Fn(&Target<'m>) -> bool,
) -> Option<Name<'m>> {
    let found = targets.values_mut().find(|it| it.free > 0 && is_wanted(it))?;
    found.free = 0;
    Some(found.name)
}

/// What stands before the part that two names have in common.
fn renaming<'m>(from: Name<'m>, to: Name<'m>) -> Renaming<'m> {
    let end = |name: &'m str, common: usize| &name[..name.len() - common];
    let parts = from.1.match_indices('_').map(|(at, _)| &from.1[at..]);
    let common = [from.1].into_iter().chain(parts).find(|part| to.1.ends_with(part));
    let common = common.map_or(0, str::len);
    ((from.0, end(from.1, common)), (to.0, end(to.1, common)))
}

/// Its new name is as that of others; it has not lost more than one does that has kept its name.
fn as_others<'m>(
    loss: &Loss<'m>,
    (from, to): &Renaming<'m>,
    targets: &mut BTreeMap<Name<'m>, Target<'m>>,
) -> bool {
    let Some(rest) = loss.name.1.strip_prefix(from.1).filter(|_| loss.name.0 == from.0) else {
        return false;
    };
    let name = format!("{}{rest}", to.1);
    let is_shrunk = |it: &Target<'m>| {
        loss.before >= SHRUNK_ROWS && has_lost(loss.before, it.free, TABLE_LOSS_PERCENT)
    };
    take(targets, |it| it.habit == Habit::New && it.name == (to.0, &*name) && !is_shrunk(it))
        .is_some()
}

/// Tables whose names have to do with each other share its rows out: an archive, the partitions of
/// what was one table, the table that several became.
fn among_relatives<'m>(loss: &Loss<'m>, targets: &mut BTreeMap<Name<'m>, Target<'m>>) -> bool {
    let its = |it: &Target<'m>| are_related(it.name, loss.name) && may_have_come(loss, it);
    let free = targets.values().filter(|it| its(it)).map(|it| it.free);
    if !is_percent(free.fold(0, u64::saturating_add), loss.lost, MOVED_PERCENT) {
        return false;
    }
    let mut left = loss.lost;
    for target in targets.values_mut().filter(|it| its(it)) {
        let taken = left.min(target.free);
        target.free -= taken;
        left -= taken;
    }
    true
}

/// A table of any name, if it grew by just as many rows of the same length.
fn into_a_stranger<'m>(loss: &Loss<'m>, targets: &mut BTreeMap<Name<'m>, Target<'m>>) -> bool {
    let is_it = |it: &&mut Target<'m>| {
        is_percent(it.free, loss.lost, MOVED_PERCENT)
            && !is_percent(it.free, loss.lost, MOVED_AT_MOST_PERCENT)
            && loss.lost >= EMPTIED_ROWS
            && !it.is_filling
            && it.free >= it.usual.saturating_mul(FAR_OUT)
            && may_have_come(loss, it)
            && has_such_rows(loss, it, MOVED_ROW_FACTOR * 100)
    };
    let found = targets.values_mut().find(is_it);
    found.map(|it| it.free = it.free.saturating_sub(loss.lost)).is_some()
}

/// Whether a target may hold what was taken out of a table. One that writes down what is deleted
/// grows as an archive does, and only its name tells them apart; what was dropped is not written down.
fn may_have_come<'m>(loss: &Loss<'m>, target: &Target<'m>) -> bool {
    let words = |name: Name<'m>| name.1.split('_');
    let writes_down = words(target.name).any(|word| {
        WRITTEN_DOWN.contains(&word) && !words(loss.name).any(|its| its == word)
            || word.strip_prefix("historical").is_some_and(|rest| !rest.is_empty())
    });
    let may_be_written_down = match loss.kind {
        AlarmKind::TableGone => false,
        AlarmKind::TableEmptied => target.habit == Habit::Busy || writes_down,
        _ => writes_down,
    };
    let is_archive = target.name.1.contains("archiv") || target.name.0.contains("archiv");
    let is_written_down = may_be_written_down && target.habit != Habit::New && !is_archive;
    !is_written_down && !is_the_next(loss, target)
}

/// Whether it is the next partition of the same table, which fills up because time goes on.
fn is_the_next<'m>(loss: &Loss<'m>, target: &Target<'m>) -> bool {
    let stem = family::stem(loss.name);
    stem.is_some()
        && stem == family::stem(target.name)
        && family::is_dated(target.name)
        && target.habit != Habit::Quiet
}

/// Whether an average row is about as long; true where that is not known.
fn has_such_rows(loss: &Loss<'_>, target: &Target<'_>, percent: u64) -> bool {
    if loss.lost_bytes < loss.lost || target.grown_bytes < target.grown {
        return true;
    }
    let (a, b) = (
        u128::from(loss.lost_bytes) * u128::from(target.grown),
        u128::from(target.grown_bytes) * u128::from(loss.lost),
    );
    a * 100 <= b * u128::from(percent) && b * 100 <= a * u128::from(percent)
}

/// Whether the one name is in the other, but for a plural: `commandes`, `commande_archive`.
fn are_related(a: Name<'_>, b: Name<'_>) -> bool {
    const SHORTEST: usize = 3;
    let (a, b) = (a.1.trim_end_matches('s'), b.1.trim_end_matches('s'));
    a.len().min(b.len()) >= SHORTEST && (a.contains(b) || b.contains(a))
}
