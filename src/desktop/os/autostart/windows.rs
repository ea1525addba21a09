//! A value of the user's `Run` key. The task manager keeps its own switch in another key.
//! What it starts is the program beside ours that opens no console.

use std::io;
use std::path::Path;

use sauvegarde::Result;
use sauvegarde::report::error::Error;
use windows_registry::CURRENT_USER;

use super::ARGUMENTS;

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
const NAME: &str = "Sauvegarde";
/// It starts the tray and hands its arguments on.
const STARTER: &str = "sauvegarde-tray.exe";

pub fn is_on() -> bool {
    let there = CURRENT_USER.open(RUN).and_then(|key| key.get_string(NAME)).is_ok();
    let switch = CURRENT_USER.open(APPROVED).and_then(|key| key.get_value(NAME));
    // An odd first byte is "disabled" in the task manager.
    let switched_off = switch.is_ok_and(|value| value.first().is_some_and(|byte| byte % 2 == 1));
    there && !switched_off
}

pub fn switch_on(program: &Path) -> Result<()> {
    let starter = program.with_file_name(STARTER);
    // A copy of the one program alone starts too, behind a console.
    let (program, arguments) =
        if starter.is_file() { (&*starter, &ARGUMENTS[1..]) } else { (program, &ARGUMENTS[..]) };
    // A path cannot hold quotes there, and spaces are what they are for.
    let command = format!("\"{}\" {}", program.display(), arguments.join(" "));
    let written = CURRENT_USER.create(RUN).and_then(|key| key.set_string(NAME, &command));
    written.map_err(failed)?;
    if let Ok(key) = CURRENT_USER.create(APPROVED) {
        // Without a value of its own an entry is approved.
        let _ = key.remove_value(NAME);
    }
    Ok(())
}

pub fn switch_off() -> Result<()> {
    let key = CURRENT_USER.create(RUN).map_err(failed)?;
    if key.get_string(NAME).is_err() {
        return Ok(());
    }
    key.remove_value(NAME).map_err(failed)
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::of_target(Path::new(RUN), io::Error::other(error))
}
