//! A grab of the key on the root window, on a thread that sleeps until the X server speaks.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use sauvegarde::config::keys::Keys;
use x11rb::connection::Connection as _;
use x11rb::errors::{ReplyError, ReplyOrIdError};
use x11rb::protocol::ErrorKind;
use x11rb::protocol::Event as XEvent;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, GrabMode, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::keymap::Keymap;
use crate::desktop::event::{Event, HotkeyState};
use crate::desktop::sender::EventSender;

/// A former grab of ours is given back within moments; another program's is not.
const ATTEMPTS: u32 = 5;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(60);

/// Given back when dropped.
pub struct Grab(Arc<Shared>);

#[derive(Default)]
struct Shared {
    dropped: AtomicBool,
    /// Once connected: a window of ours, by which the thread can be woken.
    connected: OnceLock<(RustConnection, Window)>,
}

impl Grab {
    pub fn start(keys: Keys, send: EventSender) -> Self {
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let run = move || {
            if run(&for_thread, &keys, &send).is_err() && !for_thread.dropped() {
                send.send(Event::Hotkey(HotkeyState::Impossible));
            }
        };
        // Without the thread there is no hotkey, and the menu goes on saying "not known yet".
        let _ = thread::Builder::new().name("hotkey".to_owned()).spawn(run);
        Self(shared)
    }
}

impl Drop for Grab {
    fn drop(&mut self) {
        self.0.dropped.store(true, Ordering::SeqCst);
        if let Some((connection, window)) = self.0.connected.get() {
            let message = ClientMessageEvent::new(32, *window, 0_u32, [0_u32; 5]);
            let _ = connection.send_event(false, *window, EventMask::NO_EVENT, message);
            let _ = connection.flush();
        }
    }
}

impl Shared {
    fn dropped(&self) -> bool {
        self.dropped.load(Ordering::SeqCst)
    }
}

fn run(shared: &Shared, keys: &Keys, send: &EventSender) -> Result<(), ReplyOrIdError> {
    let Ok((connection, screen)) = x11rb::connect(None) else {
        send.send(Event::Hotkey(HotkeyState::Impossible));
        return Ok(());
    };
    let root = connection.setup().roots[screen].root;
    let window = connection.generate_id()?;
    let none = CreateWindowAux::new();
    connection
        .create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &none)?
        .check()?;
    let (connection, _) = shared.connected.get_or_init(|| (connection, window));
    let mut grabbed = Grabbed { connection, root, places: Vec::new() };
    grabbed.take(keys, shared, send)?;
    let mut held = false;
    let mut released_at = None;
    while !shared.dropped() {
        match connection.wait_for_event()? {
            // A key that is held down is told as released and pressed at the same moment.
            XEvent::KeyPress(event) if released_at != Some(event.time) && !held => {
                held = true;
                send.send(Event::HotkeyPressed);
            }
            XEvent::KeyPress(_) => held = true,
            XEvent::KeyRelease(event) => {
                held = false;
                released_at = Some(event.time);
            }
            // Another layout: the letter may be elsewhere.
            XEvent::MappingNotify(_) => grabbed.take(keys, shared, send)?,
            _ => {}
        }
    }
    Ok(())
}

/// Keycodes with modifiers that are ours at present.
struct Grabbed<'a> {
    connection: &'a RustConnection,
    root: Window,
    places: Vec<(u8, u16)>,
}

impl Grabbed<'_> {
    /// Grabs what the present layout asks for, and tells what became of it if that is news.
    fn take(
        &mut self,
        keys: &Keys,
        shared: &Shared,
        send: &EventSender,
    ) -> Result<(), ReplyOrIdError> {
        let places = Keymap::read(self.connection)?.places(keys);
        if places == self.places && !places.is_empty() {
            return Ok(());
        }
        self.give_back();
        let label = keys.label();
        if places.is_empty() {
            send.send(Event::Hotkey(HotkeyState::NotAKey(label)));
            return Ok(());
        }
        for attempt in 1..=ATTEMPTS {
            self.places.clone_from(&places);
            if places
                .iter()
                .map(|place| self.grab(*place))
                .collect::<Result<Vec<_>, _>>()?
                .iter()
                .all(|ours| *ours)
            {
                send.send(Event::Hotkey(HotkeyState::Works(label)));
                return Ok(());
            }
            self.give_back();
            if shared.dropped() {
                return Ok(());
            }
            if attempt < ATTEMPTS {
                thread::sleep(BETWEEN_ATTEMPTS);
            }
        }
        send.send(Event::Hotkey(HotkeyState::Taken(label)));
        Ok(())
    }

    /// Not ours where another program has it.
    fn grab(&self, (keycode, modifiers): (u8, u16)) -> Result<bool, ReplyOrIdError> {
        let (root, mode) = (self.root, GrabMode::ASYNC);
        let cookie =
            self.connection.grab_key(false, root, modifiers.into(), keycode, mode, mode)?;
        match cookie.check() {
            Ok(()) => Ok(true),
            Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Access => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn give_back(&mut self) {
        for (keycode, modifiers) in self.places.drain(..) {
            if let Ok(cookie) = self.connection.ungrab_key(keycode, self.root, modifiers.into()) {
                cookie.ignore_error();
            }
        }
    }
}

#[cfg(test)]
#[path = "x11/tests.rs"]
mod tests;
