//! The program against real servers, started here and gone afterwards.

mod backup;
mod crash;
mod damage;
mod harness;
mod memory;
mod restore;
mod writer;
