//! The desktop's notification service, and the one notification of ours that it shows.

use std::collections::HashMap;

use futures_lite::stream::{self, Stream, StreamExt as _};
use zbus::{Connection, MatchRule, MessageStream, message};

use super::content::{self, Abilities};
use crate::desktop::event::Command;
use crate::desktop::os::notify::slot::Wish;
use crate::desktop::view::{Note, NoteKind};

pub const NAME: &str = "org.freedesktop.Notifications";

/// What the thread waits for.
pub enum Input {
    Wish(Wish),
    /// A button, by the key that we gave it.
    Pressed(u32, String),
    Closed(u32, Closed),
    /// The service has come, or gone.
    Owned(bool),
}

const PATH: &str = "/org/freedesktop/Notifications";

/// Why a notification is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    ByUser,
    Otherwise,
}

pub struct Service {
    connection: Connection,
    abilities: Option<Abilities>,
    /// The notification that is shown.
    id: Option<u32>,
    /// What its buttons do. Keys are never used again, so that a button of a notification that was
    /// just replaced does nothing.
    buttons: HashMap<String, Command>,
    notes: u64,
    /// The user closed the notification of the job that runs: nothing more until its end.
    dismissed: bool,
}

impl Service {
    pub fn new(connection: Connection) -> Self {
        let (id, abilities) = (None, None);
        Self { connection, abilities, id, buttons: HashMap::new(), notes: 0, dismissed: false }
    }

    /// Asks the service what it can do, which starts one that can be started. Whether it answered.
    pub async fn look(&mut self) -> bool {
        self.abilities().await.is_some()
    }

    /// Another service, or none: what the former one showed and could do is gone.
    pub fn forget(&mut self) {
        self.abilities = None;
        self.id = None;
        self.buttons.clear();
    }

    /// Whether the service did so.
    pub async fn carry_out(&mut self, wish: Wish) -> bool {
        match wish {
            Wish::Show(note) => self.show(&note).await.is_some(),
            Wish::Close => {
                self.buttons.clear();
                match self.id.take() {
                    Some(id) => self.call::<()>("CloseNotification", &(id,)).await.is_ok(),
                    None => self.look().await,
                }
            }
        }
    }

    async fn show(&mut self, note: &Note) -> Option<()> {
        let abilities = self.abilities().await?;
        if note.kind != NoteKind::Running {
            self.dismissed = false;
        } else if self.dismissed {
            return Some(());
        }
        self.notes += 1;
        let keys: Vec<String> =
            (0..note.buttons.len()).map(|index| format!("{}-{index}", self.notes)).collect();
        let actions = content::actions(note, &keys, abilities);
        let commands = note.buttons.iter().map(|(_, command)| command.clone());
        let buttons = keys.iter().cloned().zip(commands).collect();
        let id = self
            .call(
                "Notify",
                &(
                    content::APPLICATION,
                    self.id.unwrap_or_default(),
                    content::ICON,
                    note.title.as_str(),
                    content::body(note, abilities),
                    actions,
                    content::hints(note, abilities),
                    content::timeout_ms(note.kind),
                ),
            )
            .await
            .ok()?;
        self.id = Some(id);
        self.buttons = buttons;
        Some(())
    }

    /// What the button asks for, if it is one of the notification that is shown.
    pub fn pressed(&mut self, id: u32, key: &str) -> Option<Command> {
        if self.id == Some(id) { self.buttons.get(key).cloned() } else { None }
    }

    pub fn closed(&mut self, id: u32, why: Closed) {
        if self.id == Some(id) {
            self.id = None;
            self.dismissed = why == Closed::ByUser;
        }
    }

    async fn abilities(&mut self) -> Option<Abilities> {
        if self.abilities.is_none() {
            let names: Vec<String> = self.call("GetCapabilities", &()).await.ok()?;
            let (server, _, _, _): (String, String, String, String) =
                self.call("GetServerInformation", &()).await.ok()?;
            self.abilities = Some(Abilities::new(&names, &server));
        }
        self.abilities
    }

    async fn call<T>(
        &self,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType + Sync),
    ) -> zbus::Result<T>
    where
        T: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let reply = self.connection.call_method(Some(NAME), PATH, Some(NAME), method, body).await?;
        reply.body().deserialize()
    }
}

/// Buttons pressed and notifications gone.
pub async fn signals(connection: &Connection) -> zbus::Result<impl Stream<Item = Input> + use<>> {
    let rule = |member| {
        let rule = MatchRule::builder().msg_type(message::Type::Signal);
        Ok::<_, zbus::Error>(rule.interface(NAME)?.member(member)?.build())
    };
    let pressed = MessageStream::for_match_rule(rule("ActionInvoked")?, connection, None).await?;
    let pressed = pressed.filter_map(|message| {
        let (id, key): (u32, String) = message.ok()?.body().deserialize().ok()?;
        Some(Input::Pressed(id, key))
    });
    let closed = MessageStream::for_match_rule(rule("NotificationClosed")?, connection, None);
    let closed = closed.await?.filter_map(|message| {
        let (id, reason): (u32, u32) = message.ok()?.body().deserialize().ok()?;
        let why = if reason == 2 { Closed::ByUser } else { Closed::Otherwise };
        Some(Input::Closed(id, why))
    });
    Ok(stream::or(pressed, closed))
}
