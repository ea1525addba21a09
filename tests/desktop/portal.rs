//! The desktop portal, in the test's own process: GlobalShortcuts, which a Wayland session has in
//! place of keys that a program may take, Settings, which tell whether windows are to be dark, and
//! FileChooser, whose user chooses at once.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "D-Bus methods take what the specification says, as zbus hands it over"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zbus::blocking::Connection;
use zbus::fdo;
use zbus::message::Header;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::bus::Bus;
use crate::patience::eventually;

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";
const REQUEST: &str = "org.freedesktop.portal.Request";
/// An answer comes after the call has returned, as from a real portal.
const ANSWERS_AFTER: Duration = Duration::from_millis(50);

/// What the user's desktop does with a wish for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Plasma 6, GNOME: binds what `BindShortcuts` asks for.
    Binds,
    /// The user says no.
    Denies,
    /// Plasma 5.27: binds what `CreateSession` carries, and answers `BindShortcuts` with nothing.
    BindsAtCreation,
    /// Answers with an empty list whatever it is asked.
    BindsNothing,
}

/// One key that is bound.
#[derive(Clone, Debug)]
pub struct Bound {
    pub id: String,
    pub description: String,
    pub trigger: String,
    session: OwnedObjectPath,
}

pub struct Portal {
    connection: Connection,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    bound: Mutex<Vec<Bound>>,
    /// What the user chooses when he is asked for a file.
    chosen: Mutex<Option<PathBuf>>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Vec<Bound>> {
        self.bound.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Portal {
    /// Has shortcuts only with a `behaviour`.
    pub fn start(bus: &Bus, behaviour: Option<Behaviour>, dark: bool) -> Self {
        let shared = Arc::new(Shared::default());
        let chooser = FileChooser { shared: Arc::clone(&shared) };
        let mut builder = bus.builder().serve_at(PATH, Settings { dark }).unwrap();
        builder = builder.serve_at(PATH, chooser).unwrap();
        if let Some(behaviour) = behaviour {
            let service = Service { behaviour, shared: Arc::clone(&shared) };
            builder = builder.serve_at(PATH, service).unwrap();
        }
        Self { connection: builder.name(NAME).unwrap().build().unwrap(), shared }
    }

    /// From now on the user chooses this file.
    pub fn choose(&self, file: &Path) {
        *self.shared.chosen.lock().unwrap() = Some(file.to_owned());
    }

    pub fn bound(&self) -> Vec<Bound> {
        self.shared.lock().clone()
    }

    /// Waits until a key is bound.
    #[track_caller]
    pub fn wait_until_bound(&self) -> Bound {
        eventually("a shortcut by the portal", || !self.bound().is_empty());
        self.bound().remove(0)
    }

    /// The user presses the first key.
    #[track_caller]
    pub fn press(&self) {
        let Bound { id, session, .. } = self.wait_until_bound();
        self.press_in(&session, &id);
    }

    /// The key of another program, whose session this one must not take for its own.
    pub fn press_of_another_program(&self, id: &str) {
        let session = format!("{PATH}/session/1_999/other");
        self.press_in(&ObjectPath::try_from(session).unwrap(), id);
    }

    fn press_in(&self, session: &ObjectPath<'_>, id: &str) {
        let options = HashMap::<&str, Value<'_>>::new();
        for (signal, time_ms) in [("Activated", 1_u64), ("Deactivated", 2)] {
            let body = (session, id, time_ms, &options);
            self.connection.emit_signal(None::<&str>, PATH, SHORTCUTS, signal, &body).unwrap();
        }
    }
}

struct Settings {
    dark: bool,
}

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    fn read_one(&self, namespace: &str, key: &str) -> fdo::Result<Value<'static>> {
        match (namespace, key) {
            ("org.freedesktop.appearance", "color-scheme") => Ok(u32::from(self.dark).into()),
            _ => Err(fdo::Error::Failed(format!("no setting {namespace} {key}"))),
        }
    }

    /// The older call wraps the value once more.
    fn read(&self, namespace: &str, key: &str) -> fdo::Result<Value<'static>> {
        self.read_one(namespace, key).map(|value| Value::Value(Box::new(value)))
    }
}

struct FileChooser {
    shared: Arc<Shared>,
}

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl FileChooser {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        3
    }

    fn open_file(
        &self,
        _parent: &str,
        _title: &str,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        let chosen = self.shared.chosen.lock().unwrap().clone();
        let Some(file) = chosen else {
            return request(&header, &options, connection, 1, HashMap::new());
        };
        let uris = vec![format!("file://{}", file.display())];
        request(&header, &options, connection, 0, [("uris", Value::from(uris))].into())
    }
}

