//! `sauvegarde restore FILE|latest --into NAME`

use std::path::Path;

use sauvegarde::error::Warning;
use sauvegarde::profile::Profile;
use sauvegarde::restore::{self, RestoreReport, RestoreRequest};
use sauvegarde::target::Target;
use sauvegarde::{Error, catalog, cloud, format, tr};
use serde_json::json;

use super::EXIT_WARNINGS;
use super::args::RestoreOptions;
use super::backup::{content, table};
use super::output::Output;

pub fn run(profile: &Profile, options: &RestoreOptions, output: &Output) -> Result<u8, Error> {
    let cancel = super::cancel_on_interrupt();
    let connection = profile.connection()?;
    let file = if options.restore_file == Path::new("latest") {
        let target = Target::open(profile.dir.as_deref())?;
        catalog::latest(&target, Some(&connection.database))?.0
    } else {
        options.restore_file.clone()
    };
    let request = RestoreRequest {
        connection: &connection,
        file: &file,
        into: &options.into,
        leave_out_owners: options.no_owner,
        leave_out_privileges: options.no_privileges,
    };
    let report = restore::into_new(&request, &cancel, output.monitor().as_mut())?;
    if output.is_json() {
        let warnings: Vec<String> = report.warnings.iter().map(Warning::message).collect();
        output.object(&json!({
            "type": "result",
            "status": "completed",
            "path": report.file.to_string_lossy(),
            "database": report.database,
            "elapsed_ms": report.elapsed_ms,
            "warnings": warnings,
        }));
    } else {
        show(&report, output);
    }
    Ok(if report.warnings.is_empty() { 0 } else { EXIT_WARNINGS })
}

fn show(report: &RestoreReport, output: &Output) {
    let database = report.database.as_str();
    let mut lines = vec![(tr!("restore-backup"), cloud::display(&report.file))];
    match &report.manifest {
        Some(manifest) => {
            output.text(&tr!("restore-done", database = database));
            lines.push((tr!("backup-content"), content(manifest)));
        }
        None => output.text(&tr!("restore-done-unproven", database = database)),
    }
    lines.push((tr!("backup-time"), format::milliseconds(report.elapsed_ms)));
    output.text(&table(&lines));
}
