//! The GlobalShortcuts portal, over D-Bus by ourselves: one way of KDE 5.27 has to be asked that
//! ashpd cannot express, and ashpd's session ends the program where an answer surprises it.
//! Protocol: <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html>.
//!
//! The portal does not let us choose: the wish is a suggestion, the desktop may ask the user, and
//! the label that counts is the one it gives back.

use std::sync::Arc;
use std::thread;

use async_io::block_on;
use futures_lite::future::{or, poll_once};
use futures_lite::stream::{self, StreamExt as _};
use sauvegarde::config::keys::Keys;
use tokio::sync::Notify;
use zbus::Connection;
use zbus::connection::Builder;
use zbus::fdo::DBusProxy;

use super::request::{self, Failure, Portal};
use crate::desktop::event::{Event, HotkeyState};
use crate::desktop::sender::EventSender;

/// Ends, and with it the hotkey, when dropped.
pub struct Session(Arc<Notify>);

/// What comes from the bus while the hotkey works.
enum Input {
    Pressed,
    /// The user chose another key in the desktop's settings.
    Changed(String),
    /// The portal is gone or was started again: all sessions are void.
    Lost,
}

impl Session {
    pub fn start(keys: Keys, send: EventSender) -> Self {
        Self::start_on(None, keys, send)
    }

    /// On the bus at `address`, else on that of the session.
    fn start_on(address: Option<String>, keys: Keys, send: EventSender) -> Self {
        let stop = Arc::new(Notify::new());
        let for_thread = Arc::clone(&stop);
        let run = move || {
            block_on(or(hold(address.as_deref(), &keys, &send), for_thread.notified()));
        };
        // Without the thread there is no hotkey, and the menu goes on saying "not known yet".
        let _ = thread::Builder::new().name("hotkey".to_owned()).spawn(run);
        Self(stop)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// Binds the key, again each time that the portal was started again.
async fn hold(address: Option<&str>, keys: &Keys, send: &EventSender) {
    let tell = |state| send.send(Event::Hotkey(state));
    let Ok(connection) = connect(address).await else { return tell(HotkeyState::Impossible) };
    let Ok(bus) = DBusProxy::new(&connection).await else { return tell(HotkeyState::Impossible) };
    let Ok(mut owners) = bus.receive_name_owner_changed_with_args(&[(0, request::NAME)]).await
    else {
        return tell(HotkeyState::Impossible);
    };
    loop {
        match follow(&connection, keys, send).await {
            Ok(()) => {}
            Err(failure) => {
                // The portal's own start is among them, and no reason to ask a second time.
                while let Some(Some(_)) = poll_once(owners.next()).await {}
                tell(match failure {
                    Failure::NoPortal => HotkeyState::Impossible,
                    Failure::Refused => HotkeyState::Refused,
                });
            }
        }
        // A question refused is not asked again, unless the desktop itself was started again.
        loop {
            let Some(change) = owners.next().await else { return };
            if change.args().is_ok_and(|change| change.new_owner().is_some()) {
                break;
            }
        }
    }
}

async fn connect(address: Option<&str>) -> zbus::Result<Connection> {
    address.map_or_else(Builder::session, Builder::address)?.build().await
}

/// Until the portal is lost.
async fn follow(connection: &Connection, keys: &Keys, send: &EventSender) -> Result<(), Failure> {
    let portal = Portal::find(connection).await?;
    let signals = portal.signals().await?;
    let (session, trigger) = portal.bind(keys).await?;
    let label = |trigger: String| if trigger.is_empty() { keys.label() } else { trigger };
    send.send(Event::Hotkey(HotkeyState::Works(label(trigger))));
    let of_session = signals.filter_map(|message| {
        let member = message.header().member()?.to_string();
        request::of_session(&message, &session).map(|content| match member.as_str() {
            "Activated" => Input::Pressed,
            _ => Input::Changed(content),
        })
    });
    let lost = portal.lost().await?.map(|()| Input::Lost);
    let mut inputs = Box::pin(stream::or(of_session, lost));
    while let Some(input) = inputs.next().await {
        match input {
            Input::Pressed => send.send(Event::HotkeyPressed),
            Input::Changed(trigger) => {
                send.send(Event::Hotkey(HotkeyState::Works(label(trigger))));
            }
            Input::Lost => break,
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "portal/tests.rs"]
mod tests;
