//! The log file: `2026-11-22T10:00:00Z info text`, three files of at most 1 MiB.
//!
//! Invariants: no password gets in, whoever calls; the caller never waits for the disk; the file is
//! for its owner only, since what a server says may hold a row.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::mpsc::{self, SyncSender};
use std::thread;
use std::time::Duration;

use crate::platform::{paths, private};
use jiff::{Timestamp, Unit};

mod redact;

pub use redact::redact;

const LARGEST_BYTES: u64 = 1024 * 1024;
/// `.log`, `.log.1` and `.log.2`.
const FORMER_FILES: u32 = 2;
/// Lines that wait for a slow disk; more are lost rather than waited for.
const WAITING: usize = 256;

/// How long the end of the program waits for a slow disk.
const PATIENCE: Duration = Duration::from_secs(1);

enum Wish {
    Write(String),
    /// To be told when everything before it is written.
    Finish(SyncSender<()>),
}

/// The thread that writes; nothing where no thread could be had.
static WRITER: LazyLock<Option<SyncSender<Wish>>> = LazyLock::new(|| {
    let (sender, wishes) = mpsc::sync_channel::<Wish>(WAITING);
    let write = move || {
        for wish in wishes {
            // Of errors nobody could be told: the log is where it would be told.
            match wish {
                Wish::Write(line) => drop(append(&path(), &line, LARGEST_BYTES)),
                Wish::Finish(done) => drop(done.try_send(())),
            }
        }
    };
    thread::Builder::new().name("log".to_owned()).spawn(write).ok()?;
    Some(sender)
});

#[must_use]
pub fn path() -> PathBuf {
    paths::state_folder().join("sauvegarde.log")
}

/// Notes `text` with the time.
pub fn line(text: &str) {
    if let Some(writer) = &*WRITER {
        let now = Timestamp::now().round(Unit::Second).unwrap_or_default();
        // One line each: a message of the server may have several.
        let text = redact(text).replace(['\n', '\r'], " ");
        let _ = writer.try_send(Wish::Write(format!("{now} info {text}\n")));
    }
}

/// At the end of the program: what was noted last is what explains it.
pub fn finish() {
    let (done, written) = mpsc::sync_channel(1);
    if let Some(writer) = &*WRITER
        && writer.try_send(Wish::Finish(done)).is_ok()
    {
        let _ = written.recv_timeout(PATIENCE);
    }
}

/// The last lines of the file, for the diagnostic.
pub fn last_lines(count: usize) -> Vec<String> {
    let bytes = fs::read(path()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut lines: Vec<String> = text.lines().rev().take(count).map(str::to_owned).collect();
    lines.reverse();
    lines
}

/// The last complete lines of the log, of at most so many bytes together. Also from the former
/// file, where the present one has just begun.
#[must_use]
pub fn tail(bytes: usize) -> String {
    tail_of(&path(), bytes)
}

fn tail_of(path: &Path, bytes: usize) -> String {
    let mut read = fs::read(path).unwrap_or_default();
    if read.len() < bytes {
        let earlier = fs::read(former(path, 1)).unwrap_or_default();
        read.splice(..0, earlier);
    }
    // A line that another process of ours is writing just now.
    let complete = read.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    last_within(&String::from_utf8_lossy(&read[..complete]), bytes).to_owned()
}

/// The last lines of `text` that have at most so many bytes together; the end of the last one where
/// it alone has more.
#[must_use]
pub fn last_within(text: &str, bytes: usize) -> &str {
    let Some(surplus) = text.len().checked_sub(bytes).filter(|surplus| *surplus > 0) else {
        return text;
    };
    if text.as_bytes()[surplus - 1] == b'\n' {
        return &text[surplus..];
    }
    let from = (surplus..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(surplus);
    let end = &text[from..];
    match end.split_once('\n') {
        Some((_, whole)) if !whole.is_empty() => whole,
        _ => end,
    }
}

fn append(path: &Path, line: &str, largest_bytes: u64) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        private::create_folder(folder)?;
    }
    let mut file = open(path)?;
    if file.metadata()?.len() + line.len() as u64 > largest_bytes {
        drop(file);
        for number in (1..=FORMER_FILES).rev() {
            let _ = fs::rename(former(path, number - 1), former(path, number));
        }
        file = open(path)?;
    }
    file.write_all(line.as_bytes())
}

fn open(path: &Path) -> std::io::Result<File> {
    private::open(OpenOptions::new().create(true).append(true), path)
}

/// The present file is the former one number 0.
fn former(path: &Path, number: u32) -> PathBuf {
    if number == 0 { path.to_owned() } else { path.with_extension(format!("log.{number}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_files_are_kept_and_none_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub").join("sauvegarde.log");
        for number in 0..10 {
            append(&path, &format!("line {number}\n"), 16).unwrap();
        }
        let read = |number| fs::read_to_string(former(&path, number)).unwrap();
        assert_eq!(read(0), "line 8\nline 9\n");
        assert_eq!(read(1), "line 6\nline 7\n");
        assert_eq!(read(2), "line 4\nline 5\n");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 3);
    }

    #[test]
    fn the_tail_has_complete_lines_also_of_the_former_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sauvegarde.log");
        assert_eq!(tail_of(&path, 100), "");
        for number in 0..3 {
            append(&path, &format!("line {number}\n"), 16).unwrap();
        }
        fs::write(&path, "line 2\nhalf").unwrap();
        assert_eq!(tail_of(&path, 100), "line 0\nline 1\nline 2\n");
        assert_eq!(tail_of(&path, 14), "line 1\nline 2\n");
        assert_eq!(tail_of(&path, 13), "line 2\n");
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_between_characters() {
        assert_eq!(last_within("été\n", 3), "é\n");
        assert_eq!(last_within("été\n", 2), "\n");
        assert_eq!(last_within("a\nb", 1), "b");
    }
}
