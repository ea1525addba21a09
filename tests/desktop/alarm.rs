//! An emptied table and a backup that does not restore: told, explained, accepted.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use sauvegarde::folder::manifest::{self, Manifest, Verification, VerificationKind};
use serde_json::json;

use crate::desktop::{Notifications, Options};
use crate::harness;
use crate::notifications::Shown;
use crate::patience::eventually;
use crate::scene::Scene;
use crate::screen::Window;
use crate::words::{ENGLISH, FRENCH, Words};

const MARGIN: u16 = 12;
/// The exit status of a `prune` that an alarm forbids.
const FROZEN: i32 = 16;

/// What one language calls the things that these tests look for.
struct Labels {
    /// In the title of the notification and of the card.
    unusual: &'static str,
    emptied: &'static str,
    /// Begins the line of the menu.
    line: &'static str,
    details: &'static str,
    /// On the card that explains it.
    since: &'static str,
    accept: &'static str,
    accepted: &'static str,
    unproved: &'static str,
    failed_drill: &'static str,
    drill_details: &'static str,
    proved: &'static str,
    remarks: [&'static str; 3],
    restore_title: &'static str,
}

const IN_FRENCH: Labels = Labels {
    unusual: "La sauvegarde est faite, mais inhabituelle",
    emptied: "public.eleves : 4\u{202f}812 → 0 ligne",
    line: "Inhabituel : ",
    details: "Détails…",
    since: "Depuis le",
    accept: "C’est voulu",
    accepted: "C’est noté",
    unproved: "Une sauvegarde n’a pas pu être restaurée à l’essai",
    failed_drill: "L’essai de restauration a échoué",
    drill_details: "Détails de l’essai…",
    proved: "Restauration prouvée",
    remarks: ["inhabituelle", "prouvée", "épinglée « avant migration »"],
    restore_title: "Restaurer",
};

const IN_ENGLISH: Labels = Labels {
    unusual: "The backup was made, and is unusual",
    emptied: "public.eleves: 4,812 → 0 rows",
    line: "Unusual: ",
    details: "Details…",
    since: "Since",
    accept: "It is right",
    accepted: "Noted",
    unproved: "A backup could not be restored on trial",
    failed_drill: "The trial restore failed",
    drill_details: "Details of the trial…",
    proved: "Proved restorable",
    remarks: ["unusual", "proved", "pinned “avant migration”"],
    restore_title: "Restore",
};

/// With a database whose table of pupils is a small part of it.
fn scene(words: &'static Words, options: Options) -> Scene {
    let cluster = harness::server();
    let database = harness::unique("ecole");
    harness::create(&cluster, &database);
    harness::sql(
        &cluster,
        &database,
        "create table eleves(id int primary key, nom text);
         insert into eleves select g, 'Élève ' || g from generate_series(1, 4812) g;
         create table presences(id int primary key, empreinte text);
         insert into presences select g, md5(g::text) from generate_series(1, 40000) g;",
    );
    let url = harness::url(&cluster, &database);
    Scene::of(words, Options { compositor: true, ..options }, cluster, database, &url)
}

impl Scene {
    fn empty_the_table(&self) {
        harness::sql(&self.cluster, &self.database, "delete from eleves");
    }

    fn keep_alone(&self, name: &str, window: &Window) {
        let name = format!("{name}-{}", &self.words.locale[..2]);
        self.desktop.wait_until_still();
        self.desktop.keep_picture(&name, Some(window.area.grown(MARGIN)));
    }

    fn keep_menu(&self, name: &str) {
        self.desktop.wait_until_still();
        let menu = self.desktop.open_menu();
        self.keep_alone(name, &menu);
        self.desktop.press("Escape");
        self.desktop.move_mouse_away();
    }

    /// The manifests, oldest first.
    fn manifests(&self) -> Vec<(PathBuf, Manifest)> {
        let mut found = Vec::new();
        for name in self.desktop.files() {
            let path = self.desktop.backups().join(name);
            if path.extension().is_some_and(|it| it == "json") {
                let manifest = manifest::read(&path).unwrap().unwrap();
                found.push((path, manifest));
            }
        }
        found.sort_by_key(|(_, manifest)| manifest.created_at);
        found
    }

