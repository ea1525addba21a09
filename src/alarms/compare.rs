//! PURE: a backup and those before it → what is suspicious about it.

use crate::folder::manifest::{Alarm, Manifest};

/// What is suspicious about `new`. `history` is newest first; `ignored` are patterns on
/// `schema.table`.
#[must_use]
pub fn compare(_new: &Manifest, _history: &[Manifest], _ignored: &[String]) -> Vec<Alarm> {
    Vec::new()
}
