//! Paramètres…: connection, folder, hotkey, start with the session, language.
//!
//! Invariant: the password stays in the window's memory and in the place for passwords; it is in
//! no configuration file, no log and no event.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sauvegarde::backup::doctor;
use sauvegarde::config::Config;
use sauvegarde::config::profile::{AD_HOC, Profile, Url};
use sauvegarde::config::retention::Policy;
use sauvegarde::folder::cloud::{self, SyncedFolder};
use sauvegarde::postgres::connection::Connection;
use sauvegarde::report::i18n::Language;
use sauvegarde::report::i18n::tr;
use slint::{ComponentHandle as _, PlatformError};

use crate::desktop::configuration::Configuration;
use crate::desktop::event::{Command, Event, Failure};
use crate::desktop::os::autostart;
use crate::desktop::sender::EventSender;
use crate::desktop::windows::file_dialog;
use crate::desktop::windows::generated::{Settings, SettingsView, Words};
use crate::desktop::windows::make::{model, on_a_thread};
use crate::desktop::windows::slot::Slot;
use crate::desktop::windows::words;

mod connection;
mod retention;
mod save;
mod schedule;
mod text;

use connection::{ConnectionFields, first_guess};
use retention::Kept;
use save::{Wishes, folder};
use text::{CheckLine, check, passed_over, verdict};

/// As the combo box lists them, after the system's.
const LANGUAGES: [Language; 2] = [Language::French, Language::English];

/// Without a window until it is opened, and again once it was closed.
pub struct SettingsWindow {
    send: EventSender,
    slot: Slot<SettingsView>,
    session: Session,
}

#[derive(Clone)]
struct Session {
    configuration: Configuration,
    found: Arc<Mutex<Found>>,
}

/// What was there when the window was opened, or was pasted since.
#[derive(Clone, Default)]
struct Found {
    base: Option<Connection>,
    wishes: Wishes,
    autostart: bool,
    /// Nothing is configured yet.
    is_first_start: bool,
}

impl SettingsWindow {
    pub fn new(send: EventSender, configuration: Configuration) -> Self {
        let session = Session { configuration, found: Arc::default() };
        Self { send, slot: Slot::new(), session }
    }

    /// # Errors
    /// The window cannot be made.
    pub fn open(&mut self) -> Result<(), PlatformError> {
        self.slot.open(|| {
            let window = SettingsView::new()?;
            words::fill(&window.global::<Words>());
            let state = window.global::<Settings>();
            state.set_version(
                tr!("window-settings-version", version = env!("CARGO_PKG_VERSION")).into(),
            );
            state.set_languages(model(
                [
                    tr!("window-settings-language-system"),
                    "Français".to_owned(),
                    "English".to_owned(),
                ]
                .map(Into::into),
            ));
            self.bind(&window);
            schedule::bind(&window);
            retention::bind(&window);
            self.session.read(&window);
            Ok(window)
        })
    }

    fn bind(&self, window: &SettingsView) {
        let state = window.global::<Settings>();
        let weak = window.as_weak();
        let with = |act: fn(&SettingsView, &Session)| {
            let (weak, session) = (weak.clone(), self.session.clone());
            move || {
                if let Some(window) = weak.upgrade() {
                    act(&window, &session);
                }
            }
        };
        state.on_use_url(with(|window, session| session.use_url(window)));
        state.on_browse(with(|window, _| browse(window)));
        state.on_test(with(|window, session| session.test(window)));
        let slot = self.slot.clone();
        state.on_leave(move || slot.close());
        let (session, slot, send) = (self.session.clone(), self.slot.clone(), self.send.clone());
        state.on_save(move || {
            if let Some(window) = slot.get() {
                session.save(&window, &send);
            }
        });
    }
}

