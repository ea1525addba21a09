//! What goes to standard output and what to standard error.
//!
//! Invariant: with `--json` standard output holds one JSON object a line and nothing else, the
//! result last. A reader that goes away is not an error.

use std::io::{self, Write as _};

use sauvegarde::Error;
use sauvegarde::report::error::Warning;
use sauvegarde::report::i18n::tr;
use serde_json::{Value, json};

use super::args::Global;

/// Done, with warnings.
pub const EXIT_WARNINGS: u8 = 3;

#[derive(Clone, Debug)]
pub struct Output {
    json: bool,
    quiet: bool,
    verbose: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json, quiet: false, verbose: false }
    }

    pub fn of(global: &Global) -> Self {
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// One JSON object on one line.
    pub fn object(&self, object: &Value) {
        self.line(&object.to_string());
    }

    /// For people; nothing with `--quiet` or `--json`.
    pub fn text(&self, text: &str) {
        if !self.quiet && !self.json {
            self.line(text);
        }
    }

    /// What was asked for, so `--quiet` does not silence it.
    #[expect(clippy::unused_self, reason = "all output goes through here")]
    pub fn line(&self, text: &str) {
        let _ = writeln!(io::stdout().lock(), "{text}");
    }

    /// For people, with `--quiet` too: what they must not take for good.
    pub fn finding(&self, text: &str) {
        if !self.json {
            self.line(text);
        }
    }

    /// Details that `--verbose` asks for, on standard error.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.remark(text);
        }
    }

    pub fn warning(&self, warning: &Warning) {
        // Also with `--quiet`: the exit status says that there is something to read.
        self.remark(&format!("{}{}{}", tr!("warning-label"), tr!("colon"), warning.message()));
    }

    /// Tells the error where it belongs and gives the exit status.
    pub fn failed(&self, error: &Error) -> u8 {
        if self.json {
            self.object(&json!({ "type": "result", "status": "failed", "error": error.as_json() }));
        }
        self.remark_error(error);
        error.exit()
    }

    /// What happened and what to do, on standard error only.
    pub fn remark_error(&self, error: &Error) {
        let colon = tr!("colon");
        self.remark(&format!("{}{colon}{error}", tr!("error-label")));
        let advice = error.advice();
        if !advice.is_empty() {
            self.remark(&format!("{}{colon}{advice}", tr!("advice-label")));
        }
    }

    /// A question, whose answer is typed behind it; on standard error.
    #[cfg(feature = "tray")]
    #[expect(clippy::unused_self, reason = "all output goes through here")]
    pub fn ask(&self, text: &str) {
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "{text}");
        let _ = stderr.flush();
    }

    #[expect(clippy::unused_self, reason = "all output goes through here")]
    fn remark(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
