//! From `pg_dump`'s output to a compressed, hashed file, in one pass.

#[cfg(test)]
mod chance;
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
