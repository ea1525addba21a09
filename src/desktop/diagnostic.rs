//! What a developer wants to know when something does not work, without a secret in it. The names
//! are technical and the same in both languages.

use std::fmt::Write as _;

use sauvegarde::folder::cloud;
use sauvegarde::postgres::client_tools;
use sauvegarde::schedule::Schedule;

use super::configuration::Configuration;
use super::os::autostart;
use super::state::State;
use sauvegarde::platform::log;

const LOG_LINES: usize = 50;
/// What tells one desktop from another.
const VARIABLES: [&str; 7] = [
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "LANG",
    "LC_ALL",
    "FLATPAK_ID",
];

/// The report. Asks no server and no service.
pub fn text(configuration: &Configuration, state: &State) -> String {
    let mut lines = vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("os", format!("{} {}", system(), std::env::consts::ARCH)),
    ];
    for name in VARIABLES {
        lines.push((name, std::env::var(name).unwrap_or_else(|_| "-".to_owned())));
    }
    let profile = configuration.profile();
    let address = profile.place().map(|connection| connection.url_without_password());
    lines.extend([
        ("hotkey", format!("{:?}", state.hotkey)),
        ("notifications", state.notifications.to_string()),
        ("tray", state.tray.to_string()),
        ("autostart", autostart::is_on().to_string()),
        ("profile", configuration.profile_name.clone()),
        ("server", address.unwrap_or_else(|error| error.code().to_owned())),
        ("folder", profile.dir.map_or_else(|| "-".to_owned(), |dir| cloud::display(&dir))),
        ("pg_dump", profile.pg_dump.map_or_else(tools, |path| path.display().to_string())),
    ]);
    for watched in &state.profiles {
        let newest = watched.newest().map(|newest| newest.created_at.to_string());
        let schedule = watched.known.schedule.as_ref().map_or("-", Schedule::text);
        let newest = newest.unwrap_or_else(|| "-".to_owned());
        let name = watched.name();
        lines.push(("watched", format!("{name}: schedule {schedule}, newest backup {newest}")));
    }
    let mut report = String::new();
    for (name, value) in lines {
        let _ = writeln!(report, "{name}: {value}");
    }
    let file = std::fs::read_to_string(&configuration.path).unwrap_or_default();
    let file = without_addresses(&file);
    let _ = write!(report, "\n{}:\n{file}\n", configuration.path.display());
    let _ =
        writeln!(report, "{}:\n{}", log::path().display(), log::last_lines(LOG_LINES).join("\n"));
    log::redact(&report)
}

/// Whoever knows an address of `[notify]` can speak in our name: the table goes, and keys of it that
/// stand elsewhere.
fn without_addresses(file: &str) -> String {
    let mut is_notify = false;
    let kept = file.lines().filter(|line| {
        // A name may stand in quotation marks.
        let name = line.trim_start_matches(['[', ' ', '\t', '"', '\'']);
        if line.trim_start().starts_with('[') {
            is_notify = name.starts_with("notify");
        }
        !is_notify && !name.starts_with("notify")
    });
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Where PostgreSQL's programs were found without a setting.
fn tools() -> String {
    client_tools::find_server_programs(None)
        .map_or_else(|error| error.code().to_owned(), |folder| folder.display().to_string())
}

/// The system's own name where it has a file that says so.
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| std::env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_those_who_are_told_is_in_it() {
        for notify in ["[notify]\nping = 's'", "[ \"notify\" ]\nping = 's'", "'notify'.ping = 's'"]
        {
            let file = format!("url = \"u\"\n{notify}\n[profiles.a]\ndir = \"d\"\n");
            let kept = without_addresses(&file);
            assert!(!kept.contains("ping"), "{kept}");
            assert!(kept.contains("url") && kept.contains("dir"), "{kept}");
        }
    }
}
