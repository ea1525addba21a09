//! Against a real X server: runs where the tests themselves have one.

use std::sync::mpsc::{self, Receiver};

use super::*;
use crate::desktop::os::test_bus;

fn grab(keys: &str) -> (Grab, Receiver<Event>) {
    let (send, events) = test_bus::events();
    (Grab::start(Keys::parse(keys).unwrap(), send), events)
}

#[track_caller]
fn state(events: &Receiver<Event>) -> HotkeyState {
    match events.recv_timeout(Duration::from_secs(5)).unwrap() {
        Event::Hotkey(state) => state,
        other => panic!("{other:?}"),
    }
}

/// Keys of this test alone: others may run on the same server.
#[test]
fn a_key_is_taken_once_and_given_back() {
    if std::env::var_os("DISPLAY").is_none() {
        return;
    }
    let keys = "Ctrl+Alt+Maj+F7";
    let (first, events) = grab(keys);
    let label = Keys::parse(keys).unwrap().label();
    assert_eq!(state(&events), HotkeyState::Works(label.clone()));
    let (_second, others) = grab(keys);
    assert_eq!(state(&others), HotkeyState::Taken(label.clone()));
    drop(first);
    // At once, as when the configuration changes.
    let (_third, again) = grab(keys);
    assert_eq!(state(&again), HotkeyState::Works(label));
    assert!(events.recv_timeout(Duration::from_millis(200)).is_err());
}

#[test]
fn the_thread_ends_with_the_grab() {
    if std::env::var_os("DISPLAY").is_none() {
        return;
    }
    let (first, events) = grab("Ctrl+Alt+Maj+F8");
    state(&events);
    drop(first);
    // The sender lives in the thread.
    assert!(matches!(
        events.recv_timeout(Duration::from_secs(2)),
        Err(mpsc::RecvTimeoutError::Disconnected)
    ));
}
