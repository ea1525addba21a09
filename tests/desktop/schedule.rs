//! The tray keeps time: a slot that passes, a machine that slept, a server that comes back, an old
//! backup, several profiles. The clock is the test's: it stands in a file, as an offset.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sauvegarde::postgres::cluster::Cluster;

use crate::desktop::{Desktop, Notifications, Options, Tray};
use crate::harness;
use crate::item::Item;
use crate::patience::eventually;
use crate::scene::HIDDEN;
use crate::words::{ENGLISH, FRENCH, Words};

const MARGIN: u16 = 12;
const DAY_S: i64 = 86_400;
/// No profile comes later behind its slot.
const JITTER_S: i64 = 181;

/// A desktop whose clock the test moves.
struct Timed {
    tray: Tray,
    item: Item,
    desktop: Desktop,
    _cluster: Arc<Cluster>,
    words: &'static Words,
}

/// What is asked for of the default profile, and of others.
fn start(
    words: &'static Words,
    cluster: Arc<Cluster>,
    schedule: &str,
    more: impl FnOnce(&Desktop, &str) -> String,
    clock_s: i64,
) -> Timed {
    let database = harness::small_database(&cluster);
    let url = harness::url(&cluster, &database);
    let options = Options { language: words.locale, compositor: true, ..Options::default() };
    let mut desktop = Desktop::start(&options);
    let lines = format!("schedule = \"{schedule}\"\n{}", more(&desktop, &url));
    desktop.configure(&url, &lines);
    let clock = clock(&desktop);
    std::fs::write(&clock, clock_s.to_string()).unwrap();
    desktop.set("SAUVEGARDE_TEST_CLOCK", clock.to_str().unwrap());
    desktop.set("TZ", "Europe/Paris");
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(&desktop);
    eventually("a menu that is ready", || {
        item.entry(words.back_up).is_some_and(|entry| entry.enabled)
    });
    Timed { tray, item, desktop, _cluster: cluster, words }
}

/// In one step: a program that reads half of it would think that nobody moves its clock.
fn set_clock(desktop: &Desktop, clock_s: i64) {
    let clock = clock(desktop);
    let staged = clock.with_extension("new");
    std::fs::write(&staged, clock_s.to_string()).unwrap();
    std::fs::rename(staged, clock).unwrap();
}

fn clock(desktop: &Desktop) -> PathBuf {
    desktop.folder().join("clock")
}

impl Timed {
    fn move_clock(&self, clock_s: i64) {
        set_clock(&self.desktop, clock_s);
    }

    fn keep(&self, name: &str) {
        let name = format!("{name}-{}", &self.words.locale[..2]);
        self.desktop.wait_until_still();
        let menu = self.desktop.open_menu();
        self.desktop.keep_picture(&name, Some(menu.area.grown(MARGIN)));
        self.desktop.press("Escape");
        self.desktop.move_mouse_away();
    }

    /// Reasons of the backups that are there.
    fn reasons(&self) -> Vec<String> {
        let files = self.desktop.files();
        let is_manifest = |name: &&String| {
            std::path::Path::new(name.as_str()).extension().is_some_and(|it| it == "json")
        };
        let manifests = files.iter().filter(is_manifest);
        let reason = |name: &String| {
            let text = std::fs::read(self.desktop.backups().join(name)).unwrap();
            let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
            manifest["reason"].as_str().unwrap().to_owned()
        };
        manifests.map(reason).collect()
    }

    fn first_lines(&self) -> String {
        let menu = self.item.menu();
        menu.iter().take(4).map(|entry| entry.label.clone()).collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.desktop.home().join(".local/state/sauvegarde/sauvegarde.log");
            eprintln!("its log: {}", std::fs::read_to_string(log).unwrap_or_default());
            eprintln!("its menu: {}", self.first_lines());
        } else {
            self.tray.assert_sound();
        }
    }
}

