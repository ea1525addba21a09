//! Where the password of the mail server is.

use crate::notify::trouble::{MailTrouble, Trouble};
#[cfg(feature = "tray")]
use crate::platform::keyring;
use crate::report::secret::Secret;

const VARIABLE: &str = "SAUVEGARDE_MAIL_PASSWORD";

/// Of this login: in the environment, else in the keyring.
///
/// # Errors
/// [`MailTrouble::PasswordMissing`], or what keeps the keyring from answering.
pub fn find(login: &str) -> Result<Secret, Trouble> {
    match std::env::var(VARIABLE) {
        Ok(password) if !password.is_empty() => Ok(Secret::new(password)),
        _ => in_keyring(login)?.ok_or(Trouble::Mail(MailTrouble::PasswordMissing)),
    }
}

#[cfg(feature = "tray")]
fn in_keyring(login: &str) -> Result<Option<Secret>, Trouble> {
    keyring::load(login.to_owned()).map_err(|trouble| Trouble::Mail(MailTrouble::Keyring(trouble)))
}

#[cfg(not(feature = "tray"))]
#[expect(clippy::unnecessary_wraps, reason = "the keyring can fail")]
fn in_keyring(_: &str) -> Result<Option<Secret>, Trouble> {
    Ok(None)
}
