//! The program against real servers, started here and gone afterwards.

mod backup;
mod harness;

// These stop servers and processes in the ways that Linux has.
#[cfg(target_os = "linux")]
mod background;
#[cfg(target_os = "linux")]
mod commandline;
#[cfg(target_os = "linux")]
mod failures;
#[cfg(target_os = "linux")]
mod gate;
#[cfg(target_os = "linux")]
mod guarded_server;
#[cfg(target_os = "linux")]
mod namespace;
#[cfg(target_os = "linux")]
mod secrets;
