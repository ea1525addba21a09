//! Where the password of the mail server is.

use crate::notify::trouble::{MailTrouble, Trouble};
#[cfg(feature = "tray")]
use crate::platform::keyring;
use crate::report::secret::Secret;

const VARIABLE: &str = "SAUVEGARDE_MAIL_PASSWORD";

/// Of this login: in the environment, else in the address itself, else in the keyring.
///
/// # Errors
/// [`MailTrouble::PasswordMissing`], or what keeps the keyring from answering.
pub fn find(login: &str, in_address: Option<&str>) -> Result<Secret, Trouble> {
    let of_environment = std::env::var(VARIABLE).ok().filter(|password| !password.is_empty());
    match of_environment.or_else(|| in_address.map(str::to_owned)) {
        Some(password) => Ok(Secret::new(password)),
        None => in_keyring(login)?.ok_or(Trouble::Mail(MailTrouble::PasswordMissing)),
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
