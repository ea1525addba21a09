//! Files that other tools have written: `pg_dump` in each of its formats, with `--create` too,
//! `pg_dumpall`, and what Windows' programs make of their text. Each becomes a dump as `pg_dump`
//! writes it for us, compressed and counted, in a place of ours; from there on it is restored,
//! drilled and kept like any backup.
//!
//! ```text
//! file → recognise → pg_restore, gunzip → characters → CR LF undone → split → the sink of a backup
//! ```
//!
//! Invariant: the file itself is only read. Invariant: nothing of it runs here.

pub mod archive;
pub mod characters;
pub mod code_page;
mod command;
mod convert;
mod database;
mod input;
mod output;
mod recognise;
mod seen;
pub mod split;
mod tables;
mod tokens;
mod workspace;

pub use convert::{Converted, Rows, convert};
pub use input::Request;
pub use recognise::{Format, recognise};
pub use workspace::Workspace;
