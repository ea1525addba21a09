//! Restaurer…: the backups, what a restore would change, its progress and its end.
//!
//! Invariant: what takes time (the folder, the server, the file dialogue) happens on other threads,
//! which hand their answers back to the loop; an answer to a question that is no longer asked is
//! dropped.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sauvegarde::manifest::{self, Manifest};
use sauvegarde::progress::Progress;
use sauvegarde::restore::Preview;
use sauvegarde::target::Target;
use sauvegarde::{Error, catalog, tr};
use slint::{ComponentHandle as _, PlatformError};

use super::configuration::Configuration;
use super::event::{Command, Event, Failure, Outcome};
use super::sender::EventSender;
use super::windows::restore_text as text;
use super::windows::slot::Slot;
use super::windows::{
    BackupRow, Restore, RestorePage, RestoreView, Words, file_dialog, model, on_a_thread, words,
};

/// Without a window until it is opened, and again once it was closed; a restore that runs
/// meanwhile is shown when it is opened again.
pub struct RestoreWindow {
    send: EventSender,
    slot: Slot<RestoreView>,
    session: Session,
}

/// What the threads and the callbacks share.
#[derive(Clone)]
struct Session {
    configuration: Configuration,
    choice: Arc<Mutex<Choice>>,
}

#[derive(Default)]
struct Choice {
    listed: Vec<(PathBuf, Option<Manifest>)>,
    chosen: Option<(PathBuf, Option<Manifest>)>,
    /// The title of the job that was started here.
    running: Option<String>,
}

impl RestoreWindow {
    pub fn new(send: EventSender, configuration: Configuration) -> Self {
        let session = Session { configuration, choice: Arc::default() };
        Self { send, slot: Slot::new(), session }
    }

    /// # Errors
    /// The window cannot be made.
    pub fn open(&mut self) -> Result<(), PlatformError> {
        self.slot.open(|| {
            let window = RestoreView::new()?;
            words::fill(&window.global::<Words>());
            self.bind(&window);
            let running = self.session.with(|choice| choice.running.clone());
            if let Some(title) = running {
                show_running(&window.global::<Restore>(), &title);
            } else {
                self.session.read(&window);
            }
            Ok(window)
        })
    }

    /// Of whatever job runs; shown if it was started here.
    pub fn progress(&mut self, progress: &Progress) {
        let ours = self.session.with(|choice| choice.running.is_some());
        if let Some(window) = self.slot.get().filter(|_| ours) {
            let state = window.global::<Restore>();
            state.set_stage(progress.stage_text().into());
            state.set_percent(progress.percent.into());
            state.set_time_left(text::time_left(progress).into());
        }
    }

    /// Of whatever job ran; also of a command of this window that was refused at once.
    pub fn ended(&mut self, outcome: &Outcome) {
        let Some(ending) = text::ending(outcome) else {
            return;
        };
        if self.session.with(|choice| choice.running.take()).is_none() {
            return;
        }
        if let Some(window) = self.slot.get() {
            let state = window.global::<Restore>();
            state.set_good(ending.good);
            state.set_can_undo(ending.can_undo);
            state.set_result(ending.result.into());
            state.set_advice(ending.advice.into());
            state.set_facts(model(ending.facts));
            state.set_page(RestorePage::Ended);
        }
    }

    fn bind(&self, window: &RestoreView) {
        let state = window.global::<Restore>();
        let weak = window.as_weak();
        let with = |act: fn(&RestoreView, &Session, &EventSender)| {
            let (weak, session, send) = (weak.clone(), self.session.clone(), self.send.clone());
            move || {
                if let Some(window) = weak.upgrade() {
                    act(&window, &session, &send);
                }
            }
        };
        let (choose, session) = (weak.clone(), self.session.clone());
        state.on_choose(move |index| {
            if let Some(window) = choose.upgrade() {
                session.choose(&window, index);
            }
        });
        state.on_choose_file(with(|window, session, _| choose_file(window, session)));
        state.on_proceed(with(|window, session, _| session.look(window)));
        state.on_back(with(|window, session, _| {
            window.global::<Restore>().set_page(RestorePage::List);
            session.read(window);
        }));
        state.on_confirm(with(|window, session, send| {
            let state = window.global::<Restore>();
            let Some((file, _)) = session.with(|choice| choice.chosen.clone()) else {
                return;
            };
            let database = state.get_database();
            let title = tr!("window-restore-running", database = database.as_str());
            session.with(|choice| choice.running = Some(title.clone()));
            show_running(&state, &title);
            send.send(Event::Asked(Command::Restore { file }));
        }));
        state.on_cancel(with(|window, _, send| {
            window.global::<Restore>().set_cancelling(true);
            send.send(Event::Asked(Command::CancelJob));
        }));
        state.on_undo(with(|window, session, send| {
            let title = tr!("window-restore-undoing");
            session.with(|choice| choice.running = Some(title.clone()));
            show_running(&window.global::<Restore>(), &title);
            send.send(Event::Asked(Command::UndoRestore));
        }));
        let slot = self.slot.clone();
        state.on_leave(move || slot.close());
    }
}

