//! A notification service in the test's own process: keeps all that it is asked to show, closes
//! what expires, presses buttons.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "D-Bus methods take what the specification says, as zbus hands it over"
)]

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use zbus::blocking::Connection;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use crate::bus::Bus;
use crate::patience::DEADLINE;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";
/// How long a real service shows what leaves the time to it.
const DEFAULT_SHOWN_FOR: Duration = Duration::from_secs(10);
/// What a service can do, in the specification's words.
pub const CAPABILITIES: &[&str] = &["actions", "body", "body-markup", "persistence"];

/// One call of `Notify`.
#[derive(Clone, Debug)]
pub struct Shown {
    pub at: Instant,
    pub id: u32,
    pub replaces_id: u32,
    pub application: String,
    pub icon: String,
    pub summary: String,
    pub body: String,
    /// Key and label.
    pub actions: Vec<(String, String)>,
    pub timeout_ms: i32,
    hints: HashMap<String, OwnedValue>,
}

impl Shown {
    /// The bar, in percent.
    pub fn percent(&self) -> Option<i32> {
        self.hints.get("value")?.downcast_ref().ok()
    }

    /// 2 is critical: such a notification stays.
    pub fn urgency(&self) -> Option<u8> {
        self.hints.get("urgency")?.downcast_ref().ok()
    }

    /// A picture of its own, or the name of one.
    pub fn has_picture(&self) -> bool {
        !self.icon.is_empty() || self.hints.keys().any(|hint| hint.starts_with("image"))
    }

    pub fn text(&self) -> String {
        format!("{}\n{}", self.summary, self.body)
    }

    pub fn labels(&self) -> Vec<&str> {
        self.actions.iter().map(|(_, label)| label.as_str()).collect()
    }
}

/// Why a notification is gone, in the specification's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Expired = 1,
    Closed = 3,
}

#[derive(Debug)]
pub struct Closed {
    pub at: Instant,
    pub id: u32,
    pub reason: Reason,
}

/// The service; gone from the bus when it is dropped.
pub struct Recorder {
    connection: Connection,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    shown: Vec<Shown>,
    closed: Vec<Closed>,
    last_id: u32,
    ended: bool,
}

impl State {
    /// Those on the screen now, and when they expire.
    fn due(&self) -> impl Iterator<Item = (u32, Instant)> {
        self.open().filter_map(|shown| {
            let shown_for = match shown.timeout_ms {
                0 => return None,
                _ if shown.urgency() == Some(2) => return None,
                -1 => DEFAULT_SHOWN_FOR,
                time_ms => Duration::from_millis(time_ms.unsigned_abs().into()),
            };
            Some((shown.id, shown.at + shown_for))
        })
    }

    /// The latest call of each that is not closed.
    fn open(&self) -> impl Iterator<Item = &Shown> {
        self.shown.iter().enumerate().filter_map(|(index, shown)| {
            let replaced = self.shown[index + 1..].iter().any(|later| later.id == shown.id);
            let closed =
                self.closed.iter().any(|closed| closed.id == shown.id && closed.at >= shown.at);
            (!replaced && !closed).then_some(shown)
        })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_closed(&self, id: u32, reason: Reason) {
        self.lock().closed.push(Closed { at: Instant::now(), id, reason });
        self.changed.notify_all();
    }
}

impl Recorder {
    pub fn start(bus: &Bus, capabilities: &'static [&'static str]) -> Self {
        let shared = Arc::new(Shared::default());
        let service = Service { shared: Arc::clone(&shared), capabilities };
        let connection = bus.builder().serve_at(PATH, service).unwrap().name(NAME).unwrap();
        let connection = connection.build().unwrap();
        let (for_thread, emitting) = (Arc::clone(&shared), connection.clone());
        std::thread::spawn(move || expire(&for_thread, &emitting));
        Self { connection, shared }
    }

    /// All calls so far, oldest first.
    pub fn shown(&self) -> Vec<Shown> {
        self.shared.lock().shown.clone()
    }

    /// What is on the screen now.
    pub fn open(&self) -> Vec<Shown> {
        self.shared.lock().open().cloned().collect()
    }

