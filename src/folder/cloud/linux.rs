//! Linux, where OneDrive's clients are not Microsoft's: abraunegg's copies a folder, onedriver
//! mounts one.

use std::ffi::OsString;
use std::fs::Metadata;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

pub fn onedrive_places() -> Vec<PathBuf> {
    let Some(home) = dirs::home_dir() else {
        return Vec::new();
    };
    let settings = configuration("onedrive/config");
    let settings = std::fs::read_to_string(settings).unwrap_or_default();
    let mounts = std::fs::read("/proc/self/mounts").unwrap_or_default();
    let mut places: Vec<PathBuf> = sync_dir(&settings, &home).into_iter().collect();
    places.push(home.join("OneDrive"));
    places.extend(onedriver_mounts(&mounts));
    places
}

pub fn nextcloud_settings() -> PathBuf {
    configuration("Nextcloud/nextcloud.cfg")
}

pub fn dropbox_settings() -> Vec<PathBuf> {
    dirs::home_dir().map(|home| home.join(".dropbox/info.json")).into_iter().collect()
}

/// It has no client here.
pub fn icloud_places() -> Vec<PathBuf> {
    Vec::new()
}

/// The clients keep whole files. onedriver fetches what is opened, and marks nothing.
pub fn is_elsewhere(_: &Metadata) -> bool {
    false
}

fn configuration(name: &str) -> PathBuf {
    dirs::config_dir().unwrap_or_default().join(name)
}

/// abraunegg's key, as in `sync_dir = "~/OneDrive"`; that is also what it does without the key.
fn sync_dir(settings: &str, home: &Path) -> Option<PathBuf> {
    settings.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let path = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        (key.trim() == "sync_dir").then(|| match path.strip_prefix("~/") {
            Some(inside) => home.join(inside),
            None => PathBuf::from(path),
        })
    })
}

/// Lines such as `onedriver /home/me/OneDrive fuse.onedriver rw 0 0`.
fn onedriver_mounts(mounts: &[u8]) -> Vec<PathBuf> {
    let lines = mounts.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| {
            let mut fields = line.split(|byte| *byte == b' ').skip(1);
            let (place, kind) = (fields.next()?, fields.next()?);
            (kind == b"fuse.onedriver").then(|| PathBuf::from(unescaped(place)))
        })
        .collect()
}

/// The kernel writes a space, and what else would end a field, as `\040`.
fn unescaped(field: &[u8]) -> OsString {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..3).and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if *first == b'\\' => {
                bytes.push(byte);
                rest = &behind[3..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abrauneggs_folder_is_the_configured_one() {
        let home = Path::new("/home/me");
        let found = |settings: &str| sync_dir(settings, home);
        assert_eq!(found("# x\nsync_dir = \"~/Mon école\"\n"), Some(home.join("Mon école")));
        assert_eq!(found("sync_dir=\"/srv/drive\""), Some(PathBuf::from("/srv/drive")));
        for nothing in ["", "# sync_dir = \"~/x\"", "#sync_dir = \"~/x\"", "sync_dir = ~/x"] {
            assert_eq!(found(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn onedrivers_mounts_are_found_among_all() {
        let mounts = b"/dev/sda1 / ext4 rw 0 0\n\
                       onedriver /home/me/Mon\\040drive\\134x fuse.onedriver rw,nosuid 0 0\n\
                       dropbox: /home/me/Dropbox fuse.rclone rw 0 0\n";
        assert_eq!(onedriver_mounts(mounts), [PathBuf::from(r"/home/me/Mon drive\x")]);
    }
}
