//! `appsettings.json` of .NET.

use serde_json::Value;

use super::values::Values;

/// Its connection strings, under the names that the environment would give them.
pub fn values(text: &str) -> Values {
    let mut values = Values::default();
    let parsed: Option<Value> = serde_json::from_str(&without_comments(text)).ok();
    let strings = parsed.as_ref().and_then(|it| it.get("ConnectionStrings")?.as_object());
    for (name, value) in strings.into_iter().flatten() {
        if let Some(value) = value.as_str() {
            values.insert(&format!("ConnectionStrings__{name}"), value, true);
        }
    }
    values
}

/// .NET takes `//` and `/* */`, which JSON has not.
fn without_comments(text: &str) -> String {
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
                continue;
            }
            ('/', Some('*')) if !in_string => {
                let mut last = ' ';
                for character in characters.by_ref().skip(1) {
                    if (last, character) == ('*', '/') {
                        break;
                    }
                    last = character;
                }
                continue;
            }
            _ => {}
        }
        kept.push(character);
    }
    kept
}
