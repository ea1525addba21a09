//! Which backups are kept, and how the others go.
//!
//! Invariants: without a policy nothing goes; the newest good one, the newest proved one, pinned ones,
//! the last few good ones and what this installation did not make never go; age counts from the newest
//! good one, not from now; a kill leaves no half of a backup.

pub mod candidate;
pub mod decide;
pub mod pin;
pub mod prune;
pub mod rules;
pub mod why;

#[cfg(test)]
mod tests;
