//! A task of the Task Scheduler, which keeps it itself: there is no file of ours.
//!
//! Tasks are the machine's, so the name of one holds that of its user.

use std::path::{Path, PathBuf};

use super::command::{ask, tell};
use super::files;
use super::name::name;
use super::obstacle::Obstacle;
use super::order::{Installed, Kind, Order};
use super::task;
use crate::platform::paths;
use crate::report::error::Result;

const SCHTASKS: &str = "schtasks";
/// In `installer/windows/sauvegarde.nsi` too.
const FOLDER: &str = "Sauvegarde";
/// It hands its arguments on, and opens no console.
const STARTER: &str = "sauvegarde-tray.exe";

pub fn kind() -> Kind {
    Kind::TaskScheduler
}

pub fn install(order: &Order) -> Result<Installed> {
    let starter = order.program.with_file_name(STARTER);
    // A copy of the one program alone works too, in a console that appears.
    let program = if starter.is_file() { starter } else { order.program.clone() };
    let order = Order { program, ..order.clone() };
    let task = task_name(order.config.as_deref());
    let file = paths::state_folder().join(format!("{}.xml", name(order.config.as_deref())));
    files::replace(&file, &task::bytes(&task::xml(&order, &user())))?;
    let path = file.to_string_lossy().into_owned();
    let told = tell(SCHTASKS, &["/Create", "/TN", &task, "/XML", &path, "/F"]);
    let _ = files::remove(&file);
    told?;
    Ok(found(&query(&task).unwrap_or_default()))
}

pub fn remove(config: Option<&Path>) -> Result<bool> {
    let task = task_name(config);
    match tell(SCHTASKS, &["/Delete", "/TN", &task, "/F"]) {
        Ok(_) => Ok(true),
        Err(_) if query(&task).is_none() => Ok(false),
        Err(error) => Err(error),
    }
}

pub fn installed(config: Option<&Path>) -> Option<Installed> {
    Some(found(&query(&task_name(config))?))
}

/// The task's XML, where there is such a task.
fn query(task: &str) -> Option<String> {
    ask(SCHTASKS, &["/Query", "/TN", task, "/XML"])
}

fn task_name(config: Option<&Path>) -> String {
    format!(r"{FOLDER}\{}-{}", name(config), variable("USERNAME"))
}

fn user() -> String {
    format!(r"{}\{}", variable("USERDOMAIN"), variable("USERNAME"))
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn found(xml: &str) -> Installed {
    let mut obstacles = Vec::new();
    if task::is_disabled(xml) {
        obstacles.push(Obstacle::Disabled);
    }
    if let Some(program) = task::program_of(xml).map(PathBuf::from).filter(|it| !it.is_file()) {
        obstacles.push(Obstacle::ProgramMoved { path: program });
    }
    let kind = Kind::TaskScheduler;
    Installed { kind, files: Vec::new(), obstacles, cron_lines: Vec::new() }
}
