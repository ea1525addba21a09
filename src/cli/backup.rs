//! `sauvegarde backup`

use sauvegarde::Error;
use sauvegarde::backup::{self, BackupReport, BackupRequest, Patience};
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use serde_json::json;

use super::args::BackupOptions;
use super::given;
use super::output::{EXIT_WARNINGS, Output};
use super::watched::watched;

pub fn run(profile: &Profile, options: &BackupOptions, output: &Output) -> Result<u8, Error> {
    let cancel = given::cancel_on_interrupt();
    let (reason, patience) = (Reason::Cli, Patience::default());
    let (without_rows, pin) = (&options.without_rows, options.pin.as_deref());
    let request = BackupRequest { profile, reason, patience, without_rows, pin };
    let report = watched(output, |monitor| backup::run(&request, &cancel, monitor))?;
    Ok(finished(&report, output))
}

/// Tells of a published backup, and gives the exit status.
pub fn finished(report: &BackupReport, output: &Output) -> u8 {
    if output.is_json() {
        let warnings: Vec<String> = report.warnings.iter().map(Warning::message).collect();
        output.object(&json!({
            "type": "result",
            "status": "completed",
            "path": report.path.to_string_lossy(),
            "manifest": report.manifest,
            "alarms": report.manifest.alarms,
            "incomplete": report.manifest.incomplete,
            "warnings": warnings,
        }));
    } else {
        show(report, output);
    }
    if report.warnings.is_empty() { 0 } else { EXIT_WARNINGS }
}

fn show(report: &BackupReport, output: &Output) {
    let BackupReport { path, manifest, .. } = report;
    let folder = path.parent().map(cloud::display).unwrap_or_default();
    let lines = [
        (tr!("backup-name"), manifest.file.name.clone()),
        (tr!("backup-size"), format::bytes(manifest.file.bytes)),
        (tr!("backup-location"), folder),
        (tr!("backup-sha256"), manifest.file.sha256.clone()),
        (tr!("backup-content"), manifest.content_text()),
        (tr!("backup-time"), format::milliseconds(manifest.elapsed_ms)),
    ];
    output.text(&if manifest.origin.is_some() {
        tr!("import-done", database = manifest.database.as_str())
    } else if manifest.is_incomplete() {
        tr!("backup-done-incomplete", tables = manifest.tables_missing().join(", "))
    } else {
        tr!("backup-done")
    });
    output.text(&table(&lines));
    let levels: Vec<String> = manifest
        .file
        .compression
        .levels
        .iter()
        .map(|(level, blocks)| format!("{level} × {blocks}"))
        .collect();
    output.detail(&tr!(
        "backup-detail",
        server = manifest.server.version.as_str(),
        pg_dump = manifest.client.pg_dump_version.as_str(),
        levels = levels.join(", ")
    ));
}

/// Labels padded to the same width.
pub fn table(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    let lines: Vec<String> =
        lines.iter().map(|(label, value)| format!("  {label:<width$}  {value}")).collect();
    lines.join("\n")
}
