//! What is told, and in which words: errors and warnings as data with their sentences in both
//! languages, progress, quantities for people, and the wish to stop.
//!
//! Invariants: nothing here knows a server or a file of ours; no sentence is in code, French
//! and English have the same keys and arguments; percentages never fall, and 100 comes once.

pub mod cancel;
#[cfg(test)]
pub mod chance;
pub mod error;
pub mod format;
pub mod i18n;
pub mod progress;
pub mod secret;
pub mod sql;
