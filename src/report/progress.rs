//! How far a job is, and who is told.
//!
//! Invariants: percentages never fall; 100 comes once, from [`Tracker::finished`], after the
//! manifest was published; outwards go the changes of stage and, between them, at most two
//! updates a second.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::report::error::{NotRestored, Warning};

mod text;

/// Between two updates of the same stage.
const UPDATE_EVERY: Duration = Duration::from_millis(500);
/// Before these the figures say more about the start than about the rest.
const RATE_AFTER: Duration = Duration::from_millis(200);
const ETA_AFTER: Duration = Duration::from_secs(1);

/// The five stages of a backup, and those that a restore has besides, with the names of the JSON
/// contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Init,
    Dump,
    Compression,
    Integrity,
    Finalisation,
    Verification,
    SafetyBackup,
    Restore,
    Counts,
    Statistics,
}

impl Stage {
    /// Whether no backup has it.
    #[must_use]
    pub fn is_of_a_restore(self) -> bool {
        match self {
            Self::Init | Self::Dump | Self::Compression | Self::Integrity | Self::Finalisation => {
                false
            }
            Self::Verification
            | Self::SafetyBackup
            | Self::Restore
            | Self::Counts
            | Self::Statistics => true,
        }
    }
}

/// What is known at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// 0 to 100.
    pub percent: u8,
    /// The table being dumped, `schema.name`.
    pub table: Option<String>,
    /// Read from `pg_dump` so far, uncompressed.
    pub dump_bytes: u64,
    /// Written to the file so far, compressed.
    pub file_bytes: u64,
    /// Of the dump, uncompressed, since its first byte; 0 before it can be told.
    pub bytes_per_s: u64,
    /// Time left of dumping, or of restoring; none before it can be told.
    pub eta_s: Option<u64>,
    /// The expected total is a guess from the catalogs, not a former backup's.
    pub approximate: bool,
}

/// How much of a restore is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Bytes of the dump.
    pub loaded: u64,
    /// Indexes: as many bytes as are loaded in the time that they take, about.
    pub built: u64,
}

/// Whoever watches a job. Called on the job's thread; must return at once.
pub trait Monitor {
    fn progress(&mut self, progress: &Progress);
    /// Something that the user should know although the job goes on.
    fn warning(&mut self, warning: &Warning);
    /// Whether the live database is to be replaced although these things are missing. May wait for
    /// the user's answer; nobody is asked where nobody says so.
    fn accepts(&mut self, missing: &[NotRestored]) -> bool {
        let _ = missing;
        false
    }
}

/// Watches in silence.
#[derive(Debug, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn progress(&mut self, _: &Progress) {}
    fn warning(&mut self, _: &Warning) {}
}

/// Turns facts into percentages and passes them on.
pub struct Tracker<'a> {
    monitor: &'a mut dyn Monitor,
    now: Progress,
    expected_dump_bytes: u64,
    dump_started: Option<Instant>,
    last_sent: Option<Instant>,
    warnings: Vec<Warning>,
}

impl<'a> Tracker<'a> {
    pub fn new(monitor: &'a mut dyn Monitor) -> Self {
        let now = Progress {
            stage: Stage::Init,
            percent: 0,
            table: None,
            dump_bytes: 0,
            file_bytes: 0,
            bytes_per_s: 0,
            eta_s: None,
            approximate: false,
        };
        let mut tracker = Self {
            monitor,
            now,
            expected_dump_bytes: 0,
            dump_started: None,
            last_sent: None,
            warnings: Vec::new(),
        };
        tracker.send(true);
        tracker
    }

    /// `done` of `of` preflight checks: 0 to 10 percent.
    pub fn preflight(&mut self, done: u8, of: u8) {
        self.advance(Stage::Init, f64::from(done) / f64::from(of.max(1)) * 10.0);
        self.send(false);
    }

    /// `pg_dump` starts; `expected_bytes` is the size that its output should have.
    pub fn dump_starts(&mut self, expected_bytes: u64, approximate: bool) {
        self.expected_dump_bytes = expected_bytes;
        self.now.approximate = approximate;
        self.dump_started = Some(Instant::now());
        self.enter(Stage::Dump, 10.0);
    }

