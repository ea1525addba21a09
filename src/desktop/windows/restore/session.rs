//! The list and the question of one window, and the threads that ask the folder and the server.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog;
use sauvegarde::folder::cloud;
use sauvegarde::folder::target::Target;
use sauvegarde::report::i18n::tr;
use sauvegarde::restore::Way;
use slint::ComponentHandle as _;

use super::subject::{self, Gone, Seen, Subject};
use super::text::{self, Backup};
use crate::desktop::configuration::Configuration;
use crate::desktop::event::Failure;
use crate::desktop::question::{Confirmed, Question};
use crate::desktop::windows::file_dialog;
use crate::desktop::windows::generated::{BackupRow, Restore, RestorePage, RestoreView};
use crate::desktop::windows::make::{model, on_a_thread};

/// What a page says of a job.
#[derive(Clone)]
pub struct Running {
    pub title: String,
    pub meanwhile: String,
}

/// What the threads and the callbacks of one window share; the manifests go with it.
#[derive(Clone)]
pub struct Session {
    configuration: Configuration,
    choice: Arc<Mutex<Choice>>,
}

#[derive(Default)]
pub struct Choice {
    listed: Vec<Backup>,
    chosen: Option<Backup>,
    asked: Option<Asked>,
    /// Counts the pages that were turned to: what a thread finds out for an earlier one is dropped.
    turn: u64,
}

/// A question that may be answered: the server was asked what the answer would change.
struct Asked {
    question: Question,
    /// Its name is the answer.
    database: String,
    profile: Profile,
    /// Of a restore, once the server has said so.
    way: Option<Way>,
}

impl Session {
    pub fn new(configuration: Configuration) -> Self {
        Self { configuration, choice: Arc::default() }
    }

    /// Of the window that `choice` belongs to, if it is still there.
    pub fn of(configuration: &Configuration, choice: &Weak<Mutex<Choice>>) -> Option<Self> {
        Some(Self { configuration: configuration.clone(), choice: choice.upgrade()? })
    }

