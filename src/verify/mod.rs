//! Whether a backup restores: a trial restore, and what it says of the backup.

pub mod drill;
