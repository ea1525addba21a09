//! PURE: a few numbers of good backups → the number that a loss, or a growth, is measured by.

use super::thresholds::{EMPTIED_ROWS, MEDIAN_OF, SPIKE, has_lost};

/// What `values`, newest first, were before a loss down to `after`; 0 for none. Where the newest is a
/// spike it is the median, so that what comes back after a load has lost nothing. It is the larger of
/// both where a good part of what would be an alarm, `percent`, was lost since the newest: two losses
/// in two nights are one, and rows that went where they should are not missed on the next night.
#[must_use]
pub fn before_loss(values: &[u64], after: u64, percent: u64) -> u64 {
    let newest = values.first().copied().unwrap_or_default();
    match median(values) {
        Some(median) if is_spike(values, median) => median,
        Some(median) if has_lost(newest, after, percent / 2) => newest.max(median),
        _ => newest,
    }
}

/// How far the newest is out of line; 0 where it is not.
#[must_use]
pub fn excess(values: &[u64]) -> u64 {
    let (Some(newest), Some(median)) = (values.first(), median(values)) else { return 0 };
    if is_spike(values, median) { newest - median } else { 0 }
}

/// What they were before a growth: a dip does not make an ordinary day one.
#[must_use]
pub fn before_growth(values: &[u64]) -> u64 {
    let newest = values.first().copied().unwrap_or_default();
    newest.max(median(values).unwrap_or_default())
}

fn median(values: &[u64]) -> Option<u64> {
    let mut last = values.get(..MEDIAN_OF)?.to_vec();
    last.sort_unstable();
    last.get(MEDIAN_OF / 2).copied()
}

/// Out of line, and the others are on one: where each is more than the one before it, it grows.
fn is_spike(values: &[u64], median: u64) -> bool {
    let limit = median.saturating_mul(SPIKE);
    let ordinary: Vec<u64> =
        values.iter().take(MEDIAN_OF).copied().filter(|value| *value <= limit).collect();
    let least = ordinary.iter().copied().min().unwrap_or_default();
    let most = ordinary.iter().copied().max().unwrap_or_default();
    let is_level = most < EMPTIED_ROWS || most <= least.saturating_mul(SPIKE);
    values.first().is_some_and(|newest| *newest > limit) && is_level
}
