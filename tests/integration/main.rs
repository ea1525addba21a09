//! The program against real servers, started here and gone afterwards.

mod alarms;
mod backup;
mod contents;
mod crash;
mod damage;
mod damaged_table;
mod databases;
mod drill;
mod earlier;
mod encodings;
mod foreign;
mod hanging;
mod harness;
mod in_place;
mod locales;
mod memory;
mod names;
#[path = "../not_run.rs"]
mod not_run;
mod properties;
mod random;
mod replace;
mod restore;
mod side_by_side;
mod splitting;
mod untouched;
mod writer;

// These stop servers and processes in the ways that Linux has.
#[cfg(target_os = "linux")]
mod addresses;
#[cfg(target_os = "linux")]
mod background;
#[cfg(target_os = "linux")]
mod commandline;
#[cfg(target_os = "linux")]
mod failures;
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(target_os = "linux")]
mod gate;
#[cfg(target_os = "linux")]
mod guarded_server;
#[cfg(target_os = "linux")]
mod namespace;
#[cfg(target_os = "linux")]
mod newcomer;
#[cfg(target_os = "linux")]
mod pooler;
#[cfg(target_os = "linux")]
mod refusals;
#[cfg(target_os = "linux")]
mod retention;
#[cfg(target_os = "linux")]
mod secrets;
#[cfg(target_os = "linux")]
mod unattended;

// These put shell scripts, rights and sockets in the way.
#[cfg(unix)]
mod binary;
#[cfg(unix)]
mod demo;
#[cfg(unix)]
mod facts;
#[cfg(unix)]
mod nothing;
#[cfg(unix)]
mod shrugs;
#[cfg(unix)]
mod versions;
