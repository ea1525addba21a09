//! PURE: what is remarkable about a backup, to be said wherever it is shown.

use sauvegarde::folder::manifest::{Manifest, Pin};
use sauvegarde::report::i18n::tr;

/// A few words each; none for most backups.
pub fn of(manifest: &Manifest) -> Vec<String> {
    let suspicious = manifest.is_suspicious().then(|| tr!("remark-unusual"));
    let drilled = manifest
        .last_drill()
        .map(|drill| if drill.ok { tr!("remark-proved") } else { tr!("remark-disproved") });
    let pinned = manifest.pinned.as_ref().map(pinned);
    [suspicious, drilled, pinned].into_iter().flatten().collect()
}

/// That it is kept for ever, and why.
pub fn pinned(pin: &Pin) -> String {
    match pin.note.trim() {
        "" => tr!("kept-pinned"),
        note => tr!("kept-pinned-because", note = note),
    }
}
