//! The engine of Sauvegarde: a PostgreSQL database, dumped, compressed, hashed and checked in one
//! pass, and its backups listed and verified.
//!
//! The library does not know who is watching: it reports to a [`progress::Monitor`]. It builds
//! with `--no-default-features` and then pulls no desktop crate. `ARCHITECTURE.md` has the map.

pub mod backup;
pub mod cancel;
pub mod catalog;
pub mod child;
pub mod client_tools;
pub mod cloud;
pub mod cluster;
pub mod code_page;
pub mod config;
pub mod connection;
pub mod demo;
pub mod doctor;
pub mod dump;
pub mod error;
pub mod file_hash;
pub mod foreign;
pub mod format;
pub mod i18n;
pub mod import;
pub mod keep_awake;
pub mod keys;
pub mod local_path;
pub mod lock;
pub mod manifest;
pub mod partial_file;
pub mod paths;
pub mod plan;
pub mod profile;
pub mod progress;
pub mod restore;
pub mod run_status;
#[cfg(feature = "tray")]
pub mod secrets;
pub mod server;
pub mod staging;
pub mod target;
mod text_file;
pub mod told;
pub mod verify;

pub use error::{Error, Result};
