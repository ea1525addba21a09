//! `sauvegarde status`: idle, running, completed or failed, whichever process runs the backup.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, State};
use sauvegarde::folder::manifest::Manifest;
use sauvegarde::folder::run::JobKey;
use sauvegarde::folder::run::RunStatus;
use sauvegarde::folder::target::Target;
use sauvegarde::platform::clock;
use sauvegarde::postgres::server::Server;
use sauvegarde::postgres::server::former::{self, Cause, Former};
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::Progress;
use sauvegarde::unattended::look::Look;
use sauvegarde::unattended::standing::Age;
use sauvegarde::verify::proof::Proof;
use serde_json::{Value, json};

use super::args::{Global, StatusOptions};
use super::given;
use super::output::{EXIT_WARNINGS, Output};

/// The keys of the Django version, with its words.
struct Status {
    state: &'static str,
    progress: u8,
    message: String,
    backup: Option<(PathBuf, u64)>,
    error: Option<Value>,
}

pub fn run(options: &StatusOptions, global: &Global, output: &Output) -> Result<u8, Error> {
    if !options.all_profiles {
        let (status, exit) = of(&given::profile(global, &options.place)?)?;
        status.show(output);
        return Ok(exit);
    }
    let config = Config::load(&given::config_path(global))?;
    let mut worst = 0;
    let mut objects = Vec::new();
    for name in config.profile_names() {
        let found = config.profile(name).and_then(|profile| of(&profile));
        // The default one need not be there where others are.
        if matches!(found, Err(Error::NothingConfigured)) && config.profile_names().count() > 1 {
            continue;
        }
        if !output.is_json() {
            output.line(&format!("{name}{}", tr!("colon").trim_end()));
        }
        let exit = match found {
            Ok((status, exit)) if output.is_json() => {
                let mut object = status.object;
                object["profile"] = name.into();
                objects.push(object);
                exit
            }
            Ok((status, exit)) => {
                status.show(output);
                exit
            }
            Err(error) if output.is_json() => {
                objects.push(json!({ "profile": name, "error": error.as_json() }));
                error.exit()
            }
            Err(error) => output.failed(&error),
        };
        // A failure weighs more than a warning.
        worst = match (worst, exit) {
            (0 | EXIT_WARNINGS, exit @ 1..) => exit,
            (worst, _) => worst,
        };
    }
    if output.is_json() {
        let status = if worst == 0 || worst == EXIT_WARNINGS { "completed" } else { "failed" };
        output.object(&json!({ "type": "result", "status": status, "profiles": objects }));
    }
    Ok(worst)
}

/// What is told of one profile.
struct Told {
    lines: Vec<String>,
    object: Value,
}

impl Told {
    fn show(&self, output: &Output) {
        if output.is_json() {
            output.object(&self.object);
            return;
        }
        for line in &self.lines {
            output.line(line);
        }
    }
}

fn of(profile: &Profile) -> Result<(Told, u8), Error> {
    let database = profile.place()?.database;
    let target = Target::open(profile.dir.as_deref())?;
    let key = JobKey::new(&target, &database);
    let last = catalog::latest(&target, Some(&database)).ok();
    let last_made = catalog::last_made(&target, &database).ok();
    let mut incomplete = Vec::new();
    let status = match RunStatus::read(&key, last_made.as_ref()) {
        None => Status {
            state: "idle",
            progress: 0,
            message: tr!("status-idle"),
            backup: last.as_ref().map(|(path, manifest)| (path.clone(), manifest.file.bytes)),
            error: None,
        },
        Some(RunStatus::Running { progress, .. }) => {
            let percent = progress.as_ref().map_or(0, |progress| progress.percent);
            let stage = progress.as_ref().map_or_else(|| tr!("stage-init"), Progress::stage_text);
            Status {
                state: "running",
                progress: percent,
                message: tr!("status-running", percent = percent, message = stage),
                backup: None,
                error: None,
            }
        }
        Some(RunStatus::Completed { at, file, file_bytes, incomplete: tables }) => {
            let (size, date) = (format::bytes(file_bytes), format::date(at));
            let name = name_of(&file);
            let message = if tables.is_empty() {
                tr!("status-completed", name = name, size = size, date = date)
            } else {
                let tables = tables.join(", ");
                tr!("status-incomplete", tables = tables, name = name, size = size, date = date)
            };
            incomplete = tables;
            let backup = Some((file, file_bytes));
            Status { state: "completed", progress: 100, message, backup, error: None }
        }
        Some(RunStatus::Failed { code, message, advice, .. }) => Status {
            state: "failed",
            progress: 0,
            message: tr!("status-failed", message = message.as_str()),
            backup: None,
            error: Some(json!({ "code": code, "message": message, "advice": advice })),
        },
    };
    // It was whole when it was made.
    let spoilt = match status.state {
        "completed" => status.backup.as_ref().and_then(|(path, _)| spoilt(path)),
        _ => None,
    };
    let formers = formers(profile, &database);
    let now = clock::now_here();
    let look = Look::at(profile, &now)?;
    let mut object = as_json(&status);
    object["former_databases"] = formers
        .iter()
        .map(|former| json!({ "name": former.name, "kept_until": former.kept_until() }))
        .collect();
    if !incomplete.is_empty() {
        object["incomplete"] = json!(incomplete);
        object["last_complete"] =
            json!(last.as_ref().map(|(path, _)| path.to_string_lossy().into_owned()));
    }
    let is_stale = look.standing.age > Age::Fresh;
    protection(&look, now.timestamp(), &mut object);
    object["spoilt"] = json!(spoilt);
    let mut lines = vec![status.message.clone()];
    lines.extend(spoilt.clone());
    if !incomplete.is_empty() {
        lines.push(last_complete(last.as_ref()));
    }
    if let Some(advice) = status.error.as_ref().and_then(|error| error["advice"].as_str()) {
        lines.push(advice.to_owned());
    }
    lines.extend(protection_lines(&look, now.timestamp()));
    for former in &formers {
        let date = format::date(former.kept_until());
        let name = former.name.as_str();
        lines.push(match former.mark.cause {
            Cause::Restore => tr!("status-former", name = name, date = date),
            Cause::Undo => tr!("status-set-aside", name = name, date = date),
        });
    }
    let is_warned =
        is_stale || !incomplete.is_empty() || !look.warnings.is_empty() || look.alarm.is_some();
    let without_error = if is_warned { EXIT_WARNINGS } else { 0 };
    let is_failed = status.state == "failed" || spoilt.is_some() || look.proof.failed.is_some();
    let exit = if is_failed { 1 } else { without_error };
    Ok((Told { lines, object }, exit))
}

