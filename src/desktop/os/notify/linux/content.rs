//! How a note becomes the arguments of `Notify`.

use std::collections::HashMap;

use zbus::zvariant::Value;

use crate::desktop::view::{Note, NoteKind};

pub const APPLICATION: &str = "Sauvegarde";
/// The name of the icon, and of the desktop entry, as they are installed.
pub const ICON: &str = "sauvegarde";

/// As `build.rs` draws it.
static PICTURE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/picture.rgba"));
const PICTURE_PX: i32 = 48;

const SUCCESS_MS: i32 = 8000;
const NEVER_MS: i32 = 0;

/// What the service can do with our notes.
#[derive(Clone, Copy, Debug)]
pub struct Abilities {
    buttons: bool,
    markup: bool,
    bar: bool,
}

impl Abilities {
    pub fn new(capabilities: &[String], server: &str) -> Self {
        let has = |name: &str| capabilities.iter().any(|capability| capability == name);
        // Xfce's shows a bar instead of title and text; the percentage is in the text too.
        let hides_text = server.to_lowercase().contains("xfce");
        Self { buttons: has("actions"), markup: has("body-markup"), bar: !hides_text }
    }
}

/// Text that is no markup, for a service that takes it for such.
pub fn body(note: &Note, abilities: Abilities) -> String {
    if !abilities.markup {
        return note.body.clone();
    }
    note.body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Key and label in turn.
pub fn actions<'a>(note: &'a Note, keys: &'a [String], abilities: Abilities) -> Vec<&'a str> {
    if !abilities.buttons {
        return Vec::new();
    }
    let labels = note.buttons.iter().map(|(label, _)| label.as_str());
    keys.iter().map(String::as_str).zip(labels).flat_map(|(key, label)| [key, label]).collect()
}

pub fn hints(note: &Note, abilities: Abilities) -> HashMap<&'static str, Value<'static>> {
    let (urgency, category) = match note.kind {
        NoteKind::Running => (1_u8, "transfer"),
        NoteKind::Done => (1, "transfer.complete"),
        NoteKind::Failed => (2, "transfer.error"),
    };
    let mut hints = HashMap::from([
        ("urgency", Value::from(urgency)),
        ("category", Value::from(category)),
        ("desktop-entry", Value::from(ICON)),
        ("image-data", picture()),
    ]);
    if note.kind == NoteKind::Running {
        hints.insert("suppress-sound", Value::from(true));
        if let Some(percent) = note.percent.filter(|_| abilities.bar) {
            hints.insert("value", Value::from(i32::from(percent)));
        }
    }
    hints
}

/// The icon itself: its name says nothing to a service where the program is not installed.
/// Width, height, bytes a row, with alpha, bits a sample, samples a pixel, RGBA.
fn picture() -> Value<'static> {
    let pixels = PICTURE.to_vec();
    Value::from((PICTURE_PX, PICTURE_PX, 4 * PICTURE_PX, true, 8_i32, 4_i32, pixels))
}

pub fn timeout_ms(kind: NoteKind) -> i32 {
    match kind {
        NoteKind::Done => SUCCESS_MS,
        // While it runs the next stage or the result takes its place.
        NoteKind::Running | NoteKind::Failed => NEVER_MS,
    }
}
