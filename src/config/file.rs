//! The configuration file: TOML, the default profile at the top, others under `profiles.NAME`.
//!
//! Invariants: we never write a password into it; comments survive [`Config::set`]; an unknown key
//! is refused with its line.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml_edit::DocumentMut;

use crate::config::keys::Keys;
use crate::config::profile::{DEFAULT, Profile, Url};
use crate::platform::partial_file;
use crate::postgres::connection::Parameters;
use crate::report::error::{Error, Result};
use crate::report::i18n::Language;

/// The keys of a profile, as `config set` takes them.
pub const PROFILE_KEYS: [&str; 3] = ["url", "dir", "pg_dump"];
/// The keys that stand at the top only.
pub const TOP_KEYS: [&str; 2] = ["hotkey", "language"];
/// Without the key `hotkey`; an empty value means none.
const HOTKEY: &str = "Ctrl+Alt+S";

/// A configuration that was read, or the empty one.
#[derive(Clone, Debug)]
pub struct Config {
    path: PathBuf,
    text: String,
    content: Content,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    url: Option<Url>,
    dir: Option<PathBuf>,
    pg_dump: Option<PathBuf>,
    hotkey: Option<String>,
    language: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, ProfileContent>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileContent {
    url: Option<Url>,
    dir: Option<PathBuf>,
    pg_dump: Option<PathBuf>,
}

impl Config {
    /// Reads `path`; a file that is not there is an empty configuration.
    ///
    /// # Errors
    /// [`Error::ConfigUnreadable`] or [`Error::ConfigInvalid`] with the line.
    pub fn load(path: &Path) -> Result<Self> {
        let text = Self::read(path)?;
        let content = parse(path, &text)?;
        Ok(Self { path: path.to_owned(), text, content })
    }

    /// The text of `path`, understood or not; empty for a file that is not there.
    ///
    /// # Errors
    /// [`Error::ConfigUnreadable`].
    pub fn read(path: &Path) -> Result<String> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(source) => Err(Error::ConfigUnreadable { path: path.to_owned(), source }),
        }
    }

    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.content.language.as_deref().and_then(Language::parse)
    }

    /// As it is written: what it means is the desktop's business, and no reason for a backup to
    /// fail. Empty for none.
    #[must_use]
    pub fn hotkey(&self) -> &str {
        self.content.hotkey.as_deref().unwrap_or(HOTKEY)
    }

    /// Every name that [`profile`](Self::profile) takes, the default one first.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(DEFAULT).chain(self.content.profiles.keys().map(String::as_str))
    }

    /// # Errors
    /// [`Error::ProfileUnknown`].
    pub fn profile(&self, name: &str) -> Result<Profile> {
        if name == DEFAULT {
            let Content { url, dir, pg_dump, .. } = self.content.clone();
            return Ok(Profile { name: DEFAULT.to_owned(), url, dir, pg_dump });
        }
        let found = self.content.profiles.get(name).cloned();
        let found = found.ok_or_else(|| Error::ProfileUnknown { name: name.to_owned() })?;
        let ProfileContent { url, dir, pg_dump } = found;
        Ok(Profile { name: name.to_owned(), url, dir, pg_dump })
    }

    /// Sets `key` (`url`, `profiles.NAME.dir` …) and writes the file.
    ///
    /// # Errors
    /// An unknown key, a value that the key cannot have, a password in a URL; or the file cannot
    /// be written. It is then as before.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let place = Place::parse(key)?;
        check_value(key, place.key(), value)?;
        let mut document: DocumentMut = self.text.parse().unwrap_or_default();
        match place {
            Place::Top(key) => replace(&mut document[key], value),
            Place::Profile(name, key) => {
                let profiles = document["profiles"].or_insert(implicit_table());
                let profile = profiles[name].or_insert(toml_edit::table());
                replace(&mut profile[key], value);
            }
        }
        let text = document.to_string();
        self.content = parse(&self.path, &text)?;
        self.write(&text)?;
        self.text = text;
        Ok(())
    }

    /// Takes `key` away, with its comment, and writes the file; fine if it is not there.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn unset(&mut self, key: &str) -> Result<()> {
        let place = Place::parse(key)?;
        let mut document: DocumentMut = self.text.parse().unwrap_or_default();
        match place {
            Place::Top(key) => document.remove(key),
            Place::Profile(name, key) => document
                .get_mut("profiles")
                .and_then(|profiles| profiles.get_mut(name))
                .and_then(toml_edit::Item::as_table_like_mut)
                .and_then(|profile| profile.remove(key)),
        };
        let text = document.to_string();
        self.content = parse(&self.path, &text)?;
        self.write(&text)?;
        self.text = text;
        Ok(())
    }

    fn write(&self, text: &str) -> Result<()> {
        let failed = |error| Error::of_target(&self.path, error);
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let staged = self.path.with_extension("toml.new");
        partial_file::replace(&self.path, &staged, text.as_bytes()).map_err(failed)
    }
}

enum Place<'a> {
    Top(&'a str),
    Profile(&'a str, &'a str),
}