impl Session {
    fn found(&self) -> Found {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, act: impl FnOnce(&mut Found)) {
        act(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Reads what is configured, or guesses where nothing is.
    fn read(&self, window: &SettingsView) {
        let (session, weak, later) = (self.clone(), window.as_weak(), window.as_weak());
        on_a_thread("settings", move || {
            let found = session.look();
            let base = found.base.clone();
            let fields = found.base.as_ref().map(ConnectionFields::of).unwrap_or_default();
            session.keep(|kept| *kept = found.clone());
            let synced = cloud::synced_folders().next();
            let default = synced.as_ref().map(SyncedFolder::backups);
            let hint = folder_hint(synced.as_ref());
            let _ = weak.upgrade_in_event_loop(move |window| {
                let state = window.global::<Settings>();
                show_fields(&state, fields);
                let folder = found.wishes.folder.as_ref().or(default.as_ref());
                let folder = folder.map(|folder| folder.display().to_string());
                state.set_folder(folder.unwrap_or_default().into());
                state.set_folder_hint(hint.into());
                state.set_hotkey(found.wishes.hotkey.as_str().into());
                let at = LANGUAGES.iter().position(|one| Some(*one) == found.wishes.language);
                state.set_language(at.and_then(|at| i32::try_from(at + 1).ok()).unwrap_or(0));
                let is_first_start = found.is_first_start;
                state.set_autostart(found.autostart || is_first_start);
                schedule::fill(&window, found.wishes.schedule.as_deref(), is_first_start);
                retention::fill(&window, &found.wishes.kept, is_first_start);
            });
            // The keyring may ask the user first; the fields need not wait for that.
            let known = base.is_some_and(|base| base.with_stored_password().password.is_some());
            let _ = later.upgrade_in_event_loop(move |window| {
                show_password_known(&window.global::<Settings>(), known);
            });
        });
    }

    fn look(&self) -> Found {
        // Whoever is quicker than the program finds what is configured, and no guess.
        self.configuration.read();
        let config = Config::load(&self.configuration.path).ok();
        let profile = self.configuration.profile();
        // What only the environment says is not written down yet: saving does it.
        let configured = profile.url.is_some();
        let base = profile.place().ok().or_else(first_guess);
        let wishes = Wishes {
            connection: base.clone().filter(|_| configured),
            folder: profile.dir,
            schedule: profile.schedule.as_ref().map(|schedule| schedule.text().to_owned()),
            kept: Kept {
                policy: profile.retention.filter(Policy::says_something),
                drill: profile.drill,
            },
            hotkey: self.configuration.hotkey(),
            language: config.and_then(|config| config.language()),
        };
        let is_first_start = !self.configuration.path.exists();
        Found { base, wishes, autostart: autostart::is_on(), is_first_start }
    }

    /// Takes a pasted URL apart, as soon as it is one.
    fn use_url(&self, window: &SettingsView) {
        let state = window.global::<Settings>();
        let url = state.get_url();
        clear_problem(&state);
        let connection = match Connection::parse_place(&url) {
            Ok(connection) => connection.with_password_file(),
            // Another database's, or one that cannot be; not one that is only begun.
            Err(error) if url.contains("://") => {
                return show_problem(&state, &Failure::from(&error));
            }
            Err(_) => return,
        };
        state.set_verdict(String::new().into());
        state.set_checks(model(passed_over(&connection).into_iter().map(Into::into)));
        show_fields(&state, ConnectionFields::of(&connection));
        show_password_known(&state, connection.password.is_some());
        self.keep(|found| found.base = Some(connection));
    }

    /// Asks doctor's questions about what the fields say now.
    fn test(&self, window: &SettingsView) {
        let state = window.global::<Settings>();
        clear_problem(&state);
        state.set_checks(model(Vec::new()));
        let connection = match fields(&state).connection(self.found().base.as_ref()) {
            Ok(connection) => connection,
            Err(error) => return show_problem(&state, &Failure::from(&error)),
        };
        state.set_testing(true);
        let profile = Profile {
            name: AD_HOC.to_owned(),
            url: Some(Url(connection.url_with_password())),
            dir: folder(&state.get_folder()),
            pg_dump: self.configuration.profile().pg_dump,
            ..Profile::default()
        };
        let weak = window.as_weak();
        on_a_thread("settings-test", move || {
            let lines: Vec<CheckLine> = doctor::examine(&profile).iter().map(check).collect();
            let _ = weak.upgrade_in_event_loop(move |window| {
                let state = window.global::<Settings>();
                state.set_testing(false);
                let (mark, words) = verdict(&lines);
                state.set_verdict_mark(mark);
                state.set_verdict(words.into());
                state.set_checks(model(lines.into_iter().map(Into::into)));
            });
        });
    }

    fn save(&self, window: &SettingsView, send: &EventSender) {
        let state = window.global::<Settings>();
        clear_problem(&state);
        let found = self.found();
        let connection = match fields(&state).connection(found.base.as_ref()) {
            Ok(connection) => connection,
            Err(error) => return show_problem(&state, &Failure::from(&error)),
        };
        let schedule = match schedule::wished(&state) {
            Ok(schedule) => schedule,
            Err(error) => return show_problem(&state, &Failure::from(&error)),
        };
        let language = usize::try_from(state.get_language() - 1).ok();
        let wishes = Wishes {
            connection: Some(connection),
            folder: folder(&state.get_folder()),
            schedule,
            kept: retention::wished(&state, &found.wishes.kept),
            hotkey: state.get_hotkey().trim().to_owned(),
            language: language.and_then(|at| LANGUAGES.get(at)).copied(),
        };
        let autostart = state.get_autostart();
        state.set_saving(true);
        let (configuration, weak, send) =
            (self.configuration.clone(), window.as_weak(), send.clone());
        on_a_thread("settings-save", move || {
            let saved =
                wishes.save(&found.wishes, &configuration.path, &configuration.profile_name);
            if saved.is_ok() {
                send.send(Event::Asked(Command::Reconfigure));
                if autostart != found.autostart {
                    send.send(Event::Asked(Command::SetAutostart(autostart)));
                }
            }
            let failure = saved.err().map(|error| Failure::from(&error));
            let _ = weak.upgrade_in_event_loop(move |window| {
                let state = window.global::<Settings>();
                state.set_saving(false);
                match failure {
                    None => state.invoke_leave(),
                    Some(failure) => show_problem(&state, &failure),
                }
            });
        });
    }
}

fn folder_hint(synced: Option<&SyncedFolder>) -> String {
    let Some(synced) = synced else {
        return tr!("window-settings-nothing-synced");
    };
    let (service, path) = (synced.service.name(), cloud::display(&synced.backups()));
    tr!("window-settings-synced", service = service, path = path)
}

fn browse(window: &SettingsView) {
    let begin = PathBuf::from(window.global::<Settings>().get_folder().as_str());
    let weak = window.as_weak();
    file_dialog::choose_folder(tr!("window-settings-choose"), &begin, move |answer| {
        let Some(window) = weak.upgrade() else {
            return;
        };
        let state = window.global::<Settings>();
        match answer {
            Ok(folder) => state.set_folder(folder.display().to_string().into()),
            Err(failure) => show_problem(&state, &failure),
        }
    });
}

fn fields(state: &Settings<'_>) -> ConnectionFields {
    ConnectionFields {
        host: state.get_host().into(),
        port: state.get_port().into(),
        database: state.get_database().into(),
        user: state.get_user().into(),
        password: state.get_password().into(),
    }
}

fn show_fields(state: &Settings<'_>, fields: ConnectionFields) {
    state.set_host(fields.host.into());
    state.set_port(fields.port.into());
    state.set_database(fields.database.into());
    state.set_user(fields.user.into());
    state.set_password(fields.password.into());
}

fn show_password_known(state: &Settings<'_>, password_known: bool) {
    let hint = if password_known { tr!("window-settings-known") } else { String::new() };
    state.set_password_hint(hint.into());
}

fn show_problem(state: &Settings<'_>, failure: &Failure) {
    state.set_problem(failure.message.as_str().into());
    state.set_advice(failure.advice.as_str().into());
}

fn clear_problem(state: &Settings<'_>) {
    state.set_problem(String::new().into());
    state.set_advice(String::new().into());
}
