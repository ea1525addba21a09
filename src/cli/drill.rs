//! `sauvegarde verify --drill`: one backup restored on trial.

use std::path::Path;

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest::Manifest;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::restore::RestoreReport;
use sauvegarde::verify::drill;
use serde_json::{Value, json};

use super::args::DrillPlace;
use super::monitor::monitor;
use super::output::Output;

pub struct Drill<'a> {
    pub profile: &'a Profile,
    pub place: DrillPlace,
    pub path: &'a Path,
    pub manifest: &'a Manifest,
    pub output: &'a Output,
    pub cancel: &'a CancelToken,
}

/// What a drill says of the backup.
pub struct Drilled {
    place: DrillPlace,
    pub result: Result<RestoreReport, Error>,
}

impl Drill<'_> {
    /// # Errors
    /// What says nothing of the backup: no server, no rights, cancelled.
    pub fn run(&self) -> Result<Drilled, Error> {
        let mut monitor = monitor(self.output);
        let (file, cancel) = (self.path, self.cancel);
        let result = match self.place {
            DrillPlace::Server => {
                let connection = self.profile.connection_to_write()?;
                drill::on_server(&connection, file, cancel, monitor.as_mut())
            }
            DrillPlace::Local => {
                let pg_dump = self.profile.pg_dump.as_deref();
                drill::local(self.manifest, file, pg_dump, cancel, monitor.as_mut())
            }
        };
        drop(monitor);
        let result = match result {
            Err(error) if !drill::speaks_of_the_backup(&error) => return Err(error),
            result => result,
        };
        if let Err(error) = drill::record(file, &result) {
            self.output.warning(&Warning::NotRecorded { detail: error.message() });
        }
        self.show(&result);
        Ok(Drilled { place: self.place, result })
    }

    /// That it cannot be restored is said with `--quiet` too.
    fn show(&self, result: &Result<RestoreReport, Error>) {
        let name = cloud::display(self.path);
        match result {
            Ok(report) => {
                let time = format::milliseconds(report.elapsed_ms);
                let content = self.manifest.rows_in_tables_text();
                self.output.text(&if self.manifest.counts_rows() {
                    tr!("verify-drilled", name = name, content = content, time = time)
                } else {
                    tr!("verify-drilled-not-counted", name = name, content = content, time = time)
                });
                let missing = report.not_restored.len();
                if missing > 0 {
                    let things = format::count(missing as u64);
                    self.output.text(&tr!("verify-drilled-incomplete", things = things));
                }
            }
            Err(_) if self.output.is_json() => {}
            Err(error) => {
                self.output.line(&tr!("verify-not-restored", name = name));
                self.output.line(&format!("  ✗ {}", error.message()));
                self.output.line(&format!("  {}", tr!("verify-drill-advice")));
            }
        }
    }
}

impl Drilled {
    pub fn as_json(&self) -> Value {
        let place = match self.place {
            DrillPlace::Server => "server",
            DrillPlace::Local => "local",
        };
        match &self.result {
            Ok(report) => {
                let warnings: Vec<String> = report.warnings.iter().map(Warning::message).collect();
                json!({
                    "ok": true,
                    "place": place,
                    "elapsed_ms": report.elapsed_ms,
                    "warnings": warnings,
                    "not_restored": report.not_restored,
                })
            }
            Err(error) => json!({ "ok": false, "place": place, "error": error.as_json() }),
        }
    }
}
