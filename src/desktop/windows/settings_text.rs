//! What Paramètres… says of a check.

use sauvegarde::connection::Connection;
use sauvegarde::doctor::{Finding, Subject};
use sauvegarde::error::Warning;
use sauvegarde::tr;

use super::{Check, Mark};

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
    let mut warnings = Vec::new();
    if !connection.passed_over.is_empty() {
        let names = connection.passed_over.clone();
        warnings.push(Warning::ParametersPassedOver { names });
    }
    let missing = connection.protection.missing();
    if !missing.is_empty() {
        warnings.push(Warning::ProtectionMissing { names: missing });
    }
    let line = |warning: &Warning| CheckLine {
        mark: Mark::Weak,
        subject: Subject::Configuration.name(),
        text: warning.message(),
        remedy: String::new(),
    };
    warnings.iter().map(line).collect()
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
