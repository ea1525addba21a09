//! The tray icon as a panel sees it: a StatusNotifierItem and its menu, over D-Bus.

use std::collections::HashMap;

use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, Proxy, proxy};
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedValue, Structure, Value};

use crate::bus::Bus;
use crate::patience::eventually;

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";
/// Tries of a click; a user sees that nothing happens and clicks again.
const CLICKS: usize = 5;

pub struct Item {
    item: Proxy<'static>,
    menu: Proxy<'static>,
}

impl Item {
    /// The item of the process `id`, if it has shown one.
    pub fn of_process(bus: &Bus, id: u32) -> Option<Self> {
        Self::starting_with(bus, &format!("{ITEM}-{id}-"))
    }

    /// The item of whatever process has shown one.
    pub fn any(bus: &Bus) -> Option<Self> {
        Self::starting_with(bus, &format!("{ITEM}-"))
    }

    fn starting_with(bus: &Bus, prefix: &str) -> Option<Self> {
        let names = DBusProxy::new(bus.connection()).unwrap().list_names().unwrap();
        let name = names.into_iter().find(|name| name.starts_with(prefix))?;
        let item = plain_proxy(bus.connection(), name.as_str(), "/StatusNotifierItem", ITEM);
        let menu: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").ok()?;
        let menu = plain_proxy(bus.connection(), name.as_str(), menu.as_str(), MENU);
        Some(Self { item, menu })
    }

    pub fn title(&self) -> String {
        self.item.get_property("Title").unwrap()
    }

    /// The tooltip's title and text.
    pub fn tooltip(&self) -> String {
        let tooltip: OwnedValue = self.item.get_property("ToolTip").unwrap();
        let (_, _, title, text): (String, Vec<Pixmap>, String, String) =
            tooltip.try_into().unwrap();
        format!("{title}\n{text}").trim().to_owned()
    }

    /// The icon in its sizes.
    pub fn icons(&self) -> Vec<Icon> {
        let icons: OwnedValue = self.item.get_property("IconPixmap").unwrap();
        let icons: Vec<Pixmap> = icons.try_into().unwrap();
        icons.into_iter().map(|(width, _, argb)| Icon { width, argb }).collect()
    }

    /// The icon in its largest size.
    pub fn icon(&self) -> Icon {
        self.icons().into_iter().max_by_key(|icon| icon.width).expect("there is an icon")
    }

    /// The menu as it is now, top to bottom.
    pub fn menu(&self) -> Vec<Entry> {
        self.try_menu().unwrap()
    }

    fn try_menu(&self) -> zbus::Result<Vec<Entry>> {
        let reply = self.menu.call_method("GetLayout", &(0, -1, Vec::<&str>::new()))?;
        let (_, root): (u32, Node) = reply.body().deserialize()?;
        Ok(Entry::of(root).children)
    }

    /// The entry with this label, at any depth; a key may stand behind it.
    pub fn entry(&self, label: &str) -> Option<Entry> {
        find(&self.menu(), label)
    }

    #[track_caller]
    pub fn wait_for_entry(&self, label: &str) -> Entry {
        let mut found = None;
        eventually(&format!("the menu entry {label:?}"), || {
            found = self.entry(label);
            found.is_some()
        });
        found.unwrap()
    }

    /// Clicks the entry with this label, as a panel does.
    #[track_caller]
    pub fn click(&self, label: &str) {
        let entry = self.entry(label);
        let mut entry = entry.unwrap_or_else(|| panic!("no {label:?} in {:#?}", self.labels()));
        assert!(entry.enabled, "{label:?} is grey");
        for _ in 0..CLICKS {
            let clicked = entry.id;
            let body = (clicked, "clicked", Value::from(""), 0_u32);
            // A program that quits may be gone before it has answered.
            if self.menu.call_method("Event", &body).is_err() {
                return;
            }
            // In the very moment in which the menu changes, its numbers do, and the click goes
            // nowhere.
            match self.try_menu().ok().and_then(|menu| find(&menu, label)) {
                Some(now) if now.enabled && now.id != clicked => entry = now,
                _ => return,
            }
        }
    }

