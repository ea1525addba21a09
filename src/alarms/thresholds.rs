//! Every number that decides whether a backup is suspicious, with its reason. `docs/alarms.md` shows
//! them to users.

/// A table that had fewer rows may be emptied by hand on any day: settings, a form's choices.
pub const EMPTIED_ROWS: u64 = 100;
/// Below it half a table is a morning's work.
pub const SHRUNK_ROWS: u64 = 1_000;
/// A clean-up that takes more than this of a table is a decision, not a routine.
pub const TABLE_LOSS_PERCENT: u64 = 50;
/// Together tables change less than each does: three tenths are no ordinary day.
pub const ALL_LOSS_PERCENT: u64 = 30;
/// Fewer may go from any table; they may go from several.
pub const ALL_LOST_ROWS: u64 = EMPTIED_ROWS;
/// As a table: what is lost without losing rows, texts and files, shows here only.
pub const DUMP_LOSS_PERCENT: u64 = 50;
/// A smaller dump is definitions for the most part, which a single change of them halves.
pub const DUMP_SHRUNK_BYTES: u64 = 64 << 10;
/// A log that runs away, an import that ran three times; a year of ordinary growth is less.
pub const DUMP_GROWTH: u64 = 3;
/// The first rows of a small database make it many times as large, and nobody minds a megabyte.
pub const DUMP_GROWN_BYTES: u64 = 1 << 20;
/// A database with fewer rows, and below a megabyte, has not begun yet: what comes are its first
/// ones, however many.
pub const BEGUN_ROWS: u64 = SHRUNK_ROWS;
/// The longest school holidays but the summer's; a database in use has a new row by then.
pub const UNCHANGED_DAYS: u64 = 14;

/// The median of so many outlives two that are out of line; with fewer the newest alone counts.
pub const MEDIAN_OF: usize = 5;
/// Above so many times the median the newest is out of line.
pub const SPIKE: u64 = 2;

/// A queue empties and fills: so often in the backups that are looked at, once is an accident.
pub const SWINGS: usize = 3;
/// Two rows that become one are no swing.
pub const SWING_ROWS: u64 = 10;

/// Two names that differ in digits are a coincidence, three are partitions.
pub const FAMILY: usize = 3;

/// Rows that moved may be tidied up on the way, or be joined by a day's new ones.
pub const MOVED_PERCENT: u64 = 90;
/// Into a table of another name only what looks very much like them: another table that grows at the
/// same time must not hide a loss.
pub const MOVED_AT_MOST_PERCENT: u64 = 125;
/// An archive's rows may have a column more or less: an average row is so many times as long at most.
pub const MOVED_ROW_FACTOR: u64 = 2;
/// A renamed table's rows are the same ones.
pub const RENAMED_ROW_PERCENT: u64 = 150;
/// Each with each is compared: with more than this only equal names and numbers are.
pub const MOST_PAIRS: usize = 1_000_000;

/// Tables that only ever grew do not all lose rows on one day unless the database is an older one.
pub const STEADY_TABLES: usize = 4;
/// Out of four pairs of backups it grew in three.
pub const STEADY_PERCENT: usize = 75;
/// What somebody enters by way of trial and takes away again is less.
pub const STEADY_ROWS: u64 = EMPTIED_ROWS;

/// So many lines say that nearly everything is gone.
pub const MOST_ALARMS: usize = 50;

/// Whether at least `percent` of `before` is lost.
#[must_use]
pub fn has_lost(before: u64, after: u64, percent: u64) -> bool {
    before > 0 && u128::from(after) * 100 <= u128::from(before) * u128::from(100 - percent)
}

/// Whether `part` is at least `percent` of `whole`.
#[must_use]
pub fn is_percent(part: u64, whole: u64, percent: u64) -> bool {
    u128::from(part) * 100 >= u128::from(whole) * u128::from(percent)
}
