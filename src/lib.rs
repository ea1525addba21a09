//! The engine of Sauvegarde: a PostgreSQL database, dumped, compressed, hashed and checked in one
//! pass, and its backups listed, verified and restored.
//!
//! A room knows one thing, and imports only from the rooms below it in this list (`tests/rooms.rs`).
//! The library does not know who is watching: it reports to a [`report::progress::Monitor`]. It
//! builds with `--no-default-features` and then pulls no desktop crate. `ARCHITECTURE.md` has the
//! ways of data.

pub mod alarms;
pub mod backup;
pub mod config;
pub mod demo;
pub mod dump;
pub mod folder;
pub mod foreign;
pub mod notify;
pub mod platform;
pub mod postgres;
pub mod report;
pub mod restore;
pub mod retention;
pub mod schedule;
pub mod unattended;
pub mod verify;

pub use report::error::{Error, Result};