/// A schedule whose next slot is an hour from now, or a bit more, every day.
fn in_an_hour() -> (String, i64) {
    let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    let now = Timestamp::now();
    let slot = (now + SignedDuration::from_hours(1)).to_zoned(paris);
    let slot = slot.round(jiff::Unit::Minute).unwrap();
    let wait = slot.timestamp().duration_since(now).as_secs();
    (slot.strftime("daily %H:%M").to_string(), wait)
}

fn a_slot_passes(words: &'static Words, next: &str) {
    let (schedule, wait_s) = in_an_hour();
    let timed = start(words, harness::server(), &schedule, |_, _| String::new(), 0);
    // None was there: the first one is due at once.
    timed.desktop.recorder().wait_for_text(words.done);
    eventually("the first backup", || timed.reasons() == ["scheduled"]);
    eventually("the next slot", || timed.first_lines().contains(next));
    let at_rest = timed.item.icon();
    // It comes behind the slot, and not before.
    timed.move_clock(wait_s - 5);
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(timed.desktop.complete(), 1);
    timed.move_clock(wait_s + JITTER_S);
    eventually("the second backup", || timed.reasons() == ["scheduled", "scheduled"]);
    timed.desktop.recorder().wait_for("two results", |shown| {
        let done = shown.iter().filter(|shown| shown.text().contains(words.done));
        (done.count() >= 2).then_some(())
    });
    // No word of its stages, which nobody waits for.
    let stages = timed.desktop.recorder().shown();
    assert!(stages.iter().all(|shown| shown.percent().is_none()), "{stages:#?}");
    eventually("a green icon", || timed.item.icon().green() > 0);
    eventually("the icon of rest", || timed.item.icon() == at_rest);
    assert!(timed.first_lines().contains(next), "{}", timed.first_lines());
    assert!(timed.item.tooltip().contains(next), "{}", timed.item.tooltip());
    timed.keep("menu-scheduled");
}

#[test]
fn a_slot_that_passes_is_in_icon_notification_and_menu_in_french() {
    a_slot_passes(&FRENCH, "Prochaine sauvegarde");
}

#[test]
fn a_slot_that_passes_is_in_icon_notification_and_menu_in_english() {
    a_slot_passes(&ENGLISH, "Next backup");
}

#[test]
fn a_machine_that_slept_over_three_slots_makes_one_backup() {
    let (schedule, wait_s) = in_an_hour();
    let timed = start(&FRENCH, harness::server(), &schedule, |_, _| String::new(), 0);
    eventually("the first backup", || timed.reasons().len() == 1);
    timed.move_clock(wait_s + 2 * DAY_S + 600);
    eventually("one that catches up", || timed.reasons().len() == 2);
    // The clock was a day ahead: what it made is from the future, and does not count.
    timed.move_clock(wait_s + DAY_S + 600);
    eventually("one of the right time", || timed.reasons().len() == 3);
    eventually("a word of the future in the menu", || timed.first_lines().contains("se dit du"));
    // And forward again: no slot has two.
    timed.move_clock(wait_s + 2 * DAY_S + 660);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(timed.reasons().len(), 3);
}

