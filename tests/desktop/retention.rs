//! Paramètres…: which backups are kept, and whether the newest is tried.

use std::time::{Duration, Instant};

use crate::desktop::{Desktop, Options, Tray};
use crate::harness;
use crate::patience::eventually;
use crate::scene::HIDDEN;
use crate::words::{ENGLISH, FRENCH, Words};

/// What one language calls the parts of the page.
struct Labels {
    title: &'static str,
    page: &'static str,
    save: &'static str,
    all: &'static str,
    proposed: &'static str,
    own: &'static str,
    drill: &'static str,
    drill_often: &'static str,
}

const IN_FRENCH: Labels = Labels {
    title: "Paramètres",
    page: "Horaire",
    save: "Enregistrer",
    all: "Toutes : rien n’est jamais supprimé",
    proposed: "Conseillé : les 7 dernières, 14 jours, 8 semaines, 12 mois, 3 ans",
    own: "Comme dans le fichier : les 30 dernières, 24 heures, au moins 9",
    drill: "Vérifier chaque mois que la dernière se restaure",
    drill_often: "Vérifier tous les 14 jours que la dernière se restaure",
};

const IN_ENGLISH: Labels = Labels {
    title: "Settings",
    page: "Schedule",
    save: "Save",
    all: "All: nothing is ever deleted",
    proposed: "Recommended: the last 7, 14 days, 8 weeks, 12 months, 3 years",
    own: "As in the file: the last 30, 24 hours, at least 9",
    drill: "Make sure every month that the last one can be restored",
    drill_often: "Make sure every 14 days that the last one can be restored",
};

/// Dots of an inch where everything is a quarter larger.
const LARGER: u16 = 120;

struct Page {
    tray: Tray,
    desktop: Desktop,
    words: &'static Words,
    labels: &'static Labels,
}

impl Page {
    /// With these lines in the configuration.
    fn open(
        words: &'static Words,
        labels: &'static Labels,
        lines: impl FnOnce(&str) -> String,
        dots_per_inch: Option<u16>,
    ) -> Self {
        let cluster = harness::server();
        let database = harness::small_database(&cluster);
        let url = harness::url(&cluster, &database);
        let (language, compositor, reader) = (words.locale, true, true);
        let options = Options { language, compositor, reader, ..Options::default() };
        let desktop = Desktop::start(&options);
        if let Some(dots) = dots_per_inch {
            desktop.screen().set_dots_per_inch(dots);
        }
        desktop.configure(&url, &lines(&url));
        let tray = desktop.start_tray(HIDDEN);
        let page = Self { tray, desktop, words, labels };
        page.turn_to();
        page
    }

    fn turn_to(&self) {
        let item = self.tray.item(&self.desktop);
        // As soon as it is there.
        item.wait_for_entry(self.words.settings);
        eventually("the window", || {
            // A click in the very moment in which the menu changes may go nowhere.
            item.click(self.words.settings);
            let patience = Instant::now() + Duration::from_secs(2);
            let opens = || !self.tray.windows(&self.desktop).is_empty();
            while !opens() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(10));
            }
            opens()
        });
        self.tray.window(&self.desktop, self.labels.title);
        // The fields are filled once the configuration is read.
        self.desktop.reader().wait_for("petite");
        self.desktop.reader().press(self.labels.page);
        self.desktop.wait_until_still();
    }

    fn save(&self) {
        self.desktop.reader().press(self.labels.save);
        eventually("no window", || self.tray.windows(&self.desktop).is_empty());
    }

    fn file(&self) -> String {
        std::fs::read_to_string(self.desktop.config()).unwrap()
    }

    fn keep(&self, name: &str) {
        self.desktop.wait_until_still();
        let window = self.tray.window(&self.desktop, self.labels.title);
        let name = format!("{name}-{}", &self.words.locale[..2]);
        self.desktop.keep_picture(&name, Some(window.area.grown(30)));
    }

    /// The list of what is kept comes behind the box, where there is no schedule.
    fn press(&self, keys: &[&str]) {
        for key in keys {
            self.desktop.press(key);
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.desktop.home().join(".local/state/sauvegarde/sauvegarde.log");
            eprintln!("the tray said: {}", self.tray.process.err());
            eprintln!("its log: {}", std::fs::read_to_string(log).unwrap_or_default());
            eprintln!("its threads:\n{}", self.tray.process.threads());
        } else {
            self.tray.assert_sound();
        }
    }
}

fn chosen_and_taken_back(words: &'static Words, labels: &'static Labels) {
    let page = Page::open(words, labels, |_| "# mine".to_owned(), None);
    page.desktop.reader().wait_for(labels.all);
    page.desktop.reader().wait_for(labels.drill);
    let before = page.file();
    page.save();
    assert_eq!(page.file(), before, "an existing configuration begins to delete nothing");

    page.turn_to();
    page.press(&["Tab", "Down"]);
    page.desktop.reader().wait_for(labels.proposed);
    page.keep("settings-retention");
    page.save();
    let expected = "[retention]\nkeep_last = 7\nkeep_daily = 14\nkeep_weekly = 8\nkeep_monthly = 12\n\
                    keep_yearly = 3\n";
    assert!(page.file().contains(expected), "{}", page.file());
    assert!(page.file().contains("# mine"), "{}", page.file());

    page.turn_to();
    page.desktop.reader().wait_for(labels.proposed);
    page.press(&["Tab", "Up"]);
    page.desktop.reader().wait_for(labels.all);
    page.save();
    assert!(!page.file().contains("keep_"), "{}", page.file());
}

#[test]
fn what_is_kept_is_chosen_and_taken_back_in_french() {
    chosen_and_taken_back(&FRENCH, &IN_FRENCH);
}

#[test]
fn what_is_kept_is_chosen_and_taken_back_in_english() {
    chosen_and_taken_back(&ENGLISH, &IN_ENGLISH);
}

/// On a screen with larger text, where the page must not be cut.
fn an_own_policy(words: &'static Words, labels: &'static Labels) {
    let lines = "schedule = \"monthly 1 03:00\"\ndrill = \"14 days\"\n\
                 [retention]\nkeep_last = 30\nkeep_hourly = 24\nkeep_min = 9";
    let page = Page::open(words, labels, |_| lines.to_owned(), Some(LARGER));
    page.desktop.reader().wait_for(labels.own);
    page.desktop.reader().wait_for(labels.drill_often);
    page.keep("settings-retention-own");
    let before = page.file();
    page.save();
    assert_eq!(page.file(), before);
}

#[test]
fn a_policy_of_the_file_is_said_in_words_and_left_alone_in_french() {
    an_own_policy(&FRENCH, &IN_FRENCH);
}

#[test]
fn a_policy_of_the_file_is_said_in_words_and_left_alone_in_english() {
    an_own_policy(&ENGLISH, &IN_ENGLISH);
}
