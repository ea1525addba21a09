//! The program against real servers, started here and gone afterwards.

mod backup;
mod harness;
mod replace;
mod restore;