    /// 20 percent with the first byte, 60 at the expected end.
    pub fn dumping(&mut self, dump_bytes: u64, file_bytes: u64, table: Option<String>) {
        self.now.dump_bytes = dump_bytes;
        self.now.file_bytes = file_bytes;
        self.now.table = table;
        if dump_bytes == 0 {
            return;
        }
        self.rate();
        self.foresee(dump_bytes, self.expected_dump_bytes);
        let first_byte = self.now.percent < 20;
        self.advance(Stage::Dump, 20.0 + 40.0 * fraction(dump_bytes, self.expected_dump_bytes));
        self.send(first_byte);
    }

    /// The last block is compressed and on the disk.
    pub fn compressed(&mut self, dump_bytes: u64, file_bytes: u64) {
        self.advance(Stage::Dump, 60.0);
        self.now.table = None;
        self.now.eta_s = None;
        self.now.dump_bytes = dump_bytes;
        self.now.file_bytes = file_bytes;
        self.send(true);
        self.enter(Stage::Compression, 70.0);
    }

    /// The file is read back: 70 to 85 percent.
    pub fn reading_back(&mut self, bytes: u64, of: u64) {
        let share = as_float(bytes.min(of)) / as_float(of.max(1));
        let entering = self.now.stage != Stage::Integrity || bytes >= of;
        self.advance(Stage::Integrity, 70.0 + 15.0 * share);
        self.send(entering);
    }

    /// The file is read before a restore: 0 to 20 percent.
    pub fn verifying(&mut self, bytes: u64, of: u64) {
        let entering = self.now.stage != Stage::Verification;
        self.advance(Stage::Verification, 20.0 * as_float(bytes.min(of)) / as_float(of.max(1)));
        self.send(entering);
    }

    /// The live database is backed up before it is replaced.
    pub fn backing_up(&mut self) {
        self.enter(Stage::SafetyBackup, 20.0);
    }

    /// Statements run, rows are copied and indexes built: 20 to 90 percent. `of` is loaded and
    /// built bytes together.
    pub fn restoring(&mut self, restored: Restored, of: u64, table: Option<&str>) {
        self.dump_started.get_or_insert_with(Instant::now);
        let entering = self.now.stage != Stage::Restore;
        // While indexes are built, the rate stays that of the rows.
        if restored.loaded > self.now.dump_bytes {
            self.now.dump_bytes = restored.loaded;
            self.rate();
        }
        self.now.table = table.map(str::to_owned);
        let done = restored.loaded + restored.built;
        self.foresee(done, of);
        let share = as_float(done.min(of)) / as_float(of.max(1));
        self.advance(Stage::Restore, 20.0 + 70.0 * share);
        self.send(entering);
    }

    /// The rows of the restored tables are counted: 90 to 99 percent.
    pub fn counting(&mut self, tables: usize, of: usize) {
        let entering = self.now.stage != Stage::Counts;
        self.now.table = None;
        self.now.eta_s = None;
        let share = as_float(tables as u64) / as_float(of.max(1) as u64);
        self.advance(Stage::Counts, 90.0 + 9.0 * share);
        self.send(entering);
    }

    /// The restored database has its name; the server's planner learns about its rows.
    pub fn analyzing(&mut self) {
        self.now.table = None;
        self.now.eta_s = None;
        self.enter(Stage::Statistics, 99.0);
    }

    /// The manifest is published.
    pub fn finished(&mut self) {
        self.enter(Stage::Finalisation, 100.0);
    }

    /// Says it at once and keeps it for the report.
    pub fn warn(&mut self, warning: Warning) {
        self.monitor.warning(&warning);
        self.warnings.push(warning);
    }

    /// As [`Monitor::accepts`].
    pub fn accepts(&mut self, missing: &[NotRestored]) -> bool {
        self.monitor.accepts(missing)
    }