    /// All labels, separators left out.
    pub fn labels(&self) -> Vec<String> {
        let entries = self.menu().into_iter().filter(|entry| !entry.separator);
        entries.map(|entry| entry.label).collect()
    }
}

/// Width, height and pixels.
type Pixmap = (i32, i32, Vec<u8>);

/// Pixels as a panel gets them: alpha, red, green, blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Icon {
    pub width: i32,
    argb: Vec<u8>,
}

impl Icon {
    /// How many of the pixels that are not transparent `wanted` picks, by red, green and blue.
    pub fn count(&self, wanted: impl Fn(u8, u8, u8) -> bool) -> usize {
        let seen = self.argb.chunks_exact(4).filter(|pixel| pixel[0] > 128);
        seen.filter(|pixel| wanted(pixel[1], pixel[2], pixel[3])).count()
    }

    pub fn red(&self) -> usize {
        self.count(|red, green, blue| red > 150 && green < 110 && blue < 110)
    }

    pub fn green(&self) -> usize {
        self.count(|red, green, blue| green > 130 && red < 110 && blue < 150)
    }
}

/// One line of the menu.
#[derive(Clone, Debug)]
pub struct Entry {
    id: i32,
    /// Without the marks of keys.
    pub label: String,
    pub enabled: bool,
    pub visible: bool,
    pub separator: bool,
    /// Nothing where there is no mark to set.
    pub checked: Option<bool>,
    pub children: Vec<Entry>,
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Entry {
    fn of((id, properties, children): Node) -> Self {
        let text = |key: &str| properties.get(key)?.downcast_ref::<String>().ok();
        let yes = |key: &str| {
            properties.get(key).and_then(|value| value.downcast_ref().ok()).unwrap_or(true)
        };
        let toggles = text("toggle-type").is_some_and(|kind| !kind.is_empty());
        let state = properties.get("toggle-state");
        let state = state.and_then(|value| value.downcast_ref::<i32>().ok());
        Self {
            id,
            label: without_marks(&text("label").unwrap_or_default()),
            enabled: yes("enabled"),
            visible: yes("visible"),
            separator: text("type").as_deref() == Some("separator"),
            checked: toggles.then_some(state == Some(1)),
            children: children.into_iter().map(|child| Self::of(node(child))).collect(),
        }
    }

    /// Whether this is its label, whatever key stands behind it.
    pub fn is(&self, label: &str) -> bool {
        let rest = self.label.strip_prefix(label);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '(']))
    }

    /// What the keyboard stops at.
    pub fn selectable(&self) -> bool {
        self.enabled && self.visible && !self.separator
    }
}

fn node(value: OwnedValue) -> Node {
    let mut value = Value::from(value);
    while let Value::Value(inner) = value {
        value = *inner;
    }
    let structure = Structure::try_from(value).unwrap();
    let mut fields = structure.into_fields().into_iter();
    let mut next = || fields.next().unwrap();
    (
        next().try_into().unwrap(),
        next().try_into().unwrap(),
        match next() {
            Value::Array(children) => {
                children.iter().map(|child| child.try_to_owned().unwrap()).collect()
            }
            other => panic!("children: {other:?}"),
        },
    )
}

/// `_` marks the next letter; `__` is a `_`.
fn without_marks(label: &str) -> String {
    label.replace("__", "\0").replace('_', "").replace('\0', "_")
}

fn find(entries: &[Entry], label: &str) -> Option<Entry> {
    entries.iter().find_map(|entry| {
        if entry.is(label) { Some(entry.clone()) } else { find(&entry.children, label) }
    })
}

fn plain_proxy(connection: &Connection, name: &str, path: &str, interface: &str) -> Proxy<'static> {
    proxy::Builder::new(connection)
        .destination(name.to_owned())
        .unwrap()
        .path(path.to_owned())
        .unwrap()
        .interface(interface.to_owned())
        .unwrap()
        .cache_properties(CacheProperties::No)
        .build()
        .unwrap()
}
