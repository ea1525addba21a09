//! A desktop with the tray at rest, a server and a database: where most tests begin.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sauvegarde::postgres::cluster::Cluster;

use crate::desktop::{Desktop, Options, Tray};
use crate::harness;
use crate::item::Item;
use crate::patience;
use crate::words::Words;

/// Nothing but the icon is shown.
pub const HIDDEN: &[&str] = &["tray", "--hidden"];

pub struct Scene {
    pub tray: Tray,
    pub item: Item,
    pub desktop: Desktop,
    pub database: String,
    pub cluster: Arc<Cluster>,
    pub words: &'static Words,
}

impl Scene {
    /// With a small database, and everything a desktop can have.
    #[track_caller]
    pub fn new(words: &'static Words) -> Self {
        Self::with(words, Options::default())
    }

    #[track_caller]
    pub fn with(words: &'static Words, options: Options) -> Self {
        let cluster = harness::server();
        let database = harness::small_database(&cluster);
        let url = harness::url(&cluster, &database);
        Self::of(words, options, cluster, database, &url)
    }

    #[track_caller]
    pub fn of(
        words: &'static Words,
        options: Options,
        cluster: Arc<Cluster>,
        database: String,
        url: &str,
    ) -> Self {
        let desktop = Desktop::start(&Options { language: words.locale, ..options });
        desktop.configure(url, "");
        let tray = desktop.start_tray(HIDDEN);
        let item = tray.item(&desktop);
        let scene = Self { tray, item, desktop, database, cluster, words };
        scene.wait_until_ready();
        scene
    }

    /// The configuration is read: a backup can be asked for.
    #[track_caller]
    pub fn wait_until_ready(&self) {
        patience::eventually("a tray that is ready", || {
            self.item.entry(self.words.back_up).is_some_and(|entry| entry.enabled)
        });
    }

    /// The tray's backup of this number, from the click to the word that it is done: only then is
    /// the next click one more wish.
    #[track_caller]
    pub fn back_up(&self, number: usize) {
        let started = || {
            let shown = self.desktop.recorder().shown();
            shown.iter().filter(|shown| shown.percent() == Some(0)).count() >= number
        };
        patience::eventually("a start", || {
            // A click in the very moment in which the menu changes may go nowhere.
            self.item.click(self.words.back_up);
            let patience = Instant::now() + Duration::from_secs(1);
            while !started() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(5));
            }
            started()
        });
        self.desktop.recorder().wait_for("a result", |shown| {
            let results = shown.iter().filter(|shown| shown.text().contains(self.words.done));
            (results.count() >= number).then_some(())
        });
        self.wait_until_ready();
    }

    /// The menu shows the key that works.
    #[track_caller]
    pub fn wait_for_key(&self, key: &str) {
        patience::eventually(&format!("{key} in the menu"), || {
            self.item.entry(self.words.back_up).is_some_and(|entry| entry.label.contains(key))
        });
    }
}

impl Drop for Scene {
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
