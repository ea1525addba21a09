//! What `pg_dump` writes around a dump.

/// All of its first lines.
pub const OPENING: &[u8] = b"--\n-- PostgreSQL database dump\n--\n";
pub const HEADER: &[u8] = b"-- PostgreSQL database dump";
/// When it has written all the rest.
pub const TRAILER: &[u8] = b"-- PostgreSQL database dump complete";
