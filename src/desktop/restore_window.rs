//! Restaurer…: the backups, what a restore would change, its progress and its end.
//!
//! Invariant: what takes time (the folder, the server, the file dialogue) happens on other threads,
//! which hand their answers back to the loop; an answer to a question that is no longer asked is
//! dropped.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sauvegarde::connection::Connection;
use sauvegarde::error::Warning;
use sauvegarde::manifest::{self, Manifest};
use sauvegarde::progress::Progress;
use sauvegarde::restore::swap::{self, Cause, Former};
use sauvegarde::restore::{self, Preview, Way};
use sauvegarde::server::Server;
use sauvegarde::target::Target;
use sauvegarde::{Error, catalog, cloud, tr};
use slint::{ComponentHandle as _, PlatformError};

use super::configuration::Configuration;
use super::event::{Command, Event, Failure, Outcome};
use super::sender::EventSender;
use super::windows::restore_text::{self as text, Backup};
use super::windows::slot::Slot;
use super::windows::{
    BackupRow, Restore, RestorePage, RestoreView, Words, file_dialog, model, on_a_thread, words,
};

/// Without a window until it is opened, and again once it was closed; a restore that runs
/// meanwhile is shown when it is opened again.
pub struct RestoreWindow {
    slot: Slot<RestoreView>,
    configuration: Configuration,
    hands: Hands,
}

/// What outlives a window.
#[derive(Clone)]
struct Hands {
    send: EventSender,
    /// The job that was started here.
    running: Rc<RefCell<Option<Running>>>,
}

/// What a page says of a job.
#[derive(Clone)]
struct Running {
    title: String,
    meanwhile: String,
}

/// What the threads and the callbacks of one window share; the manifests go with it.
#[derive(Clone)]
struct Session {
    configuration: Configuration,
    choice: Arc<Mutex<Choice>>,
}

#[derive(Default)]
struct Choice {
    listed: Vec<Backup>,
    chosen: Option<Backup>,
    /// How the chosen one will be restored, once the server has said so.
    way: Option<Way>,
}

/// What the server says before a restore.
struct Look {
    way: Way,
    user: String,
    left_behind: Vec<Warning>,
    /// Nothing for a file without a manifest.
    preview: Option<Preview>,
}

impl RestoreWindow {
    pub fn new(send: EventSender, configuration: Configuration) -> Self {
        Self { slot: Slot::new(), configuration, hands: Hands { send, running: Rc::default() } }
    }

    /// # Errors
    /// The window cannot be made.
    pub fn open(&mut self) -> Result<(), PlatformError> {
        self.slot.open(|| {
            let window = RestoreView::new()?;
            words::fill(&window.global::<Words>());
            let session =
                Session { configuration: self.configuration.clone(), choice: Arc::default() };
            self.bind(&window, &session);
            if let Some(running) = &*self.hands.running.borrow() {
                show_running(&window.global::<Restore>(), running);
            } else {
                session.read(&window);
            }
            Ok(window)
        })
    }

    /// Of whatever job runs; shown if it was started here.
    pub fn progress(&mut self, progress: &Progress) {
        let ours = self.hands.running.borrow().is_some();
        if let Some(window) = self.slot.get().filter(|_| ours) {
            let state = window.global::<Restore>();
            state.set_stage(progress.stage_text().into());
            state.set_percent(progress.percent.into());
            state.set_time_left(text::time_left(progress).into());
        }
    }

    /// Of whatever job ran.
    pub fn ended(&mut self, outcome: &Outcome) {
        let Some(ending) = text::ending(outcome) else {
            return;
        };
        if self.hands.running.take().is_none() {
            return;
        }
        self.show_ending(ending);
    }

    /// What was asked for here does not begin, because something else runs.
    pub fn refused(&mut self) {
        if self.hands.running.take().is_some() {
            self.show_ending(text::refusal());
        }
    }