    fn shown_with(&self, text: &str) -> Vec<Shown> {
        let mut shown = self.desktop.recorder().shown();
        shown.retain(|shown| shown.text().contains(text));
        shown
    }

    /// A backup that shows the alarm, from the click to its notification.
    fn alarm(&self, labels: &Labels) -> Shown {
        self.item.click(self.words.back_up);
        self.desktop.recorder().wait_for_text(labels.unusual)
    }

    fn is_unusual(&self, labels: &Labels) -> bool {
        self.item.menu().iter().any(|entry| entry.label.starts_with(labels.line))
    }

    fn add_to_configuration(&self, lines: &str) {
        let path = self.desktop.config();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}{lines}\n")).unwrap();
    }

    /// The folder is looked at again.
    fn look_again(&self) {
        self.add_to_configuration("# again");
    }

    fn prune(&self) -> Option<i32> {
        self.desktop.program(&["prune"]).output().unwrap().status.code()
    }
}

fn an_emptied_table(words: &'static Words, labels: &Labels) {
    let scene = scene(words, Options { reader: true, ..Options::default() });
    scene.back_up(1);
    eventually("the icon of rest", || scene.item.icon().green() == 0);
    let at_rest = scene.item.icon();
    scene.empty_the_table();
    let shown = scene.alarm(labels);
    assert_eq!(shown.body, labels.emptied);
    assert_eq!(shown.labels(), [words.details, labels.accept]);
    assert_eq!(shown.urgency(), Some(2), "it stays until it is seen");
    // In the place of the word that it is done.
    assert_eq!(scene.shown_with(words.done).len(), 1);
    eventually("a line in the menu", || {
        scene.item.menu()[0].label == format!("{}{}", labels.line, labels.emptied)
    });
    assert!(scene.item.tooltip().contains(labels.emptied), "{}", scene.item.tooltip());
    assert!(scene.item.icon() != at_rest);
    scene.keep_menu("menu-alarm");

    // What it is about, and what can be done.
    scene.desktop.recorder().press(words.details);
    let card = scene.tray.card(&scene.desktop);
    scene.desktop.reader().wait_for(labels.since);
    for button in [labels.accept, words.restore] {
        assert!(scene.desktop.reader().text().contains(button));
    }
    scene.keep_alone("card-alarm", &card);

    // The next one shows the same: no second alarm.
    scene.back_up(2);
    assert_eq!(scene.shown_with(labels.unusual).len(), 1);
    assert_eq!(scene.desktop.complete(), 3);
    assert!(scene.is_unusual(labels));
    assert_eq!(scene.manifests()[2].1.accepted_at, None);
    scene.add_to_configuration("[retention]\nkeep_last = 1\nkeep_min = 1");
    assert_eq!((scene.prune(), scene.desktop.complete()), (Some(FROZEN), 3));

    scene.item.click(labels.details);
    scene.desktop.reader().wait_for(labels.since);
    scene.desktop.reader().press(labels.accept);
    scene.desktop.reader().wait_for(labels.accepted);
    scene.keep_alone("card-accepted", &scene.tray.card(&scene.desktop));
    eventually("an accepted backup", || scene.manifests()[2].1.accepted_at.is_some());
    eventually("no line in the menu", || !scene.is_unusual(labels));
    eventually("the icon of rest", || scene.item.icon() == at_rest);
    assert!(!scene.item.tooltip().contains(labels.emptied), "{}", scene.item.tooltip());
    eventually("no card", || !scene.tray.has_card(&scene.desktop));

    // It is what the next one is compared with.
    scene.back_up(3);
    let (_, newest) = scene.manifests().pop().unwrap();
    assert_eq!((newest.alarms.as_slice(), newest.accepted_at), (&[][..], None));
    assert_eq!(scene.shown_with(labels.unusual).len(), 1);
    assert!(!scene.is_unusual(labels));
    // And earlier ones go again.
    assert_eq!(scene.prune(), Some(0));
    assert!(scene.desktop.complete() < 4);
    assert!(scene.manifests().iter().any(|(_, it)| it.id == newest.id));
}

