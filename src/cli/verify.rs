//! `sauvegarde verify`

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use sauvegarde::config::profile::Profile;
use sauvegarde::dump::gunzip;
use sauvegarde::folder::catalog;
use sauvegarde::folder::catalog::{Purpose, State};
use sauvegarde::folder::check::{self, Problem, Verified};
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest::{self, Manifest};
use sauvegarde::folder::target::Target;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::{Error, foreign};
use serde_json::{Value, json};

use super::args::VerifyOptions;
use super::drill::Drill;
use super::given;
use super::output::{EXIT_WARNINGS, Output};
use super::terminal;
use super::watched::tell_verified;

pub fn run(profile: &Profile, options: &VerifyOptions, output: &Output) -> Result<u8, Error> {
    let cancel = given::cancel_on_interrupt();
    let (files, in_cloud) = files(profile, options)?;
    let mut results = Vec::new();
    let mut found = Findings::default();
    if let ([path], false) = (files.as_slice(), options.all) {
        of_ours(path)?;
    }
    for path in &in_cloud {
        output.text(&tr!("verify-in-cloud", name = cloud::display(path)));
        results.push(json!({ "path": path.to_string_lossy(), "ok": null, "problems": [] }));
    }
    // What nobody looked at must not pass for good.
    found.warned = files.is_empty();
    for (number, path) in (1..).zip(&files) {
        let verified = verify_one(path, &cancel, output)?;
        // A backup that cannot be noted in, for instance on a read-only disk, is no worse for it.
        if let Err(error) = check::record(path, &verified) {
            output.warning(&Warning::NotRecorded { detail: error.message() });
        }
        show(path, &verified, output);
        // It reads its list again: once is enough where nothing is wrong.
        if number == files.len() || !verified.problems.is_empty() {
            let problems = verified.problems.iter().map(Problem::message).collect();
            tell_verified(path, problems);
        }
        let mut result = as_json(path, &verified);
        // Whole as a file, and yet nobody must take it for a good backup.
        found.warned |= verified.manifest.as_ref().is_some_and(Manifest::is_incomplete);
        match (options.drill, &verified.manifest) {
            (Some(place), Some(manifest)) if verified.problems.is_empty() => {
                let drill = Drill { profile, place, path, manifest, output, cancel: &cancel };
                result["drill"] = found.drilled(&drill)?;
            }
            _ => {}
        }
        results.push(result);
        if !verified.problems.is_empty() && found.damage.is_none() {
            found.damage = Some(damage(path, &verified));
        }
    }
    let error = found.damage.as_ref().or(found.not_restored.as_ref());
    if output.is_json() {
        let status = if error.is_some() { "failed" } else { "completed" };
        let mut result = json!({ "type": "result", "status": status, "backups": results });
        if let Some(error) = error {
            result["error"] = error.as_json();
        }
        output.object(&result);
    }
    let without_error = if found.warned { EXIT_WARNINGS } else { 0 };
    Ok(error.map_or(without_error, Error::exit))
}

/// What decides the exit status: damage before a failed drill, the first of each.
#[derive(Default)]
struct Findings {
    damage: Option<Error>,
    not_restored: Option<Error>,
    warned: bool,
}

impl Findings {
    /// What came out, as JSON.
    fn drilled(&mut self, drill: &Drill<'_>) -> Result<Value, Error> {
        let drilled = drill.run()?;
        let result = drilled.as_json();
        match drilled.result {
            Ok(report) => self.warned |= !report.warnings.is_empty(),
            Err(error) => {
                self.not_restored.get_or_insert(error);
            }
        }
        Ok(result)
    }
}

