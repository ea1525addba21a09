//! A backup by the hotkey and by the menu, and what is told of it.

use std::time::{Duration, Instant};

use crate::desktop::{Notifications, Options};
use crate::harness;
use crate::notifications::{Reason, Shown};
use crate::patience::eventually;
use crate::scene::Scene;
use crate::words::{ENGLISH, FRENCH, Words};

const KEY: &str = "Ctrl+Alt+S";
const KEY_TO_PRESS: &str = "ctrl+alt+s";

fn hotkey_makes_a_complete_backup(words: &'static Words) {
    let mut scene = Scene::new(words);
    scene.wait_for_key(KEY);
    scene.desktop.start_terminal();
    scene.desktop.press(KEY_TO_PRESS);
    let result = scene.desktop.recorder().wait_for_text(words.done);
    assert_eq!(scene.desktop.complete(), 1);
    let verified = scene.desktop.program(&["verify", "latest", "--json"]).output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    let is_manifest = |name: &String| name.strip_suffix(".json").is_some();
    let manifest = scene.desktop.files().into_iter().find(is_manifest).unwrap();
    let manifest = std::fs::read_to_string(scene.desktop.backups().join(manifest)).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["reason"], "hotkey");
    assert_eq!(manifest["database"], scene.database.as_str());
    assert_eq!(result.percent(), None, "the bar goes with the result: {result:?}");
    assert_eq!(result.labels(), [words.open_folder, words.new_backup]);
}

#[test]
fn the_hotkey_makes_a_complete_backup_in_french() {
    hotkey_makes_a_complete_backup(&FRENCH);
}

#[test]
fn the_hotkey_makes_a_complete_backup_in_english() {
    hotkey_makes_a_complete_backup(&ENGLISH);
}

#[test]
fn one_notification_is_replaced_at_each_milestone() {
    let scene = Scene::new(&FRENCH);
    scene.item.click(FRENCH.back_up);
    let result = scene.desktop.recorder().wait_for_text(FRENCH.done);
    let shown = scene.desktop.recorder().shown();
    let percents: Vec<i32> = shown.iter().filter_map(Shown::percent).collect();
    assert_eq!(percents, [0, 20, 40, 60, 70, 85], "{shown:#?}");
    assert_eq!(shown.len(), percents.len() + 1);
    assert!(shown.iter().all(|shown| shown.id == result.id), "{shown:#?}");
    for shown in shown.iter().filter(|shown| shown.percent().is_some()) {
        let text = format!("{} %", shown.percent().unwrap());
        assert!(shown.body.contains(&text), "{shown:?}");
    }
    assert!(shown.iter().all(|shown| shown.application == "Sauvegarde" && shown.has_picture()));
    assert_eq!(shown[0].replaces_id, 0);
    assert!(shown[1..].iter().all(|shown| shown.replaces_id == result.id));
}

#[test]
fn a_success_is_gone_after_eight_seconds() {
    let scene = Scene::new(&FRENCH);
    scene.item.click(FRENCH.back_up);
    let result = scene.desktop.recorder().wait_for_text(FRENCH.done);
    let (closed_at, reason) = scene.desktop.recorder().wait_until_closed(result.id);
    let shown_for = closed_at - result.at;
    assert!(shown_for >= Duration::from_secs(7), "{shown_for:?}");
    assert!(shown_for <= Duration::from_secs(9), "{shown_for:?}");
    assert!(matches!(reason, Reason::Expired | Reason::Closed), "{reason:?}");
}

#[test]
fn a_real_service_shows_the_success_for_eight_seconds() {
    let notifications = Notifications::Dunst;
    let mut scene = Scene::with(&FRENCH, Options { notifications, ..Options::default() });
    scene.wait_for_key(KEY);
    scene.desktop.start_terminal();
    let windows = || scene.desktop.screen().windows_of("dunst").len();
    scene.desktop.press(KEY_TO_PRESS);
    eventually("dunst's notification", || windows() == 1);
    scene.desktop.wait_for_backups(1);
    let done_at = Instant::now();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(windows(), 1, "one notification, not seven");
    scene.desktop.keep_picture("notification-dunst", None);
    eventually("the end of the notification", || windows() == 0);
    let shown_for = done_at.elapsed();
    assert!(shown_for >= Duration::from_secs(7), "{shown_for:?}");
    assert!(shown_for <= Duration::from_millis(9500), "{shown_for:?}");
}

#[test]
fn a_click_in_the_panels_menu_makes_a_backup() {
    let scene = Scene::new(&FRENCH);
    scene.desktop.click_in_menu(&scene.item, FRENCH.back_up);
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    assert_eq!(scene.desktop.complete(), 1);
}

