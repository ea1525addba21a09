//! What the clients of Nextcloud and Dropbox note of their folders, which they do alike on every
//! platform.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folders of every account, in the order of the file.
pub fn nextcloud(file: &Path) -> Vec<PathBuf> {
    nextcloud_folders(&text(file))
}

/// The folder of each account, the work account's first.
pub fn dropbox(files: &[PathBuf]) -> Vec<PathBuf> {
    files.iter().flat_map(|file| dropbox_folders(&text(file))).collect()
}

/// A client that is not installed has none.
fn text(file: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned()
}

/// Lines such as `0\Folders\1\localPath=/home/me/Nextcloud/`.
fn nextcloud_folders(settings: &str) -> Vec<PathBuf> {
    let lines = settings.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(key, _)| key.trim().ends_with(r"\localPath"))
        // By its parts, which gives it the separators of this system, and none at its end.
        .map(|(_, value)| Path::new(&qt_value(value)).components().collect())
        .collect()
}

/// A value as Qt's settings have it: in quotes where it needs them, a backslash before what is
/// special, and up to Qt 5 whatever is not ASCII as `\x` and a unit of UTF-16.
fn qt_value(value: &str) -> String {
    let mut units = Vec::new();
    let mut characters = value.trim().chars().peekable();
    let mut buffer = [0; 2];
    while let Some(character) = characters.next() {
        let meant = match character {
            '"' => continue,
            '\\' => characters.next().unwrap_or('\\'),
            other => other,
        };
        if character == '\\' && meant == 'x' {
            let mut unit = 0_u32;
            while let Some(digit) = characters.peek().and_then(|next| next.to_digit(16)) {
                unit = unit << 4 | digit;
                characters.next();
            }
            units.extend(u16::try_from(unit));
        } else {
            units.extend_from_slice(meant.encode_utf16(&mut buffer));
        }
    }
    String::from_utf16_lossy(&units)
}

/// `{"personal": {"path": "/home/me/Dropbox", …}, "business": …}`.
/// Format: <https://help.dropbox.com/installs/locate-dropbox-folder>.
fn dropbox_folders(info: &str) -> Vec<PathBuf> {
    let info: Value = serde_json::from_str(info).unwrap_or_default();
    let paths = ["business", "personal"].into_iter().map(|account| &info[account]["path"]);
    paths.filter_map(Value::as_str).map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_of_nextcloud_is_found() {
        let settings = "[General]\nclientVersion=3.16.0\n\n[Accounts]\n0\\Folders\\1\\localPath=/home/me/Nextcloud/\n\
                        0\\Folders\\1\\targetPath=/\n0\\Folders\\2\\localPath=\"/home/me/a, b=c/\"\n\
                        1\\FoldersWithPlaceholders\\1\\localPath=/srv/\\xe9t\\xe9\\xd83d\\xde00\n";
        let expected = ["/home/me/Nextcloud", "/home/me/a, b=c", "/srv/été😀"].map(PathBuf::from);
        assert_eq!(nextcloud_folders(settings), expected);
    }

    #[test]
    fn qt_6_writes_utf_8_and_escapes_backslashes() {
        assert_eq!(qt_value(r"/home/me/été"), "/home/me/été");
        assert_eq!(qt_value(r#""C:\\Users\\moi""#), r"C:\Users\moi");
        assert_eq!(qt_value(r"\x"), "\0");
        assert_eq!(qt_value("\\"), "\\");
    }

    #[test]
    fn dropbox_tells_the_work_account_first() {
        let info = r#"{"personal": {"path": "/home/me/Dropbox", "host": 1, "is_team": false},
            "business": {"path": "/home/me/Dropbox (Torii)", "is_team": true}}"#;
        let expected = ["/home/me/Dropbox (Torii)", "/home/me/Dropbox"].map(PathBuf::from);
        assert_eq!(dropbox_folders(info), expected);
    }

    #[test]
    fn what_is_no_settings_file_names_no_folder() {
        for text in ["", "[Accounts]", "\\localPath", "{", "[]", r#"{"personal": "/x"}"#] {
            assert!(nextcloud_folders(text).is_empty(), "{text}");
            assert!(dropbox_folders(text).is_empty(), "{text}");
        }
    }
}
