//! The program against real servers, started here and gone afterwards.

mod backup;
mod contents;
mod databases;
mod demo;
mod encodings;
mod facts;
mod harness;
mod replace;
mod restore;
mod versions;
