//! A backup that somebody wants to keep for ever.

use std::path::Path;

use serde_json::json;

use crate::folder::check;
use crate::folder::manifest::{self, Pin};
use crate::platform::clock;
use crate::report::error::Result;

/// Keeps the backup at `path` for ever, with a note that may be empty: then that of an earlier pin stays.
///
/// # Errors
/// Those of [`check::amend`].
pub fn pin(path: &Path, note: &str) -> Result<Pin> {
    let mut pin = Pin::new(note, clock::now());
    check::amend(path, |text| {
        if pin.note.is_empty() {
            let former = manifest::Manifest::from_text(text)?.pinned;
            pin.note = former.map(|former| former.note).unwrap_or_default();
        }
        manifest::with_field(text, "pinned", Some(json!(pin)))
    })?;
    Ok(pin)
}

/// Lets it go in its time; gives the pin that it had.
///
/// # Errors
/// As [`pin()`].
pub fn unpin(path: &Path) -> Result<Option<Pin>> {
    let mut had = None;
    check::amend(path, |text| {
        had = manifest::Manifest::from_text(text)?.pinned;
        manifest::with_field(text, "pinned", None)
    })?;
    Ok(had)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::catalog::tests::put;
    use crate::report::error::Error;

    #[test]
    fn a_pin_is_in_the_manifest_until_it_is_taken_off() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a.sql.gz", 10, b"good");
        let path = folder.path().join("a.sql.gz");
        let pinned = || manifest::read(&manifest::path_beside(&path)).unwrap().unwrap().pinned;
        assert_eq!(unpin(&path).unwrap(), None);
        let made = pin(&path, " avant migration ").unwrap();
        assert_eq!((made.note.as_str(), pinned().as_ref()), ("avant migration", Some(&made)));
        let again = pin(&path, "").unwrap();
        assert_eq!(again.note, "avant migration");
        assert_eq!(pinned(), Some(again.clone()));
        assert_eq!(unpin(&path).unwrap(), Some(again));
        assert_eq!(pinned(), None);
    }

    #[test]
    fn what_has_no_intact_manifest_is_not_pinned() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sql.gz");
        std::fs::write(&path, "good").unwrap();
        assert!(matches!(pin(&path, ""), Err(Error::BackupMissing { .. })));
        std::fs::write(manifest::path_beside(&path), "{}").unwrap();
        assert!(matches!(pin(&path, ""), Err(Error::Damaged { .. })));
        assert_eq!(std::fs::read(manifest::path_beside(&path)).unwrap(), b"{}");
    }
}
