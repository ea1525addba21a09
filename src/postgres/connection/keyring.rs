//! The keyring's part in a connection: one password a login, whatever the database. Nothing in a
//! program without the desktop.

use super::Connection;
#[cfg(feature = "tray")]
use crate::platform::keyring;
use crate::report::error::KeyringTrouble;
#[cfg(feature = "tray")]
use crate::report::error::Result;
use crate::report::secret::Secret;

/// The password of this login on this server; nothing if none was put in.
///
/// # Errors
/// What keeps the store from answering.
#[cfg(feature = "tray")]
pub fn load(connection: &Connection) -> std::result::Result<Option<Secret>, KeyringTrouble> {
    keyring::load(login(connection))
}

/// # Errors
/// Never: without the desktop there is no keyring.
#[cfg(not(feature = "tray"))]
pub fn load(_: &Connection) -> std::result::Result<Option<Secret>, KeyringTrouble> {
    Ok(None)
}

/// Whether the password was put in; the keyring itself is not asked, which may ask the user.
#[cfg(feature = "tray")]
#[must_use]
pub fn has(connection: &Connection) -> bool {
    keyring::has(&login(connection))
}

#[cfg(not(feature = "tray"))]
#[must_use]
pub fn has(_: &Connection) -> bool {
    false
}

/// Puts the password in, in the place of a former one; of several hosts, for each.
///
/// # Errors
/// As [`keyring::store`].
#[cfg(feature = "tray")]
pub fn store(connection: &Connection, password: &Secret) -> Result<()> {
    keyring::store(logins(connection), password)
}

/// Takes the password away; also where there is none.
///
/// # Errors
/// As [`keyring::forget`].
#[cfg(feature = "tray")]
pub fn forget(connection: &Connection) -> Result<()> {
    keyring::forget(logins(connection))
}

/// `user@host:port`
#[cfg(feature = "tray")]
fn login(connection: &Connection) -> String {
    format!("{}@{}", connection.user, connection.address())
}

#[cfg(feature = "tray")]
fn logins(connection: &Connection) -> Vec<String> {
    connection.hosts().iter().map(|host| login(&connection.at(host))).collect()
}
