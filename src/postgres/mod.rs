//! PostgreSQL: where a database is, one connection to its server, its own programs, and a server that
//! is thrown away.
//!
//! Invariants: a password is in no `Debug`, no `Display` and no argument list; whatever is asked of a
//! server has a time limit; its messages are shown and never understood, because they come in its
//! language: SQLSTATE decides, the name of its routine, or a question.

pub mod client_tools;
pub mod cluster;
pub mod connection;
pub mod described;
pub mod import;
pub mod server;
pub mod told;
