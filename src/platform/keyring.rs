//! Passwords in the system's own store: Secret Service, Credential Manager, Keychain.
//!
//! Invariants: nothing waits for the store longer than its time limit; the store is asked only for
//! logins that were put into it, so that nobody sees its question who never chose it; a password
//! is in no file of ours, no log and no `Debug`.
//!
//! A list of the logins (without their passwords) lies in the folder for our state. Without it
//! each backup by cron would ask the desktop's store, and could open its window.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::report::error::{Error, KeyringTrouble, Result};
use crate::report::secret::Secret;

mod logins;
#[cfg(target_os = "linux")]
#[path = "keyring/store/linux.rs"]
mod store;
#[cfg(not(target_os = "linux"))]
#[path = "keyring/store/others.rs"]
mod store;

/// Of our entries.
const SERVICE: &str = "sauvegarde";
/// A store that is locked asks the user for its password.
const LIMIT: Duration = Duration::from_secs(30);

/// The password of this login; nothing if none was put in.
///
/// # Errors
/// What keeps the store from answering.
pub fn load(login: String) -> std::result::Result<Option<Secret>, KeyringTrouble> {
    if !logins::has(&login) {
        return Ok(None);
    }
    match ask(move || store::entry(SERVICE, &login)?.get_password()) {
        Ok(password) => Ok(Some(Secret::new(password))),
        Err(Trouble::NoEntry) => Ok(None),
        Err(Trouble::Store(trouble)) => Err(trouble),
    }
}

/// Whether a password was put in, by our own list.
#[must_use]
pub fn has(login: &str) -> bool {
    logins::has(login)
}

/// Puts the password in, in the place of a former one.
///
/// # Errors
/// [`Error::Keyring`], or what keeps the list of logins from being written.
pub fn store(logins: Vec<String>, password: &Secret) -> Result<()> {
    for login in logins {
        let (name, password) = (login.clone(), password.clone());
        let stored = ask(move || store::entry(SERVICE, &name)?.set_password(password.expose()));
        stored.map_err(Trouble::into_error)?;
        logins::add(&login)?;
    }
    Ok(())
}

/// Takes the password away; also where there is none.
///
/// # Errors
/// As [`store`].
pub fn forget(logins: Vec<String>) -> Result<()> {
    for login in logins {
        let name = login.clone();
        match ask(move || store::entry(SERVICE, &name)?.delete_credential()) {
            Ok(()) | Err(Trouble::NoEntry) => logins::remove(&login)?,
            Err(trouble) => return Err(trouble.into_error()),
        }
    }
    Ok(())
}

enum Trouble {
    NoEntry,
    Store(KeyringTrouble),
}

impl Trouble {
    fn into_error(self) -> Error {
        let trouble = match self {
            Self::NoEntry => KeyringTrouble::Missing,
            Self::Store(trouble) => trouble,
        };
        Error::Keyring { trouble }
    }
}

/// On a thread of its own, because the store has no time limits. One that does not answer keeps
/// that thread until it does.
fn ask<T: Send + 'static>(
    question: impl FnOnce() -> store::Result<T> + Send + 'static,
) -> std::result::Result<T, Trouble> {
    let (sender, answer) = mpsc::sync_channel(1);
    let run = move || {
        let _ = sender.send(question().map_err(trouble));
    };
    let no_answer = || Trouble::Store(KeyringTrouble::Silent);
    thread::Builder::new().name("keyring".to_owned()).spawn(run).map_err(|_| no_answer())?;
    answer.recv_timeout(LIMIT).map_err(|_| no_answer())?
}

/// The details of a store are for developers, and may hold what it holds: only the kind counts.
fn trouble(error: store::Error) -> Trouble {
    Trouble::Store(match error {
        store::Error::NoEntry => return Trouble::NoEntry,
        store::Error::NoStorageAccess(_) => KeyringTrouble::Locked,
        store::Error::NoDefaultStore => KeyringTrouble::Missing,
        store::Error::PlatformFailure(source) => {
            KeyringTrouble::Failed { detail: source.to_string() }
        }
        other => KeyringTrouble::Failed { detail: kind(&other).to_owned() },
    })
}

fn kind(error: &store::Error) -> &'static str {
    match error {
        store::Error::BadEncoding(_) | store::Error::BadDataFormat(..) => "data format",
        store::Error::BadStoreFormat(_) => "store format",
        store::Error::TooLong(..) => "too long",
        store::Error::Invalid(..) => "invalid",
        store::Error::Ambiguous(_) => "ambiguous",
        _ => "unsupported",
    }
}
