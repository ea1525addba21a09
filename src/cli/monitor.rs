//! Who watches a job: a reader of JSON lines, a terminal, or a log.

use std::io::{self, IsTerminal as _};

use sauvegarde::report::error::Warning;
use sauvegarde::report::progress::{Monitor, Progress};
use serde_json::json;

use super::output::Output;
use super::terminal::Bar;

/// In the way that the options ask for.
pub fn monitor(output: &Output) -> Box<dyn Monitor + '_> {
    if output.is_json() {
        Box::new(JsonLines(output))
    } else if io::stderr().is_terminal() && !output.is_quiet() {
        Box::new(Bar::new(output))
    } else {
        Box::new(Plain(output))
    }
}

/// The contract of progress; stable.
struct JsonLines<'a>(&'a Output);

impl Monitor for JsonLines<'_> {
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

/// For logs and pipes: warnings only.
struct Plain<'a>(&'a Output);

impl Monitor for Plain<'_> {
    fn progress(&mut self, _: &Progress) {}

    fn warning(&mut self, warning: &Warning) {
        self.0.warning(warning);
    }
}
