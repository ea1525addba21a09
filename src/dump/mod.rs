//! The bytes of a dump: from `pg_dump`'s output to a compressed, hashed file in one pass, and back.
//!
//! Invariants: bytes are enough, no encoding has to be decoded; what a visitor is told depends on the
//! bytes alone, never on where the chunks are cut; memory grows with the number of tables and of blocks
//! on their way, never with what is in them.

pub mod crlf;
pub mod encoding;
pub mod gunzip;
pub mod gzip;
pub mod inspect;
pub mod lexer;
pub mod marks;
pub mod members;
pub mod order;
pub mod reader;
pub mod scanner;
pub mod sink;
pub mod statement;
pub mod written;
