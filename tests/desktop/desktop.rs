//! A whole desktop for one test: a display, a bus, a window manager, a panel with a tray, a
//! notification service and a portal, all in a folder of their own and gone with it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::bus::Bus;
use crate::item::Item;
use crate::notifications::{self, Recorder};
use crate::patience::{DEADLINE, eventually};
use crate::portal::{self, Portal};
use crate::process::{Environment, Process};
use crate::reader::Reader;
use crate::screen::{Area, Colour, Picture, Screen, Window};
use crate::words;

/// As many as two cores bear without being slow for the test that measures.
const AT_ONCE: u32 = 2;
const SIZE: (u16, u16) = (1280, 800);
/// Of a screen that shows each length in one pixel.
const DOTS_PER_INCH: u16 = 96;
const BACKGROUND: Colour = [0x94, 0xa3, 0xb8];
const WAYLAND_SOCKET: &str = "wayland-weston";
/// Nothing of it moves by itself.
const WESTON: &str = "[shell]\nclose-animation=none\nbackground-color=0xff94a3b8\nlocking=false\n";
const PANEL: &str = include_str!("panel.xml");
/// The panel's height in `panel.xml`.
const PANEL_HEIGHT: u16 = 32;

/// What the desktop has.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "a list of parts, each there or not")]
pub struct Options {
    pub language: &'static str,
    pub display: bool,
    pub bus: bool,
    pub window_manager: WindowManager,
    /// Windows may let through what is behind them; xfwm4 only.
    pub compositor: bool,
    /// A panel that shows tray icons.
    pub panel: bool,
    pub notifications: Notifications,
    pub portal: Option<portal::Behaviour>,
    /// Pixels for each length of a window, as the desktop's settings say it.
    pub scale: u16,
    /// The desktop wishes for dark windows.
    pub dark: bool,
    /// A screen reader, which gets the windows' texts.
    pub reader: bool,
    /// Says of itself that it is a Wayland session, with XWayland beside it.
    pub wayland: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowManager {
    Xfwm,
    Openbox,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notifications {
    Recorded,
    Dunst,
    Xfce,
    None,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: words::FRENCH.locale,
            display: true,
            bus: true,
            window_manager: WindowManager::Xfwm,
            compositor: false,
            panel: true,
            notifications: Notifications::Recorded,
            portal: None,
            scale: 1,
            dark: false,
            reader: false,
            wayland: false,
        }
    }
}

/// Ends in the order of [`Drop`]: first those that need the others.
pub struct Desktop {
    pub recorder: Option<Recorder>,
    pub portal: Option<Portal>,
    pub reader: Option<Reader>,
    programs: Vec<(&'static str, Process)>,
    pub screen: Option<Screen>,
    pub bus: Option<Bus>,
    display: Option<Process>,
    pub environment: Environment,
    folder: TempDir,
    _turn: Turn,
}

impl Desktop {
    #[track_caller]
    pub fn start(options: &Options) -> Self {
        let turn = Turn::wait();
        let folder = tempfile::Builder::new().prefix("desk").tempdir().unwrap();
        let mut desktop = Self {
            recorder: None,
            portal: None,
            reader: None,
            programs: Vec::new(),
            screen: None,
            bus: None,
            display: None,
            environment: environment(folder.path(), options),
            folder,
            _turn: turn,
        };
        if options.display {
            desktop.start_display(options);
        }
        if options.bus {
            desktop.start_bus(options);
        }
        if options.display {
            desktop.start_window_manager(options);
        }
        if options.display && options.bus && options.panel {
            desktop.start_panel();
        }
        desktop
    }

    fn start_display(&mut self, options: &Options) {
        // It leaves its lock and its socket in /tmp if it is killed.
        let mut command = self.environment.ending_by("TERM", "Xvfb");
        let size = format!("{}x{}x24", SIZE.0 * options.scale, SIZE.1 * options.scale);
        command.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"]);
        let process = self.environment.start("Xvfb", command);
        eventually("a display", || process.out().ends_with('\n'));
        let display = format!(":{}", process.out().trim());
        self.screen = Screen::connect(&display);
        self.screen().paint_background(BACKGROUND);
        self.screen().set_dots_per_inch(DOTS_PER_INCH * options.scale);
        self.display = Some(process);
        self.set("DISPLAY", &display);
        self.set("XDG_SESSION_TYPE", if options.wayland { "wayland" } else { "x11" });
        if options.wayland {
            self.set("WAYLAND_DISPLAY", "wayland-of-a-test");
        }
    }

