//! The program against real servers, started here and gone afterwards.
// These stop servers and processes in the ways that Linux has.
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
#[cfg(target_os = "linux")]
mod background;
mod backup;
mod commandline;
mod contents;
mod crash;
mod damage;
mod databases;
mod demo;
mod encodings;
mod facts;
mod failures;
mod gate;
mod guarded_server;
mod harness;
mod memory;
mod namespace;
mod replace;
mod restore;
mod secrets;
mod versions;
mod writer;
