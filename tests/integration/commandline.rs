//! The surface of the program: words, files and states, as a user or a script meets them.

mod configuration;
mod doctor;
mod help;
mod language;
mod output;
mod status;
// Elsewhere the clients keep their notes in other places.
#[cfg(target_os = "linux")]
mod synced;
