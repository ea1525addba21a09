//! The entry where it is a file of its own: on Linux and macOS.

use std::fs;
use std::io;
use std::path::Path;

use sauvegarde::Result;
use sauvegarde::report::error::Error;

pub fn write(file: &Path, text: &str) -> Result<()> {
    let failed = |error| Error::of_target(file, error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(file, text).map_err(failed)
}

/// One that is not there is what was wished for.
pub fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::of_target(file, error)),
        _ => Ok(()),
    }
}
