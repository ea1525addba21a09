//! A desktop entry in the user's autostart folder.
//! Format: <https://specifications.freedesktop.org/desktop-entry-spec/latest/>.

use std::fs;
use std::path::{Path, PathBuf};

use sauvegarde::Result;
use sauvegarde::report::i18n::tr;

use super::{ARGUMENTS, entry};

fn file() -> PathBuf {
    let folder = dirs::config_dir().unwrap_or_else(std::env::temp_dir);
    folder.join("autostart").join("sauvegarde.desktop")
}

pub fn is_on() -> bool {
    fs::read_to_string(file()).is_ok_and(|text| starts_something(&text))
}

pub fn switch_on(program: &Path) -> Result<()> {
    entry::write(&file(), &text(&program.to_string_lossy()))
}

pub fn switch_off() -> Result<()> {
    entry::remove(&file())
}

fn text(program: &str) -> String {
    // GLib looks whether the program is there before it makes `%` out of `%%`.
    let by_way_of = if program.contains('%') { "env " } else { "" };
    format!(
        "[Desktop Entry]\nType=Application\nName=Sauvegarde\nComment={}\nExec={by_way_of}{} {}\n\
         Icon=sauvegarde\nTerminal=false\nX-GNOME-Autostart-enabled=true\n",
        tr!("autostart-comment"),
        quoted(program),
        ARGUMENTS.join(" ")
    )
}

/// As an argument of `Exec`: quoted as for a shell, then escaped as every value is, with `%%` for
/// what would be a field code.
fn quoted(argument: &str) -> String {
    let mut text = String::from('"');
    for character in argument.chars() {
        match character {
            '\\' => text.push_str(r"\\\\"),
            '"' | '`' | '$' => {
                text.push_str(r"\\");
                text.push(character);
            }
            '%' => text.push_str("%%"),
            '\n' => text.push_str(r"\n"),
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

/// Whether desktops would start it: both keys are how their settings switch an entry off.
fn starts_something(entry: &str) -> bool {
    let value = |wanted: &str| {
        entry.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == wanted).then(|| value.trim())
        })
    };
    value("Exec").is_some()
        && value("Hidden") != Some("true")
        && value("X-GNOME-Autostart-enabled") != Some("false")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_desktops_switch_off_is_off() {
        let entry = text("/opt/sauvegarde");
        assert!(starts_something(&entry));
        assert!(!starts_something(&entry.replace("enabled=true", "enabled=false")));
        assert!(!starts_something(&format!("{entry}Hidden=true\n")));
        assert!(!starts_something(""));
    }

    #[test]
    fn special_characters_are_escaped_twice() {
        assert_eq!(quoted(r"/a b/100%/$x\`"), r#""/a b/100%%/\\$x\\\\\\`""#);
    }

    /// As a session starts it, where GLib's `gio` is installed.
    #[test]
    fn a_folder_with_every_special_character_is_started_from() {
        if Command::new("gio").arg("version").output().is_err() {
            return;
        }
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join(r#"mon dossier é 100% "$HOME" \ `id` 'x'"#);
        fs::create_dir(&folder).unwrap();
        let (program, entry_file) = (folder.join("sauve garde"), place.path().join("x.desktop"));
        let told = place.path().join("told");
        fs::write(
            &program,
            format!("#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\" > {}\n", told.display()),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(&entry_file, text(program.to_str().unwrap())).unwrap();
        let launched = Command::new("gio").arg("launch").arg(&entry_file).output().unwrap();
        assert!(launched.status.success(), "{launched:?}");
        let expected = format!("{}\ntray\n--hidden\n", program.display());
        let deadline = Instant::now() + Duration::from_secs(10);
        while fs::read_to_string(&told).unwrap_or_default() != expected {
            assert!(Instant::now() < deadline, "{:?}", fs::read_to_string(&told));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
