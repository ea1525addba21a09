//! A pass as JSON and as metrics: the contract of `run --json`, of the webhook and of `after`.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::served::{Done, Pass, Served, WARNINGS};
use super::standing::Age;
use crate::backup::BackupReport;
use crate::notify::Metrics;
use crate::report::error::{Error, Warning};

/// `{"type": "result", "status": …, "profiles": […]}`; what later versions fill is there and empty.
/// Only a table `[notify]` that is not understood puts an `error` beside the profiles.
#[must_use]
pub fn json(pass: &Pass, is_dry: bool) -> Value {
    let mut object = of(&pass.served.iter().collect::<Vec<_>>(), pass);
    if is_dry {
        object["dry_run"] = true.into();
    }
    object
}

/// The same of some profiles only, for whoever is not yet told of the others.
#[must_use]
pub fn of(served: &[&Served], pass: &Pass) -> Value {
    let is_failed = |it: &&Served| it.error().is_some();
    let has_failed = pass.notify_error.is_some() || served.iter().any(is_failed);
    let notified: Vec<Value> = pass
        .told
        .iter()
        .map(|told| {
            let (ok, answer) = match &told.answer {
                Ok(answer) => (true, answer),
                Err(trouble) => (false, trouble),
            };
            json!({ "channel": told.channel.code(), "ok": ok, "answer": answer })
        })
        .collect();
    let profiles: Vec<Value> = served.iter().map(|served| profile(served, &notified)).collect();
    let status = if has_failed { "failed" } else { "completed" };
    let mut object = json!({ "type": "result", "status": status, "profiles": profiles });
    if let Some(error) = &pass.notify_error {
        object["error"] = error.as_json();
    }
    object
}

/// Of a pass that could not begin.
#[must_use]
pub fn of_error(error: &Error) -> Value {
    json!({ "type": "result", "status": "failed", "error": error.as_json(), "profiles": [] })
}

fn profile(served: &Served, notified: &[Value]) -> Value {
    let standing = served.look.as_ref().map(|look| &look.standing);
    let warnings: Vec<String> = served.warnings().iter().map(Warning::message).collect();
    let error = served.error().map(Error::as_json);
    let open = served.look.as_ref().and_then(|look| look.alarm.as_ref());
    let alarms = match &served.done {
        Done::Made(report) => report.manifest.alarms.as_slice(),
        _ => open.map(|open| open.alarms.as_slice()).unwrap_or_default(),
    };
    let backup = match &served.done {
        Done::Made(report) => Some(of_backup(report)),
        _ => None,
    };
    json!({
        "profile": served.profile,
        "due": served.was_due,
        "slot": served.slot,
        "next": standing.and_then(|standing| standing.next),
        "last_good": standing.and_then(|standing| standing.last_good),
        "stale": standing.is_none_or(|standing| standing.age > Age::Fresh),
        "backup": backup,
        "busy": matches!(served.done, Done::Busy),
        "postponed": matches!(served.done, Done::Postponed { .. }),
        "warnings": warnings,
        "alarms": alarms,
        "frozen": open.map(|open| json!({ "since": open.since, "why": "alarm" })),
        "pruned": served.upkeep.removed(),
        "copies": [],
        "drill": served.upkeep.drill_json(),
        "notified": notified,
        "error": error,
    })
}

fn of_backup(report: &BackupReport) -> Value {
    let manifest = &report.manifest;
    json!({
        "path": report.path.to_string_lossy(),
        "created_at": manifest.created_at,
        "elapsed_ms": manifest.elapsed_ms,
        "file_bytes": manifest.file.bytes,
        "dump_bytes": manifest.dump.bytes,
        "sha256": manifest.file.sha256,
        "tables": manifest.tables.len(),
        "rows": manifest.rows(),
    })
}

/// What Prometheus is told of a profile after a pass that took `elapsed`.
#[must_use]
pub fn metrics(served: &Served, elapsed: Duration) -> Metrics {
    let look = served.look.as_ref();
    let manifest = look.and_then(|look| look.last_good.as_ref()).map(|(_, manifest)| manifest);
    let tried = match &served.done {
        Done::Made(_) => Some(match served.error() {
            Some(error) => error.exit(),
            None if served.warnings().is_empty() => 0,
            None => WARNINGS,
        }),
        Done::Failed(error) => Some(error.exit()),
        _ => None,
    };
    let last_success: Option<Timestamp> = look.and_then(|look| look.standing.last_good);
    Metrics {
        profile: served.profile.clone(),
        last_success,
        last_exit: tried,
        seconds: tried.map(|_| elapsed.as_secs_f64()),
        dump_bytes: manifest.map(|manifest| manifest.dump.bytes),
        file_bytes: manifest.map(|manifest| manifest.file.bytes),
        rows: manifest.map(crate::folder::manifest::Manifest::rows),
        last_drill: look.and_then(|look| Some(look.proof.proved.as_ref()?.at)),
        stale: look.is_none_or(|look| look.standing.age > Age::Fresh),
        drill_failed: look.is_some_and(|look| look.proof.failed.is_some()),
        alarms_open: look.and_then(|look| look.alarm.as_ref()).map_or(0, |open| open.alarms.len()),
    }
}
