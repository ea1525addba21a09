#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the shape of a D-Bus interface"
)]

//! Against a portal of ours on a bus of its own.

use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use super::*;
use crate::desktop::os::test_bus::{self, Bus, next};

const PATH: &str = "/org/freedesktop/portal/desktop";

#[derive(Clone, Copy, PartialEq)]
enum Desktop {
    /// Asks the user, who agrees.
    Standard,
    /// Asks the user, who does not.
    Denies,
    /// As KDE 5.27: binds what comes with the session, and nothing later.
    BindsWithTheSession,
    /// Says yes and binds nothing.
    BindsNothing,
}

struct Fake {
    desktop: Desktop,
    bound: bool,
}

type Options = HashMap<String, OwnedValue>;

impl Fake {
    fn list(&self) -> OwnedValue {
        let details = HashMap::from([("trigger_description", Value::from("Strg+Alt+S"))]);
        let list = if self.bound { vec![("backup", details)] } else { Vec::new() };
        Value::from(list).try_into().unwrap()
    }

    fn answer(
        header: &Header<'_>,
        connection: &Connection,
        options: &Options,
        code: u32,
        results: HashMap<&'static str, OwnedValue>,
    ) -> OwnedObjectPath {
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let token: String = options["handle_token"].downcast_ref().unwrap();
        let path = format!("{PATH}/request/{sender}/{token}");
        let path = OwnedObjectPath::try_from(path).unwrap();
        let (connection, from) = (connection.clone(), path.clone());
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            let interface = "org.freedesktop.portal.Request";
            let body = (code, results);
            block_on(connection.emit_signal(None::<&str>, &from, interface, "Response", &body))
        });
        path
    }
}

#[zbus::interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Fake {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }

    fn create_session(
        &mut self,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let token: String = options["session_handle_token"].downcast_ref().unwrap();
        let session = Value::from(format!("{PATH}/session/x/{token}")).try_into().unwrap();
        let wished = options.contains_key("shortcuts");
        self.bound = wished && self.desktop == Desktop::BindsWithTheSession;
        Self::answer(&header, connection, &options, 0, HashMap::from([("session_handle", session)]))
    }

    fn list_shortcuts(
        &self,
        _session: ObjectPath<'_>,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let results = HashMap::from([("shortcuts", self.list())]);
        Self::answer(&header, connection, &options, 0, results)
    }

    fn bind_shortcuts(
        &mut self,
        _session: ObjectPath<'_>,
        shortcuts: Vec<(String, Options)>,
        _parent: String,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let trigger: String = shortcuts[0].1["preferred_trigger"].downcast_ref().unwrap();
        assert_eq!((shortcuts[0].0.as_str(), trigger.as_str()), ("backup", "CTRL+ALT+s"));
        assert!(self.desktop != Desktop::BindsWithTheSession);
        self.bound = self.desktop == Desktop::Standard;
        let code = u32::from(self.desktop == Desktop::Denies);
        let results = HashMap::from([("shortcuts", self.list())]);
        Self::answer(&header, connection, &options, code, results)
    }

    #[zbus(signal)]
    async fn activated(
        emitter: &SignalEmitter<'_>,
        session: ObjectPath<'_>,
        id: &str,
        at: u64,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<()>;
}

fn portal(bus: &Bus, desktop: Desktop) -> Connection {
    block_on(async {
        let builder = Builder::address(bus.address.as_str()).unwrap();
        let builder = builder.serve_at(PATH, Fake { desktop, bound: false }).unwrap();
        builder.name(request::NAME).unwrap().build().await.unwrap()
    })
}

fn session(bus: &Bus) -> (Session, Receiver<Event>) {
    let (send, events) = test_bus::events();
    let keys = Keys::parse("Ctrl+Alt+S").unwrap();
    (Session::start_on(Some(bus.address.clone()), keys, send), events)
}

#[track_caller]
fn state(events: &Receiver<Event>) -> HotkeyState {
    match next(events) {
        Event::Hotkey(state) => state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_desktops_answer_is_told() {
    let works = HotkeyState::Works("Strg+Alt+S".to_owned());
    for (desktop, expected) in [
        (Desktop::Standard, works.clone()),
        (Desktop::BindsWithTheSession, works),
        (Desktop::Denies, HotkeyState::Refused),
        (Desktop::BindsNothing, HotkeyState::Refused),
    ] {
        let Some(bus) = Bus::start() else { return };
        let _portal = portal(&bus, desktop);
        let (session, events) = session(&bus);
        assert_eq!(state(&events), expected);
        drop(session);
        // The thread ends, and the connection with it.
        assert!(events.recv_timeout(Duration::from_secs(2)).is_err());
    }
}

#[test]
fn another_sessions_key_is_not_ours() {
    let Some(bus) = Bus::start() else { return };
    let portal = portal(&bus, Desktop::Standard);
    let (_session, events) = session(&bus);
    assert!(matches!(state(&events), HotkeyState::Works(_)));
    let emitter = SignalEmitter::new(&portal, PATH).unwrap();
    let other = ObjectPath::try_from("/org/freedesktop/portal/desktop/session/x/other").unwrap();
    block_on(Fake::activated(&emitter, other, "backup", 1, HashMap::new())).unwrap();
    assert!(events.recv_timeout(Duration::from_millis(300)).is_err());
}

#[test]
fn a_portal_that_comes_later_is_asked_then() {
    let Some(bus) = Bus::start() else { return };
    let (_session, events) = session(&bus);
    assert_eq!(state(&events), HotkeyState::Impossible);
    let first = portal(&bus, Desktop::Standard);
    assert!(matches!(state(&events), HotkeyState::Works(_)));
    block_on(first.close()).unwrap();
    let _second = portal(&bus, Desktop::Denies);
    assert_eq!(state(&events), HotkeyState::Refused);
}
