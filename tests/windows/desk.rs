//! A Windows desktop for one test: a display, Wine's Windows of its own with a task bar, the tray
//! as it is installed, a OneDrive folder. All in a folder of its own and gone with it.

use std::cell::RefCell;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::harness;
use crate::patience::eventually;
use crate::process::{Environment, Process};
use crate::screen::{Area, Picture, Screen, Window};
use crate::wine::{self, windows};

/// As many as two cores bear.
const AT_ONCE: u32 = 2;
const SIZE: &str = "1280x800";
/// Of the task bar.
const BAR_HEIGHT: i16 = 20;
/// The program that has the focus, as on a desktop where somebody works.
const SOMEBODYS: &str = "notepad.exe";
/// What the Windows of these tests is kept in: `WINEPREFIX` of `tests/windows.sh`.
const PREFIX: &str = "WINEPREFIX";

pub struct Desk {
    pub screen: Screen,
    environment: Environment,
    /// What was opened, which ends with Wine's server.
    opened: RefCell<Vec<Process>>,
    _display: Process,
    folder: TempDir,
    _turn: Turn,
}

impl Desk {
    /// With a configuration for `url`, and nothing started besides the program that has the focus.
    #[track_caller]
    pub fn start(language: &str, url: &str) -> Self {
        let turn = Turn::wait();
        let folder = tempfile::Builder::new().prefix("bureau").tempdir().unwrap();
        let environment = environment(folder.path());
        let mut command = environment.ending_by("TERM", "Xvfb");
        let size = format!("{SIZE}x24");
        command.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"]);
        let display = environment.start("Xvfb", command);
        eventually("a display", || display.out().ends_with('\n'));
        let name = format!(":{}", display.out().trim());
        let environment = environment.with("DISPLAY", &name);
        let screen = Screen::connect(&name).unwrap();
        let opened = RefCell::default();
        let desk = Self { screen, environment, opened, _display: display, folder, _turn: turn };
        std::fs::create_dir_all(desk.onedrive()).unwrap();
        desk.configure(language, url, "");
        desk.install();
        desk.log_on();
        desk
    }

