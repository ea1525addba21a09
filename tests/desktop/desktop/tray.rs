//! The program on a desktop.

use std::process::Command;

use super::Desktop;
use crate::item::Item;
use crate::patience::{DEADLINE, eventually};
use crate::process::Process;
use crate::screen::Window;

/// The program in its tray, started as the user's session starts it.
pub struct Tray {
    pub process: Process,
}

impl Tray {
    /// Its icon, once it is there.
    #[track_caller]
    pub fn item(&self, desktop: &Desktop) -> Item {
        let mut found = None;
        eventually("the tray icon", || {
            found = Item::of_process(desktop.bus(), self.process.id());
            found.is_some()
        });
        found.unwrap()
    }

    /// The card, once it is there and has stopped moving.
    #[track_caller]
    pub fn card(&self, desktop: &Desktop) -> Window {
        let card = || self.windows(desktop).into_iter().find(|window| window.unmanaged);
        eventually("the card", || card().is_some());
        desktop.wait_until_still();
        card().expect("it stays")
    }

    pub fn has_card(&self, desktop: &Desktop) -> bool {
        self.windows(desktop).iter().any(|window| window.unmanaged)
    }

    /// A window with a frame, by its title.
    #[track_caller]
    pub fn window(&self, desktop: &Desktop, title: &str) -> Window {
        let find = || {
            let mut windows = self.windows(desktop).into_iter();
            windows.find(|window| !window.unmanaged && window.title.contains(title))
        };
        eventually(&format!("the window {title:?}"), || find().is_some());
        desktop.wait_until_still();
        find().expect("it stays")
    }

    /// The windows that it has opened.
    pub fn windows(&self, desktop: &Desktop) -> Vec<Window> {
        let mut windows = desktop.screen().windows();
        windows.retain(|window| window.process == Some(self.process.id()));
        windows
    }

    /// Nothing in what it printed tells of a panic.
    #[track_caller]
    pub fn assert_sound(&self) {
        let said = self.process.err();
        assert!(!said.contains("panicked"), "{said}");
    }
}

impl Desktop {
    /// `sauvegarde ARGUMENTS`, ready to be run.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.environment.command(env!("CARGO_BIN_EXE_sauvegarde"));
        command.args(arguments);
        command
    }

    /// Starts the tray with `arguments`.
    pub fn start_tray(&self, arguments: &[&str]) -> Tray {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let command = self.program(arguments);
        Tray { process: self.environment.start(&format!("tray-{number}"), command) }
    }

    /// Writes the configuration: a database, the folder of the backups, and lines of the test's.
    pub fn configure(&self, url: &str, lines: &str) {
        let path = self.config();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let dir = self.backups();
        let text = format!("url = \"{url}\"\ndir = \"{}\"\n{lines}\n", dir.display());
        std::fs::write(path, text).unwrap();
    }

    /// Waits longer than any of the program's timers, and no longer than `limit`.
    #[track_caller]
    pub fn wait_for_backups(&self, count: usize) {
        eventually(&format!("backup {count} within {DEADLINE:?}"), || self.complete() >= count);
    }
}