    fn show_ending(&self, ending: text::Ending) {
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

    fn bind(&self, window: &RestoreView, session: &Session) {
        let state = window.global::<Restore>();
        let weak = window.as_weak();
        let with = |act: fn(&RestoreView, &Session, &Hands)| {
            let (weak, session, hands) = (weak.clone(), session.clone(), self.hands.clone());
            move || {
                if let Some(window) = weak.upgrade() {
                    act(&window, &session, &hands);
                }
            }
        };
        let (choose, for_choice) = (weak.clone(), session.clone());
        state.on_choose(move |index| {
            if let Some(window) = choose.upgrade() {
                for_choice.choose(&window, index);
            }
        });
        state.on_choose_file(with(|window, session, _| choose_file(window, session)));
        state.on_proceed(with(|window, session, _| session.look(window)));
        state.on_back(with(|window, session, _| {
            window.global::<Restore>().set_page(RestorePage::List);
            session.read(window);
        }));
        state.on_confirm(with(|window, session, hands| {
            let state = window.global::<Restore>();
            let (chosen, way) = session.with(|choice| (choice.chosen.clone(), choice.way));
            let Some(Backup { path: file, .. }) = chosen else {
                return;
            };
            let database = state.get_database();
            let running = Running {
                title: tr!("window-restore-running", database = database.as_str()),
                meanwhile: way.map(text::meanwhile).unwrap_or_default(),
            };
            hands.start(&state, running, Command::Restore { file });
        }));
        state.on_cancel(with(|window, _, hands| {
            window.global::<Restore>().set_cancelling(true);
            hands.send.send(Event::Asked(Command::CancelJob));
        }));
        state.on_undo(with(|window, _, hands| {
            let running = Running {
                title: tr!("window-restore-undoing"),
                meanwhile: tr!("window-restore-meanwhile-undo"),
            };
            hands.start(&window.global::<Restore>(), running, Command::UndoRestore);
        }));
        let slot = self.slot.clone();
        state.on_leave(move || slot.close());
    }
}

impl Hands {
    fn start(&self, state: &Restore<'_>, running: Running, command: Command) {
        show_running(state, &running);
        self.running.replace(Some(running));
        self.send.send(Event::Asked(command));
    }
}

fn show_running(state: &Restore<'_>, running: &Running) {
    state.set_running_title(running.title.as_str().into());
    state.set_meanwhile(running.meanwhile.as_str().into());
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

    /// Lists the folder, then asks the server whether there is a restore to undo.
    fn read(&self, window: &RestoreView) {
        window.global::<Restore>().set_reading(true);
        let (session, weak, later) = (self.clone(), window.as_weak(), window.as_weak());
        let configuration = self.configuration.clone();
        on_a_thread("restore-list", move || {
            let read = || {
                let profile = session.configuration.profile();
                let database = profile.place()?.database;
                let target = Target::open(profile.dir.as_deref())?;
                let folder = cloud::display(target.folder());
                Ok::<_, Error>((database, folder, catalog::list(&target)?))
            };
            let answer = read().map_err(|error| Failure::from(&error));
            let _ = weak.upgrade_in_event_loop(move |window| {
                let state = window.global::<Restore>();
                state.set_reading(false);
                match answer {
                    Ok((database, folder, entries)) => {
                        state.set_list_problem(String::new().into());
                        state.set_database(database.as_str().into());
                        let rows: Vec<BackupRow> = entries.iter().map(text::row).collect();
                        let first = text::first_choice(&entries, &database);
                        session.with(|choice| {
                            let backup = |entry: catalog::Entry| Backup {
                                path: entry.path,
                                folder: folder.clone(),
                                manifest: entry.manifest,
                            };
                            choice.listed = entries.into_iter().map(backup).collect();
                        });
                        state.set_backups(model(rows));
                        session
                            .choose(&window, first.and_then(|at| at.try_into().ok()).unwrap_or(-1));
                    }
                    Err(failure) => list_problem(&state, &failure),
                }
            });
            let former = former(&configuration).as_ref().map(text::former);
            let _ = later.upgrade_in_event_loop(move |window| {
                let state = window.global::<Restore>();
                let former = former.unwrap_or_default();
                state.set_former(former.text.into());
                state.set_former_advice(former.advice.into());
                state.set_undo_question(former.question.into());
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
        let details = chosen.as_ref().map(text::details);
        state.set_details(model(details.unwrap_or_default()));
        state.set_chosen(index);
    }

    /// A file from elsewhere goes straight to the next page; its manifest, if it has one, lies
    /// beside it.
    fn choose_other(&self, window: &RestoreView, file: PathBuf) {
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-file", move || {
            let manifest = manifest::read(&manifest::path_beside(&file)).ok().and_then(Result::ok);
            let folder = file.parent().map(cloud::display).unwrap_or_default();
            session.with(|choice| choice.chosen = Some(Backup { path: file, folder, manifest }));
            let _ = weak.upgrade_in_event_loop(move |window| session.look(&window));
        });
    }

    /// Asks the server what would change.
    fn look(&self, window: &RestoreView) {
        let state = window.global::<Restore>();
        let Some(asked) = self.with(|choice| choice.chosen.clone()) else {
            return;
        };
        let question = text::question(&state.get_database(), &asked.path, asked.manifest.as_ref());
        state.set_question(question.into());
        state.set_typed(String::new().into());
        state.set_look_problem(String::new().into());
        state.set_look_advice(String::new().into());
        state.set_safety(String::new().into());
        state.set_changes(model(Vec::new()));
        state.set_looking(true);
        state.set_page(RestorePage::Confirm);
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-preview", move || {
            let connection = session.configuration.profile().connection();
            let found = asked.manifest.as_ref();
            let answer = connection.and_then(|connection| Look::at(&connection, found));
            let answer = answer.map_err(|error| Failure::from(&error));
            let still = session.clone();
            let _ = weak.upgrade_in_event_loop(move |window| {
                let is_same = |chosen: &Backup| chosen.path == asked.path;
                if !still.with(|choice| choice.chosen.as_ref().is_some_and(is_same)) {
                    return;
                }
                still.with(|choice| choice.way = answer.as_ref().ok().map(|look| look.way));
                show_look(&window, answer, &asked);
            });
        });
    }
}

impl Look {
    /// # Errors
    /// Those of a connection to the live database, and that it cannot be replaced.
    fn at(connection: &Connection, found: Option<&Manifest>) -> Result<Self, Error> {
        let preview = found.map(|found| Preview::new(connection, found)).transpose()?;
        let (way, left_behind) = match &preview {
            Some(preview) => (preview.way, preview.left_behind.clone()),
            None => {
                let server = Server::connect(connection)?;
                let way = Way::of(&server)?;
                (way, restore::before_replacing(&server, &connection.database, way)?)
            }
        };
        Ok(Self { way, user: connection.user.clone(), left_behind, preview })
    }
}

fn show_look(window: &RestoreView, answer: Result<Look, Failure>, asked: &Backup) {
    let state = window.global::<Restore>();
    state.set_looking(false);
    match answer {
        Ok(look) => {
            let details = || text::details(asked);
            let mut lines = look.preview.as_ref().map_or_else(details, text::changes);
            lines.extend(text::left_behind(&look.left_behind));
            state.set_changes(model(lines));
            let (safety, advice) = text::safety(look.way, &look.user);
            state.set_safety(safety.into());
            state.set_safety_advice(advice.into());
        }
        Err(failure) => {
            state.set_look_problem(failure.message.into());
            state.set_look_advice(failure.advice.into());
        }
    }
}

/// What the last restore replaced and can come back; nothing where the server does not answer.
fn former(configuration: &Configuration) -> Option<Former> {
    let connection = configuration.profile().connection().ok()?;
    let formers = swap::formers(&Server::connect(&connection).ok()?).ok()?;
    let is_newest = |former: &Former| {
        former.mark.database == connection.database && former.mark.cause == Cause::Restore
    };
    let newest = formers.into_iter().find(is_newest)?;
    (newest.kept_until() > Timestamp::now()).then_some(newest)
}

fn list_problem(state: &Restore<'_>, failure: &Failure) {
    state.set_list_problem(failure.message.as_str().into());
    state.set_list_advice(failure.advice.as_str().into());
}
