//! Tables whose names differ in digits only, as partitions do: the oldest goes and a new one comes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::counts::Name;
use super::scene::{Loss, Scene};
use super::thresholds::{FAMILY, TABLE_LOSS_PERCENT, has_lost};

/// Schema, and the name with a mark for each run of digits.
pub type Stem<'m> = (&'m str, String);

/// What a name has in common with its family; nothing for one without digits.
#[must_use]
pub fn stem((schema, table): Name<'_>) -> Option<Stem<'_>> {
    let mut stem = String::new();
    for c in table.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !stem.ends_with('#') {
            stem.push(c);
        }
    }
    stem.contains('#').then_some((schema, stem))
}

/// Whether a number in it begins with a year.
#[must_use]
pub fn is_dated((_, table): Name<'_>) -> bool {
    numbers(table).any(|number| {
        let year = number.get(..4).and_then(|year| year.parse::<u32>().ok());
        year.is_some_and(|year| (1970..2100).contains(&year))
            && matches!(number.len(), 4 | 6 | 8 | 10)
    })
}

/// By their numbers, the oldest first.
#[must_use]
pub fn by_age(a: Name<'_>, b: Name<'_>) -> Ordering {
    let significant = |name: &'_ str| -> Vec<(usize, String)> {
        let numbers = numbers(name).map(|it| it.trim_start_matches('0').to_owned());
        numbers.map(|it| (it.len(), it)).collect()
    };
    significant(a.1).cmp(&significant(b.1)).then(a.cmp(&b))
}

fn numbers(table: &str) -> impl Iterator<Item = &str> {
    table.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty())
}

/// Families that are looked at, with their members, the oldest first.
fn families<'m>(scene: &Scene<'m>) -> BTreeMap<Stem<'m>, Vec<Name<'m>>> {
    let mut families: BTreeMap<Stem<'m>, BTreeSet<Name<'m>>> = BTreeMap::new();
    let counts = scene.good.iter().chain([&scene.whole_new, &scene.whole, &scene.oldest]);
    for name in counts.flat_map(|it| it.tables.keys()) {
        if let Some(stem) = stem(*name) {
            families.entry(stem).or_default().insert(*name);
        }
    }
    families.retain(|_, members| members.len() >= FAMILY);
    let sorted = |(stem, members): (_, BTreeSet<Name<'m>>)| {
        let mut members: Vec<Name<'m>> = members.into_iter().collect();
        members.sort_by(|a, b| by_age(*a, *b));
        (stem, members)
    };
    families.into_iter().map(sorted).collect()
}

/// Those among `losses` that are no accident in their family, and those of them that count in no sum
/// any more: retired partitions.
#[must_use]
pub fn innocent<'m>(losses: &[Loss<'m>], scene: &Scene<'m>) -> Innocent<'m> {
    let lossy: BTreeMap<Name<'m>, &Loss<'m>> = losses.iter().map(|it| (it.name, it)).collect();
    let mut innocent = Innocent::default();
    if lossy.keys().all(|name| stem(*name).is_none()) {
        return innocent;
    }
    for members in families(scene).into_values() {
        let retired = retired(&members, &lossy, scene);
        if !retired.is_empty() {
            innocent.retired.extend(retired);
            continue;
        }
        let dated = members.iter().all(|name| is_dated(*name));
        let its = || members.iter().filter_map(|name| lossy.get(name));
        let lost: u64 = its().map(|loss| loss.lost).fold(0, u64::saturating_add);
        // Those that swing take part: it is they that are filled in turns.
        let grown = members.iter().map(|name| {
            scene.whole_new.count(*name).rows.saturating_sub(scene.whole.count(*name).rows)
        });
        // Taken in turns, or shared out anew; a month's partition that is emptied goes nowhere.
        if !dated && lost > 0 && grown.fold(0, u64::saturating_add) >= lost / 2 {
            innocent.shared.extend(its().map(|loss| loss.name));
        }
    }
    innocent
}

#[derive(Debug, Default)]
pub struct Innocent<'m> {
    pub retired: BTreeSet<Name<'m>>,
    pub shared: BTreeSet<Name<'m>>,
}

/// The oldest members, if nothing else of the family is lost: as many as came since the oldest backup
/// that is looked at, or one; and no more than stay.
fn retired<'m>(
    members: &[Name<'m>],
    lossy: &BTreeMap<Name<'m>, &Loss<'m>>,
    scene: &Scene<'m>,
) -> Vec<Name<'m>> {
    let baseline = scene.baseline();
    let filled = |name: &&Name<'m>| baseline.count(**name).rows > 0;
    let oldest = members.iter().filter(filled).take_while(|name| lossy.contains_key(*name));
    let retired: Vec<Name<'m>> = oldest.copied().collect();
    let lost = members.iter().filter(|name| lossy.contains_key(*name)).count();
    let has_come = |name: &&Name<'m>| {
        let begins = scene.oldest.count(**name).rows == 0 && scene.new.count(**name).rows > 0;
        scene.new.has(**name) && (begins || !scene.oldest.has(**name))
    };
    let came = members.iter().filter(has_come).count();
    let stay: Vec<&Name<'m>> = members
        .iter()
        .filter(|name| scene.new.count(**name).rows > 0 && !retired.contains(name))
        .collect();
    let is_dated = members.iter().all(|name| is_dated(*name));
    let most = if is_dated { came.max(1) } else { came };
    if retired.is_empty()
        || lost > retired.len()
        || retired.len() > most
        || retired.len() > stay.len()
    {
        return Vec::new();
    }
    let rows = |counts: &super::counts::Counts<'_>, names: &mut dyn Iterator<Item = &Name<'m>>| {
        names.fold(0, |rows: u64, name| rows.saturating_add(counts.count(*name).rows))
    };
    let kept_before = rows(baseline, &mut members.iter().filter(|name| !retired.contains(name)));
    // One that takes the only one's place takes over its number of rows too.
    let before = if kept_before == 0 { rows(baseline, &mut retired.iter()) } else { kept_before };
    let after = rows(&scene.new, &mut stay.into_iter());
    if has_lost(before, after, TABLE_LOSS_PERCENT) { Vec::new() } else { retired }
}