    fn start_bus(&mut self, options: &Options) {
        let bus = Bus::start(&self.environment, self.folder.path());
        self.set("DBUS_SESSION_BUS_ADDRESS", &bus.address());
        if options.portal.is_some() || options.dark {
            self.portal = Some(Portal::start(&bus, options.portal, options.dark));
        }
        self.reader = options.reader.then(|| Reader::start(&bus));
        self.bus = Some(bus);
        if options.display {
            self.add("xfconfd", &xfce("xfconf/xfconfd"), &[], Some("org.xfce.Xfconf"));
        }
        self.start_notifications(options.notifications);
    }

    /// Also for a service that starts after the program.
    pub fn start_notifications(&mut self, service: Notifications) {
        let name = Some("org.freedesktop.Notifications");
        match service {
            Notifications::Recorded => {
                self.recorder = Some(Recorder::start(self.bus(), notifications::CAPABILITIES));
            }
            Notifications::Dunst => self.add("dunst", Path::new("dunst"), &[], name),
            Notifications::Xfce => {
                self.add("xfce4-notifyd", &xfce("notifyd/xfce4-notifyd"), &[], name);
            }
            Notifications::None => {}
        }
    }

    fn start_window_manager(&mut self, options: &Options) {
        let compositor = if options.compositor { "on" } else { "off" };
        let argument = &format!("--compositor={compositor}");
        match options.window_manager {
            WindowManager::Xfwm => self.add("xfwm4", Path::new("xfwm4"), &[argument], None),
            WindowManager::Openbox => {
                self.add("openbox", Path::new("openbox"), &["--sm-disable"], None);
            }
        }
        eventually("a window manager", || self.screen().is_managed());
    }

    /// Also for a panel that starts after the program.
    pub fn start_panel(&mut self) {
        let name = Some("org.kde.StatusNotifierWatcher");
        self.add("xfce4-panel", Path::new("xfce4-panel"), &["--disable-wm-check"], name);
    }

    /// A Wayland compositor in a window; what it shows can be seen there. Not with its renderer
    /// `pixman`, which reads the memory of windows that have gone, and crashes.
    #[track_caller]
    pub fn start_weston(&mut self) {
        let config = self.folder().join("weston.ini");
        std::fs::write(&config, WESTON).unwrap();
        let socket = format!("--socket={WAYLAND_SOCKET}");
        let config = format!("--config={}", config.display());
        let arguments = ["--backend=x11-backend.so", "--idle-time=0"];
        let more = ["--width=1000", "--height=700", &socket, &config];
        self.add("weston", Path::new("weston"), &[&arguments[..], &more].concat(), None);
        let socket = self.folder().join("run").join(WAYLAND_SOCKET);
        eventually("a Wayland compositor", || socket.exists());
        eventually("its window", || !self.screen().windows_of("weston").is_empty());
        self.wait_until_still();
    }

    /// A tray that knows no other display than Weston's.
    pub fn start_wayland_tray(&mut self, arguments: &[&str]) -> Tray {
        let before = self.environment.clone();
        self.unset("DISPLAY");
        self.set("XDG_SESSION_TYPE", "wayland");
        self.set("WAYLAND_DISPLAY", WAYLAND_SOCKET);
        let tray = self.start_tray(arguments);
        self.environment = before;
        tray
    }

    #[track_caller]
    fn add(&mut self, name: &'static str, path: &Path, arguments: &[&str], owns: Option<&str>) {
        let mut command = self.environment.command(path);
        // They are there to be seen by the program, not to speak the test's language.
        command.args(arguments);
        let process = self.environment.start(name, command);
        self.programs.push((name, process));
        if let Some(owns) = owns {
            self.bus().wait_for(owns);
        }
    }

    /// Ends one of the desktop's programs.
    pub fn end(&mut self, name: &str) {
        self.programs.retain(|(its_name, _)| *its_name != name);
    }

    /// Stops one of the desktop's programs as a debugger does: it is there and answers nothing.
    pub fn freeze(&self, name: &str) {
        let program = self.programs.iter().find(|(its_name, _)| *its_name == name);
        program.expect(name).1.signal(Signal::STOP);
    }

