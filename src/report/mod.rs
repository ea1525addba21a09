//! What is told, and in which words: errors and warnings as data with their sentences in both
//! languages, progress, quantities, and the wish to stop.

pub mod cancel;
pub mod error;
pub mod format;
pub mod i18n;
pub mod progress;
pub mod secret;
pub mod sql;
