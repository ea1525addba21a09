//! The JSON contract of progress; stable.

use sauvegarde::report::error::Warning;
use sauvegarde::report::progress::{Monitor, Progress};
use serde_json::json;

use super::output::Output;

pub struct JsonMonitor<'a>(&'a Output);

impl<'a> JsonMonitor<'a> {
    pub fn new(output: &'a Output) -> Self {
        Self(output)
    }
}

impl Monitor for JsonMonitor<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.0.object(&json!({
            "type": "progress",
            "stage": progress.stage,
            "percent": progress.percent,
            "message": progress.stage_text(),
            "table": progress.table,
            "dump_bytes": progress.dump_bytes,
            "file_bytes": progress.file_bytes,
            "bytes_per_s": progress.bytes_per_s,
            "eta_s": progress.eta_s,
            "approximate": progress.approximate,
        }));
    }

    /// Warnings come with the result; meanwhile people read them on standard error.
    fn warning(&mut self, warning: &Warning) {
        self.0.warning(warning);
    }
}
