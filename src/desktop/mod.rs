//! The tray: one event loop, one state, and leaves that know the platform.
//!
//! Whatever happens is an [`event::Event`]; [`state::State`] decides and gives effects back;
//! [`shell::Shell`] runs them. Only the shell is on the windows' thread, and it does no file,
//! network or blocking D-Bus work there.

use std::path::PathBuf;

use sauvegarde::report::error::{self, Error, IoAction, Result};
use sauvegarde::report::i18n::Language;

mod alarm;
mod config_watch;
mod configuration;
mod diagnostic;
mod event;
pub mod os;
mod question;
mod remarks;
mod sender;
mod shell;
mod state;
mod view;
mod windows;
mod worker;

use configuration::Configuration;
use event::{Command, Event};
use os::session::Session;
use os::single_instance::{self, Claim};
use os::{identity, memory, presence};
use shell::Shell;

/// What the command line says about the tray.
#[derive(Debug)]
pub struct Options {
    pub config: PathBuf,
    pub profile: String,
    pub language: Option<Language>,
    /// Started with the session: nothing but the icon.
    pub hidden: bool,
}

/// How a start of the tray ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// Another one was there already and shows its card now.
    WasThere,
}

/// Runs until the user quits.
///
/// # Errors
/// No display, or nothing to draw on it with.
pub fn run(options: Options) -> Result<Ended> {
    run_to_the_end(options).inspect_err(presence::tell)
}

fn run_to_the_end(options: Options) -> Result<Ended> {
    memory::share_between_threads();
    presence::check()?;
    let Claim::First(listener) = single_instance::claim()? else {
        return Ok(Ended::WasThere);
    };
    error::advise_in_windows();
    identity::introduce();
    windows::select_backend().map_err(|error| Error::NoDisplay { detail: error.to_string() })?;
    let send = shell::sender();
    listener.serve(send.clone());
    let quit = send.clone();
    let session = Session::watch(send.clone());
    // Of the session's end where a signal says so, and of Ctrl+C in a terminal.
    let _ = ctrlc::set_handler(move || quit.send(Event::Asked(Command::QuitAnyway)));
    let configuration = Configuration::new(options.config, options.profile, options.language);
    config_watch::watch(&configuration.path, send.clone());
    let no_thread = |source| Error::Io {
        action: IoAction::Run,
        path: std::env::current_exe().unwrap_or_default(),
        source,
    };
    shell::install(Shell::new(configuration, options.hidden, &send).map_err(no_thread)?);
    shell::start();
    let looped = slint::run_event_loop_until_quit();
    shell::remove();
    sauvegarde::platform::log::finish();
    session.ended();
    looped.map(|()| Ended::Quit).map_err(|error| Error::NoDisplay { detail: error.to_string() })
}
