//! A screen reader, in the test's own process: hears what the windows say of themselves, and
//! presses their buttons. Stands in for the accessibility bus and for its registry.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "D-Bus methods take what the specification says, as zbus hands it over"
)]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, Proxy, proxy};
use zbus::proxy::CacheProperties;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use crate::bus::Bus;
use crate::patience::{DEADLINE, eventually};

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
const ACTION: &str = "org.a11y.atspi.Action";
const ROOT: &str = "/org/a11y/atspi/accessible/root";

/// A bus name and a path on it.
type Object = (String, OwnedObjectPath);

pub struct Reader {
    connection: Connection,
    programs: Arc<Mutex<Vec<Object>>>,
}

/// One part of a window.
#[derive(Clone, Debug)]
pub struct Part {
    pub text: String,
    object: Object,
}

impl Reader {
    pub fn start(bus: &Bus) -> Self {
        let programs = Arc::<Mutex<Vec<Object>>>::default();
        let registry = Registry(Arc::clone(&programs));
        let builder = bus.builder().serve_at(ROOT, registry).unwrap();
        let builder = builder.serve_at("/org/a11y/bus", Address(bus.address())).unwrap();
        let builder = builder.serve_at("/org/a11y/bus", Status).unwrap();
        let builder = builder.name("org.a11y.atspi.Registry").unwrap();
        let connection = builder.name("org.a11y.Bus").unwrap().build().unwrap();
        Self { connection, programs }
    }

    /// Whatever has a text, in the order of the windows.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for program in self.programs().clone() {
            self.collect(program, &mut parts);
        }
        parts
    }

    /// All of it, a line each.
    pub fn text(&self) -> String {
        let texts = self.parts().into_iter().map(|part| part.text);
        texts.collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let said = self.text();
            if said.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "no {text:?} in:\n{said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses the button of this label.
    #[track_caller]
    pub fn press(&self, label: &str) {
        eventually(&format!("the button {label:?}"), || {
            let button = self.parts().into_iter().rev().find(|part| part.text == label);
            button.is_some_and(|button| {
                let proxy = self.proxy(&button.object, ACTION);
                proxy.call::<_, _, bool>("DoAction", &(0,)).unwrap_or(false)
            })
        });
    }

    fn programs(&self) -> MutexGuard<'_, Vec<Object>> {
        self.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes away meanwhile is passed over.
    fn collect(&self, object: Object, parts: &mut Vec<Part>) {
        let proxy = self.proxy(&object, ACCESSIBLE);
        let name = proxy.get_property::<String>("Name").unwrap_or_default();
        // What was typed into a field.
        let value = self.proxy(&object, TEXT).call::<_, _, String>("GetText", &(0, -1));
        let value = value.ok().filter(|value| *value != name);
        for text in [Some(name), value].into_iter().flatten().filter(|text| !text.is_empty()) {
            parts.push(Part { text, object: object.clone() });
        }
        for child in proxy.call::<_, _, Vec<Object>>("GetChildren", &()).unwrap_or_default() {
            self.collect(child, parts);
        }
    }

    fn proxy(&self, (name, path): &Object, interface: &'static str) -> Proxy<'static> {
        proxy::Builder::new(&self.connection)
            .destination(name.clone())
            .unwrap()
            .path(path.clone())
            .unwrap()
            .interface(interface)
            .unwrap()
            .cache_properties(CacheProperties::No)
            .build()
            .unwrap()
    }
}

struct Address(String);

#[zbus::interface(name = "org.a11y.Bus")]
impl Address {
    fn get_address(&self) -> &str {
        &self.0
    }
}

struct Status;

#[zbus::interface(name = "org.a11y.Status")]
impl Status {
    #[zbus(property)]
    fn is_enabled(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn screen_reader_enabled(&self) -> bool {
        true
    }
}

/// Where programs say that they are there.
struct Registry(Arc<Mutex<Vec<Object>>>);

#[zbus::interface(name = "org.a11y.atspi.Socket")]
impl Registry {
    fn embed(
        &self,
        program: Object,
        #[zbus(connection)] connection: &zbus::Connection,
    ) -> (Object,) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(program);
        let name = connection.unique_name().map(ToString::to_string);
        ((name.unwrap_or_default(), ObjectPath::from_static_str_unchecked(ROOT).into()),)
    }
}
