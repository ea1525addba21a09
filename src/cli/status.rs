//! `sauvegarde status`: idle, running, completed or failed, whichever process runs the backup.

use std::path::{Path, PathBuf};

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog;
use sauvegarde::folder::manifest::Manifest;
use sauvegarde::folder::run::JobKey;
use sauvegarde::folder::run::RunStatus;
use sauvegarde::folder::target::Target;
use sauvegarde::postgres::server::Server;
use sauvegarde::postgres::server::former::{self, Cause, Former};
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::Progress;
use serde_json::{Value, json};

use super::output::{EXIT_WARNINGS, Output};

/// The keys of the Django version, with its words.
struct Status {
    state: &'static str,
    progress: u8,
    message: String,
    backup: Option<(PathBuf, u64)>,
    error: Option<Value>,
}

pub fn run(profile: &Profile, output: &Output) -> Result<u8, Error> {
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
    let formers = formers(profile, &database);
    if output.is_json() {
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
        output.object(&object);
    } else {
        output.line(&status.message);
        if !incomplete.is_empty() {
            output.line(&last_complete(last.as_ref()));
        }
        if let Some(advice) = status.error.as_ref().and_then(|error| error["advice"].as_str()) {
            output.line(advice);
        }
        for former in &formers {
            let date = format::date(former.kept_until());
            let name = former.name.as_str();
            output.line(&match former.mark.cause {
                Cause::Restore => tr!("status-former", name = name, date = date),
                Cause::Undo => tr!("status-set-aside", name = name, date = date),
            });
        }
    }
    let without_error = if incomplete.is_empty() { 0 } else { EXIT_WARNINGS };
    Ok(if status.state == "failed" { 1 } else { without_error })
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