impl<'a> Place<'a> {
    fn parse(key: &'a str) -> Result<Self> {
        let unknown = || Error::ConfigKeyUnknown { key: key.to_owned() };
        if let Some(rest) = key.strip_prefix("profiles.") {
            let (name, key) = rest.rsplit_once('.').ok_or_else(unknown)?;
            let fine = !name.is_empty() && name != DEFAULT && PROFILE_KEYS.contains(&key);
            return if fine { Ok(Self::Profile(name, key)) } else { Err(unknown()) };
        }
        let known = PROFILE_KEYS.contains(&key) || TOP_KEYS.contains(&key);
        if known { Ok(Self::Top(key)) } else { Err(unknown()) }
    }

    fn key(&self) -> &str {
        match self {
            Self::Top(key) | Self::Profile(_, key) => key,
        }
    }
}

fn check_value(full_key: &str, key: &str, value: &str) -> Result<()> {
    match key {
        "url" => {
            Parameters::parse(value)?;
            if Url(value.to_owned()).holds_password() {
                return Err(Error::ConfigHoldsPassword);
            }
        }
        "hotkey" if !value.is_empty() && Keys::parse(value).is_err() => {
            return Err(Error::ConfigValueInvalid {
                key: full_key.to_owned(),
                value: value.to_owned(),
                allowed: "Ctrl+Alt+S, Super+Shift+F9, F12 …",
            });
        }
        "language" if Language::parse(value).is_none() => {
            return Err(Error::ConfigValueInvalid {
                key: full_key.to_owned(),
                value: value.to_owned(),
                allowed: "fr, en",
            });
        }
        _ => {}
    }
    Ok(())
}

/// With the comment that stands behind the former value.
fn replace(item: &mut toml_edit::Item, value: &str) {
    let mut new = toml_edit::Value::from(value);
    if let Some(former) = item.as_value() {
        new.decor_mut().clone_from(former.decor());
    }
    *item = toml_edit::Item::Value(new);
}

/// Holds the profiles' tables without a header of its own.
fn implicit_table() -> toml_edit::Item {
    let mut table = toml_edit::Table::new();
    table.set_implicit(true);
    toml_edit::Item::Table(table)
}

fn parse(path: &Path, text: &str) -> Result<Content> {
    let content: Content = toml_edit::de::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Error::ConfigInvalid {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            detail: error.message().to_owned(),
        }
    })?;
    if let Some(language) = &content.language {
        check_value("language", "language", language)?;
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn comments_survive_a_change() {
        let (_folder, path) = with("# Institut\nurl = \"host=a\" # le serveur\n");
        let mut config = Config::load(&path).unwrap();
        config.set("dir", "/sauvegardes").unwrap();
        config.set("profiles.compta.url", "host=b dbname=compta").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# Institut\nurl = \"host=a\" # le serveur\n"), "{text}");
        let again = Config::load(&path).unwrap();
        assert_eq!(again.profile(DEFAULT).unwrap().dir, Some("/sauvegardes".into()));
        assert_eq!(again.profile("compta").unwrap().url.unwrap().0, "host=b dbname=compta");
        assert!(matches!(again.profile("autre"), Err(Error::ProfileUnknown { .. })));
    }

    #[test]
    fn a_key_is_taken_away_and_the_rest_stays() {
        let (_folder, path) = with("# Institut\nurl = \"host=a\"\nlanguage = \"en\"\n");
        let mut config = Config::load(&path).unwrap();
        config.unset("language").unwrap();
        config.unset("language").unwrap();
        config.unset("profiles.compta.dir").unwrap();
        assert_eq!(config.language(), None);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "# Institut\nurl = \"host=a\"\n");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let (_folder, path) = with("url = \"host=a\"\n\ndri = \"/x\"\n");
        let error = Config::load(&path).unwrap_err();
        assert!(matches!(error, Error::ConfigInvalid { line: 3, .. }), "{error:?}");
    }

    #[test]
    fn the_hotkey_has_a_default_and_can_be_none() {
        let (_folder, path) = with("");
        let mut config = Config::load(&path).unwrap();
        assert_eq!(config.hotkey(), "Ctrl+Alt+S");
        for hotkey in ["Ctrl+Maj+F9", ""] {
            config.set("hotkey", hotkey).unwrap();
            assert_eq!(Config::load(&path).unwrap().hotkey(), hotkey);
        }
        let (_folder, path) = with("hotkey = \"Hyper+S\"\n");
        assert_eq!(Config::load(&path).unwrap().hotkey(), "Hyper+S");
    }

    #[test]
    fn a_refused_value_leaves_the_file_as_it_was() {
        let (_folder, path) = with("language = \"fr\"\n");
        let mut config = Config::load(&path).unwrap();
        for (key, value) in [
            ("url", "postgresql://u:secret@h/d"),
            ("url", "host=h password=secret"),
            ("language", "de"),
            ("hotkey", "Shift+S"),
            ("dri", "/x"),
            ("profiles.x", "/x"),
            ("profiles.default.dir", "/x"),
        ] {
            let error = config.set(key, value).unwrap_err();
            assert_eq!(error.exit(), 2);
            assert!(!format!("{error:?} {error}").contains("secret"));
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "language = \"fr\"\n");
    }
}
