//! `sauvegarde demo`

use std::path::{Path, PathBuf};

use sauvegarde::Error;
use sauvegarde::backup::BackupReport;
use sauvegarde::demo::{self, DATABASE, DemoReport, DemoRequest};
use sauvegarde::postgres::cluster;
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use serde_json::json;

use super::args::{DemoOptions, Global, Place};
use super::backup::table;
use super::given;
use super::monitor::monitor;
use super::output::Output;

/// A million and a half rows; more would fill a disk rather than show more.
const LARGEST: f64 = 5.0;

pub fn run(options: &DemoOptions, global: &Global, output: &Output) -> Result<u8, Error> {
    if let Some(folder) = &options.stop {
        cluster::remove(folder)?;
        if output.is_json() {
            output.object(&json!({ "type": "result", "status": "completed" }));
        }
        return Ok(0);
    }
    if !(0.01..=LARGEST).contains(&options.size) {
        let size = options.size.to_string();
        let detail = tr!("usage-invalid-value", argument = "--size", value = size);
        return Err(Error::Usage { detail });
    }
    let cancel = given::cancel_on_interrupt();
    // What else is configured, or is wrong with it, is none of the demonstration's business.
    let configured = || given::profile(global, &Place::default()).ok()?.pg_dump;
    let pg_dump = options.pg_dump.clone().or_else(configured);
    let request = DemoRequest { dir: folder(options)?, size: options.size, pg_dump };
    output.text(&tr!("demo-title"));
    output.text(&tr!("demo-filling"));
    let report = demo::run(&request, &cancel, monitor(output).as_mut())?;
    if !output.is_json() {
        show(&report, output);
    }
    let DemoReport { backup, pg_dump_alone, cluster, .. } = report;
    if options.keep {
        keep(cluster, &backup.path, output)?;
    }
    if output.is_json() {
        output.object(&json!({
            "type": "result",
            "status": "completed",
            "path": backup.path.to_string_lossy(),
            "manifest": backup.manifest,
            "pg_dump_alone_ms": u64::try_from(pg_dump_alone.as_millis()).unwrap_or_default(),
        }));
    }
    Ok(0)
}

/// A folder of its own unless one was named; the backup stays there.
fn folder(options: &DemoOptions) -> Result<PathBuf, Error> {
    let folder = match &options.dir {
        Some(dir) => dir.clone(),
        None => std::env::temp_dir().join(format!("sauvegarde-demo-{}", std::process::id())),
    };
    std::fs::create_dir_all(&folder).map_err(|error| Error::of_target(&folder, error))?;
    Ok(folder)
}

fn show(report: &DemoReport, output: &Output) {
    let BackupReport { path, manifest, .. } = &report.backup;
    let (rows, tables) = (format::rows(manifest.rows()), format::tables(manifest.tables.len()));
    let alone_ms = u64::try_from(report.pg_dump_alone.as_millis()).unwrap_or_default();
    let server = tr!(
        "demo-server-value",
        version = report.server_version.as_str(),
        path = report.cluster.folder().display().to_string()
    );
    let database = tr!(
        "demo-database-value",
        database = DATABASE,
        rows = rows.as_str(),
        tables = tables.as_str()
    );
    let restored = tr!(
        "demo-restored-value",
        database = report.copy.as_str(),
        rows = rows.as_str(),
        tables = tables.as_str()
    );
    let lines = [
        (tr!("demo-server"), server),
        (tr!("demo-database"), database),
        (tr!("backup-name"), path.display().to_string()),
        (tr!("backup-size"), format::bytes(manifest.file.bytes)),
        (tr!("backup-sha256"), manifest.file.sha256.clone()),
        (tr!("backup-content"), manifest.content_text()),
        (tr!("demo-alone"), format::milliseconds(alone_ms)),
        (tr!("backup-time"), ratio(manifest.elapsed_ms, alone_ms)),
        (tr!("demo-verified"), tr!("demo-verified-value")),
        (tr!("demo-restored"), restored),
    ];
    output.text(&table(&lines));
    // Windows has no gunzip.
    if cfg!(windows) {
        return;
    }
    output.text("");
    output.text(&tr!("demo-by-hand"));
    output.text(&format!("  createdb -T template0 {}", report.copy));
    let unpack = format!("gunzip -c {}", quoted(path));
    output.text(&format!("  {unpack} | psql -X -v ON_ERROR_STOP=1 -d {}", report.copy));
}

fn ratio(elapsed_ms: u64, alone_ms: u64) -> String {
    let hundredths = elapsed_ms * 100 / alone_ms.max(1);
    let ratio = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    tr!("demo-ratio", time = format::milliseconds(elapsed_ms), ratio = ratio)
}

fn keep(mut cluster: Cluster, backup: &Path, output: &Output) -> Result<(), Error> {
    let url = cluster.connection(DATABASE).url_without_password();
    let dir = backup.parent().map(Path::to_owned).unwrap_or_default();
    cluster.leave_running()?;
    let folder = cluster.folder();
    if output.is_json() {
        output.object(&json!({ "type": "server", "url": url, "folder": folder.to_string_lossy() }));
    }
    output.text("");
    output.text(&tr!("demo-kept"));
    for command in ["backup", "list", "verify", "doctor"] {
        let (url, dir) = (quoted(Path::new(&url)), quoted(&dir));
        output.text(&format!("  sauvegarde {command} --url {url} --dir {dir}"));
    }
    output.text(&tr!("demo-stop"));
    output.text(&format!("  sauvegarde demo --stop {}", quoted(folder)));
    Ok(())
}

/// As a shell takes it. Both of Windows' know double quotes, which no path there can hold.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) {
        format!("\"{text}\"")
    } else if text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