#[test]
fn a_server_that_is_off_is_waited_for_and_its_silence_is_an_error_later() {
    let (schedule, wait_s) = in_an_hour();
    let mut cluster = harness::own_server(&[]);
    let database = harness::small_database(&cluster);
    let url = harness::url(&cluster, &database);
    let timed = start(
        &FRENCH,
        harness::server(),
        &schedule,
        |desktop, _| {
            let dir = desktop.home().join("compta");
            std::fs::create_dir(&dir).unwrap();
            let dir = dir.display();
            format!(
                "[profiles.compta]\nurl = \"{url}\"\ndir = \"{dir}\"\nschedule = \"{schedule}\"\n"
            )
        },
        0,
    );
    let compta = timed.desktop.home().join("compta");
    let made = || harness::names_in(&compta).len() / 2;
    eventually("the first backups", || made() == 1 && timed.reasons().len() == 1);
    cluster.stop();
    timed.move_clock(wait_s + JITTER_S);
    // The other one is served all the same.
    eventually("the other profile's", || timed.reasons().len() == 2);
    eventually("a word of the silence in the menu", || {
        timed.item.menu().iter().any(|entry| entry.label.contains("compta"))
            && timed.item.menu().iter().any(|entry| entry.label.contains("ne répond pas encore"))
    });
    let failed = || {
        let shown = timed.desktop.recorder().shown();
        shown.iter().any(|shown| shown.text().contains(FRENCH.failed))
    };
    assert!(!failed(), "it is too early to complain");
    timed.move_clock(wait_s + JITTER_S + 40 * 60);
    eventually("an error", failed);
    cluster.restart().unwrap();
    timed.move_clock(wait_s + JITTER_S + 60 * 60);
    eventually("the backup, once the server is back", || made() == 2);
    eventually("no error", || {
        let labels = timed.item.menu();
        !labels.iter().any(|entry| entry.label.starts_with("compta : Le serveur"))
    });
    assert_eq!(timed.reasons().len(), 2);
    drop(cluster);
}

fn several_profiles(words: &'static Words) {
    let (schedule, _) = in_an_hour();
    let timed = start(
        words,
        harness::server(),
        &schedule,
        |desktop, url| {
            let mut lines = String::new();
            for name in ["compta", "archives"] {
                let dir = desktop.home().join(name);
                std::fs::create_dir(&dir).unwrap();
                let schedule = if name == "compta" { "weekdays 12:30" } else { "" };
                let dir = dir.display();
                lines.extend([
                    format!("[profiles.{name}]\nurl = \"{url}\"\ndir = \"{dir}\"\n"),
                    format!("schedule = \"{schedule}\"\n"),
                ]);
            }
            lines
        },
        0,
    );
    for folder in ["sauvegardes", "compta"] {
        let folder = timed.desktop.home().join(folder);
        eventually("the first backups", || harness::names_in(&folder).len() == 2);
    }
    let labels: Vec<String> = timed.item.menu().iter().map(|entry| entry.label.clone()).collect();
    assert_eq!(labels.iter().filter(|label| label.starts_with(words.back_up)).count(), 3);
    assert_eq!(labels.iter().filter(|label| *label == words.restore).count(), 3);
    timed.keep("menu-profiles");
}

#[test]
fn three_profiles_have_a_section_each_in_french() {
    several_profiles(&FRENCH);
}

#[test]
fn three_profiles_have_a_section_each_in_english() {
    several_profiles(&ENGLISH);
}

/// An old backup and no server: what is seen in icon, tooltip, menu and notification.
fn an_old_backup(words: &'static Words, reminder: &str, old: &str) {
    let (schedule, wait_s) = in_an_hour();
    let mut cluster = harness::own_server(&[]);
    let database = harness::small_database(&cluster);
    let url = harness::url(&cluster, &database);
    let options = Options { language: words.locale, compositor: true, ..Options::default() };
    let mut desktop = Desktop::start(&options);
    desktop.configure(&url, &format!("schedule = \"{schedule}\""));
    let clock = clock(&desktop);
    std::fs::write(&clock, "0").unwrap();
    desktop.set("SAUVEGARDE_TEST_CLOCK", clock.to_str().unwrap());
    desktop.set("TZ", "Europe/Paris");
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(&desktop);
    let timed = Timed { tray, item, desktop, _cluster: harness::server(), words };
    eventually("the first backup", || timed.reasons().len() == 1);
    timed.desktop.recorder().wait_for_text(words.done);
    eventually("a green icon", || timed.item.icon().green() > 0);
    eventually("the icon of rest", || timed.item.icon().green() == 0);
    let at_rest = timed.item.icon();
    cluster.stop();
    timed.move_clock(wait_s + 2 * DAY_S);
    timed.desktop.recorder().wait_for_text(reminder);
    eventually("another icon", || timed.item.icon() != at_rest);
    let reminders = || {
        let shown = timed.desktop.recorder().shown();
        shown.iter().filter(|shown| shown.text().contains(reminder)).count()
    };
    assert_eq!(reminders(), 1);
    timed.move_clock(wait_s + 2 * DAY_S + 3600);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(reminders(), 1, "once a day");
    timed.move_clock(wait_s + 3 * DAY_S + 60);
    eventually("a second reminder", || reminders() == 2);
    timed.keep("menu-stale");
    // A success silences it.
    cluster.restart().unwrap();
    timed.move_clock(wait_s + 3 * DAY_S + 7200);
    eventually("a backup", || timed.reasons().len() == 2);
    eventually("the icon of rest", || timed.item.icon() == at_rest);
    assert!(!timed.item.tooltip().contains(old), "{}", timed.item.tooltip());
    drop(cluster);
}

