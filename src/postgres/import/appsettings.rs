//! `appsettings.json` of .NET.

use std::path::Path;

use serde_json::Value;

use super::values::Values;
use crate::report::error::{Error, Result};

/// Its connection strings, under the names that the environment would give them.
///
/// # Errors
/// [`Error::ImportUnreadable`]
pub fn values(text: &str, path: &Path) -> Result<Values> {
    let mut values = Values::default();
    let parsed: serde_json::Result<Value> = serde_json::from_str(&plain(text));
    let unreadable = |error: serde_json::Error| Error::ImportUnreadable {
        path: path.to_owned(),
        line: error.line(),
    };
    let parsed = parsed.map_err(unreadable)?;
    let strings = parsed.get("ConnectionStrings").and_then(Value::as_object);
    for (name, value) in strings.into_iter().flatten() {
        if let Some(value) = value.as_str() {
            values.insert(&format!("ConnectionStrings__{name}"), value, true);
        }
    }
    Ok(values)
}

/// .NET takes `//`, `/* */` and a comma behind the last of a list, which JSON has not. Lines stay
/// where they are.
fn plain(text: &str) -> String {
    let mut kept = String::new();
    let mut characters = text.chars().peekable();
    let mut in_string = false;
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match (character, next) {
            ('\\', Some(next)) if in_string => {
                kept.extend([character, next]);
                characters.next();
                continue;
            }
            ('"', _) => in_string = !in_string,
            ('/', Some('/')) if !in_string => {
                characters.by_ref().take_while(|c| *c != '\n').for_each(drop);
                kept.push('\n');
                continue;
            }
            ('/', Some('*')) if !in_string => {
                let mut last = ' ';
                for character in characters.by_ref().skip(1) {
                    if (last, character) == ('*', '/') {
                        break;
                    }
                    kept.extend((character == '\n').then_some('\n'));
                    last = character;
                }
                continue;
            }
            ('}' | ']', _) if !in_string => {
                let before = kept.trim_end();
                if before.ends_with(',') {
                    kept.remove(before.len() - 1);
                }
            }
            _ => {}
        }
        kept.push(character);
    }
    kept
}
