#![allow(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the shape of a D-Bus interface"
)]

//! Against a service of ours on a bus of its own.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::*;
use crate::desktop::event::Command;
use crate::desktop::os::notify::Notifier;
use crate::desktop::os::test_bus::{self, Bus, next};
use crate::desktop::view::{Note, NoteKind};

#[derive(Debug)]
struct Notified {
    replaces: u32,
    title: String,
    body: String,
    actions: Vec<String>,
    value: Option<i32>,
    urgency: u8,
    timeout_ms: i32,
}

struct Recorder {
    seen: Sender<Notified>,
    server: &'static str,
    /// How long each answer takes.
    delay: Duration,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Recorder {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".to_owned(), "body-markup".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        (self.server.to_owned(), String::new(), String::new(), String::new())
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    async fn notify(
        &self,
        _application: String,
        replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout_ms: i32,
    ) -> u32 {
        let value = hints.get("value").and_then(|value| value.downcast_ref::<i32>().ok());
        let urgency = hints["urgency"].downcast_ref::<u8>().unwrap();
        let note = Notified { replaces, title, body, actions, value, urgency, timeout_ms };
        self.seen.send(note).unwrap();
        Timer::after(self.delay).await;
        if replaces == 0 { 7 } else { replaces }
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        why: u32,
    ) -> zbus::Result<()>;
}

fn serve(bus: &Bus, server: &'static str, delay: Duration) -> (Connection, Receiver<Notified>) {
    let (seen, notes) = mpsc::channel();
    let connection = block_on(async {
        let recorder = Recorder { seen, server, delay };
        let builder = Builder::address(bus.address.as_str()).unwrap();
        let builder = builder.serve_at("/org/freedesktop/Notifications", recorder).unwrap();
        builder.name(NAME).unwrap().build().await.unwrap()
    });
    (connection, notes)
}

fn notifier(bus: &Bus) -> (Notifier, Receiver<Event>) {
    let (send, events) = test_bus::events();
    let slot = Arc::new(Slot::default());
    let (for_thread, address) = (Arc::clone(&slot), bus.address.clone());
    thread::spawn(move || run_on(Some(&address), &for_thread, &send));
    (Notifier(slot), events)
}

fn note(kind: NoteKind, percent: Option<u8>) -> Note {
    Note {
        title: "Sauvegarde".to_owned(),
        body: "a < b".to_owned(),
        percent,
        kind,
        buttons: vec![("Réessayer".to_owned(), Command::VerifyLatest("default".to_owned()))],
    }
}

#[test]
fn one_notification_is_replaced_to_its_end_and_its_button_works() {
    let Some(bus) = Bus::start() else { return };
    let (connection, notes) = serve(&bus, "dunst", Duration::ZERO);
    let (notifier, events) = notifier(&bus);
    assert!(matches!(next(&events), Event::NotificationsShown(true)));
    notifier.show(note(NoteKind::Running, Some(20)));
    let first = next(&notes);
    assert_eq!((first.replaces, first.value, first.timeout_ms), (0, Some(20), 0));
    assert_eq!((first.title.as_str(), first.body.as_str()), ("Sauvegarde", "a &lt; b"));
    notifier.show(note(NoteKind::Running, Some(40)));
    assert_eq!(next(&notes).replaces, 7);
    notifier.show(note(NoteKind::Failed, Some(40)));
    let last = next(&notes);
    assert_eq!((last.replaces, last.value, last.urgency, last.timeout_ms), (7, None, 2, 0));
    block_on(async {
        let emitter = SignalEmitter::new(&connection, "/org/freedesktop/Notifications").unwrap();
        // A button of the notification before it is out of date.
        Recorder::action_invoked(&emitter, 7, &first.actions[0]).await.unwrap();
        Recorder::action_invoked(&emitter, 7, &last.actions[0]).await.unwrap();
        Recorder::notification_closed(&emitter, 7, 2).await.unwrap();
    });
    assert!(matches!(next(&events), Event::Asked(Command::VerifyLatest(_))));
    thread::sleep(Duration::from_millis(100));
    notifier.show(note(NoteKind::Done, None));
    assert_eq!(next(&notes).replaces, 0);
    assert!(events.try_recv().is_err());
}

#[test]
fn a_notification_closed_by_the_user_comes_back_with_the_result_only() {
    let Some(bus) = Bus::start() else { return };
    let (connection, notes) = serve(&bus, "Xfce Notify Daemon", Duration::ZERO);
    let (notifier, _events) = notifier(&bus);
    notifier.show(note(NoteKind::Running, Some(20)));
    // Xfce's service would show nothing but the bar.
    assert_eq!(next(&notes).value, None);
    block_on(async {
        let emitter = SignalEmitter::new(&connection, "/org/freedesktop/Notifications").unwrap();
        Recorder::notification_closed(&emitter, 7, 2).await.unwrap();
    });
    thread::sleep(Duration::from_millis(200));
    notifier.show(note(NoteKind::Running, Some(40)));
    assert!(notes.recv_timeout(Duration::from_millis(300)).is_err());
    notifier.show(note(NoteKind::Done, None));
    assert_eq!(next(&notes).timeout_ms, 8000);
}

#[test]
fn a_frozen_service_is_said_and_then_gets_the_newest_note_only() {
    let Some(bus) = Bus::start() else { return };
    let (_connection, notes) = serve(&bus, "dunst", Duration::from_secs(4));
    let (notifier, events) = notifier(&bus);
    assert!(matches!(next(&events), Event::NotificationsShown(true)));
    for percent in [20, 40, 60] {
        notifier.show(note(NoteKind::Running, Some(percent)));
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(next(&notes).value, Some(20));
    assert!(matches!(next(&events), Event::NotificationsShown(false)));
    let newest = next(&notes);
    assert_eq!((newest.replaces, newest.value), (7, Some(60)));
    assert!(matches!(next(&events), Event::NotificationsShown(true)));
}

#[test]
fn a_service_that_comes_later_is_noticed_and_so_is_one_that_goes() {
    let Some(bus) = Bus::start() else { return };
    let (notifier, events) = notifier(&bus);
    notifier.show(note(NoteKind::Running, None));
    assert!(matches!(next(&events), Event::NotificationsShown(false)));
    let (connection, notes) = serve(&bus, "dunst", Duration::ZERO);
    assert!(matches!(next(&events), Event::NotificationsShown(true)));
    notifier.show(note(NoteKind::Running, None));
    assert_eq!(next(&notes).replaces, 0);
    block_on(connection.close()).unwrap();
    assert!(matches!(next(&events), Event::NotificationsShown(false)));
}
