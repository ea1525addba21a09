//! Tells when the configuration file changes, also when it is replaced, and when it or its folder
//! comes later.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::event::{Command, Event};
use super::sender::EventSender;
use sauvegarde::platform::log;

/// Editors write a file in several steps; after the last one it is read.
const QUIET: Duration = Duration::from_millis(200);

/// Sends [`Command::Reconfigure`] for each change of what the file says, until the process ends.
pub fn watch(path: &Path, send: EventSender) {
    let path = path.to_owned();
    let run = move || {
        if let Err(error) = follow(&path, &send) {
            log::line(&format!("configuration watch: {error}"));
        }
    };
    if let Err(error) = thread::Builder::new().name("config".to_owned()).spawn(run) {
        log::line(&format!("configuration watch: {error}"));
    }
}

fn follow(path: &Path, send: &EventSender) -> notify::Result<()> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // To read is no change, and reading is what a change makes us do.
        if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
            let _ = sender.send(());
        }
    })?;
    let mut folder = nearest_folder(path);
    watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    let mut text = fs::read(path).ok();
    while wait(&changes) {
        move_to_nearest(&mut watcher, &mut folder, path)?;
        let now = fs::read(path).ok();
        if now != text {
            text = now;
            send.send(Event::Asked(Command::Reconfigure));
        }
    }
    Ok(())
}

/// Until something changed and then nothing for a while.
fn wait(changes: &Receiver<()>) -> bool {
    let told = changes.recv().is_ok();
    while changes.recv_timeout(QUIET).is_ok() {}
    told
}

/// The folder may have come, or gone, meanwhile; and the next one while it was being watched.
fn move_to_nearest(
    watcher: &mut RecommendedWatcher,
    folder: &mut PathBuf,
    path: &Path,
) -> notify::Result<()> {
    while nearest_folder(path) != *folder {
        // Fails where it is gone.
        let _ = watcher.unwatch(folder);
        *folder = nearest_folder(path);
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(())
}

/// The file's folder, or the first one above it that is there.
fn nearest_folder(path: &Path) -> PathBuf {
    let there = path.ancestors().skip(1).find(|folder| folder.is_dir());
    there.unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::RecvTimeoutError;

    use super::*;

    #[test]
    #[cfg_attr(windows, ignore = "Wine never finishes the removal of a folder that is watched")]
    fn every_change_is_told_once_wherever_the_file_comes_from() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("sub").join("sauvegarde");
        let path = folder.join("config.toml");
        let (sender, events) = mpsc::channel();
        watch(&path, EventSender::new(move |event| drop(sender.send(event))));
        thread::sleep(Duration::from_millis(200));
        let told = || events.recv_timeout(Duration::from_secs(5));
        let quiet = || {
            let silence = events.recv_timeout(Duration::from_millis(600));
            assert_eq!(silence, Err(RecvTimeoutError::Timeout));
        };
        let change = Ok(Event::Asked(Command::Reconfigure));
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, "a").unwrap();
        assert_eq!(told(), change);
        fs::write(&path, "a").unwrap();
        fs::write(folder.join("other"), "b").unwrap();
        quiet();
        fs::write(folder.join("new"), "b").unwrap();
        fs::rename(folder.join("new"), &path).unwrap();
        assert_eq!(told(), change);
        fs::write(&path, "c").unwrap();
        assert_eq!(told(), change);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(told(), change);
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, "d").unwrap();
        assert_eq!(told(), change);
        quiet();
    }
}
