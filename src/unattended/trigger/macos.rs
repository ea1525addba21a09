//! A launch agent of the user.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::agent;
use super::command::{ask, tell};
use super::files::{self, Former};
use super::name::name;
use super::obstacle::Obstacle;
use super::order::{Installed, Kind, Order};
use crate::report::error::Result;

const LAUNCHCTL: &str = "launchctl";
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

pub fn kind() -> Kind {
    Kind::LaunchAgent
}

pub fn install(order: &Order) -> Result<Installed> {
    let name = name(order.config.as_deref());
    let file = file(&name);
    let former = Former::of(std::slice::from_ref(&file));
    // An agent that is loaded is not read again.
    let was_loaded = unload(&name);
    let written = files::replace(&file, agent::plist(order, &name).as_bytes());
    if let Err(error) = written.and_then(|()| load(&file)) {
        former.restore();
        if was_loaded {
            let _ = load(&file);
        }
        return Err(error);
    }
    Ok(found(&name, &file))
}

pub fn remove(config: Option<&Path>) -> Result<bool> {
    let name = name(config);
    unload(&name);
    files::remove(&file(&name))
}

pub fn installed(config: Option<&Path>) -> Option<Installed> {
    let name = name(config);
    let file = file(&name);
    file.is_file().then(|| found(&name, &file))
}

fn file(name: &str) -> PathBuf {
    let home = dirs::home_dir().unwrap_or_else(std::env::temp_dir);
    home.join("Library").join("LaunchAgents").join(format!("{}.plist", agent::label(name)))
}

/// That of the user's desktop.
fn domain() -> String {
    format!("gui/{}", rustix::process::getuid().as_raw())
}

fn target(name: &str) -> String {
    format!("{}/{}", domain(), agent::label(name))
}

/// An agent that was taken out a moment ago may still be on its way.
fn load(file: &Path) -> Result<()> {
    let path = file.to_string_lossy().into_owned();
    let mut tries = 1;
    loop {
        match tell(LAUNCHCTL, &["bootstrap", &domain(), &path]) {
            Err(_) if tries < TRIES => {
                tries += 1;
                thread::sleep(BETWEEN_TRIES);
            }
            told => return told.map(drop),
        }
    }
}

/// Whether it was loaded.
fn unload(name: &str) -> bool {
    ask(LAUNCHCTL, &["bootout", &target(name)]).is_some()
}

fn found(name: &str, file: &Path) -> Installed {
    let mut obstacles = Vec::new();
    if ask(LAUNCHCTL, &["print", &target(name)]).is_none() {
        obstacles.push(Obstacle::Disabled);
    }
    let plist = fs::read_to_string(file).unwrap_or_default();
    let program = agent::program_of(&plist).map(PathBuf::from).unwrap_or_default();
    if !program.is_file() {
        obstacles.push(Obstacle::ProgramMoved { path: program });
    }
    let files = vec![file.to_owned()];
    Installed { kind: Kind::LaunchAgent, files, obstacles, cron_lines: Vec::new() }
}
