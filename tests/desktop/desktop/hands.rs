//! What a user of a desktop does and sees: keys, clicks, menus, pictures.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Desktop;
use crate::item::Item;
use crate::patience::eventually;
use crate::screen::{Area, Colour, Picture, Window};

/// The panel's height in `panel.xml`.
const PANEL_HEIGHT: u16 = 32;

impl Desktop {
    /// Runs a program to its end and gives what it printed.
    #[track_caller]
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = self.environment.command(program);
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Presses keys for whatever window has the focus: `ctrl+alt+s`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        self.run("xdotool", &["key", keys]);
    }

    #[track_caller]
    pub fn write(&self, text: &str) {
        self.run("xdotool", &["type", "--delay", "15", text]);
    }

    /// 1 is left, 3 is right.
    #[track_caller]
    pub fn click(&self, (x, y): (i32, i32), button: u8) {
        let (x, y, button) = (x.to_string(), y.to_string(), button.to_string());
        self.run("xdotool", &["mousemove", &x, &y, "click", &button]);
    }

    /// Takes the mouse to where nothing notices it.
    pub fn move_mouse_away(&self) {
        self.run("xdotool", &["mousemove", "5", "5"]);
        self.wait_until_still();
    }

    /// An xterm that has the focus.
    #[track_caller]
    pub fn start_terminal(&mut self) -> Window {
        self.add("xterm", Path::new("xterm"), &["-T", "Terminal", "-e", "cat"], None);
        let mut found = None;
        eventually("the terminal's focus", || {
            found = self.screen().windows_of("xterm").pop();
            let focused = self.run("xdotool", &["getwindowfocus", "getwindowname"]);
            found.is_some() && focused.trim() == "Terminal"
        });
        found.unwrap()
    }

    /// Where the panel shows tray icons: its right end.
    pub fn panel(&self) -> Area {
        let Area { width, height, .. } = self.screen().area();
        let top = (height - PANEL_HEIGHT).cast_signed();
        Area { x: (width - 200).cast_signed(), y: top, width: 200, height: PANEL_HEIGHT }
    }

    /// Finds the only icon of the tray by what differs from the empty panel.
    #[track_caller]
    pub fn find_icon(&self) -> Area {
        let mut found = None;
        eventually("an icon in the panel", || {
            let panel = self.screen().picture_of(self.panel());
            let empty = panel.at(0, panel.height / 2);
            let is_icon = |x: u16, y: u16| {
                // The first and last rows are the panel's border.
                (4..PANEL_HEIGHT - 4).contains(&y) && !is_like(panel.at(x, y), empty)
            };
            found = panel.bounds(is_icon).filter(|icon| icon.width >= 8 && icon.width <= 40);
            found.is_some()
        });
        let (icon, panel) = (found.unwrap(), self.panel());
        Area { x: icon.x + panel.x, y: icon.y + panel.y, ..icon }
    }

    /// Opens the menu with the mouse, as the user does.
    #[track_caller]
    pub fn open_menu(&self) -> Window {
        let icon = self.find_icon().centre();
        let before = self.screen().windows();
        let new = || {
            self.screen().windows().into_iter().find(|window| {
                window.unmanaged && !before.iter().any(|known| known.id == window.id)
            })
        };
        let mut found = None;
        eventually("the menu", || {
            self.click(icon, 3);
            let patience = Instant::now() + Duration::from_secs(3);
            while found.is_none() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(20));
                found = new();
            }
            found.is_some()
        });
        self.wait_until_still();
        found.unwrap()
    }

    /// Until nothing moves any more: two pictures are the same.
    pub fn wait_until_still(&self) {
        let mut before = self.screen().picture();
        eventually("a still picture", || {
            std::thread::sleep(Duration::from_millis(120));
            let now = self.screen().picture();
            std::mem::replace(&mut before, now) == before
        });
    }

    /// Clicks a line of the real menu with the mouse. The line is found by what changes when the
    /// keyboard goes to it.
    #[track_caller]
    pub fn click_in_menu(&self, item: &Item, label: &str) {
        let lines = item.menu();
        let lines: Vec<_> = lines.iter().filter(|line| line.selectable()).collect();
        let place = lines.iter().position(|line| line.is(label));
        let place = place.unwrap_or_else(|| panic!("no {label:?} in {:#?}", item.labels()));
        let menu = self.open_menu().area;
        let look = || self.screen().picture_of(menu);
        let mut plain = look();
        let mut line = None;
        for step in 0..=place {
            self.press("Down");
            eventually("the next line", || {
                std::thread::sleep(Duration::from_millis(30));
                look() != plain
            });
            self.wait_until_still();
            let now = look();
            // What was left and what was reached both change: the lower of the two counts.
            line = now.difference(&plain).map(|changed| {
                let height = if step == 0 { changed.height } else { changed.height / 2 };
                let top = changed.y + (changed.height - height).cast_signed();
                Area { y: top + menu.y, x: changed.x + menu.x, height, ..changed }
            });
            plain = now;
        }
        self.click(line.unwrap().centre(), 1);
    }

    pub fn picture_of(&self, window: &Window) -> Picture {
        self.screen().picture_of(window.area)
    }

    /// Keeps a picture of the screen, or of a part, for people to look at.
    pub fn keep_picture(&self, name: &str, area: Option<Area>) -> Picture {
        let picture = self.screen().picture_of(area.unwrap_or(self.screen().area()));
        picture.save(&screenshots().join(format!("{name}.png")));
        picture
    }
}

fn is_like(one: Colour, other: Colour) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= 12)
}

/// `target/screenshots`.
fn screenshots() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_sauvegarde")).ancestors().nth(2).unwrap();
    target.join("screenshots")
}