    /// Waits until `found` finds what it looks for among all calls.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, mut found: impl FnMut(&[Shown]) -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        loop {
            if let Some(found) = found(&state.shown) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no notification of {what}: {:#?}", state.shown);
            state = wait(&self.shared, state, left);
        }
    }

    /// Waits for a notification whose text contains `text`.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) -> Shown {
        self.wait_for(text, |shown| {
            shown.iter().rev().find(|shown| shown.text().contains(text)).cloned()
        })
    }

    /// Waits until the notification is gone.
    #[track_caller]
    pub fn wait_until_closed(&self, id: u32) -> (Instant, Reason) {
        let deadline = Instant::now() + DEADLINE;
        let mut state = self.shared.lock();
        loop {
            let closed = state.closed.iter().rev().find(|closed| closed.id == id);
            if let Some(closed) = closed {
                return (closed.at, closed.reason);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "notification {id} stays: {:#?}", state.shown);
            state = wait(&self.shared, state, left);
        }
    }

    /// Presses the button with this label on the newest notification that has it.
    #[track_caller]
    pub fn press(&self, label: &str) {
        let open = self.open();
        let found = open.iter().rev().find_map(|shown| {
            let action = shown.actions.iter().find(|(_, its_label)| its_label == label)?;
            Some((shown.id, action.0.clone()))
        });
        let (id, key) = found.unwrap_or_else(|| panic!("no button {label:?} on {open:#?}"));
        self.emit("ActionInvoked", &(id, key));
        self.close(id, Reason::Closed);
    }

    fn close(&self, id: u32, reason: Reason) {
        close(&self.shared, &self.connection, id, reason);
    }

    fn emit<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, signal: &str, body: &B) {
        self.connection.emit_signal(None::<&str>, PATH, NAME, signal, body).unwrap();
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_all();
        let _ = self.connection.release_name(NAME);
    }
}

/// A test that failed while it held the lock is no reason for another panic.
fn wait<'a>(
    shared: &'a Shared,
    state: MutexGuard<'a, State>,
    limit: Duration,
) -> MutexGuard<'a, State> {
    shared.changed.wait_timeout(state, limit).unwrap_or_else(PoisonError::into_inner).0
}

fn close(shared: &Shared, connection: &Connection, id: u32, reason: Reason) {
    shared.note_closed(id, reason);
    let body = (id, reason as u32);
    let _ = connection.emit_signal(None::<&str>, PATH, NAME, "NotificationClosed", &body);
}

fn expire(shared: &Shared, connection: &Connection) {
    let mut state = shared.lock();
    while !state.ended {
        let now = Instant::now();
        let next = state.due().min_by_key(|(_, at)| *at);
        match next {
            Some((id, at)) if at <= now => {
                drop(state);
                close(shared, connection, id, Reason::Expired);
                state = shared.lock();
            }
            next => {
                let pause = next.map_or(DEADLINE, |(_, at)| at - now);
                state = wait(shared, state, pause);
            }
        }
    }
}

struct Service {
    shared: Arc<Shared>,
    capabilities: &'static [&'static str],
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&'static str> {
        self.capabilities.to_vec()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("recorder", "sauvegarde", "1", "1.2")
    }

    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        application: String,
        replaces_id: u32,
        icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        mut hints: HashMap<String, OwnedValue>,
        timeout_ms: i32,
    ) -> u32 {
        // What is shown is copied at each look: its pixels would make hundreds of them slow.
        if let Some(picture) = hints.get_mut("image-data") {
            *picture = OwnedValue::from(true);
        }
        let mut state = self.shared.lock();
        let id = if replaces_id == 0 { state.last_id + 1 } else { replaces_id };
        state.last_id = state.last_id.max(id);
        let actions =
            actions.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let at = Instant::now();
        state.shown.push(Shown {
            at,
            id,
            replaces_id,
            application,
            icon,
            summary,
            body,
            actions,
            timeout_ms,
            hints,
        });
        self.shared.changed.notify_all();
        id
    }

    async fn close_notification(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        id: u32,
    ) -> zbus::fdo::Result<()> {
        self.shared.note_closed(id, Reason::Closed);
        Ok(Self::notification_closed(&emitter, id, Reason::Closed as u32).await?)
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}
