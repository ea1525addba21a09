//! What Paramètres… says of a check.

use sauvegarde::backup::doctor::{Finding, Subject};
use sauvegarde::postgres::connection::Connection;
use sauvegarde::postgres::told;
use sauvegarde::report::error::Warning;
use sauvegarde::report::i18n::tr;

use crate::desktop::windows::generated::{Check, Mark};

pub fn check((subject, finding): &(Subject, Finding)) -> CheckLine {
    let (mark, text, remedy) = match finding {
        Finding::Good(text) => (Mark::Good, text.clone(), String::new()),
        Finding::Weak(text, remedy) => (Mark::Weak, text.clone(), remedy.clone()),
        Finding::Bad(error) => (Mark::Bad, error.message(), error.advice()),
    };
    CheckLine { mark, subject: subject.name(), text, remedy }
}

/// What an address says that changes nothing here, or cannot be had.
pub fn passed_over(connection: &Connection) -> Vec<CheckLine> {
    let warnings = [told::passed_over(&connection.passed_over), told::missing(connection)];
    let line = |warning: Warning| CheckLine {
        mark: Mark::Weak,
        subject: Subject::Configuration.name(),
        text: warning.message(),
        remedy: String::new(),
    };
    warnings.into_iter().flatten().map(line).collect()
}

/// All the lines in one.
pub fn verdict(lines: &[CheckLine]) -> (Mark, String) {
    if lines.iter().any(|line| line.mark == Mark::Bad) {
        (Mark::Bad, tr!("window-settings-bad"))
    } else if lines.iter().any(|line| line.mark == Mark::Weak) {
        (Mark::Weak, tr!("window-settings-weak"))
    } else {
        (Mark::Good, tr!("window-settings-good"))
    }
}

/// On its way to the loop's thread.
pub struct CheckLine {
    mark: Mark,
    subject: String,
    text: String,
    remedy: String,
}

impl From<CheckLine> for Check {
    fn from(line: CheckLine) -> Self {
        Self {
            mark: line.mark,
            subject: line.subject.into(),
            text: line.text.into(),
            remedy: line.remedy.into(),
        }
    }
}
