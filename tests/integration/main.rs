//! The program against real servers, started here and gone afterwards.

mod backup;
mod contents;
mod crash;
mod damage;
mod databases;
mod demo;
mod encodings;
mod facts;
mod harness;
mod memory;
mod replace;
mod restore;
mod versions;
mod writer;
