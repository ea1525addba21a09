//! A timer of systemd: the system's for root, the user's where a manager of theirs answers; else
//! cron, into whose files nobody but people write.

use std::fs;
use std::path::{Path, PathBuf};

use super::command::{ask, tell};
use super::cron;
use super::files::{self, Former};
use super::name::name;
use super::obstacle::Obstacle;
use super::order::{Installed, Kind, Order};
use super::systemd::{self, Whose};
use crate::platform::user;
use crate::report::error::Result;

/// Is there where systemd has started the machine.
const BOOTED: &str = "/run/systemd/system";
/// Has a file for each user whose services stay.
const LINGERING: &str = "/var/lib/systemd/linger";
const SYSTEM_UNITS: &str = "/etc/systemd/system";
const SYSTEM_STAMPS: &str = "/var/lib/systemd/timers";
const SYSTEMCTL: &str = "systemctl";

pub fn kind() -> Kind {
    if rustix::process::geteuid().is_root() {
        return if Path::new(BOOTED).is_dir() { Kind::SystemdSystem } else { Kind::Cron };
    }
    let answers = ask(SYSTEMCTL, &["--user", "show", "--property=Version"]).is_some();
    if answers { Kind::SystemdUser } else { Kind::Cron }
}

pub fn install(order: &Order) -> Result<Installed> {
    let kind = kind();
    let Some(units) = Units::of(kind, order.config.as_deref()) else {
        let cron_lines = cron::lines(order);
        return Ok(Installed { kind, files: Vec::new(), obstacles: Vec::new(), cron_lines });
    };
    let former = Former::of(&units.files());
    let version = ask(SYSTEMCTL, &["--version"]).map_or(0, |said| systemd::version(&said));
    let written = units.write(order, version).and_then(|()| units.start());
    if let Err(error) = written {
        former.restore();
        if !units.timer().exists() {
            let _ = files::remove(&units.wish());
        }
        units.reload();
        return Err(error);
    }
    Ok(units.installed())
}

pub fn remove(config: Option<&Path>) -> Result<bool> {
    let Some(units) = Units::of(own(), config) else { return Ok(false) };
    let timer = units.unit("timer");
    if units.timer().exists() {
        // One that does not run cannot be stopped, and its files go all the same.
        let _ = units.tell(&["disable", "--now", &timer]);
    }
    let mut was_there = false;
    for file in units.files() {
        was_there |= files::remove(&file)?;
    }
    files::remove(&units.wish())?;
    files::remove(&units.stamp())?;
    if units.whose == Whose::User {
        // Folders that hold nothing else.
        for folder in [units.wish().parent(), Some(&*units.folder), units.folder.parent()] {
            let _ = folder.map(fs::remove_dir);
        }
    }
    if was_there {
        units.reload();
    }
    Ok(was_there)
}

pub fn installed(config: Option<&Path>) -> Option<Installed> {
    let units = Units::of(own(), config)?;
    units.timer().is_file().then(|| units.installed())
}

/// Whose units ours would be, also while no manager answers.
fn own() -> Kind {
    if rustix::process::geteuid().is_root() { Kind::SystemdSystem } else { Kind::SystemdUser }
}

struct Units {
    whose: Whose,
    name: String,
    folder: PathBuf,
}

impl Units {
    fn of(kind: Kind, config: Option<&Path>) -> Option<Self> {
        let (whose, folder) = match kind {
            Kind::SystemdSystem => (Whose::System, PathBuf::from(SYSTEM_UNITS)),
            Kind::SystemdUser => (Whose::User, dirs::config_dir()?.join("systemd").join("user")),
            _ => return None,
        };
        Some(Self { whose, name: name(config), folder })
    }

    fn unit(&self, ending: &str) -> String {
        format!("{}.{ending}", self.name)
    }

    fn timer(&self) -> PathBuf {
        self.folder.join(self.unit("timer"))
    }

    fn service(&self) -> PathBuf {
        self.folder.join(self.unit("service"))
    }

    fn files(&self) -> Vec<PathBuf> {
        vec![self.service(), self.timer()]
    }

    /// The link that starts the timer with the machine or the user.
    fn wish(&self) -> PathBuf {
        self.folder.join("timers.target.wants").join(self.unit("timer"))
    }

    /// When the timer was last due, as systemd keeps it.
    fn stamp(&self) -> PathBuf {
        let folder = match self.whose {
            Whose::System => PathBuf::from(SYSTEM_STAMPS),
            Whose::User => dirs::data_dir().unwrap_or_default().join("systemd").join("timers"),
        };
        folder.join(format!("stamp-{}", self.unit("timer")))
    }

    fn write(&self, order: &Order, version: u32) -> Result<()> {
        files::replace(&self.service(), systemd::service(order).as_bytes())?;
        files::replace(&self.timer(), systemd::timer(order, self.whose, version).as_bytes())
    }

    fn start(&self) -> Result<()> {
        self.tell(&["daemon-reload"])?;
        self.tell(&["enable", "--now", &self.unit("timer")])
    }

    fn reload(&self) {
        let _ = self.tell(&["daemon-reload"]);
    }

    fn tell(&self, arguments: &[&str]) -> Result<()> {
        tell(SYSTEMCTL, &self.with_whose(arguments)).map(drop)
    }

    fn with_whose<'a>(&self, arguments: &[&'a str]) -> Vec<&'a str> {
        let whose = if self.whose == Whose::User { "--user" } else { "--system" };
        [whose].into_iter().chain(arguments.iter().copied()).collect()
    }

    fn installed(&self) -> Installed {
        let kind = match self.whose {
            Whose::User => Kind::SystemdUser,
            Whose::System => Kind::SystemdSystem,
        };
        let (files, obstacles) = (self.files(), self.obstacles());
        Installed { kind, files, obstacles, cron_lines: Vec::new() }
    }

    fn obstacles(&self) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        let state = ["show", "--property=ActiveState", &self.unit("timer")];
        match ask(SYSTEMCTL, &self.with_whose(&state)) {
            None => obstacles.push(Obstacle::SchedulerSilent),
            Some(said) if said.trim() != "ActiveState=active" || !self.wish().exists() => {
                obstacles.push(Obstacle::Disabled);
            }
            Some(_) => {}
        }
        let service = fs::read_to_string(self.service()).unwrap_or_default();
        let program = systemd::program_of(&service).map(PathBuf::from).unwrap_or_default();
        if !program.is_file() {
            obstacles.push(Obstacle::ProgramMoved { path: program });
        }
        if self.whose == Whose::User
            && let Some(user) = user::user().or_else(|| std::env::var("USER").ok())
            && !Path::new(LINGERING).join(&user).exists()
        {
            obstacles.push(Obstacle::LingerOff { user });
        }
        obstacles
    }
}
