//! The tray as its user meets it: a real display with a window manager and a panel, real keys and
//! clicks, real PostgreSQL servers. `tests/run.sh` installs what these need.

#![cfg(target_os = "linux")]

mod bus;
mod desktop;
#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../integration/gate.rs"]
mod gate;
mod gated;
#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../integration/harness.rs"]
mod harness;
mod item;
mod notifications;
mod patience;
mod portal;
mod process;
mod reader;
mod screen;
mod standin;
mod words;

mod alarm;
mod backup;
mod first_backup;
mod foreign;
mod looks;
mod missing;
mod passwords;
mod pictures;
mod restore;
mod restore_question;
mod retention;
mod scene;
mod schedule;
mod session;
mod settings;
mod states;
mod wayland;
