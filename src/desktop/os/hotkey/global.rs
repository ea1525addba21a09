//! Windows and macOS, by global-hotkey. Its events arrive through the windows' loop.

use global_hotkey::hotkey::{Code, HotKey, Modifiers};
use global_hotkey::{Error, GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState};
use sauvegarde::config::keys::{Key, Keys, Modifier, Named};

use crate::desktop::event::{Event, HotkeyState};
use crate::desktop::sender::EventSender;

/// Dropping it gives the key back.
pub struct Registration {
    manager: GlobalHotKeyManager,
    hotkey: HotKey,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let _ = self.manager.unregister(self.hotkey);
    }
}

pub fn register(keys: &Keys, send: &EventSender) -> Option<Registration> {
    let registered = code(keys.key).ok_or(HotkeyState::NotAKey(keys.label())).and_then(|code| {
        let hotkey = HotKey::new(Some(modifiers(keys)), code);
        let manager = GlobalHotKeyManager::new().map_err(|_| HotkeyState::Impossible)?;
        manager.register(hotkey).map_err(|error| match error {
            Error::AlreadyRegistered(_) | Error::FailedToRegister(_) => {
                HotkeyState::Taken(keys.label())
            }
            _ => HotkeyState::Impossible,
        })?;
        Ok(Registration { manager, hotkey })
    });
    // Only the first handler of a process is kept; one hotkey at a time needs no telling apart.
    let for_handler = send.clone();
    GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
        if event.state == HotKeyState::Pressed {
            for_handler.send(Event::HotkeyPressed);
        }
    }));
    match registered {
        Ok(registration) => {
            send.send(Event::Hotkey(HotkeyState::Works(keys.label())));
            Some(registration)
        }
        Err(state) => {
            send.send(Event::Hotkey(state));
            None
        }
    }
}

fn modifiers(keys: &Keys) -> Modifiers {
    keys.modifiers.iter().fold(Modifiers::empty(), |all, modifier| {
        all | match modifier {
            Modifier::Control => Modifiers::CONTROL,
            Modifier::Alt => Modifiers::ALT,
            Modifier::Shift => Modifiers::SHIFT,
            Modifier::Logo => Modifiers::META,
        }
    })
}

/// The key's name in the standard of web browsers, which global-hotkey reads.
fn code(key: Key) -> Option<Code> {
    let name = match key {
        Key::Letter(character) => format!("Key{character}"),
        Key::Digit(character) => format!("Digit{character}"),
        Key::Function(number) => format!("F{number}"),
        Key::Named(named) => match named {
            Named::Up | Named::Down | Named::Left | Named::Right => format!("Arrow{named:?}"),
            Named::Print => "PrintScreen".to_owned(),
            other => format!("{other:?}"),
        },
    };
    name.parse().ok()
}
