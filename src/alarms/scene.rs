//! A new backup and those that it is compared with, without what is left out; what it has lost.

use std::collections::BTreeSet;

use super::counts::{Count, Counts, Name};
use super::normal;
use super::thresholds::{EMPTIED_ROWS, MEDIAN_OF, SHRUNK_ROWS, TABLE_LOSS_PERCENT, has_lost};
use crate::folder::manifest::AlarmKind;

#[derive(Debug)]
pub struct Scene<'m> {
    pub new: Counts<'m>,
    /// The measure, and the good ones before it, newest first; never empty.
    pub good: Vec<Counts<'m>>,
    /// The oldest of all that are looked at, suspicious ones too.
    pub oldest: Counts<'m>,
    /// The new one and the measure with all of their tables.
    pub whole_new: Counts<'m>,
    pub whole: Counts<'m>,
}

/// A table that has lost more than one does on an ordinary day.
#[derive(Clone, Debug)]
pub struct Loss<'m> {
    pub name: Name<'m>,
    pub kind: AlarmKind,
    /// Rows as they were before, and are now.
    pub before: u64,
    pub after: u64,
    /// Rows and bytes since the measure.
    pub lost: u64,
    pub lost_bytes: u64,
}

impl<'m> Scene<'m> {
    #[must_use]
    pub fn baseline(&self) -> &Counts<'m> {
        &self.good[0]
    }

    /// Rows of a table, newest first, for as long as it has been there.
    fn rows(&self, name: Name<'_>) -> Vec<u64> {
        self.good.iter().take(MEDIAN_OF).map_while(|it| it.rows_of(name)).collect()
    }

    /// Whether a table is one that the measure does not have.
    #[must_use]
    pub fn is_new(&self, name: Name<'_>) -> bool {
        !self.baseline().has(name)
    }

    /// How a table grew from each good backup to the next; 0 where it did not.
    pub fn growths<'s>(&'s self, name: Name<'s>) -> impl Iterator<Item = u64> + 's {
        let rows = move |it: &Counts<'_>| it.rows_of(name);
        self.good.windows(2).filter_map(move |pair| {
            let (after, before) = (rows(&pair[0])?, rows(&pair[1])?);
            Some(after.saturating_sub(before))
        })
    }

    /// Rows and bytes by which tables of the measure are out of line, these ones aside.
    #[must_use]
    pub fn excess(&self, aside: &BTreeSet<Name<'m>>) -> Count {
        let mut excess = Count::default();
        for (name, was) in self.baseline().tables.iter().filter(|(name, _)| !aside.contains(*name))
        {
            let rows = normal::excess(&self.rows(*name));
            let bytes = u128::from(was.bytes) * u128::from(rows) / u128::from(was.rows.max(1));
            excess.rows = excess.rows.saturating_add(rows);
            excess.bytes = excess.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        }
        excess
    }

    /// Tables that have lost more than one does on an ordinary day, whyever. One that was empty and
    /// is gone has lost nothing.
    #[must_use]
    pub fn losses(&self) -> Vec<Loss<'m>> {
        let loss = |(&name, was): (&Name<'m>, &Count)| {
            let is = self.new.tables.get(&name);
            let after = is.map_or(0, |it| it.rows);
            if after >= was.rows {
                return None;
            }
            let before = normal::before_loss(&self.rows(name), after, TABLE_LOSS_PERCENT);
            let (kind, before) = match is {
                None => (AlarmKind::TableGone, was.rows),
                Some(_) if after == 0 && before >= EMPTIED_ROWS => {
                    (AlarmKind::TableEmptied, before)
                }
                Some(_) if before >= SHRUNK_ROWS && has_lost(before, after, TABLE_LOSS_PERCENT) => {
                    (AlarmKind::TableShrunk, before)
                }
                Some(_) => return None,
            };
            let lost_bytes = was.bytes.saturating_sub(is.map_or(0, |it| it.bytes));
            Some(Loss { name, kind, before, after, lost: was.rows - after, lost_bytes })
        };
        self.baseline().tables.iter().filter_map(loss).collect()
    }
}
