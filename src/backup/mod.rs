//! One backup: preflight → plan → `pg_dump` → sink → checked → published.
//!
//! Invariants: a backup exists if and only if its manifest exists; whatever goes wrong before
//! that leaves nothing behind and touches no earlier backup.

mod damage;
pub mod doctor;
mod import;
mod job;
mod pg_dump;
pub mod plan;
mod publish;
mod read_back;
mod without_rows;

pub use import::{ImportRequest, import};
pub use job::{BackupReport, BackupRequest, Patience, run, run_unless};
