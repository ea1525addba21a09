//! macOS: Option and a key type a letter, but Control with them does not.

use sauvegarde::keys::Keys;

use super::global;
use crate::desktop::sender::EventSender;

pub use global::Registration;

#[expect(clippy::needless_pass_by_value, reason = "as on the other platforms")]
pub fn register(keys: Keys, send: EventSender) -> Option<Registration> {
    global::register(&keys, &send)
}