    pub fn choice(&self) -> Weak<Mutex<Choice>> {
        Arc::downgrade(&self.choice)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Choice) -> T) -> T {
        act(&mut self.choice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of the page that is turned to now. What was asked before cannot be answered any
    /// more.
    fn turn(&self) -> u64 {
        self.with(|choice| {
            choice.asked = None;
            choice.turn += 1;
            choice.turn
        })
    }

    fn is_at(&self, turn: u64) -> bool {
        self.with(|choice| choice.turn == turn)
    }

    /// Lists the folder, then asks the server whether there is a restore to undo.
    pub fn read(&self, window: &RestoreView) {
        self.turn();
        let state = window.global::<Restore>();
        state.set_reading(true);
        set_gone(&state, None);
        let (session, weak, later) = (self.clone(), window.as_weak(), window.as_weak());
        let configuration = self.configuration.clone();
        on_a_thread("restore-list", move || {
            let profile = configuration.profile();
            let read = || {
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
                        session.show_list(&window, &database, &folder, entries);
                    }
                    Err(failure) => list_problem(&state, &failure),
                }
            });
            let former = subject::former(&profile).as_ref().map(text::former);
            let _ = later.upgrade_in_event_loop(move |window| {
                let state = window.global::<Restore>();
                let former = former.unwrap_or_default();
                state.set_former(former.text.into());
                state.set_former_advice(former.advice.into());
            });
        });
    }

    fn show_list(
        &self,
        window: &RestoreView,
        database: &str,
        folder: &str,
        entries: Vec<catalog::Entry>,
    ) {
        let state = window.global::<Restore>();
        state.set_list_problem(String::new().into());
        state.set_database(database.into());
        let rows: Vec<BackupRow> = entries.iter().map(text::row).collect();
        let first = text::first_choice(&entries, database);
        self.with(|choice| {
            let backup = |entry: catalog::Entry| Backup {
                path: entry.path,
                folder: folder.to_owned(),
                manifest: entry.manifest,
            };
            choice.listed = entries.into_iter().map(backup).collect();
        });
        state.set_backups(model(rows));
        self.choose(window, first.and_then(|at| at.try_into().ok()).unwrap_or(-1));
    }

    pub fn choose(&self, window: &RestoreView, index: i32) {
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

    /// A file from elsewhere goes straight to its question.
    pub fn choose_file(&self, window: &RestoreView) {
        let (weak, session) = (window.as_weak(), self.clone());
        file_dialog::choose_file(tr!("window-restore-choose"), move |answer| {
            let Some(window) = weak.upgrade() else {
                return;
            };
            match answer {
                Ok(file) => {
                    session.lead_to(&window, Question::Restore { file, missing: None });
                }
                Err(failure) => list_problem(&window.global::<Restore>(), &failure),
            }
        });
    }

    /// Also from outside of the window: a file may have gone since it was last heard of, and the
    /// configuration may name another database.
    pub fn lead_to(&self, window: &RestoreView, question: Question) {
        if window.global::<Restore>().get_page() == RestorePage::Running {
            return;
        }
        let turn = self.turn();
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-question", move || {
            let place = session.configuration.profile().place();
            let answer = place.map(|place| (place.database, Subject::find(question)));
            let _ = weak.upgrade_in_event_loop(move |window| {
                if !session.is_at(turn) {
                    return;
                }
                let state = window.global::<Restore>();
                match answer {
                    Ok((database, Ok(subject))) => {
                        state.set_database(database.into());
                        session.ask(&window, subject);
                    }
                    Ok((_, Err(Gone(file)))) => {
                        state.set_page(RestorePage::List);
                        session.read(&window);
                        set_gone(&state, Some(&text::gone(&file)));
                    }
                    // The list says why.
                    Err(_) => {
                        state.set_page(RestorePage::List);
                        session.read(&window);
                    }
                }
            });
        });
    }

    pub fn ask_for_chosen(&self, window: &RestoreView) {
        if let Some(chosen) = self.with(|choice| choice.chosen.clone()) {
            self.ask(window, Subject::Restore(Box::new(chosen), None));
        }
    }

    /// Shows the question, and asks the server what would change.
    fn ask(&self, window: &RestoreView, subject: Subject) {
        let turn = self.turn();
        let state = window.global::<Restore>();
        let database = state.get_database();
        state.set_question(subject.heading(&database).into());
        state.set_name(database);
        state.set_undoing(matches!(subject, Subject::Undo));
        state.set_typed(String::new().into());
        state.set_look_problem(String::new().into());
        state.set_look_advice(String::new().into());
        state.set_safety(String::new().into());
        state.set_safety_advice(String::new().into());
        state.set_changes(model(Vec::new()));
        state.set_looking(true);
        state.set_answerable(false);
        state.set_page(RestorePage::Question);
        let (session, weak) = (self.clone(), window.as_weak());
        on_a_thread("restore-preview", move || {
            // Once and for all: the answer is for the database that is looked at now.
            let profile = session.configuration.profile();
            let database = profile.place().map(|place| place.database);
            let seen = subject.look(&profile).map_err(|error| Failure::from(&error));
            let _ = weak.upgrade_in_event_loop(move |window| {
                if !session.is_at(turn) {
                    return;
                }
                // Without a database there was nothing to look at, which is said.
                if let Ok(database) = database {
                    session.may_be_answered(&window, &subject, database, profile, &seen);
                }
                show_seen(&window, seen);
            });
        });
    }

    /// An undo only where there is something to undo; a restore also where the server does not
    /// answer now: it may do so in a moment, and the restore fails if it does not.
    fn may_be_answered(
        &self,
        window: &RestoreView,
        subject: &Subject,
        database: String,
        profile: Profile,
        seen: &Result<Seen, Failure>,
    ) {
        let state = window.global::<Restore>();
        let heading = seen.as_ref().map(|seen| seen.heading.clone());
        state.set_question(heading.unwrap_or_else(|_| subject.heading(&database)).into());
        state.set_name(database.as_str().into());
        if matches!(subject, Subject::Undo) && seen.is_err() {
            return;
        }
        let question = subject.question();
        let way = seen.as_ref().ok().and_then(|seen| seen.way);
        self.with(|choice| choice.asked = Some(Asked { question, database, profile, way }));
        state.set_answerable(true);
    }

    /// The question that is asked, if its answer was typed; it is good for once.
    pub fn answered(&self, typed: &str) -> Option<(Confirmed, Running)> {
        self.with(|choice| {
            let asked = choice.asked.as_ref()?;
            let (question, profile) = (asked.question.clone(), asked.profile.clone());
            let confirmed = question.answered(typed, &asked.database, profile)?;
            let running = asked.running();
            choice.asked = None;
            choice.turn += 1;
            Some((confirmed, running))
        })
    }
}

impl Asked {
    fn running(&self) -> Running {
        match &self.question {
            Question::Restore { .. } => Running {
                title: tr!("window-restore-running", database = self.database.as_str()),
                meanwhile: self.way.map(text::meanwhile).unwrap_or_default(),
            },
            Question::Undo => Running {
                title: tr!("window-restore-undoing"),
                meanwhile: tr!("window-restore-meanwhile-undo"),
            },
        }
    }
}

fn show_seen(window: &RestoreView, seen: Result<Seen, Failure>) {
    let state = window.global::<Restore>();
    state.set_looking(false);
    match seen {
        Ok(seen) => {
            state.set_changes(model(seen.changes));
            state.set_safety(seen.safety.into());
            state.set_safety_advice(seen.safety_advice.into());
        }
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

/// What is said above the list of a file that was asked for.
fn set_gone(state: &Restore<'_>, gone: Option<&(String, String)>) {
    let (text, advice) = gone.map_or(("", ""), |(text, advice)| (text, advice));
    state.set_gone(text.into());
    state.set_gone_advice(advice.into());
}
