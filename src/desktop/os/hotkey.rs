//! The key that starts a backup from anywhere.
//!
//! Invariants: what became of the wish is always told, as [`Event::Hotkey`]; only going down
//! counts, however long the key is held; at rest nothing wakes up.

use sauvegarde::config::keys::Keys;

use crate::desktop::event::{Event, HotkeyState};
use crate::desktop::sender::EventSender;

#[cfg(not(target_os = "linux"))]
mod global;
#[cfg_attr(target_os = "linux", path = "hotkey/linux.rs")]
#[cfg_attr(windows, path = "hotkey/windows.rs")]
#[cfg_attr(target_os = "macos", path = "hotkey/macos.rs")]
mod platform;

/// Gives the key back when it is dropped.
pub struct Hotkey {
    _registration: Option<platform::Registration>,
}

/// Asks the platform for `keys`; empty means none. To be called on the windows' thread, whose loop
/// delivers the key on Windows and macOS. Returns at once: the answer is an event.
///
/// For other keys, drop the former one first.
pub fn register(keys: &str, send: EventSender) -> Hotkey {
    let told = |state| {
        send.send(Event::Hotkey(state));
        Hotkey { _registration: None }
    };
    if keys.trim().is_empty() {
        return told(HotkeyState::Off);
    }
    let Ok(keys) = Keys::parse(keys) else {
        return told(HotkeyState::NotAKey(keys.to_owned()));
    };
    if let Some(letter) = platform::letter_of_alt_gr(&keys) {
        return told(HotkeyState::TypesALetter { keys: keys.label(), letter });
    }
    Hotkey { _registration: platform::register(keys, send) }
}
