//! A combination of keys, as the configuration names it: `Ctrl+Alt+S`.

use crate::report::i18n::tr;

/// A modifier, in the order in which they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modifier {
    Control,
    Alt,
    Shift,
    /// Windows, Command, Super.
    Logo,
}

/// The key that goes with the modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// `A` to `Z`: what the key types, not where it is.
    Letter(char),
    /// `0` to `9`.
    Digit(char),
    /// `F1` to `F24`.
    Function(u8),
    Named(Named),
}

/// Keys with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Space,
    Insert,
    Delete,
    Home,
    End,
    PageUp,
    PageDown,
    Up,
    Down,
    Left,
    Right,
    Pause,
    Print,
}

/// What [`Keys::parse`] cannot understand, or what would take a key away from typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

/// Modifiers, sorted and each once, and a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    pub modifiers: Vec<Modifier>,
    pub key: Key,
}

impl Keys {
    /// Takes the names of both languages, in any case and order, the key last.
    ///
    /// # Errors
    /// [`NotAKey`] for other words, and for a key that types something and has no modifier that
    /// keeps it from typing.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let mut words: Vec<&str> = text.split('+').map(str::trim).collect();
        let key = words.pop().and_then(key).ok_or(NotAKey)?;
        let mut modifiers =
            words.into_iter().map(modifier).collect::<Option<Vec<_>>>().ok_or(NotAKey)?;
        modifiers.sort_unstable();
        modifiers.dedup();
        let types_nothing = matches!(key, Key::Function(_) | Key::Named(Named::Pause));
        let kept_from_typing = modifiers.iter().any(|modifier| *modifier != Modifier::Shift);
        if types_nothing || kept_from_typing { Ok(Self { modifiers, key }) } else { Err(NotAKey) }
    }

    #[must_use]
    pub fn has(&self, modifier: Modifier) -> bool {
        self.modifiers.contains(&modifier)
    }

    /// As it stands on the user's keyboard.
    #[must_use]
    pub fn label(&self) -> String {
        let mut words: Vec<String> = self.modifiers.iter().map(|it| modifier_label(*it)).collect();
        words.push(match self.key {
            Key::Letter(character) | Key::Digit(character) => character.to_string(),
            Key::Function(number) => format!("F{number}"),
            Key::Named(named) => named_label(named),
        });
        words.join("+")
    }
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word.to_lowercase().as_str() {
        "ctrl" | "control" | "contrôle" => Modifier::Control,
        "alt" | "option" => Modifier::Alt,
        "shift" | "maj" => Modifier::Shift,
        "super" | "win" | "windows" | "cmd" | "command" | "meta" | "logo" => Modifier::Logo,
        _ => return None,
    })
}

fn key(word: &str) -> Option<Key> {
    let word = word.to_lowercase();
    let mut characters = word.chars();
    if let (Some(character), None) = (characters.next(), characters.next()) {
        return match character {
            'a'..='z' => Some(Key::Letter(character.to_ascii_uppercase())),
            '0'..='9' => Some(Key::Digit(character)),
            _ => None,
        };
    }
    if let Some(number) = word.strip_prefix('f').and_then(|number| number.parse().ok()) {
        return (1..=24).contains(&number).then_some(Key::Function(number));
    }
    Some(Key::Named(match word.as_str() {
        "space" | "espace" => Named::Space,
        "insert" | "ins" | "inser" => Named::Insert,
        "delete" | "del" | "suppr" => Named::Delete,
        "home" | "origine" | "début" => Named::Home,
        "end" | "fin" => Named::End,
        "pageup" | "pgup" | "pgpréc" => Named::PageUp,
        "pagedown" | "pgdn" | "pgsuiv" => Named::PageDown,
        "up" | "haut" => Named::Up,
        "down" | "bas" => Named::Down,
        "left" | "gauche" => Named::Left,
        "right" | "droite" => Named::Right,
        "pause" => Named::Pause,
        "print" | "printscreen" | "impr" => Named::Print,
        _ => return None,
    }))
}

fn modifier_label(modifier: Modifier) -> String {
    match modifier {
        Modifier::Control => tr!("hotkey-control"),
        Modifier::Alt => tr!("hotkey-alt"),
        Modifier::Shift => tr!("hotkey-shift"),
        Modifier::Logo if cfg!(windows) => tr!("hotkey-logo-windows"),
        Modifier::Logo if cfg!(target_os = "macos") => tr!("hotkey-logo-macos"),
        Modifier::Logo => tr!("hotkey-logo"),
    }
}

fn named_label(named: Named) -> String {
    match named {
        Named::Space => tr!("hotkey-space"),
        Named::Insert => tr!("hotkey-insert"),
        Named::Delete => tr!("hotkey-delete"),
        Named::Home => tr!("hotkey-home"),
        Named::End => tr!("hotkey-end"),
        Named::PageUp => tr!("hotkey-page-up"),
        Named::PageDown => tr!("hotkey-page-down"),
        Named::Up => tr!("hotkey-up"),
        Named::Down => tr!("hotkey-down"),
        Named::Left => tr!("hotkey-left"),
        Named::Right => tr!("hotkey-right"),
        Named::Pause => tr!("hotkey-pause"),
        Named::Print => tr!("hotkey-print"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_both_languages_mean_the_same_keys() {
        for text in ["Ctrl+Alt+S", "alt + CONTROL + s", "Ctrl+Alt+Ctrl+S"] {
            let keys = Keys::parse(text).unwrap();
            assert_eq!(keys.modifiers, [Modifier::Control, Modifier::Alt]);
            assert_eq!((keys.key, keys.label().as_str()), (Key::Letter('S'), "Ctrl+Alt+S"));
        }
        assert_eq!(Keys::parse("Maj+Suppr+F12"), Err(NotAKey));
        assert_eq!(Keys::parse("Win+Maj+Suppr"), Keys::parse("shift+super+delete"));
        assert_eq!(Keys::parse("F12").unwrap().key, Key::Function(12));
    }

    #[test]
    fn every_label_is_read_again() {
        for text in ["Ctrl+Shift+Space", "Super+PageUp", "Alt+7", "Ctrl+Home", "Ctrl+Print"] {
            let keys = Keys::parse(text).unwrap();
            assert_eq!(Keys::parse(&keys.label()), Ok(keys));
        }
    }

    #[test]
    fn what_types_or_is_no_key_is_refused() {
        for text in ["", "S", "Shift+S", "Ctrl+", "Ctrl+Alt", "Ctrl+é", "F25", "F0", "Hyper+S"] {
            assert_eq!(Keys::parse(text), Err(NotAKey), "{text}");
        }
    }
}
