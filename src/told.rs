//! What the user has been told of an address, so that it is told once and not with each backup.

use std::fs;
use std::path::PathBuf;

use crate::connection::Connection;
use crate::error::Warning;
use crate::partial_file;
use crate::paths;

fn file() -> PathBuf {
    paths::state_folder().join("addresses-told")
}

/// What there is to say of the address itself. What is passed over was told before where a backup
/// of it has succeeded here; a protection that is missing is told each time.
#[must_use]
pub fn warnings(connection: &Connection) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let missing = connection.protection.missing();
    if !missing.is_empty() {
        warnings.push(Warning::ProtectionMissing { names: missing });
    }
    let names = connection.passed_over.clone();
    let was_told = || {
        let told = fs::read_to_string(file()).unwrap_or_default();
        told.lines().any(|known| known == line(connection))
    };
    if !names.is_empty() && !was_told() {
        warnings.push(Warning::ParametersPassedOver { names });
    }
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
