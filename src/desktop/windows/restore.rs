//! Restaurer…: the backups, the question before a replacement, its progress and its end.
//!
//! Invariants: what takes time (the folder, the server, the file dialogue) happens on other threads,
//! which hand their answers back to the loop; an answer to a question that is no longer asked is
//! dropped; what is replaced is what the question named, once its name was typed.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Mutex, Weak};

use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::Progress;
use slint::{ComponentHandle as _, PlatformError};

use crate::desktop::configuration::Configuration;
use crate::desktop::event::{Command, Event, Outcome};
use crate::desktop::question::{Confirmed, Question};
use crate::desktop::sender::EventSender;
use crate::desktop::windows::generated::{Restore, RestorePage, RestoreView, Words};
use crate::desktop::windows::make::model;
use crate::desktop::windows::slot::Slot;
use crate::desktop::windows::words;

mod session;
mod subject;
mod text;

use session::{Choice, Running, Session};

/// Without a window until it is opened, and again once it was closed; a restore that runs
/// meanwhile is shown when it is opened again.
pub struct RestoreWindow {
    slot: Slot<RestoreView>,
    configuration: Configuration,
    hands: Hands,
    /// The open window's.
    choice: Weak<Mutex<Choice>>,
}

/// What outlives a window.
#[derive(Clone)]
struct Hands {
    send: EventSender,
    /// The job that was started here.
    running: Rc<RefCell<Option<Running>>>,
}

impl RestoreWindow {
    pub fn new(send: EventSender, configuration: Configuration) -> Self {
        let hands = Hands { send, running: Rc::default() };
        Self { slot: Slot::new(), configuration, hands, choice: Weak::new() }
    }

    /// With the list, where it is not open yet.
    ///
    /// # Errors
    /// The window cannot be made.
    pub fn open(&mut self, profile: &str) -> Result<(), PlatformError> {
        self.open_at(profile, None)
    }

    /// With this question, or with what runs already.
    ///
    /// # Errors
    /// The window cannot be made.
    pub fn ask(&mut self, profile: &str, question: Question) -> Result<(), PlatformError> {
        self.open_at(profile, Some(question))
    }

    fn open_at(&mut self, profile: &str, question: Option<Question>) -> Result<(), PlatformError> {
        if self.configuration.profile_name != profile && self.hands.running.borrow().is_none() {
            // A window is about one database.
            self.slot.close();
            self.configuration = self.configuration.about(profile);
        }
        let was_open = self.slot.get().is_some();
        self.slot.open(|| {
            let window = RestoreView::new()?;
            words::fill(&window.global::<Words>());
            let session = Session::new(self.configuration.clone());
            self.choice = session.choice();
            bind(&self.slot, &self.hands, &window, &session);
            Ok(window)
        })?;
        let session = Session::of(&self.configuration, &self.choice);
        if let (Some(window), Some(session)) = (self.slot.get(), session) {
            if let Some(running) = &*self.hands.running.borrow() {
                // An open window shows it already.
                if !was_open {
                    show_running(&window.global::<Restore>(), running);
                }
            } else if let Some(question) = question {
                session.lead_to(&window, question);
            } else if !was_open {
                session.read(&window);
            }
        }
        Ok(())
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
}

fn bind(slot: &Slot<RestoreView>, hands: &Hands, window: &RestoreView, session: &Session) {
    let state = window.global::<Restore>();
    let weak = window.as_weak();
    let with = |act: fn(&RestoreView, &Session, &Hands)| {
        let (weak, session, hands) = (weak.clone(), session.clone(), hands.clone());
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
    state.on_choose_file(with(|window, session, _| session.choose_file(window)));
    state.on_proceed(with(|window, session, _| session.ask_for_chosen(window)));
    state.on_ask_undo(with(|window, session, _| session.lead_to(window, Question::Undo)));
    state.on_back(with(|window, session, _| {
        window.global::<Restore>().set_page(RestorePage::List);
        session.read(window);
    }));
    state.on_confirm(with(|window, session, hands| {
        let state = window.global::<Restore>();
        if let Some((confirmed, running)) = session.answered(&state.get_typed()) {
            hands.start(&state, running, confirmed);
        }
    }));
    state.on_cancel(with(|window, _, hands| {
        window.global::<Restore>().set_cancelling(true);
        hands.send.send(Event::Asked(Command::CancelJob));
    }));
    let slot = slot.clone();
    state.on_leave(move || slot.close());
}

impl Hands {
    fn start(&self, state: &Restore<'_>, running: Running, confirmed: Confirmed) {
        show_running(state, &running);
        self.running.replace(Some(running));
        self.send.send(Event::Confirmed(Box::new(confirmed)));
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
