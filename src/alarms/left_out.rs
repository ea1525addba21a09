//! Tables whose rows say nothing: those that the user names, that everybody empties, and that swing.

use std::collections::BTreeSet;

use glob::Pattern;

use super::counts::{Counts, Name, display};
use super::history::LENGTH;
use super::thresholds::{SWING_ROWS, SWINGS};
use crate::folder::manifest::{AlarmKind, Manifest};

/// Names that no one chooses for data of their own; a school's `sessions` or `jobs` counts.
const EMPTIED_BY_EVERYBODY: [&str; 19] = [
    // Who failed to log in; `axes_reset`.
    "axes_accessattempt",
    // Results of tasks; Celery deletes them after a day.
    "celery_taskmeta",
    "celery_tasksetmeta",
    "django_celery_results_taskresult",
    // Jobs that are done are deleted.
    "delayed_jobs",
    "django_q_ormq",
    "procrastinate_jobs",
    "solid_queue_jobs",
    // Who is logged in; `clearsessions`.
    "django_session",
    "user_sessions_session",
    "mdl_sessions",
    // A cache of Moodle and one of Rails.
    "mdl_cache_flags",
    "solid_cache_entries",
    // Messages that are delivered are deleted.
    "messenger_messages",
    // Tokens that ended; `cleartokens`, `flushexpiredtokens`.
    "oauth2_provider_accesstoken",
    "token_blacklist_blacklistedtoken",
    "token_blacklist_outstandingtoken",
    // Requests under observation; `silk_clear_request_log`, `telescope:prune`.
    "silk_request",
    "telescope_entries",
];

/// Those among all that any of these backups has.
#[must_use]
pub fn left_out<'m>(
    new: &'m Manifest,
    history: &'m [Manifest],
    ignored: &[String],
) -> BTreeSet<Name<'m>> {
    // A pattern that is none was refused when the configuration was read.
    let patterns: Vec<Pattern> = ignored.iter().filter_map(|it| Pattern::new(it).ok()).collect();
    let is_named = |name: Name<'_>| {
        let shown = display(name);
        EMPTIED_BY_EVERYBODY.contains(&name.1) || patterns.iter().any(|it| it.matches(&shown))
    };
    // What befell the whole database is no habit of a table.
    let is_of_tables = |it: &&Manifest| {
        let of_all = [AlarmKind::EverythingEmpty, AlarmKind::OtherServer];
        it.counts_rows() && !it.alarms.iter().any(|alarm| of_all.contains(&alarm.kind))
    };
    let looked_at = history.iter().take(LENGTH).filter(is_of_tables);
    let oldest_first: Vec<Counts<'_>> = looked_at.map(Counts::of).rev().collect();
    let all = history.iter().chain([new]).flat_map(|it| &it.tables);
    let names: BTreeSet<Name<'m>> = all.map(|it| (&*it.schema, &*it.name)).collect();
    let is_left_out = |name: &Name<'m>| is_named(*name) || swings(*name, &oldest_first);
    names.into_iter().filter(is_left_out).collect()
}

/// Whether a table fell to half and rose to double, or the other way round, and fell again. To come
/// into being is no rise.
fn swings(name: Name<'_>, oldest_first: &[Counts<'_>]) -> bool {
    let rows = oldest_first.iter().skip_while(|counts| !counts.has(name));
    let rows: Vec<u64> = rows.map(|counts| counts.count(name).rows).collect();
    let (mut last, mut turns) = (None, 0);
    for pair in rows.windows(2) {
        let (less, more) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        if more < SWING_ROWS || less > more / 2 {
            continue;
        }
        let rises = pair[1] > pair[0];
        // One that only grows, as fast as it may, does not swing.
        if last != Some(rises) {
            turns += 1;
            last = Some(rises);
        }
    }
    turns >= SWINGS
}