    pub fn configure(&self, language: &str, url: &str, more: &str) {
        let file = self.home().join("config.toml");
        let pg_dump = windows(&wine::programs());
        let text =
            format!("url = '{url}'\npg_dump = '{pg_dump}'\nlanguage = '{language}'\n{more}\n");
        std::fs::create_dir_all(self.home()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// As the installer leaves it. `Shell_NotifyIconGetRect`, which tells where an icon is, does
    /// nothing in Wine 8, and the tray's library then forgets about the click: in this copy another
    /// function of the same library is named in its place, which does nothing and says that it did.
    fn install(&self) {
        const ASKED: &[u8] = b"Shell_NotifyIconGetRect\0";
        const INSTEAD: &[u8] = b"DllInstall\0";
        std::fs::create_dir(self.program().parent().unwrap()).unwrap();
        let copy = self.program();
        std::fs::copy(wine::program(), &copy).unwrap();
        let mut file = std::fs::File::options().read(true).write(true).open(&copy).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, ASKED).collect();
        assert!(!places.is_empty(), "the program asks where its icon is");
        for place in places {
            file.seek(SeekFrom::Start(place as u64)).unwrap();
            file.write_all(INSTEAD).unwrap();
        }
        let starter = wine::program().with_file_name("sauvegarde-tray.exe");
        std::fs::copy(&starter, copy.with_file_name("sauvegarde-tray.exe")).unwrap();
    }

    /// The session begins: its services, the task bar, the program that has the focus.
    #[track_caller]
    pub fn log_on(&self) {
        self.wine(&["wineserver", "--persistent"]);
        self.wine(&["wine", "cmd", "/c", "exit"]);
        self.open(&[SOMEBODYS]);
        eventually("the task bar and a window", || self.windows_of(SOMEBODYS).len() == 1);
        self.focus();
    }

    /// Keys go to the Windows that is in this display.
    #[track_caller]
    pub fn focus(&self) {
        let found = self.tool("xdotool", &["search", "--name", "Wine desktop"]);
        let desktop = found.lines().next().expect("Wine's desktop").to_owned();
        self.tool("xdotool", &["windowfocus", "--sync", &desktop]);
    }

    /// Starts a program on the desktop, as its shell does.
    pub fn open(&self, program: &[&str]) {
        let mut command = self.environment.command("wine");
        command.args(["explorer", &format!("/desktop=bureau,{SIZE}")]).args(program);
        let mut opened = self.opened.borrow_mut();
        let name = format!("opened-{}", opened.len());
        opened.push(self.environment.start(&name, command));
    }

    /// The tray, started as the Start menu does and with nothing but its icon.
    #[track_caller]
    pub fn start_tray(&self) {
        self.open_tray();
        self.wait_for_tray();
    }

    pub fn open_tray(&self) {
        let starter = self.program().with_file_name("sauvegarde-tray.exe");
        self.open(&[&windows(&starter), "--hidden"]);
    }

    /// Until the icon is there and the hotkey works.
    #[track_caller]
    pub fn wait_for_tray(&self) {
        eventually("a tray that is ready", || self.log().contains("hotkey: Works"));
        eventually("an icon", || self.icon().is_some());
    }

    /// A command of the installed program, whose output is given.
    #[track_caller]
    pub fn command_line(&self, arguments: &[&str]) -> String {
        let mut command = self.environment.command("wine");
        command.arg(self.program()).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A program of Wine's own, to its end.
    #[track_caller]
    pub fn wine(&self, words: &[&str]) {
        let mut command = self.environment.command(words[0]);
        // Whoever started Wine's services lends them its output.
        command.args(&words[1..]).stdout(std::process::Stdio::null());
        command.stderr(std::process::Stdio::null());
        let status = command.status().unwrap();
        assert!(status.success(), "{words:?}: {status}");
    }

    #[track_caller]
    fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.environment.command(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn program(&self) -> PathBuf {
        self.folder.path().join("Sauvegarde à moi/sauvegarde.exe")
    }

    pub fn home(&self) -> PathBuf {
        home(self.folder.path())
    }

    fn onedrive(&self) -> PathBuf {
        onedrive(self.folder.path())
    }

    /// Where backups go by themselves.
    pub fn backups(&self) -> PathBuf {
        self.onedrive().join("Torii-management/backups")
    }

    /// The dumps that have a manifest.
    pub fn complete(&self) -> Vec<PathBuf> {
        let names = harness::names_in(&self.backups());
        let dump = |name: &String| name.strip_suffix(".json").map(|dump| self.backups().join(dump));
        names.iter().filter_map(dump).collect()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home().join("state/sauvegarde.log")).unwrap_or_default()
    }

    /// For what a later start notes.
    pub fn forget_log(&self) {
        let _ = std::fs::remove_file(self.home().join("state/sauvegarde.log"));
    }

    /// Those of `program` that are shown on Windows' desktop, lowest first.
    pub fn windows_of(&self, program: &str) -> Vec<Window> {
        let mut windows = self.screen.windows_inside("explorer.exe");
        windows.retain(|window| window.class.split(' ').any(|class| class == program));
        // What is a pixel large is no window.
        windows.retain(|window| window.area.width > 1 && !window.title.is_empty());
        windows
    }

    /// The window of the tray with this title.
    pub fn window(&self, title: &str) -> Option<Window> {
        let windows = self.windows_of("sauvegarde.exe");
        windows.into_iter().find(|window| window.title.contains(title))
    }

    #[track_caller]
    pub fn wait_for_window(&self, title: &str) -> Area {
        let mut found = None;
        eventually(&format!("the window {title:?}"), || {
            found = self.window(title);
            found.is_some()
        });
        found.unwrap().area
    }

    /// Where the only icon of the task bar is: at its right end.
    pub fn icon(&self) -> Option<Area> {
        let Area { width, height, .. } = self.screen.area();
        let (left, top) = (width.cast_signed() - 40, height.cast_signed() - BAR_HEIGHT);
        let bar = Area { x: left, y: top, width: 40, height: BAR_HEIGHT.cast_unsigned() };
        let picture = self.screen.picture_of(bar);
        let empty = picture.at(0, picture.height / 2);
        let icon = picture.bounds(|x, y| (2..18).contains(&y) && picture.at(x, y) != empty)?;
        (icon.width >= 6).then_some(Area { x: icon.x + left, y: icon.y + top, ..icon })
    }

    /// 1 is left, 3 is right.
    #[track_caller]
    pub fn click(&self, (x, y): (i32, i32), button: u8) {
        let (x, y, button) = (x.to_string(), y.to_string(), button.to_string());
        self.tool("xdotool", &["mousemove", &x, &y]);
        self.tool("xdotool", &["click", &button]);
    }

    #[track_caller]
    pub fn press(&self, keys: &str) {
        self.tool("xdotool", &["key", keys]);
    }

    /// Opens the icon's menu with the mouse.
    #[track_caller]
    pub fn open_menu(&self) -> Area {
        let icon = self.icon().expect("an icon").centre();
        let before = self.screen.windows_inside("explorer.exe");
        let mut found = None;
        eventually("the menu", || {
            self.click(icon, 3);
            let patience = Instant::now() + Duration::from_secs(3);
            while found.is_none() && Instant::now() < patience {
                std::thread::sleep(Duration::from_millis(20));
                let now = self.screen.windows_inside("explorer.exe");
                let new = |window: &Window| !before.iter().any(|known| known.id == window.id);
                found = now.into_iter().find(|it| new(it) && it.area.height > 100);
            }
            found.is_some()
        });
        self.wait_until_still();
        found.unwrap().area
    }

    /// The lines that something is written on, in their order.
    pub fn lines(&self, menu: Area) -> Vec<Area> {
        let picture = self.screen.picture_of(menu);
        let inner = 4..menu.width - 4;
        // A rule is of one colour from end to end, and so is the ground of the line with the mouse.
        let is_written = |y: u16| {
            let mut row = inner.clone().map(|x| picture.at(x, y));
            let first = row.next().unwrap();
            row.any(|colour| colour != first)
        };
        let mut lines: Vec<(u16, u16)> = Vec::new();
        for y in (2..menu.height - 2).filter(|y| is_written(*y)) {
            match lines.last_mut() {
                // Letters with an accent or a tail have a gap of their own.
                Some((_, end)) if y - *end <= 2 => *end = y,
                _ => lines.push((y, y)),
            }
        }
        let area = |(top, end): (u16, u16)| Area {
            x: menu.x,
            y: menu.y + top.cast_signed(),
            width: menu.width,
            height: end - top + 1,
        };
        lines.into_iter().map(area).collect()
    }

    /// Until two pictures are the same.
    pub fn wait_until_still(&self) {
        let mut before = self.screen.picture();
        eventually("a still picture", || {
            std::thread::sleep(Duration::from_millis(120));
            let now = self.screen.picture();
            std::mem::replace(&mut before, now) == before
        });
    }

    /// Keeps a picture of the screen for people to look at.
    pub fn keep_picture(&self, name: &str) -> Picture {
        let picture = self.screen.picture();
        picture.save(&screenshots().join(format!("windows-{name}.png")));
        picture
    }

    /// Whether the tray runs, which has the variables of the desktop that started it.
    pub fn has_tray(&self) -> bool {
        let home = windows(&self.home());
        std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
            let holds = |name: &str, text: &str| {
                let bytes = std::fs::read(entry.path().join(name)).unwrap_or_default();
                String::from_utf8_lossy(&bytes).contains(text)
            };
            holds("cmdline", "sauvegarde.exe") && holds("environ", &home)
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.keep_picture("failed");
            eprintln!("the tray noted: {}", self.log());
        }
        for option in ["--kill", "--wait"] {
            let _ = self.environment.command("wineserver").arg(option).status();
        }
    }
}

fn home(folder: &Path) -> PathBuf {
    folder.join("home")
}

fn onedrive(folder: &Path) -> PathBuf {
    folder.join("OneDrive - Institut Torii")
}

fn prefix(folder: &Path) -> PathBuf {
    folder.join("wine")
}

/// What the programs of the desktop see, and nothing besides.
fn environment(folder: &Path) -> Environment {
    let given = std::env::var_os(PREFIX).expect("WINEPREFIX is set by tests/windows.sh");
    copy(Path::new(&given), &prefix(folder));
    let variable = |name: &str| std::env::var_os(name).unwrap_or_default();
    Environment::new(folder)
        .with(PREFIX, prefix(folder))
        .with("WINEDEBUG", variable("WINEDEBUG"))
        .with("WINEDLLOVERRIDES", variable("WINEDLLOVERRIDES"))
        .with("HOME", folder.join("unix"))
        .with("SAUVEGARDE_HOME", windows(&home(folder)))
        .with("OneDrive", windows(&onedrive(folder)))
}

/// Programs and libraries, which nobody writes to, are the same files; the registry and what is the
/// user's are copies.
fn copy(from: &Path, to: &Path) {
    let run = |arguments: &[&Path], options: &[&str]| {
        let status = Command::new("cp").args(options).args(arguments).status().unwrap();
        assert!(status.success(), "cp {arguments:?}");
    };
    run(&[from, to], &["--archive", "--link"]);
    for name in ["system.reg", "user.reg", "userdef.reg", "dosdevices", "drive_c/users"] {
        let (from, to) = (from.join(name), to.join(name));
        let _ = std::fs::remove_file(&to).or_else(|_| std::fs::remove_dir_all(&to));
        run(&[&from, &to], &["--archive"]);
    }
}

/// `target/screenshots`.
fn screenshots() -> PathBuf {
    let target = std::env::current_exe().unwrap();
    target.ancestors().nth(3).unwrap().join("screenshots")
}

/// The right to be one of the desktops that run now.
struct Turn;

static RUNNING: (Mutex<u32>, Condvar) = (Mutex::new(0), Condvar::new());

impl Turn {
    fn wait() -> Self {
        let running = RUNNING.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = RUNNING.1.wait_while(running, |count| *count >= AT_ONCE).unwrap();
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        RUNNING.1.notify_one();
    }
}
