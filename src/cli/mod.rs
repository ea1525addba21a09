//! The command line: one file a subcommand.

use std::ffi::OsString;

use sauvegarde::Error;
use sauvegarde::report::i18n;

mod accept;
mod args;
#[cfg(feature = "tray")]
mod autostart;
mod backup;
mod completions;
mod config;
mod demo;
mod doctor;
mod drill;
mod given;
mod import;
mod list;
mod localise;
mod monitor;
mod notify;
mod output;
#[cfg(feature = "tray")]
mod password;
mod pin;
mod prune;
mod restore;
mod run;
mod schedule;
mod status;
mod terminal;
#[cfg(feature = "tray")]
mod tray;
mod usage;
mod verify;
#[cfg_attr(feature = "tray", path = "watched.rs")]
#[cfg_attr(not(feature = "tray"), path = "unwatched.rs")]
mod watched;

use args::{Command, Global, NotifyCommand};
use given::{profile, source_profile};
use output::Output;

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
        Command::Prune(options) => prune::run(&profile(global, &options.place)?, &options, output),
        Command::Pin(options) => pin::pin(&profile(global, &options.place)?, &options, output),
        Command::Unpin(options) => pin::unpin(&profile(global, &options.place)?, &options, output),
        Command::Accept(options) => {
            accept::run(&profile(global, &options.place)?, &options, output)
        }
        Command::Run(options) => run::run(&options, global, output),
        Command::Schedule(command) => schedule::run(&command, global, output),
        Command::Notify(NotifyCommand::Test) => notify::test(global, output),
        Command::Status(options) => status::run(&options, global, output),
        Command::Doctor(source) => {
            Ok(doctor::run(&source_profile(global, &source)?, global, output))
        }
        Command::Config(command) => config::run(&command, global, output),
        Command::Demo(options) => demo::run(&options, global, output),
        Command::Completions { shell } => Ok(completions::shell(shell, output)),
        #[cfg(feature = "tray")]
        Command::Autostart(command) => autostart::run(command, output),
        Command::Man { command } => completions::man(command.as_deref(), output),
    }
}
