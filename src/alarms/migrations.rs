//! Django's migrations that have gone back.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Counts, Name};
use crate::folder::manifest::{Alarm, AlarmKind, Measure};

type Newest = BTreeMap<String, String>;

/// Where each application's newest migration is older than it was. An application that is not listed
/// any more has gone back only if its tables went too, not `moved` to other names, or if nothing is listed at all: one that is
/// not used any more may be taken off the list.
#[must_use]
pub fn gone_back(
    before: Option<&Newest>,
    after: Option<&Newest>,
    baseline: &Counts<'_>,
    new: &Counts<'_>,
    moved: &BTreeSet<Name<'_>>,
) -> Vec<Alarm> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let applied = |counts: &Counts<'_>| {
        let listed = counts.tables.iter().filter(|((_, table), _)| *table == "django_migrations");
        listed.map(|(_, count)| count.rows).max().unwrap_or_default()
    };
    let more_are_applied = applied(new) > applied(baseline);
    let alarm = |(application, was): (&String, &String)| {
        let is = match after.get(application) {
            Some(is) => is.as_str(),
            None if after.is_empty() || has_lost_its_tables(application, baseline, new, moved) => {
                "–"
            }
            None => return None,
        };
        let has_gone_back = match (number(was), number(is)) {
            _ if is == "–" => true,
            // The first of many squashed ones is applied after later ones, and adds a line.
            _ if is.contains("squash") && more_are_applied => false,
            (Some(was), Some(is)) => is < was,
            _ => false,
        };
        has_gone_back.then(|| Alarm {
            kind: AlarmKind::MigrationsBack,
            table: Some(application.clone()),
            before: Measure::Text(was.clone()),
            after: Measure::Text(is.to_owned()),
        })
    };
    before.iter().filter_map(alarm).collect()
}

fn has_lost_its_tables(
    application: &str,
    baseline: &Counts<'_>,
    new: &Counts<'_>,
    moved: &BTreeSet<Name<'_>>,
) -> bool {
    let prefix = format!("{application}_");
    let is_its = |name: &&Name<'_>| name.1.starts_with(&prefix);
    let mut its = baseline.tables.keys().filter(is_its).peekable();
    its.peek().is_some() && its.all(|name| !new.has(*name) && !moved.contains(name))
}

/// `0012_x` is 12, and so is `0001_squashed_0012_x`.
fn number(name: &str) -> Option<u64> {
    let leading = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse().ok()
    };
    match name.rsplit_once("squashed_") {
        Some((_, last)) => leading(last),
        // Of whatever name it was given.
        None if name.contains("squash") => None,
        None => leading(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_as_new_as_its_number() {
        assert_eq!(number("0012_alter_user_first_name"), Some(12));
        assert_eq!(number("0001_squashed_0012_auto"), Some(12));
        assert_eq!(number("0001_initial_squash"), None);
        assert_eq!(number("20260901120000_x"), Some(20_260_901_120_000));
        assert_eq!(number("initial"), None);
        assert_eq!(number("99999999999999999999999_x"), None);
    }
}
