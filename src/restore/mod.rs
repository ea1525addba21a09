//! Restores a backup into a new database: inspected → new database under a provisional name →
//! executed → rows counted → settings → its name, or the live database's place → `ANALYZE`.
//!
//! Invariants: a database that existed before is never written to, but by a restore in place, which
//! is one transaction; the wanted name appears only when everything is there and counted; whatever
//! fails before that drops the new database.

pub mod binary;
mod crew;
mod evictor;
mod executor;
mod fill;
mod hanging;
mod in_place;
mod inspected;
mod job;
mod maintenance;
mod new_database;
mod preview;
mod properties;
mod request;
mod safety;
mod source;
mod statistics;
mod subject;
pub mod swap;
mod way;

pub use hanging::before_replacing;
pub use job::{run, undo};
pub use maintenance::writable;
pub use preview::{Preview, TableChange};
pub use request::{Goal, Kept, Replaced, RestoreReport, RestoreRequest, Undone, Whole};
pub use way::Way;
