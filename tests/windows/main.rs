//! The Windows program under Wine, against a real server of this machine on 127.0.0.1 and with
//! PostgreSQL's own `pg_dump.exe`. Run by `tests/windows.sh`, which builds what these tests need.
#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "shared with the integration tests, which use the rest")]
#[path = "../integration/contents.rs"]
mod contents;
#[expect(dead_code, reason = "shared with the integration tests, which use the rest")]
#[path = "../integration/harness.rs"]
mod harness;
#[path = "../desktop/patience.rs"]
mod patience;
#[expect(dead_code, reason = "shared with the tests of the desktop, which use the rest")]
#[path = "../desktop/process.rs"]
mod process;
#[expect(dead_code, reason = "shared with the tests of the desktop, which use the rest")]
#[path = "../desktop/screen.rs"]
mod screen;
#[expect(dead_code, reason = "shared with the tests of the desktop, which use the rest")]
#[path = "../desktop/words.rs"]
mod words;

mod desk;
mod wine;

mod backup;
mod demo;
mod held;
mod passwords;
mod places;
mod processes;
mod tray;
