//! PostgreSQL: where a database is, one connection to it, its own programs.

pub mod client_tools;
pub mod cluster;
pub mod connection;
pub mod described;
pub mod import;
pub mod server;
pub mod told;
