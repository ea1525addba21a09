//! The loop's thread: hands events to the state, runs the effects, redraws what changed.
//!
//! Invariant: nothing here waits; whatever may takes a thread of its own and comes back as an
//! event.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sauvegarde::alarms;
use sauvegarde::folder::target::Target;
use slint::PlatformError;

use super::alarm::AlarmClock;
use super::configuration::Configuration;
use super::diagnostic;
use super::event::{Event, Failure, Outcome};
use super::os::appearance;
use super::os::autostart;
use super::os::clipboard;
use super::os::hotkey::{self, Hotkey};
use super::os::notify::Notifier;
use super::os::tray::Tray;
use super::sender::EventSender;
use super::state::{Effect, Place, State, Window};
use super::view;
use super::windows::card::Card;
use super::windows::restore::RestoreWindow;
use super::windows::settings::SettingsWindow;
use super::worker::Worker;
use sauvegarde::platform::{clock, log};

thread_local! {
    /// The one of this process; there from [`install`] to [`remove`]. When the display goes away,
    /// the process ends without `remove`, and what a window is made of is gone before its owner.
    static SHELL: RefCell<Option<ManuallyDrop<Shell>>> = const { RefCell::new(None) };
}

/// A sender whose events come to the shell on the loop's thread.
pub fn sender() -> EventSender {
    EventSender::new(|event| {
        // Without a loop there is nobody left to tell.
        let _ = slint::invoke_from_event_loop(move || {
            SHELL.with_borrow_mut(|shell| {
                if let Some(shell) = shell {
                    shell.handle(event);
                }
            });
        });
    })
}

/// Makes `shell` the one that events come to.
pub fn install(shell: Shell) {
    SHELL.set(Some(ManuallyDrop::new(shell)));
}

/// Starts it as the first thing that the loop does.
pub fn start() {
    let _ = slint::invoke_from_event_loop(|| {
        SHELL.with_borrow_mut(|shell| {
            if let Some(shell) = shell {
                shell.start();
            }
        });
    });
}

/// Takes it away: its icon goes, its job is cancelled and waited for.
pub fn remove() {
    drop(SHELL.take().map(ManuallyDrop::into_inner));
}

pub struct Shell {
    state: State,
    send: EventSender,
    configuration: Configuration,
    tray: Option<Tray>,
    card: Card,
    restore: RestoreWindow,
    settings: SettingsWindow,
    notifier: Notifier,
    hotkey: Option<Hotkey>,
    /// One of each kind: a later one takes the place of an earlier one.
    timers: HashMap<std::mem::Discriminant<Event>, slint::Timer>,
    worker: Worker,
    alarm: AlarmClock,
}

impl Shell {
    /// # Errors
    /// No thread can be had.
    pub fn new(
        configuration: Configuration,
        hidden: bool,
        send: &EventSender,
    ) -> std::io::Result<Self> {
        Ok(Self {
            state: State::new(hidden),
            card: Card::new(send.clone()),
            restore: RestoreWindow::new(send.clone(), configuration.clone()),
            settings: SettingsWindow::new(send.clone(), configuration.clone()),
            notifier: Notifier::start(send.clone()),
            worker: Worker::start(send.clone(), configuration.clone())?,
            alarm: AlarmClock::start(send.clone()),
            send: send.clone(),
            configuration,
            tray: None,
            hotkey: None,
            timers: HashMap::new(),
        })
    }

    /// The first thing on the loop: the icon, then what it tells is asked for.
    fn start(&mut self) {
        match Tray::new(&view::tray(&self.state, clock::now()), &self.send) {
            Ok(tray) => self.tray = Some(tray),
            Err(error) => {
                log::line(&format!("tray: {error}"));
                self.send.send(Event::TrayShown(false));
            }
        }
        let configuration = self.configuration.clone();
        self.ask("configuration", move || Some(Event::Configured(configuration.read())));
        self.ask("autostart", || Some(Event::Autostart(autostart::is_on())));
        self.ask("appearance", || Some(Event::Bar(appearance::bar())));
        self.ask("tray-host", || Some(Event::TrayShown(super::os::tray_host::is_there())));
    }

