//! By the kernel's files in `/sys/class/power_supply`.

use std::path::{Path, PathBuf};

pub fn discharging_percent() -> Option<u8> {
    of(&folder())
}

#[cfg(not(debug_assertions))]
fn folder() -> PathBuf {
    PathBuf::from("/sys/class/power_supply")
}

/// A test brings its own battery.
#[cfg(debug_assertions)]
fn folder() -> PathBuf {
    std::env::var_os("SAUVEGARDE_TEST_POWER")
        .map_or_else(|| PathBuf::from("/sys/class/power_supply"), PathBuf::from)
}

/// The fullest battery of the machine itself; a mouse has one too, and says so by its scope.
fn of(folder: &Path) -> Option<u8> {
    let supplies = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let mut fullest = None;
    for supply in supplies {
        let read = |name: &str| {
            let text = std::fs::read_to_string(supply.path().join(name)).unwrap_or_default();
            text.trim().to_owned()
        };
        match read("type").as_str() {
            "Mains" | "USB" if read("online") == "1" => return None,
            "Battery" if read("scope") != "Device" => {
                if read("status") != "Discharging" {
                    return None;
                }
                fullest = fullest.max(read("capacity").parse().ok());
            }
            _ => {}
        }
    }
    fullest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_battery_that_the_machine_lives_on_counts() {
        let folder = tempfile::tempdir().unwrap();
        let supply = |name: &str, files: &[(&str, &str)]| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(&path).unwrap();
            for (file, text) in files {
                std::fs::write(path.join(file), format!("{text}\n")).unwrap();
            }
        };
        assert_eq!(of(folder.path()), None);
        supply(
            "mouse",
            &[
                ("type", "Battery"),
                ("scope", "Device"),
                ("status", "Discharging"),
                ("capacity", "3"),
            ],
        );
        assert_eq!(of(folder.path()), None);
        supply("BAT0", &[("type", "Battery"), ("status", "Discharging"), ("capacity", "17")]);
        supply("AC", &[("type", "Mains"), ("online", "0")]);
        assert_eq!(of(folder.path()), Some(17));
        supply("AC", &[("online", "1")]);
        assert_eq!(of(folder.path()), None);
        assert_eq!(of(&folder.path().join("absent")), None);
    }
}