/// The keys that say how the database is protected; what later versions fill is there and empty.
fn protection(look: &Look, now: Timestamp, object: &mut Value) {
    let standing = &look.standing;
    let last_good = look.last_good.as_ref().map(|(path, _)| path.to_string_lossy());
    object["last_good"] = json!(standing.last_good);
    object["last_good_file"] = json!(last_good);
    object["age_s"] = json!(standing.age_s(now));
    object["stale"] = json!(standing.age > Age::Fresh);
    object["next"] = json!(standing.next);
    object["due"] = json!(standing.is_due);
    object["proved"] = json!(look.proof.proved.as_ref().map(|it| it.at));
    let alarms = look.alarm.as_ref().map(|open| &open.alarms);
    object["alarms"] = json!(alarms.unwrap_or(&Vec::new()));
    object["frozen"] =
        json!(look.alarm.as_ref().map(|open| json!({ "since": open.since, "why": "alarm" })));
    object["proved_file"] = json!(look.proof.proved.as_ref().map(|it| it.path.to_string_lossy()));
    object["drill_failed"] =
        json!(look.proof.failed.as_ref().map(
            |it| json!({ "path": it.path.to_string_lossy(), "at": it.at, "detail": it.detail })
        ));
    object["copies"] = json!([]);
    object["cloud"] = Value::Null;
    let warnings: Vec<String> = look.warnings.iter().map(Warning::message).collect();
    object["warnings"] = json!(warnings);
}

fn protection_lines(look: &Look, now: Timestamp) -> Vec<String> {
    let standing = &look.standing;
    let mut lines = Vec::new();
    if standing.age > Age::Fresh {
        lines.push(match standing.age_s(now) {
            Some(age_s) => tr!("status-stale", age = format::age(age_s)),
            None => tr!("status-never"),
        });
    }
    if let Some(next) = standing.next {
        lines.push(tr!("status-next", date = format::date(next)));
    }
    lines.extend(look.warnings.iter().map(Warning::message));
    if let Some(open) = &look.alarm {
        lines.push(tr!("status-alarm", date = format::date(open.since)));
        lines.extend(open.alarms.iter().map(|alarm| format!("  {}", alarm.message())));
        lines.push(format!("  {}", tr!("status-alarm", "advice")));
    }
    lines.extend(proof_lines(&look.proof, now));
    lines
}

/// What a trial restore has said.
fn proof_lines(proof: &Proof, now: Timestamp) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(failed) = &proof.failed {
        let (name, date) = (name_of(&failed.path), format::date(failed.at));
        lines.push(tr!("status-unproved", name = name, date = date));
        lines.push(format!("  {}", failed.detail));
        lines.push(format!("  {}", tr!("status-unproved", "advice")));
    }
    if let Some(proved) = &proof.proved {
        let age_s = now.duration_since(proved.at).as_secs().max(0);
        let name = name_of(&proved.path);
        lines.push(tr!("status-proved", age = format::age(age_s), name = name));
    }
    lines
}

/// What has become of the last backup's file since, if that is nothing good.
fn spoilt(path: &Path) -> Option<String> {
    let name = name_of(path);
    match catalog::state_of(path)? {
        State::Damaged => Some(tr!("status-damaged", name = name)),
        State::MissingFile => Some(tr!("status-gone", name = name)),
        _ => None,
    }
}

/// What can be restored whole, after a backup that cannot.
fn last_complete(last: Option<&(PathBuf, Manifest)>) -> String {
    let Some((path, manifest)) = last else { return tr!("status-none-complete") };
    let date = format::date(manifest.created_at);
    tr!("status-last-complete", name = name_of(path), date = date)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What restores have set aside; nothing where the server does not answer, which is no part of
/// the state of the backups.
fn formers(profile: &Profile, database: &str) -> Vec<Former> {
    let server = profile.connection_to_write().and_then(|connection| Server::connect(&connection));
    let formers = server.and_then(|server| former::all(&server)).unwrap_or_default();
    formers.into_iter().filter(|former| former.mark.database == database).collect()
}

fn as_json(status: &Status) -> Value {
    let (file, bytes) = status.backup.clone().unzip();
    let name = file.as_ref().and_then(|file| file.file_name());
    json!({
        "type": "result",
        "status": status.state,
        "progress": status.progress,
        "message": status.message,
        "backup_file": file.as_ref().map(|file| file.to_string_lossy()),
        "backup_name": name.map(|name| name.to_string_lossy()),
        "backup_size": bytes.map(format::bytes_plain),
        "error": status.error,
    })
}
