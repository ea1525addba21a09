//! macOS, whose hotkeys are delivered through the windows' loop.

use sauvegarde::config::keys::Keys;

use super::global;
use crate::desktop::sender::EventSender;

pub use global::Registration;

/// Option types letters there; with Control it types none.
pub fn letter_of_alt_gr(_: &Keys) -> Option<char> {
    None
}

#[expect(clippy::needless_pass_by_value, reason = "as on the other platforms")]
pub fn register(keys: Keys, send: EventSender) -> Option<Registration> {
    global::register(&keys, &send)
}