fn show_running(state: &Restore<'_>, title: &str) {
    state.set_running_title(title.into());
    state.set_stage(tr!("stage-init").into());
    state.set_percent(0);
    state.set_time_left(String::new().into());
    state.set_cancelling(false);
    state.set_page(RestorePage::Running);
}

fn choose_file(window: &RestoreView, session: &Session) {
    let (weak, session) = (window.as_weak(), session.clone());
    file_dialog::choose_file(tr!("window-restore-choose"), move |answer| {
        let Some(window) = weak.upgrade() else {
            return;
        };
        match answer {
            Ok(file) => session.choose_other(&window, file),
            Err(failure) => list_problem(&window.global::<Restore>(), &failure),
        }
    });
}

impl Session {
    fn with<T>(&self, act: impl FnOnce(&mut Choice) -> T) -> T {
        act(&mut self.choice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lists the folder.
    fn read(&self, window: &RestoreView) {
        window.global::<Restore>().set_reading(true);
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-list", move || {
            let read = || {
                let profile = session.configuration.profile();
                let database = profile.place()?.database;
                let target = Target::open(profile.dir.as_deref())?;
                Ok::<_, Error>((database, catalog::list(&target)?))
            };
            let answer = read().map_err(|error| Failure::from(&error));
            let _ = weak.upgrade_in_event_loop(move |window| {
                let state = window.global::<Restore>();
                state.set_reading(false);
                match answer {
                    Ok((database, entries)) => {
                        state.set_list_problem(String::new().into());
                        state.set_database(database.into());
                        let rows: Vec<BackupRow> = entries.iter().map(text::row).collect();
                        let first = rows.iter().position(|row| row.usable);
                        session.with(|choice| {
                            let entry = |entry: catalog::Entry| (entry.path, entry.manifest);
                            choice.listed = entries.into_iter().map(entry).collect();
                        });
                        state.set_backups(model(rows));
                        session
                            .choose(&window, first.and_then(|at| at.try_into().ok()).unwrap_or(-1));
                    }
                    Err(failure) => list_problem(&state, &failure),
                }
            });
        });
    }

    fn choose(&self, window: &RestoreView, index: i32) {
        let chosen = self.with(|choice| {
            let at = usize::try_from(index).ok();
            choice.chosen = at.and_then(|at| choice.listed.get(at).cloned());
            choice.chosen.clone()
        });
        let state = window.global::<Restore>();
        let details = chosen.map(|(path, manifest)| text::details(&path, manifest.as_ref()));
        state.set_details(model(details.unwrap_or_default()));
        state.set_chosen(index);
    }

    /// A file from elsewhere goes straight to the next page; its manifest, if it has one, lies
    /// beside it.
    fn choose_other(&self, window: &RestoreView, file: PathBuf) {
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-file", move || {
            let found = manifest::read(&manifest::path_beside(&file)).ok().and_then(Result::ok);
            session.with(|choice| choice.chosen = Some((file, found)));
            let _ = weak.upgrade_in_event_loop(move |window| session.look(&window));
        });
    }

    /// Asks the server what would change.
    fn look(&self, window: &RestoreView) {
        let state = window.global::<Restore>();
        let Some((file, found)) = self.with(|choice| choice.chosen.clone()) else {
            return;
        };
        state.set_question(text::question(&state.get_database(), &file, found.as_ref()).into());
        state.set_typed(String::new().into());
        state.set_look_problem(String::new().into());
        state.set_look_advice(String::new().into());
        state.set_changes(model(Vec::new()));
        state.set_looking(true);
        state.set_page(RestorePage::Confirm);
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-preview", move || {
            let connection = session.configuration.profile().connection();
            let answer = match (connection, &found) {
                (Ok(connection), Some(found)) => Preview::new(&connection, found).map(Some),
                (Ok(_), None) => Ok(None),
                (Err(error), _) => Err(error),
            };
            let answer = answer.map_err(|error| Failure::from(&error));
            let asked = file;
            let still = session.clone();
            let _ = weak.upgrade_in_event_loop(move |window| {
                let is_same = |(file, _): &(PathBuf, _)| *file == asked;
                if !still.with(|choice| choice.chosen.as_ref().is_some_and(is_same)) {
                    return;
                }
                show_preview(&window, answer, &asked, found.as_ref());
            });
        });
    }
}

fn show_preview(
    window: &RestoreView,
    answer: Result<Option<Preview>, Failure>,
    file: &Path,
    found: Option<&Manifest>,
) {
    let state = window.global::<Restore>();
    state.set_looking(false);
    match answer {
        Ok(Some(preview)) => state.set_changes(model(text::changes(&preview))),
        Ok(None) => state.set_changes(model(text::details(file, found))),
        Err(failure) => {
            state.set_look_problem(failure.message.into());
            state.set_look_advice(failure.advice.into());
        }
    }
}

fn list_problem(state: &Restore<'_>, failure: &Failure) {
    state.set_list_problem(failure.message.as_str().into());
    state.set_list_advice(failure.advice.as_str().into());
}
