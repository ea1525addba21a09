//! What an address asks for in vain, and what the user has been told of it, so that it is told once
//! and not with each backup.

use std::fs;
use std::path::PathBuf;

use crate::platform::partial_file;
use crate::platform::paths;
use crate::postgres::connection::Connection;
use crate::report::error::Warning;

fn file() -> PathBuf {
    paths::state_folder().join("addresses-told")
}

/// The protection that is not there.
#[must_use]
pub fn missing(connection: &Connection) -> Option<Warning> {
    let names = connection.protection.missing();
    (!names.is_empty()).then_some(Warning::ProtectionMissing { names })
}

/// Parameters of other programs.
#[must_use]
pub fn passed_over(names: &[String]) -> Option<Warning> {
    (!names.is_empty()).then(|| Warning::ParametersPassedOver { names: names.to_vec() })
}

/// What there is to say of the address itself. What is passed over was told before where a backup
/// of it has succeeded here; a protection that is missing is told each time.
#[must_use]
pub fn warnings(connection: &Connection) -> Vec<Warning> {
    let was_told = || {
        let told = fs::read_to_string(file()).unwrap_or_default();
        told.lines().any(|known| known == line(connection))
    };
    let passed_over = passed_over(&connection.passed_over).filter(|_| !was_told());
    let mut warnings: Vec<Warning> = missing(connection).into_iter().chain(passed_over).collect();
    let tried = connection.alternatives.tried.clone();
    if !tried.is_empty() {
        warnings.push(Warning::OtherHost { chosen: connection.address(), tried });
    }
    warnings
}

/// A folder that cannot be written to only means that it is told again.
pub fn remember(connection: &Connection) {
    let line = line(connection);
    let told = fs::read_to_string(file()).unwrap_or_default();
    if connection.passed_over.is_empty() || told.lines().any(|known| known == line) {
        return;
    }
    let file = file();
    let text = format!("{told}{line}\n");
    let _ = partial_file::replace(&file, &file.with_extension("new"), text.as_bytes());
}

fn line(connection: &Connection) -> String {
    format!("{} {}", connection.url_without_password(), connection.passed_over.join(" "))
}