#[test]
fn ten_presses_in_a_second_make_one_backup() {
    let scene = Scene::new(&FRENCH);
    scene.wait_for_key(KEY);
    for _ in 0..10 {
        scene.desktop.screen().press_control_alt('s');
        std::thread::sleep(Duration::from_millis(90));
    }
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    // Whatever a press that counts twice would start is there by now.
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(scene.desktop.complete(), 1);
    let shown = scene.desktop.recorder().shown();
    assert!(shown.iter().all(|shown| shown.urgency() != Some(2)), "{shown:#?}");
    assert_eq!(shown.iter().filter(|shown| shown.percent() == Some(0)).count(), 1);
}

#[test]
fn the_button_of_the_result_makes_another_backup() {
    let scene = Scene::new(&FRENCH);
    scene.item.click(FRENCH.back_up);
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    scene.desktop.recorder().press(FRENCH.new_backup);
    scene.desktop.wait_for_backups(2);
}

#[test]
fn the_tray_backs_up_again_and_again_without_growing() {
    const WARM: usize = 20;
    const IN_ALL: usize = 200;
    /// What the pages of one backup's buffers come and go by.
    const SWAY_KIB: u64 = 3 * 1024;
    let scene = Scene::new(&FRENCH);
    let id = scene.tray.process.id();
    let files = || std::fs::read_dir(format!("/proc/{id}/fd")).unwrap().count();
    let (mut warm_files, mut warm_kib) = (0, 0);
    for number in 1..=IN_ALL {
        scene.back_up(number);
        if number == WARM {
            (warm_files, warm_kib) = (files(), scene.tray.process.own_memory_kib());
        }
    }
    assert_eq!(scene.desktop.complete(), IN_ALL);
    eventually("no more files open than before", || files() <= warm_files + 1);
    let kib = scene.tray.process.own_memory_kib();
    assert!(kib <= warm_kib + SWAY_KIB, "{warm_kib} KiB, then {kib} KiB");
}

mod failure {
    use super::*;

    #[test]
    fn stays_on_the_screen_of_a_real_service() {
        let cluster = harness::server();
        let url = harness::url(&cluster, "no_such_database");
        let notifications = Notifications::Dunst;
        let options = Options { notifications, ..Options::default() };
        let scene = Scene::of(&FRENCH, options, cluster, String::new(), &url);
        scene.item.click(FRENCH.back_up);
        let red = || scene.item.icon().red() > 50;
        eventually("a red icon", red);
        std::thread::sleep(Duration::from_secs(30));
        assert_eq!(scene.desktop.screen().windows_of("dunst").len(), 1);
        assert!(red());
        assert!(scene.item.tooltip().contains("no_such_database"));
    }

    fn says_what_to_do(words: &'static Words) {
        let mut cluster = harness::own_server(&[]);
        let database = harness::small_database(&cluster);
        let url = harness::url(&cluster, &database);
        cluster.stop();
        let desktop = crate::desktop::Desktop::start(&Options {
            language: words.locale,
            ..Options::default()
        });
        desktop.configure(&url, "");
        let tray = desktop.start_tray(crate::scene::HIDDEN);
        let item = tray.item(&desktop);
        eventually("a tray that is ready", || {
            item.entry(words.back_up).is_some_and(|entry| entry.enabled)
        });
        item.click(words.back_up);
        let error = desktop.recorder().wait_for("an error", |shown| {
            shown.iter().find(|shown| shown.urgency() == Some(2)).cloned()
        });
        let host = cluster.folder().file_name().unwrap().to_string_lossy().into_owned();
        assert!(error.text().contains(&host), "names the server: {error:#?}");
        assert!(error.text().to_lowercase().contains(words.start_the_server), "{error:#?}");
        assert_eq!(error.timeout_ms, 0, "stays: {error:#?}");
        assert_eq!(error.labels(), [words.retry, words.details]);
        eventually("a red icon", || item.icon().red() > 50);
        cluster.restart().unwrap();
        desktop.recorder().press(words.retry);
        desktop.recorder().wait_for_text(words.done);
        assert_eq!(desktop.complete(), 1);
        eventually("an icon without red", || item.icon().red() == 0);
        tray.assert_sound();
    }

    #[test]
    fn of_a_stopped_server_says_what_to_do_and_goes_with_retry_in_french() {
        says_what_to_do(&FRENCH);
    }

    #[test]
    fn of_a_stopped_server_says_what_to_do_and_goes_with_retry_in_english() {
        says_what_to_do(&ENGLISH);
    }
}