#[test]
fn an_old_backup_is_reminded_of_once_a_day_until_there_is_a_new_one_in_french() {
    an_old_backup(&FRENCH, "La dernière sauvegarde est trop ancienne", "date de");
}

#[test]
fn an_old_backup_is_reminded_of_once_a_day_until_there_is_a_new_one_in_english() {
    an_old_backup(&ENGLISH, "The last backup is too old", "old");
}

/// With the desktop's own notifications, for people to look at.
fn a_reminder_as_it_is_shown(words: &'static Words) {
    let (schedule, wait_s) = in_an_hour();
    let mut cluster = harness::own_server(&[]);
    let database = harness::small_database(&cluster);
    let url = harness::url(&cluster, &database);
    let notifications = Notifications::Xfce;
    let language = words.locale;
    let options = Options { language, compositor: true, notifications, ..Options::default() };
    let mut desktop = Desktop::start(&options);
    desktop.configure(&url, &format!("schedule = \"{schedule}\""));
    let clock = clock(&desktop);
    std::fs::write(&clock, "0").unwrap();
    desktop.set("SAUVEGARDE_TEST_CLOCK", clock.to_str().unwrap());
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(&desktop);
    let shown = || !desktop.screen().windows_of("notifyd").is_empty();
    eventually("the first backup", || desktop.complete() == 1);
    eventually("a word of it", shown);
    eventually("no word of it any more", || !shown());
    cluster.stop();
    set_clock(&desktop, wait_s + 3 * DAY_S);
    eventually("a reminder", shown);
    eventually("how old it is", || item.tooltip().contains('3'));
    desktop.wait_until_still();
    desktop.keep_picture(&format!("reminder-{}", &language[..2]), None);
    tray.assert_sound();
    drop(cluster);
}

#[test]
fn a_reminder_is_shown_by_the_desktop_in_french() {
    a_reminder_as_it_is_shown(&FRENCH);
}

#[test]
fn a_reminder_is_shown_by_the_desktop_in_english() {
    a_reminder_as_it_is_shown(&ENGLISH);
}

#[test]
fn a_folder_that_is_away_is_said_and_the_backup_made_when_it_is_back() {
    let (schedule, wait_s) = in_an_hour();
    let timed = start(&FRENCH, harness::server(), &schedule, |_, _| String::new(), 0);
    // All of it is over, so that the next thing that is noticed is the slot.
    timed.desktop.recorder().wait_for_text(FRENCH.done);
    eventually("the next slot", || timed.first_lines().contains("Prochaine sauvegarde"));
    let away = timed.desktop.home().join("away");
    std::fs::rename(timed.desktop.backups(), &away).unwrap();
    timed.move_clock(wait_s + JITTER_S);
    timed.desktop.recorder().wait_for_text(FRENCH.failed);
    eventually("a word of it in the menu", || timed.first_lines().contains("existe pas"));
    std::fs::rename(&away, timed.desktop.backups()).unwrap();
    timed.move_clock(wait_s + JITTER_S + 3700);
    eventually("the second backup", || timed.reasons().len() == 2);
}
