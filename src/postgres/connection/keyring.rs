//! The keyring's part in a connection; nothing in a program without the desktop.

use super::{Connection, Secret};

/// What keeps the keyring from giving a password. Only of interest if the server asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyringTrouble {
    /// Locked, and not opened when the user was asked; or access was refused.
    Locked,
    /// There is no store on this system, or none runs.
    Missing,
    /// No answer within the time limit.
    Silent,
    Failed {
        detail: String,
    },
}

#[cfg(feature = "tray")]
pub fn load(connection: &Connection) -> Result<Option<Secret>, KeyringTrouble> {
    crate::platform::keyring::load(connection)
}

#[cfg(not(feature = "tray"))]
#[expect(clippy::unnecessary_wraps, reason = "with the desktop it can fail")]
pub fn load(_: &Connection) -> Result<Option<Secret>, KeyringTrouble> {
    Ok(None)
}

/// Whether the password was put in; the keyring itself is not asked, which may ask the user.
#[cfg(feature = "tray")]
#[must_use]
pub fn has(connection: &Connection) -> bool {
    crate::platform::keyring::has(connection)
}

#[cfg(not(feature = "tray"))]
#[must_use]
pub fn has(_: &Connection) -> bool {
    false
}
