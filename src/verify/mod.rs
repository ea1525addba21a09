//! Whether a backup restores: a trial restore, and what it says of the backup.
//!
//! Invariant: what only speaks of the server or its machine says nothing of the backup.

pub mod drill;
pub mod proof;
pub mod timed;