    pub fn unset(&mut self, name: &str) {
        self.environment = self.environment.clone().without(name);
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment = self.environment.clone().with(name, value);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where the program's configuration file is.
    pub fn config(&self) -> PathBuf {
        self.home().join(".config/sauvegarde/config.toml")
    }

    /// Where the tests let backups go.
    pub fn backups(&self) -> PathBuf {
        self.home().join("sauvegardes")
    }

    /// The complete backups: a manifest each.
    pub fn complete(&self) -> usize {
        let is_manifest =
            |name: &String| Path::new(name).extension().is_some_and(|it| it == "json");
        self.files().into_iter().filter(is_manifest).count()
    }

    /// Names in the folder of the backups.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.backups()).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub fn bus(&self) -> &Bus {
        self.bus.as_ref().expect("this desktop has a bus")
    }

    pub fn screen(&self) -> &Screen {
        self.screen.as_ref().expect("this desktop has a display")
    }

    pub fn recorder(&self) -> &Recorder {
        self.recorder.as_ref().expect("this desktop records its notifications")
    }

    pub fn reader(&self) -> &Reader {
        self.reader.as_ref().expect("this desktop has a screen reader")
    }

    pub fn portal(&self) -> &Portal {
        self.portal.as_ref().expect("this desktop has a portal")
    }

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
            let panel = self.screen().picture().part(self.panel());
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
        let look = || self.screen().picture().part(menu);
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
        self.screen().picture().part(window.area)
    }

    /// Keeps a picture of the screen, or of a part, for people to look at.
    pub fn keep_picture(&self, name: &str, area: Option<Area>) -> Picture {
        let picture = self.screen().picture().part(area.unwrap_or(self.screen().area()));
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

/// A program of Xfce that is not in PATH.
fn xfce(name: &str) -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let mut paths = folders.map(|folder| folder.path().join("xfce4").join(name));
    paths.find(|path| path.is_file()).unwrap_or_else(|| panic!("{name} is installed"))
}

fn environment(folder: &Path, options: &Options) -> Environment {
    use std::os::unix::fs::PermissionsExt as _;
    let (home, runtime) = (folder.join("home"), folder.join("run"));
    let channels = home.join(".config/xfce4/xfconf/xfce-perchannel-xml");
    for folder in [&runtime, &channels, &home.join("sauvegardes"), &folder.join("tmp")] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(channels.join("xfce4-panel.xml"), PANEL).unwrap();
    Environment::new(folder)
        .with("HOME", &home)
        .with("XDG_CONFIG_HOME", home.join(".config"))
        .with("XDG_STATE_HOME", home.join(".local/state"))
        .with("XDG_DATA_HOME", home.join(".local/share"))
        .with("XDG_CACHE_HOME", home.join(".cache"))
        .with("XDG_RUNTIME_DIR", runtime)
        .with("XDG_CURRENT_DESKTOP", "XFCE")
        .with("TMPDIR", folder.join("tmp"))
        .with("LANG", options.language)
        .with("GSETTINGS_BACKEND", "memory")
        .with("NO_AT_BRIDGE", "1")
        .with("GTK_A11Y", "none")
        .with("RUST_BACKTRACE", "1")
}

/// Leave to be one of the desktops that run at once.
struct Turn;

static TAKEN: Mutex<u32> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

fn taken() -> MutexGuard<'static, u32> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Turn {
    fn wait() -> Self {
        let wait = GIVEN_BACK.wait_while(taken(), |taken| *taken >= AT_ONCE);
        *wait.unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *taken() -= 1;
        GIVEN_BACK.notify_one();
    }
}

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

/// What a program of this desktop started and left to itself: it was given our folder.
fn end_strays(folder: &Path) {
    let folder = folder.as_os_str().as_encoded_bytes();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes {
        let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
        let is_ours = environment.windows(folder.len()).any(|part| part == folder);
        let id = process.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(id) = id.filter(|_| is_ours).and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(id, Signal::KILL);
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.portal = None;
        self.reader = None;
        self.recorder = None;
        self.programs.clear();
        self.screen = None;
        self.bus = None;
        self.display = None;
        end_strays(self.folder.path());
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
