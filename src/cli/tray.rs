//! `sauvegarde tray`, which is also `sauvegarde` alone.

use sauvegarde::Error;
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::report::i18n::Language;
use sauvegarde::report::i18n::tr;

use super::args::{Global, TrayOptions};
use super::given;
use super::output::Output;
use crate::desktop::os::single_instance;
use crate::desktop::{self, Ended, Options};

pub fn run(options: &TrayOptions, global: &Global, output: &Output) -> Result<u8, Error> {
    if options.quit {
        // That none runs is what was wanted.
        single_instance::quit_running();
        return Ok(0);
    }
    let ended = desktop::run(Options {
        config: given::config_path(global),
        profile: global.profile.clone().unwrap_or_else(|| DEFAULT.to_owned()),
        language: global.lang.as_deref().and_then(Language::parse),
        hidden: options.hidden,
    })?;
    if ended == Ended::WasThere {
        output.text(&tr!("tray-was-there"));
    }
    Ok(0)
}