#[test]
fn an_emptied_table_is_told_once_explained_and_accepted_in_french() {
    an_emptied_table(&FRENCH, &IN_FRENCH);
}

#[test]
fn an_emptied_table_is_told_once_explained_and_accepted_in_english() {
    an_emptied_table(&ENGLISH, &IN_ENGLISH);
}

#[test]
fn an_alarm_is_accepted_by_the_button_of_its_notification() {
    let labels = &IN_FRENCH;
    let scene = scene(&FRENCH, Options::default());
    scene.back_up(1);
    scene.empty_the_table();
    scene.alarm(labels);
    scene.desktop.recorder().press(labels.accept);
    let shown = scene.desktop.recorder().wait_for_text(labels.accepted);
    assert_eq!(shown.urgency(), Some(1), "it goes by itself");
    assert!(scene.manifests()[1].1.accepted_at.is_some());
    eventually("no line in the menu", || !scene.is_unusual(labels));
    assert!(!scene.tray.has_card(&scene.desktop));
}

#[test]
fn an_acceptance_that_cannot_be_written_is_told_and_the_alarm_stays() {
    let labels = &IN_FRENCH;
    let scene = scene(&FRENCH, Options::default());
    scene.back_up(1);
    scene.empty_the_table();
    scene.alarm(labels);
    let (path, _) = scene.manifests().pop().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("4812", "4813")).unwrap();
    scene.desktop.recorder().press(labels.accept);
    let shown = scene.desktop.recorder().wait_for("an error", |shown| {
        shown.last().filter(|last| !last.text().contains(labels.unusual)).cloned()
    });
    assert_eq!(shown.urgency(), Some(2), "{shown:?}");
    assert!(scene.shown_with(labels.accepted).is_empty());
}

/// With the desktop's own notifications, for people to look at.
fn as_it_is_shown(words: &'static Words) {
    let notifications = Notifications::Xfce;
    let scene = scene(words, Options { notifications, ..Options::default() });
    let shown = || !scene.desktop.screen().windows_of("notifyd").is_empty();
    scene.item.click(words.back_up);
    scene.desktop.wait_for_backups(1);
    eventually("a word of it", shown);
    eventually("no word of it any more", || !shown());
    scene.empty_the_table();
    scene.item.click(words.back_up);
    scene.desktop.wait_for_backups(2);
    eventually("an alarm", || scene.item.tooltip().contains("eleves"));
    scene.desktop.wait_until_still();
    scene.desktop.keep_picture(&format!("alarm-{}", &words.locale[..2]), None);
}

#[test]
fn an_alarm_is_shown_by_the_desktop_in_french() {
    as_it_is_shown(&FRENCH);
}

#[test]
fn an_alarm_is_shown_by_the_desktop_in_english() {
    as_it_is_shown(&ENGLISH);
}

/// Writes into a manifest that its backup was restored on trial.
fn drilled(path: &Path, at: Timestamp, problem: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    let (ok, detail) = (problem.is_empty(), problem.to_owned());
    let verification = Verification { at, kind: VerificationKind::Drill, ok, detail };
    std::fs::write(path, manifest::with_verification(&text, &verification).unwrap()).unwrap();
}

fn pinned(path: &Path, note: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    let pin = json!({ "note": note, "at": Timestamp::now() });
    std::fs::write(path, manifest::with_field(&text, "pinned", Some(pin)).unwrap()).unwrap();
}

