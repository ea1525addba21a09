//! Paramètres…, as a screen reader hears it.

use sauvegarde::postgres::cluster::Cluster;

use crate::desktop::Options;
use crate::harness;
use crate::scene::Scene;
use crate::words::{ENGLISH, FRENCH, Words};

/// What one language calls the things that these tests look for.
struct Labels {
    test: &'static str,
    /// Doctor's subjects.
    subjects: [&'static str; 3],
    /// The verdict with remarks: there is no OneDrive here.
    weak: &'static str,
    bad: &'static str,
    unreachable: &'static str,
}

const IN_FRENCH: Labels = Labels {
    test: "Tester la connexion",
    subjects: ["Serveur", "pg_dump", "Dossier"],
    weak: "Les sauvegardes fonctionnent ; voyez les remarques.",
    bad: "Une sauvegarde ne peut pas encore fonctionner.",
    unreachable: "est injoignable",
};

const IN_ENGLISH: Labels = Labels {
    test: "Test the connection",
    subjects: ["Server", "pg_dump", "Folder"],
    weak: "Backups work; see the remarks.",
    bad: "A backup cannot work yet.",
    unreachable: "cannot be reached",
};

/// With the window open and its server's own cluster.
fn scene(words: &'static Words) -> (Scene, Cluster) {
    let cluster = harness::own_server(&[]);
    let database = harness::small_database(&cluster);
    let url = harness::url(&cluster, &database);
    let options = Options { reader: true, ..Options::default() };
    // The scene's own server is not the one that is configured.
    let scene = Scene::of(words, options, harness::server(), database, &url);
    scene.item.click(words.settings);
    scene.desktop.reader().wait_for(&scene.database);
    (scene, cluster)
}

fn keep(scene: &Scene, name: &str) {
    scene.desktop.wait_until_still();
    let window = scene.tray.windows(&scene.desktop).pop().unwrap();
    let name = format!("{name}-{}", &scene.words.locale[..2]);
    scene.desktop.keep_picture(&name, Some(window.area.grown(30)));
}

fn a_server_that_is_there(words: &'static Words, labels: &Labels) {
    let (scene, _cluster) = scene(words);
    let reader = scene.desktop.reader();
    reader.press(labels.test);
    reader.wait_for(labels.weak);
    for subject in labels.subjects {
        reader.wait_for(&format!("{subject}: "));
    }
    assert!(!reader.text().contains(labels.unreachable), "{}", reader.text());
    keep(&scene, "settings-tested");
}

#[test]
fn a_test_of_the_connection_tells_what_was_found_in_french() {
    a_server_that_is_there(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_test_of_the_connection_tells_what_was_found_in_english() {
    a_server_that_is_there(&ENGLISH, &IN_ENGLISH);
}

fn a_server_that_is_not_there(words: &'static Words, labels: &Labels) {
    let (scene, mut cluster) = scene(words);
    cluster.stop();
    let reader = scene.desktop.reader();
    reader.press(labels.test);
    reader.wait_for(labels.unreachable);
    reader.wait_for(labels.bad);
    keep(&scene, "settings-server-down");
    // The window asks again, and tells what there is now.
    cluster.restart().unwrap();
    reader.press(labels.test);
    reader.wait_for(labels.weak);
}

#[test]
fn a_test_without_a_server_says_so_in_the_window_in_french() {
    a_server_that_is_not_there(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_test_without_a_server_says_so_in_the_window_in_english() {
    a_server_that_is_not_there(&ENGLISH, &IN_ENGLISH);
}

/// What one language calls the parts of the schedule's page.
struct ScheduleLabels {
    page: &'static str,
    automatic: &'static str,
    save: &'static str,
    /// The meaning of what is proposed.
    proposed: &'static str,
    typed: &'static str,
    meaning: &'static str,
    wrong: &'static str,
    perhaps: &'static str,
    next: &'static str,
}

fn a_schedule_in_words(words: &'static Words, labels: &ScheduleLabels) {
    let (scene, _cluster) = scene(words);
    let reader = scene.desktop.reader();
    reader.press(labels.page);
    reader.press(labels.automatic);
    reader.wait_for(labels.proposed);
    keep(&scene, "settings-schedule");
    // Behind the box and the list is the field.
    for key in ["Tab", "Tab", "ctrl+a"] {
        scene.desktop.press(key);
    }
    scene.desktop.write(labels.wrong);
    reader.wait_for(labels.perhaps);
    keep(&scene, "settings-schedule-wrong");
    scene.desktop.press("ctrl+a");
    scene.desktop.write(labels.typed);
    reader.wait_for(labels.meaning);
    reader.press(labels.save);
    let line = format!("schedule = \"{}\"", labels.typed);
    let config = || std::fs::read_to_string(scene.desktop.config()).unwrap_or_default();
    crate::patience::eventually("the schedule in the file", || config().contains(&line));
    crate::patience::eventually("the next one in the menu", || {
        scene.item.menu().iter().any(|entry| entry.label.starts_with(labels.next))
    });
    // None was there: it is due at once.
    scene.desktop.recorder().wait_for_text(words.done);
}

#[test]
fn a_schedule_is_chosen_or_written_and_its_meaning_said_in_french() {
    a_schedule_in_words(
        &FRENCH,
        &ScheduleLabels {
            page: "Horaire",
            automatic: "Sauvegarder automatiquement",
            save: "Enregistrer",
            proposed: "Tous les jours à 12:30. Prochaine : ",
            typed: "lundi, jeudi 3h",
            meaning: "03:00. Prochaine : ",
            wrong: "quotidein 12:30",
            perhaps: "quotidien",
            next: "Prochaine sauvegarde",
        },
    );
}

#[test]
fn a_schedule_is_chosen_or_written_and_its_meaning_said_in_english() {
    a_schedule_in_words(
        &ENGLISH,
        &ScheduleLabels {
            page: "Schedule",
            automatic: "Back up automatically",
            save: "Save",
            proposed: "Every day at 12:30. Next: ",
            typed: "monday, thursday 03:00",
            meaning: "03:00. Next: ",
            wrong: "dayly 12:30",
            perhaps: "Did you mean “daily”?",
            next: "Next backup",
        },
    );
}