    /// All that was warned of, in order.
    #[must_use]
    pub fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }

    fn rate(&mut self) {
        let elapsed = self.elapsed();
        if elapsed >= RATE_AFTER {
            self.now.bytes_per_s = whole(as_float(self.now.dump_bytes) / elapsed.as_secs_f64());
        }
    }

    /// The time for the rest of the work.
    fn foresee(&mut self, done: u64, of: u64) {
        let elapsed = self.elapsed();
        let left = of.checked_sub(done).filter(|_| elapsed >= ETA_AFTER && done > 0);
        let time = |left| as_float(left) / as_float(done) * elapsed.as_secs_f64();
        self.now.eta_s = left.map(|left| whole(time(left).ceil()));
    }

    fn elapsed(&self) -> Duration {
        self.dump_started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    fn enter(&mut self, stage: Stage, percent: f64) {
        self.advance(stage, percent);
        self.send(true);
    }

    fn advance(&mut self, stage: Stage, percent: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
        let percent = percent.clamp(0.0, 100.0) as u8;
        self.now.stage = stage;
        self.now.percent = self.now.percent.max(percent);
    }

    fn send(&mut self, at_once: bool) {
        let due = self.last_sent.is_none_or(|sent| sent.elapsed() >= UPDATE_EVERY);
        if at_once || due {
            self.last_sent = Some(Instant::now());
            self.monitor.progress(&self.now);
        }
    }
}

/// How much of the dump is done. An estimate that proves too small slows down near the end
/// instead of stopping there, and never reaches 1.
fn fraction(bytes: u64, expected: u64) -> f64 {
    let done = as_float(bytes) / as_float(expected.max(1));
    if done <= 0.9 { done } else { 0.9 + 0.1 * (1.0 - (-(done - 0.9)).exp()) }
}

#[expect(clippy::cast_precision_loss, reason = "53 bits of bytes are 8 petabytes")]
fn as_float(bytes: u64) -> f64 {
    bytes as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate or a time")]
fn whole(rate: f64) -> u64 {
    rate as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Recorder(Vec<Progress>);

    impl Monitor for Recorder {
        fn progress(&mut self, progress: &Progress) {
            self.0.push(progress.clone());
        }
        fn warning(&mut self, _: &Warning) {}
    }

    #[test]
    fn percentages_follow_the_milestones_and_never_fall() {
        let mut recorder = Recorder::default();
        let mut tracker = Tracker::new(&mut recorder);
        tracker.preflight(5, 5);
        tracker.dump_starts(1000, false);
        tracker.dumping(1, 1, Some("public.eleves".into()));
        tracker.dumping(500, 1, None);
        // Four times what was expected.
        tracker.dumping(4000, 1, None);
        tracker.compressed(4000, 1);
        tracker.reading_back(0, 10);
        tracker.reading_back(10, 10);
        tracker.finished();
        let percents: Vec<u8> = recorder.0.iter().map(|p| p.percent).collect();
        assert_eq!(percents, [0, 10, 20, 60, 70, 70, 85, 100]);
        assert!(percents.is_sorted());
    }

    #[test]
    fn indexes_are_part_of_a_restores_work() {
        let mut recorder = Recorder::default();
        let mut tracker = Tracker::new(&mut recorder);
        let mut at = |loaded, built| {
            tracker.restoring(Restored { loaded, built }, 400, Some("public.eleves"));
            tracker.send(true);
            (tracker.now.percent, tracker.now.dump_bytes)
        };
        assert_eq!(at(0, 0), (20, 0));
        assert_eq!(at(200, 0), (55, 200));
        assert_eq!(at(200, 100), (72, 200));
        assert_eq!(at(200, 200), (90, 200));
    }

    #[test]
    fn a_dump_longer_than_expected_stays_below_sixty() {
        for bytes in [900, 1000, 2000, 1_000_000] {
            assert!(fraction(bytes, 1000) < 1.0 + f64::EPSILON);
            assert!(fraction(bytes, 1000) >= 0.9);
        }
    }

    #[test]
    fn updates_within_a_stage_come_at_most_twice_a_second() {
        let mut recorder = Recorder::default();
        let mut tracker = Tracker::new(&mut recorder);
        tracker.dump_starts(1_000_000, false);
        for bytes in 1..1000 {
            tracker.dumping(bytes, 0, None);
        }
        assert!(recorder.0.len() <= 4, "{}", recorder.0.len());
    }
}
