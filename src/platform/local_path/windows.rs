//! Windows knows two forms of a path: the one that everybody writes, which ends at 260 characters
//! and reads some names as devices, and the verbatim one, `\\?\C:\…`, without either limit, which
//! many programs do not understand.

use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::report::format::plain;

/// Below the limit of a folder, 248, so that what is put into it is below the limit of a file.
const PLAIN_LENGTH: usize = 200;
const VERBATIM: &str = r"\\?\";
const VERBATIM_SHARE: &str = r"\\?\UNC\";
/// Names of devices, whatever follows their first dot.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

/// Plain where that means the same, verbatim otherwise.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    let verbatim = match std::fs::canonicalize(path) {
        Ok(verbatim) => verbatim,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        // RAM disks and some network drives have no such name for their files.
        Err(error) if path.exists() => return std::path::absolute(path).map_err(|_| error),
        Err(error) => return Err(error),
    };
    let plain = plain(&verbatim.to_string_lossy());
    let same = plain.len() < PLAIN_LENGTH && plain.split('\\').all(means_a_file);
    Ok(if same { PathBuf::from(plain) } else { verbatim })
}

/// NUL-terminated for a system call, verbatim where the plain form would be too long. The
/// standard library does the same before its own calls.
pub(crate) fn wide(path: &Path) -> Vec<u16> {
    let long = path.as_os_str().len() >= PLAIN_LENGTH;
    let absolute = if long { std::path::absolute(path).ok() } else { None };
    let text = absolute.and_then(|path| path.to_str().and_then(verbatim));
    let path = text.map_or_else(|| path.to_owned(), PathBuf::from);
    path.as_os_str().encode_wide().chain([0]).collect()
}

/// Nothing for a path that has the verbatim form already, or none.
fn verbatim(absolute: &str) -> Option<String> {
    match absolute.strip_prefix(r"\\") {
        Some(other) if other.starts_with(['?', '.']) => None,
        Some(share) => Some(format!("{VERBATIM_SHARE}{share}")),
        None => Some(format!("{VERBATIM}{absolute}")),
    }
}

/// Whether the plain form keeps this part of a path as it is.
fn means_a_file(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = NUMBERED_DEVICES
        .iter()
        .any(|device| stem.strip_prefix(device).is_some_and(|number| number.chars().count() == 1));
    !(name.ends_with(['.', ' ']) || numbered || DEVICES.contains(&stem.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paths_become_verbatim_and_short_ones_stay() {
        let text = |path: &str| {
            let wide = wide(Path::new(path));
            String::from_utf16(wide.strip_suffix(&[0]).unwrap()).unwrap()
        };
        let long = "long\\".repeat(60);
        assert_eq!(text(r"C:\court"), r"C:\court");
        assert_eq!(text(&format!(r"C:\{long}a")), format!(r"\\?\C:\{long}a"));
        assert_eq!(text(&format!(r"\\s\p\{long}a")), format!(r"\\?\UNC\s\p\{long}a"));
        assert_eq!(text(&format!(r"\\?\C:\{long}a")), format!(r"\\?\C:\{long}a"));
    }

    #[test]
    fn names_of_devices_are_not_names_of_files() {
        for name in ["con", "NUL.txt", "Com1", "lpt9.sql.gz", "aux ", "fin.", "fin "] {
            assert!(!means_a_file(name), "{name}");
        }
        for name in ["conte", "nulle.txt", "com", "com10", "lpt.", "é", "a.con", "C:"] {
            assert_eq!(means_a_file(name), name != "lpt.", "{name}");
        }
    }

    #[test]
    fn a_folder_with_a_device_s_name_keeps_its_verbatim_form() {
        let folder = tempfile::tempdir().unwrap();
        let verbatim = std::fs::canonicalize(folder.path()).unwrap();
        let plain = canonical(folder.path()).unwrap();
        assert!(!plain.to_string_lossy().starts_with(VERBATIM), "{}", plain.display());
        let device = verbatim.join("aux.d");
        std::fs::create_dir(&device).unwrap();
        assert!(canonical(&device).unwrap().to_string_lossy().starts_with(VERBATIM));
    }
}
