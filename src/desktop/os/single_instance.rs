//! One tray a user: the first start holds a lock and listens, later ones and the command line
//! talk to it.
//!
//! Invariants: the lock is the operating system's and ends with the process, so that a killed
//! tray leaves nothing stale, although its socket's file may still be there; nobody but the same
//! user is listened to or believed; a client that says nothing holds up nobody else.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sauvegarde::report::error::{Error, IoAction, Result};

mod address;
mod client;
mod listener;
mod message;

pub use client::Client;
pub use listener::Listener;
pub use message::{Ended, Message};

/// What a start of the tray finds.
pub enum Claim {
    /// No other instance runs.
    First(Listener),
    /// Another one runs and was told to show its card.
    Second,
}

/// Becomes the one instance of this user, or wakes the one that is.
///
/// # Errors
/// [`Error::Io`] when there is no folder for the lock or the socket.
pub fn claim() -> Result<Claim> {
    let folder = address::folder();
    fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
    let path = folder.join("sauvegarde-tray.lock");
    let Some(lock) = lock(&path)? else {
        // One that does not answer is frozen: there is nothing better to do about it here.
        if let Some(mut client) = Client::connect() {
            client.ask(&Message::ShowCard);
        }
        return Ok(Claim::Second);
    };
    let socket = address::listen(&folder).map_err(|source| failed(&folder, source))?;
    Ok(Claim::First(Listener::new(lock, socket)))
}

/// Asks the running tray to end. Whether there was one that understood.
pub fn quit_running() -> bool {
    Client::connect().is_some_and(|mut client| client.ask(&Message::Quit))
}

/// Nothing if another process has it.
fn lock(path: &Path) -> Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(path).map_err(|source| failed(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(failed(path, source)),
    }
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Io { action: IoAction::Lock, path: PathBuf::from(path), source }
}

#[cfg(test)]
mod tests;
