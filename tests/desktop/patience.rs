//! How long the tests of the desktop wait for what should come.

use std::time::{Duration, Instant};

/// Far more than anything takes that a user waits for.
pub const DEADLINE: Duration = Duration::from_secs(45);

/// Asks until `done` says yes.
#[track_caller]
pub fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}