type Options = HashMap<String, OwnedValue>;
type Shortcuts = Vec<(String, Options)>;

struct Service {
    behaviour: Behaviour,
    shared: Arc<Shared>,
}

impl Service {
    fn bind(&self, session: &OwnedObjectPath, shortcuts: Shortcuts) {
        let of = |options: &Options, key: &str| {
            options.get(key).and_then(|value| value.downcast_ref::<String>().ok())
        };
        let bound = shortcuts.into_iter().map(|(id, options)| Bound {
            id,
            description: of(&options, "description").unwrap_or_default(),
            trigger: of(&options, "preferred_trigger").unwrap_or_default(),
            session: session.clone(),
        });
        self.shared.lock().extend(bound);
        self.shared.changed.notify_all();
    }

    fn answer(&self) -> HashMap<&'static str, Value<'static>> {
        let mut shortcuts = Vec::new();
        for bound in self.shared.lock().iter() {
            let options: HashMap<&str, Value<'static>> = [
                ("description", Value::from(bound.description.clone())),
                ("trigger_description", Value::from(described(&bound.trigger))),
            ]
            .into();
            shortcuts.push((bound.id.clone(), options));
        }
        listed(shortcuts)
    }
}

#[zbus::interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Service {
    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }

    fn create_session(
        &self,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        let session = path_of("session", &header, &options, "session_handle_token")?;
        if self.behaviour == Behaviour::BindsAtCreation
            && let Some(Ok(shortcuts)) =
                options.get("shortcuts").map(|value| value.clone().try_into())
        {
            self.bind(&session, shortcuts);
        }
        let results = [("session_handle", Value::from(session.as_str().to_owned()))].into();
        request(&header, &options, connection, 0, results)
    }

    fn bind_shortcuts(
        &self,
        session: OwnedObjectPath,
        shortcuts: Shortcuts,
        _parent: &str,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        match self.behaviour {
            Behaviour::Denies => request(&header, &options, connection, 1, HashMap::new()),
            Behaviour::Binds => {
                self.bind(&session, shortcuts);
                request(&header, &options, connection, 0, self.answer())
            }
            Behaviour::BindsAtCreation | Behaviour::BindsNothing => {
                request(&header, &options, connection, 0, listed(Vec::new()))
            }
        }
    }

    fn list_shortcuts(
        &self,
        _session: OwnedObjectPath,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        request(&header, &options, connection, 0, self.answer())
    }
}

fn listed(
    shortcuts: Vec<(String, HashMap<&'static str, Value<'static>>)>,
) -> HashMap<&'static str, Value<'static>> {
    [("shortcuts", Value::from(shortcuts))].into()
}

/// As the user reads it: `Ctrl+Alt+S` for `CTRL+ALT+s`.
fn described(trigger: &str) -> String {
    let words = trigger.split('+').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + &rest.to_lowercase()
    });
    words.collect::<Vec<_>>().join("+")
}

/// `/org/freedesktop/portal/desktop/KIND/SENDER/TOKEN`, as the specification has it.
fn path_of(
    kind: &str,
    header: &Header<'_>,
    options: &Options,
    key: &str,
) -> fdo::Result<OwnedObjectPath> {
    let failed = |what: &str| fdo::Error::InvalidArgs(what.to_owned());
    let sender = header.sender().ok_or_else(|| failed("no sender"))?;
    let sender = sender.trim_start_matches(':').replace('.', "_");
    let token = options.get(key).and_then(|value| value.downcast_ref::<String>().ok());
    let token = token.ok_or_else(|| failed(key))?;
    let path = format!("{PATH}/{kind}/{sender}/{token}");
    OwnedObjectPath::try_from(path).map_err(|_| failed(key))
}

/// Says where the answer will come, and lets it come.
fn request(
    header: &Header<'_>,
    options: &Options,
    connection: &zbus::Connection,
    code: u32,
    results: HashMap<&'static str, Value<'static>>,
) -> fdo::Result<OwnedObjectPath> {
    let path = path_of("request", header, options, "handle_token")?;
    let (connection, answers_at) = (Connection::from(connection.clone()), path.clone());
    let client = header.sender().map(zbus::names::UniqueName::to_owned);
    std::thread::spawn(move || {
        std::thread::sleep(ANSWERS_AFTER);
        let body = (code, results);
        let _ = connection.emit_signal(client, &answers_at, REQUEST, "Response", &body);
    });
    Ok(path)
}
