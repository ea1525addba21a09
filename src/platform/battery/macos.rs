//! By `pmset`, which comes with the system.

use std::path::Path;
use std::time::Duration;

use crate::platform::child;

const LIMIT: Duration = Duration::from_secs(5);

pub fn discharging_percent() -> Option<u8> {
    let mut command = child::command(Path::new("/usr/bin/pmset"));
    command.args(["-g", "batt"]);
    let (_, text) = child::run(command, LIMIT).ok()?;
    if !text.contains("Battery Power") {
        return None;
    }
    let (before, _) = text.split_once('%')?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