fn a_failed_drill(words: &'static Words, labels: &Labels) {
    let scene = scene(words, Options { reader: true, ..Options::default() });
    scene.back_up(1);
    // Their names tell which one is newer, by the second.
    let first = scene.manifests()[0].1.created_at.as_second();
    eventually("another second", || Timestamp::now().as_second() > first + 2);
    scene.back_up(2);
    eventually("the icon of rest", || scene.item.icon().green() == 0);
    let at_rest = scene.item.icon();
    let [(old, _), (new, _)] = &scene.manifests()[..] else { panic!() };
    let days = |days: i64| Timestamp::now() - SignedDuration::from_hours(24 * days);
    drilled(old, days(12), "");
    scene.look_again();
    eventually("a proof in the menu", || {
        let menu = scene.item.menu();
        menu.iter()
            .any(|entry| entry.label.starts_with(labels.proved) && entry.label.contains("12"))
    });
    scene.keep_menu("menu-proved");

    let problem = "type \"geometry\" does not exist";
    drilled(new, Timestamp::now(), problem);
    scene.look_again();
    let shown = scene.desktop.recorder().wait_for_text(labels.unproved);
    assert!(shown.body.contains(problem), "{shown:?}");
    eventually("a red icon", || scene.item.icon().red() > 0);
    eventually("a word of it in the menu", || scene.item.menu()[0].label == labels.failed_drill);
    scene.keep_menu("menu-drill-failed");
    scene.item.click(labels.drill_details);
    let card = scene.tray.card(&scene.desktop);
    for text in [problem, "sauvegarde verify --drill latest"] {
        scene.desktop.reader().wait_for(text);
    }
    scene.keep_alone("card-drill-failed", &card);
    // Once, and a backup alone does not mend it.
    scene.back_up(3);
    eventually("a red icon", || scene.item.icon().red() > 0);
    assert_eq!(scene.shown_with(labels.unproved).len(), 1);
    drilled(&scene.manifests()[2].0, Timestamp::now(), "");
    scene.look_again();
    eventually("the icon of rest", || scene.item.icon() == at_rest);
    eventually("the new proof in the menu", || {
        scene.item.menu().iter().any(|entry| entry.label.starts_with(labels.proved))
    });
}

#[test]
fn a_failed_drill_is_red_and_explained_until_one_succeeds_in_french() {
    a_failed_drill(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_failed_drill_is_red_and_explained_until_one_succeeds_in_english() {
    a_failed_drill(&ENGLISH, &IN_ENGLISH);
}

fn remarks(words: &'static Words, labels: &Labels) {
    let scene = scene(words, Options { reader: true, ..Options::default() });
    for number in 1..=3 {
        scene.back_up(number);
    }
    let manifests = scene.manifests();
    pinned(&manifests[0].0, "avant migration");
    drilled(&manifests[1].0, Timestamp::now(), "");
    scene.empty_the_table();
    scene.alarm(labels);
    let recent = || scene.item.entry(words.recent).unwrap().children;
    let ends =
        |at: usize, remark: &str| recent().get(at).is_some_and(|it| it.label.ends_with(remark));
    let [unusual, proved, pinned] = labels.remarks;
    eventually("an unusual one in the menu", || ends(0, unusual));
    assert!(ends(2, proved) && ends(3, pinned), "{:#?}", recent());
    scene.item.click(words.restore);
    let window = scene.tray.window(&scene.desktop, labels.restore_title);
    for remark in [unusual, proved, pinned] {
        scene.desktop.reader().wait_for(remark);
    }
    // The unusual one is not what is proposed.
    assert!(!scene.desktop.reader().text().contains(labels.emptied));
    scene.keep_alone("restore-remarks", &window);
    scene.desktop.press("Up");
    eventually("the details of the unusual one", || {
        scene.desktop.reader().text().contains(labels.emptied)
    });
    scene.keep_alone("restore-unusual", &window);
}

#[test]
fn a_proved_a_pinned_and_an_unusual_backup_are_called_so_wherever_they_are_listed_in_french() {
    remarks(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_proved_a_pinned_and_an_unusual_backup_are_called_so_wherever_they_are_listed_in_english() {
    remarks(&ENGLISH, &IN_ENGLISH);
}
