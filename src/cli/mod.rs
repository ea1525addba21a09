//! The command line: one file a subcommand.

use std::ffi::OsString;
use std::path::PathBuf;

use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::profile::{AD_HOC, DEFAULT, Profile, Url};
use sauvegarde::platform::paths;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::i18n::{self, Language};

mod args;
#[cfg(feature = "tray")]
mod autostart;
mod backup;
mod completions;
mod config;
mod demo;
mod doctor;
mod drill;
mod import;
mod json;
mod list;
mod localise;
mod output;
#[cfg(feature = "tray")]
mod password;
mod restore;
mod status;
mod terminal;
#[cfg(feature = "tray")]
mod tray;
mod usage;
mod verify;
#[cfg_attr(feature = "tray", path = "watched.rs")]
#[cfg_attr(not(feature = "tray"), path = "unwatched.rs")]
mod watched;

use args::{Command, Global, Place, Source};
use output::Output;

/// Done, with warnings.
const EXIT_WARNINGS: u8 = 3;

/// Runs the command that the arguments ask for and gives the exit status.
pub fn run(arguments: impl Iterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    i18n::select(usage::language(&arguments));
    let output = Output::new(usage::wants_json(&arguments));
    match usage::parse(arguments) {
        Ok(usage::Parsed::Cli(cli)) => {
            let output = Output::of(&cli.global);
            let Some(command) = cli.command.or_else(args::Command::alone) else {
                return output.failed(&usage::nothing_asked());
            };
            dispatch(command, &cli.global, &output).unwrap_or_else(|error| output.failed(&error))
        }
        Ok(usage::Parsed::Text(text)) => {
            output.text(&text);
            0
        }
        Err(error) => output.failed(&error),
    }
}

fn dispatch(command: Command, global: &Global, output: &Output) -> Result<u8, Error> {
    match command {
        #[cfg(feature = "tray")]
        Command::Tray(options) => tray::run(&options, global, output),
        Command::Backup(options) => {
            backup::run(&source_profile(global, &options.source)?, &options, output)
        }
        Command::Restore(options) => {
            restore::run(&source_profile(global, &options.source)?, &options, output)
        }
        Command::Import(options) => {
            import::run(&source_profile(global, &options.source)?, &options, output)
        }
        Command::List(options) => list::run(&profile(global, &options.place)?, &options, output),
        Command::Verify(options) => {
            verify::run(&source_profile(global, &options.source)?, &options, output)
        }
        Command::Status(place) => status::run(&profile(global, &place)?, output),
        Command::Doctor(source) => Ok(doctor::run(&source_profile(global, &source)?, output)),
        Command::Config(command) => config::run(&command, global, output),
        Command::Demo(options) => demo::run(&options, global, output),
        Command::Completions { shell } => Ok(completions::shell(shell, output)),
        #[cfg(feature = "tray")]
        Command::Autostart(command) => autostart::run(command, output),
        Command::Man { command } => completions::man(command.as_deref(), output),
    }
}

/// The configuration file that `--config` names, or the platform's.
fn config_path(global: &Global) -> PathBuf {
    global.config.clone().unwrap_or_else(paths::config_file)
}

/// The profile with what the command line overrides. With `--url` alone the configured folder
/// does not apply: it belongs to another database.
fn profile(global: &Global, place: &Place) -> Result<Profile, Error> {
    let named = global.profile.as_deref();
    let mut profile = Config::load(&config_path(global))?.profile(named.unwrap_or(DEFAULT))?;
    if let Some(url) = &place.url {
        if named.is_none() {
            AD_HOC.clone_into(&mut profile.name);
            profile.dir = None;
        }
        profile.url = Some(Url(url.clone()));
    }
    if let Some(dir) = &place.dir {
        profile.dir = Some(dir.clone());
    }
    Ok(profile)
}

/// [`profile`], with the tools that the command line names.
fn source_profile(global: &Global, source: &Source) -> Result<Profile, Error> {
    let mut profile = profile(global, &source.place)?;
    if let Some(pg_dump) = &source.pg_dump {
        profile.pg_dump = Some(pg_dump.clone());
    }
    Ok(profile)
}

/// Cancelled by Ctrl+C and by the system's request to end.
fn cancel_on_interrupt() -> CancelToken {
    let cancel = CancelToken::default();
    let for_handler = cancel.clone();
    // It fails only where a handler is set already; there is one call of this a process.
    let _ = ctrlc::set_handler(move || for_handler.cancel());
    cancel
}

/// The language of `--lang`, else of the configuration, else of the system.
fn language(given: Option<&str>, config: Option<&std::path::Path>) -> Language {
    let configured = || {
        let path = config.map_or_else(paths::config_file, std::path::Path::to_owned);
        Config::load(&path).ok()?.language()
    };
    given.and_then(Language::parse).or_else(configured).unwrap_or_else(Language::of_the_system)
}
