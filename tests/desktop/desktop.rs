//! A whole desktop for one test: a display, a bus, a window manager, a panel with a tray, a
//! notification service and a portal, all in a folder of their own and gone with it.

// The benchmark takes this file by its path, so these need theirs.
#[path = "desktop/hands.rs"]
mod hands;
#[path = "desktop/options.rs"]
mod options;
#[path = "desktop/tray.rs"]
mod tray;
#[path = "desktop/turn.rs"]
mod turn;

use std::path::{Path, PathBuf};

pub use options::{Notifications, Options, WindowManager};
use rustix::process::Signal;
use tempfile::TempDir;
pub use tray::Tray;
use turn::Turn;

use crate::bus::Bus;
use crate::notifications::{self, Recorder};
use crate::patience::eventually;
use crate::portal::Portal;
use crate::process::{Environment, Process};
use crate::reader::Reader;
use crate::screen::{Colour, Screen};

const BACKGROUND: Colour = [0x94, 0xa3, 0xb8];
const SIZE: (u16, u16) = (1280, 800);
/// Of a screen that shows each length in one pixel.
const DOTS_PER_INCH: u16 = 96;
const WAYLAND_SOCKET: &str = "wayland-weston";
/// Nothing of it moves by itself.
const WESTON: &str = "[shell]\nclose-animation=none\nbackground-color=0xff94a3b8\nlocking=false\n";
const PANEL: &str = include_str!("panel.xml");

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
        if options.portal.is_some() || options.dark || options.chooser {
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
