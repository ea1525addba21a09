//! Where Windows has PostgreSQL's programs: the EDB installer notes each installation in the
//! registry, wherever the user put it.

use std::path::{Path, PathBuf};

use windows_registry::{Key, LOCAL_MACHINE};

use super::versioned;

pub fn folders() -> Vec<PathBuf> {
    let mut folders = services();
    for software in [r"SOFTWARE\PostgreSQL", r"SOFTWARE\WOW6432Node\PostgreSQL"] {
        folders.extend(installations(software));
    }
    for variable in ["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"] {
        if let Some(root) = std::env::var_os(variable) {
            let root = Path::new(&root).join("PostgreSQL");
            folders.extend(versioned(&root.to_string_lossy(), "", "bin"));
        }
    }
    folders
}

pub fn last_resorts() -> Vec<PathBuf> {
    let roots = ["ProgramFiles", "LOCALAPPDATA"].iter().filter_map(std::env::var_os);
    roots
        .flat_map(|root| {
            let root = PathBuf::from(root);
            [root.join(r"pgAdmin 4\runtime"), root.join(r"Programs\pgAdmin 4\runtime")]
        })
        .collect()
}

/// The folders of the services that run `pg_ctl.exe`, from their command lines.
fn services() -> Vec<PathBuf> {
    subkeys(r"SYSTEM\CurrentControlSet\Services", |name| name.starts_with("postgresql"))
        .iter()
        .filter_map(|service| service.get_string("ImagePath").ok())
        .filter_map(|command| {
            let program = match command.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next()?.to_owned(),
                None => command.split(".exe").next()?.to_owned() + ".exe",
            };
            Some(Path::new(&program).parent()?.to_owned())
        })
        .collect()
}

fn installations(software: &str) -> Vec<PathBuf> {
    subkeys(&format!(r"{software}\Installations"), |_| true)
        .iter()
        .filter_map(|installation| installation.get_string("Base Directory").ok())
        .map(|base| Path::new(&base).join("bin"))
        .collect()
}

fn subkeys(path: &str, wanted: impl Fn(&str) -> bool) -> Vec<Key> {
    let Ok(key) = LOCAL_MACHINE.open(path) else {
        return Vec::new();
    };
    let Ok(names) = key.keys() else {
        return Vec::new();
    };
    names.filter(|name| wanted(name)).filter_map(|name| key.open(name).ok()).collect()
}
