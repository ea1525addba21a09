//! The virtual desktop itself: what the other tests rely on.

use std::time::{Duration, Instant};

use zbus::zvariant::Value;

use crate::desktop::{Desktop, Notifications, Options, WindowManager};
use crate::notifications::Reason;

fn notify(desktop: &Desktop, summary: &str, timeout_ms: i32) -> u32 {
    let hints = std::collections::HashMap::<&str, Value<'_>>::new();
    let name = "org.freedesktop.Notifications";
    let body = ("test", 0_u32, "", summary, "body", vec!["again", "Again"], hints, timeout_ms);
    let path = "/org/freedesktop/Notifications";
    let reply =
        desktop.bus().connection().call_method(Some(name), path, Some(name), "Notify", &body);
    reply.unwrap().body().deserialize().unwrap()
}

#[test]
fn a_recorded_notification_expires_when_it_says() {
    let desktop = Desktop::start(&Options { display: false, ..Options::default() });
    let started = Instant::now();
    let stays = notify(&desktop, "stays", 0);
    let goes = notify(&desktop, "goes", 300);
    let (at, reason) = desktop.recorder().wait_until_closed(goes);
    assert_eq!(reason, Reason::Expired);
    assert!(at - started >= Duration::from_millis(300));
    assert_eq!(desktop.recorder().open()[0].id, stays);
}

#[test]
fn keys_reach_the_terminal_and_the_panel_is_there() {
    for window_manager in [WindowManager::Xfwm, WindowManager::Openbox] {
        let notifications = Notifications::Dunst;
        let options = Options { window_manager, notifications, ..Options::default() };
        let mut desktop = Desktop::start(&options);
        let terminal = desktop.start_terminal();
        let before = desktop.screen().picture();
        desktop.write("bonjour");
        desktop.wait_until_still();
        let changed = desktop.screen().picture().difference(&before).unwrap();
        assert!(changed.y >= terminal.area.y, "{changed:?} {terminal:?}");
        notify(&desktop, "a notification", 0);
        crate::patience::eventually("dunst's window", || {
            !desktop.screen().windows_of("dunst").is_empty()
        });
        assert!(!desktop.screen().windows_of("panel").is_empty());
    }
}
