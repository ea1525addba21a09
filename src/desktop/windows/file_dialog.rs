//! The system's dialogues for files and folders; the loop goes on meanwhile.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rfd::AsyncFileDialog;
use sauvegarde::report::i18n::tr;

use crate::desktop::event::Failure;

/// Nobody reads a dialogue and closes it as fast: there was none.
const FASTER_THAN_PEOPLE: Duration = Duration::from_millis(150);

/// Says nothing where the user closed the dialogue.
pub fn choose_file(title: String, then: impl FnOnce(Result<PathBuf, Failure>) + 'static) {
    let dialog = AsyncFileDialog::new().set_title(title);
    let asked = Instant::now();
    answer(async move {
        let file = dialog.pick_file().await.map(|file| file.path().to_owned());
        pass_on(file, asked, then);
    });
}

/// As [`choose_file`]; begins in `folder`.
pub fn choose_folder(
    title: String,
    folder: &Path,
    then: impl FnOnce(Result<PathBuf, Failure>) + 'static,
) {
    let dialog = AsyncFileDialog::new().set_title(title).set_directory(folder);
    let asked = Instant::now();
    answer(async move {
        let folder = dialog.pick_folder().await.map(|folder| folder.path().to_owned());
        pass_on(folder, asked, then);
    });
}

fn pass_on(chosen: Option<PathBuf>, asked: Instant, then: impl FnOnce(Result<PathBuf, Failure>)) {
    match chosen {
        Some(path) => then(Ok(path)),
        None if asked.elapsed() < FASTER_THAN_PEOPLE => then(Err(Failure {
            code: "no_file_dialog".to_owned(),
            message: tr!("window-no-dialog"),
            advice: tr!("window-no-dialog", "advice"),
        })),
        None => {}
    }
}

fn answer(future: impl Future<Output = ()> + 'static) {
    // Only without an event loop there is nobody to answer to.
    let _ = slint::spawn_local(future);
}
