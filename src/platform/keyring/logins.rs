//! The logins whose password is in the store, one a line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::partial_file;
use crate::platform::paths;
use crate::report::error::{Error, Result};

fn file() -> PathBuf {
    paths::state_folder().join("keyring-logins")
}

pub fn has(login: &str) -> bool {
    read(&file()).is_ok_and(|logins| logins.iter().any(|known| known == login))
}

pub fn add(login: &str) -> Result<()> {
    change(&file(), |logins| {
        if !logins.iter().any(|known| known == login) {
            logins.push(login.to_owned());
        }
    })
}

pub fn remove(login: &str) -> Result<()> {
    change(&file(), |logins| logins.retain(|known| known != login))
}

fn read(file: &Path) -> io::Result<Vec<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn change(file: &Path, change: impl FnOnce(&mut Vec<String>)) -> Result<()> {
    let mut logins = read(file).map_err(|source| Error::reading(file, source))?;
    let before = logins.clone();
    change(&mut logins);
    if logins == before {
        return Ok(());
    }
    let failed = |error| Error::of_target(file, error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let text = logins.iter().flat_map(|login| [login.as_str(), "\n"]).collect::<String>();
    partial_file::replace(file, &file.with_extension("new"), text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_there_once_and_goes_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sub").join("logins");
        for login in ["a@h:1", "b@h:1", "a@h:1"] {
            change(&file, |logins| logins.push(login.to_owned())).unwrap();
        }
        change(&file, |logins| logins.retain(|login| login != "a@h:1")).unwrap();
        assert_eq!(read(&file).unwrap(), ["b@h:1"]);
    }
}
