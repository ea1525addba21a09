//! Who gives keys out: the portal on Wayland, else the X server.
//!
//! On Wayland an X server for old programs answers that all is well, and then never tells of a
//! key: so the session decides, not the answer. global-hotkey is not used here, because it looks
//! for keys twenty times a second.

use sauvegarde::config::keys::Keys;

use crate::desktop::event::{Event, HotkeyState};
use crate::desktop::sender::EventSender;

#[path = "keymap.rs"]
mod keymap;
#[path = "portal.rs"]
mod portal;
#[path = "request.rs"]
mod request;
#[path = "x11.rs"]
mod x11;

/// Dropping it gives the key back.
pub enum Registration {
    X11(#[expect(dead_code, reason = "held, not used")] x11::Grab),
    Portal(#[expect(dead_code, reason = "held, not used")] portal::Session),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Portal,
    X11,
    Nobody,
}

/// X11 and Wayland tell AltGr from Ctrl+Alt.
pub fn letter_of_alt_gr(_: &Keys) -> Option<char> {
    None
}

pub fn register(keys: Keys, send: EventSender) -> Option<Registration> {
    match source(&|name| std::env::var(name).ok().filter(|value| !value.is_empty())) {
        Source::Portal => Some(Registration::Portal(portal::Session::start(keys, send))),
        Source::X11 => Some(Registration::X11(x11::Grab::start(keys, send))),
        Source::Nobody => {
            send.send(Event::Hotkey(HotkeyState::Impossible));
            None
        }
    }
}

fn source(environment: &dyn Fn(&str) -> Option<String>) -> Source {
    let wayland = environment("WAYLAND_DISPLAY").is_some()
        || environment("XDG_SESSION_TYPE").as_deref() == Some("wayland");
    if wayland {
        Source::Portal
    } else if environment("DISPLAY").is_some() {
        Source::X11
    } else {
        Source::Nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_decides_who_is_asked() {
        let of = |variables: &[(&str, &str)]| {
            source(&|name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0")]), Source::Portal);
        assert_eq!(of(&[("DISPLAY", ":0"), ("XDG_SESSION_TYPE", "wayland")]), Source::Portal);
        assert_eq!(of(&[("DISPLAY", ":0"), ("XDG_SESSION_TYPE", "x11")]), Source::X11);
        assert_eq!(of(&[("XDG_SESSION_TYPE", "tty")]), Source::Nobody);
    }
}
