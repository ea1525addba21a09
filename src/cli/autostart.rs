//! `sauvegarde autostart on|off|status`

use sauvegarde::Error;
use sauvegarde::report::i18n::tr;
use serde_json::json;

use super::args::AutostartCommand;
use super::output::Output;
use crate::desktop::os::autostart;

pub fn run(command: AutostartCommand, output: &Output) -> Result<u8, Error> {
    match command {
        AutostartCommand::On => autostart::set(true)?,
        AutostartCommand::Off => autostart::set(false)?,
        AutostartCommand::Status => {}
    }
    let on = autostart::is_on();
    if output.is_json() {
        output.object(&json!({ "type": "result", "status": "completed", "autostart": on }));
    } else if command == AutostartCommand::Status {
        output.line(&sentence(on));
    } else {
        output.text(&sentence(on));
    }
    Ok(0)
}

fn sentence(on: bool) -> String {
    if on { tr!("autostart-on") } else { tr!("autostart-off") }
}