    fn handle(&mut self, event: Event) {
        match &event {
            Event::Progress(progress) => self.restore.progress(progress),
            Event::Ended(outcome) => {
                self.restore.ended(outcome);
                note_in_log(outcome);
            }
            Event::Woke => log::line("woke"),
            Event::Hotkey(state) => log::line(&format!("hotkey: {state:?}")),
            _ => {}
        }
        let now = clock::now();
        for effect in self.state.handle(event, now) {
            self.run(effect);
        }
        if let Some(tray) = &mut self.tray {
            tray.apply(&view::tray(&self.state, now));
        }
        self.card.update(&view::card(&self.state, now));
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Start(job) => {
                log::line(&format!("start: {:?}", job.task()));
                self.worker.run(job);
            }
            Effect::Cancel => self.worker.cancel(),
            Effect::Notify { percent } => self.notifier.show(view::note(&self.state, percent)),
            Effect::Remind { profile, title, body } => {
                log::line(&format!("reminded: {profile}"));
                self.notifier.show(view::reminder(title, body, &profile));
            }
            Effect::NotifyAlarm { profile, found } => {
                log::line(&format!("alarm: {profile}"));
                let note = view::alarm_note(&self.state, &profile, found);
                if let Some(note) = note {
                    self.notifier.show(note);
                }
            }
            Effect::NotifyDrill(profile) => {
                log::line(&format!("drill failed: {profile}"));
                let note = view::drill_note(&self.state, &profile);
                if let Some(note) = note {
                    self.notifier.show(note);
                }
            }
            Effect::NotifyAccepted => self.notifier.show(view::accepted_note()),
            Effect::Accept(profile, path) => self.accept(profile, path),
            Effect::SetAlarm(at) => self.alarm.set(at),
            Effect::Tell(failure) => self.notifier.show(view::trouble(&failure)),
            Effect::Unnotify => self.notifier.close(),
            Effect::ShowCard => self.show_card(),
            Effect::HideCard => self.card.hide(),
            Effect::After(delay, event) => self.after(delay, event),
            Effect::Open(place) => self.open(place),
            Effect::Window(window) => self.open_window(window),
            Effect::Ask(profile, question) => opened(self.restore.ask(&profile, question)),
            Effect::RefuseRestore => self.restore.refused(),
            Effect::SetAutostart(on) => self.set_autostart(on),
            Effect::RegisterHotkey(keys) => {
                // The former one is given back first.
                self.hotkey = None;
                self.hotkey = Some(hotkey::register(&keys, self.send.clone()));
            }
            Effect::CopyDiagnostic => self.copy_diagnostic(),
            Effect::ReadCatalog => {
                let configuration = self.configuration.clone();
                let names = self.state.profiles.iter().map(|it| it.name().to_owned()).collect();
                let found = move |names: Vec<String>| Event::Catalog(configuration.found(&names));
                self.ask("catalog", move || Some(found(names)));
            }
            Effect::ReadConfiguration => {
                let configuration = self.configuration.clone();
                self.ask("configuration", move || Some(Event::Configured(configuration.read())));
            }
            Effect::Log(failure) => log::line(&format!("{}: {}", failure.code, failure.message)),
            Effect::Quit => {
                // Fails only where no loop runs.
                let _ = slint::quit_event_loop();
            }
        }
    }

    /// Asks a question that may take a while, on a thread of its own.
    fn ask(&self, name: &str, question: impl FnOnce() -> Option<Event> + Send + 'static) {
        let send = self.send.clone();
        let run = move || {
            if let Some(event) = question() {
                send.send(event);
            }
        };
        if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(run) {
            log::line(&format!("{name}: {error}"));
        }
    }

    fn show_card(&mut self) {
        let view = view::card(&self.state, clock::now());
        if let Err(error) = self.card.show(&view) {
            log::line(&format!("card: {error}"));
        }
    }

    fn after(&mut self, delay: Duration, event: Event) {
        let send = self.send.clone();
        let timer = self.timers.entry(std::mem::discriminant(&event)).or_default();
        let mut event = Some(event);
        timer.start(slint::TimerMode::SingleShot, delay, move || {
            if let Some(event) = event.take() {
                send.send(event);
            }
        });
    }

    fn open_window(&mut self, window: Window) {
        opened(match window {
            Window::Restore(profile) => self.restore.open(&profile),
            Window::Settings => self.settings.open(),
        });
    }

    fn open(&self, place: Place) {
        let configuration = self.configuration.clone();
        self.ask("open", move || {
            let opened = match place {
                Place::Folder(profile) => {
                    let dir = configuration.about(&profile).profile().dir;
                    Target::open(dir.as_deref()).map(|target| open::that_detached(target.folder()))
                }
                Place::File(path) => {
                    let folder = path.parent().unwrap_or(Path::new("/"));
                    Ok(open::that_detached(folder))
                }
                Place::Log => Ok(open::that_detached(log::path())),
            };
            match opened {
                Ok(Ok(())) => {}
                Ok(Err(error)) => log::line(&format!("open: {error}")),
                Err(error) => return Some(Event::Trouble((&error).into())),
            }
            None
        });
    }

    fn accept(&self, profile: String, path: PathBuf) {
        self.ask("accept", move || {
            let accepted = alarms::open::accept(&path);
            log::line(&format!("accept: {}: {accepted:?}", path.display()));
            let written = accepted.map(|_| ()).map_err(|error| Failure::from(&error));
            Some(Event::Accepted(profile, written))
        });
    }

    /// The answer is what the system has now, whether or not it could be changed.
    fn set_autostart(&self, on: bool) {
        let for_error = self.send.clone();
        self.ask("autostart", move || {
            if let Err(error) = autostart::set(on) {
                for_error.send(Event::Trouble((&error).into()));
            }
            Some(Event::Autostart(autostart::is_on()))
        });
    }

    fn copy_diagnostic(&self) {
        let (configuration, state) = (self.configuration.clone(), self.state.clone());
        self.ask("diagnostic", move || {
            if let Err(error) = clipboard::copy(diagnostic::text(&configuration, &state)) {
                log::line(&format!("clipboard: {error}"));
            }
            None
        });
    }
}

fn opened(opened: Result<(), PlatformError>) {
    if let Err(error) = opened {
        log::line(&format!("window: {error}"));
    }
}

fn note_in_log(outcome: &Outcome) {
    match outcome {
        Outcome::Failed(Failure { code, message, .. }) => log::line(&format!("{code}: {message}")),
        outcome => log::line(&format!("{outcome:?}")),
    }
}