/// What to verify, and what is left in the cloud: all of a folder's backups are not worth the
/// download, one that is named is.
fn files(
    profile: &Profile,
    options: &VerifyOptions,
) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Error> {
    if options.all {
        let target = Target::open(profile.dir.as_deref())?;
        let entries = catalog::list(&target)?;
        if entries.is_empty() {
            return Err(Error::NoBackup { path: target.folder().to_owned() });
        }
        let (in_cloud, here): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|entry| entry.state == State::InCloud);
        let paths =
            |entries: Vec<catalog::Entry>| entries.into_iter().map(|entry| entry.path).collect();
        return Ok((paths(here), paths(in_cloud)));
    }
    let database = profile.url.as_ref().and_then(|_| profile.place().ok());
    let database = database.map(|connection| connection.database);
    let wanted = options.file.as_deref().unwrap_or(Path::new("latest"));
    let purpose = Purpose::Read(database.as_deref());
    Ok((vec![catalog::find(wanted, profile.dir.as_deref(), purpose)?], Vec::new()))
}

/// What another tool wrote is not damaged, and says nothing that it could be held against. A backup
/// of ours that has lost its manifest is known by its name or its bytes.
fn of_ours(path: &Path) -> Result<(), Error> {
    let seems_ours = catalog::is_named_as_ours(path) || gunzip::seems_ours(path);
    if manifest::path_beside(path).exists() || seems_ours {
        return Ok(());
    }
    foreign::recognise(path)?;
    Err(Error::NotOfOurs { path: path.to_owned() })
}

fn verify_one(path: &Path, cancel: &CancelToken, output: &Output) -> Result<Verified, Error> {
    let bar = (std::io::stderr().is_terminal() && !output.is_json()).then(terminal::percent_bar);
    let verified = check::verify(path, cancel, &mut |bytes, total| {
        if let Some(bar) = &bar {
            bar.set_position(bytes * 100 / total.max(1));
            bar.set_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    verified
}

fn damage(path: &Path, verified: &Verified) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Error::Damaged { name, problems: verified.problems.iter().map(Problem::message).collect() }
}

/// Damage and what is missing is said with `--quiet` too.
fn show(path: &Path, verified: &Verified, output: &Output) {
    let name = cloud::display(path);
    match &verified.manifest {
        Some(manifest) if verified.problems.is_empty() && manifest.is_incomplete() => {
            output.finding(&tr!(
                "verify-incomplete",
                name = name,
                missing = manifest.tables_missing().join(", "),
                content = manifest.rows_in_tables_text(),
                bytes = format::bytes(manifest.file.bytes)
            ));
        }
        Some(manifest) if verified.problems.is_empty() => output.text(&tr!(
            "verify-good",
            name = name,
            content = manifest.rows_in_tables_text(),
            bytes = format::bytes(manifest.file.bytes)
        )),
        _ if output.is_json() => {}
        _ => {
            output.line(&tr!("verify-bad", name = name));
            for problem in &verified.problems {
                output.line(&format!("  ✗ {}", problem.message()));
            }
            output.line(&format!("  {}", advice(path, verified)));
        }
    }
}

/// A backup that only has another name is whole.
fn advice(path: &Path, verified: &Verified) -> String {
    match verified.problems.as_slice() {
        [Problem::Renamed { expected }] => {
            tr!("verify-renamed-advice", expected = expected.as_str())
        }
        _ => damage(path, verified).advice(),
    }
}

fn as_json(path: &Path, verified: &Verified) -> Value {
    let incomplete =
        verified.manifest.as_ref().map(|it| it.incomplete.as_slice()).unwrap_or_default();
    let lacking = verified.manifest.as_ref().and_then(Manifest::incomplete_text);
    let problems: Vec<Value> = verified
        .problems
        .iter()
        .map(|problem| json!({ "code": problem.code(), "message": problem.message() }))
        .chain(lacking.map(|text| json!({ "code": "incomplete", "message": text })))
        .collect();
    let mut result = json!({
        "path": path.to_string_lossy(),
        "ok": problems.is_empty(),
        "problems": problems,
    });
    if !incomplete.is_empty() {
        result["incomplete"] = json!(incomplete);
    }
    result
}
