//! The configuration file: TOML, the default profile at the top, others under `profiles.NAME`.
//!
//! Invariants: we never write a password into it; comments survive [`Config::set`]; what is wrong in
//! one profile is an error of that profile, with its line, and of no other one.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{Document, DocumentMut, Item, TableLike};

use super::notify::{Mail, Notify};
use super::profile::{DEFAULT, Profile, Url};
use super::retention::{Every, Policy};
use super::table::{KEYS, Key, Kind, Place};
use crate::platform::partial_file;
use crate::report::error::{Error, Result};
use crate::report::i18n::Language;
use crate::report::i18n::tr;
use crate::report::secret::Secret;
use crate::schedule::Schedule;

/// A configuration that was read, or the empty one.
#[derive(Clone, Debug)]
pub struct Config {
    path: PathBuf,
    text: String,
    content: Content,
}

/// Each part, understood or with what is wrong in it.
#[derive(Clone, Debug, Default)]
struct Content {
    top: Part,
    /// In the order of the file.
    profiles: Vec<(String, Part)>,
    notify: Part,
}

#[derive(Clone, Debug, Default)]
struct Part {
    values: BTreeMap<&'static str, Value>,
    problem: Option<Problem>,
}

/// What stands for one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub texts: Vec<String>,
    /// Counted from 1.
    pub line: usize,
}

#[derive(Clone, Debug)]
struct Problem {
    line: usize,
    detail: String,
}

impl Config {
    /// Reads `path`; a file that is not there is an empty configuration. What is wrong with a value
    /// is told by whoever asks for its part.
    ///
    /// # Errors
    /// [`Error::ConfigUnreadable`], or [`Error::ConfigInvalid`] with the line of what is no TOML.
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
    pub fn path(&self) -> &Path {
        &self.path
    }

    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.content.top.text("language").and_then(Language::parse)
    }

    /// As it is written: what it means is the desktop's business, and no reason for a backup to
    /// fail. Empty for none.
    #[must_use]
    pub fn hotkey(&self) -> &str {
        let default = Key::named("hotkey").map_or("", |key| key.default);
        self.content.top.text("hotkey").unwrap_or(default)
    }

    /// Every name that [`profile`](Self::profile) takes, the default one first.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(DEFAULT).chain(self.content.profiles.iter().map(|(name, _)| name.as_str()))
    }

    /// # Errors
    /// [`Error::ProfileUnknown`], or [`Error::ConfigInvalid`] for what is wrong in this one.
    pub fn profile(&self, name: &str) -> Result<Profile> {
        let part = self.part_of(name)?;
        self.sound(part)?;
        let text = |key| part.text(key);
        let schedule = text("schedule").filter(|it| !it.is_empty()).map(Schedule::parse);
        Ok(Profile {
            name: name.to_owned(),
            url: text("url").map(|url| Url(url.to_owned())),
            dir: text("dir").map(PathBuf::from),
            pg_dump: text("pg_dump").map(PathBuf::from),
            schedule: schedule.transpose()?,
            retention: part.retention(),
            drill: part.drill(),
            alarm_ignore: part.list("alarm_ignore"),
            is_throwaway: false,
        })
    }

    /// Who is told.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] for what is wrong in this table.
    pub fn notify(&self) -> Result<Notify> {
        self.sound(&self.content.notify)?;
        Ok(self.content.notify.notify())
    }

    /// Who is to be told that a configuration is not understood: what is right in the table
    /// `[notify]`, whatever is wrong in it or around it.
    #[must_use]
    pub fn notify_of_broken(path: &Path) -> Notify {
        let text = Self::read(path).unwrap_or_default();
        let starts = std::iter::once(0).chain(text.match_indices("\n[").map(|(at, _)| at + 1));
        let starts: Vec<usize> = starts.collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let tables = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]);
        let wanted: String = tables.filter(|table| table.starts_with("[notify")).collect();
        parse(path, &wanted).map(|content| content.notify.notify()).unwrap_or_default()
    }

    /// The first thing that is wrong anywhere in the file.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`].
    pub fn check(&self) -> Result<()> {
        let Content { top, profiles, notify } = &self.content;
        let profiles = profiles.iter().map(|(_, part)| part);
        let parts = std::iter::once(top).chain(profiles).chain([notify]);
        let first = parts.filter(|part| part.problem.is_some());
        let first = first.min_by_key(|part| part.problem.as_ref().map(|problem| problem.line));
        first.map_or(Ok(()), |part| self.sound(part))
    }

    /// What the file says for a key; of a profile for those that each has.
    #[must_use]
    pub fn value(&self, profile: &str, key: &Key) -> Option<&Value> {
        let part = match key.place {
            Place::Profile => self.part_of(profile).ok()?,
            Place::Top => &self.content.top,
            Place::Notify => &self.content.notify,
        };
        part.values.get(key.name)
    }

    fn part_of(&self, name: &str) -> Result<&Part> {
        if name == DEFAULT {
            return Ok(&self.content.top);
        }
        let unknown = || Error::ProfileUnknown { name: name.to_owned() };
        let found = self.content.profiles.iter().find(|(other, _)| other == name);
        found.map(|(_, part)| part).ok_or_else(unknown)
    }

    fn sound(&self, part: &Part) -> Result<()> {
        match part.problem.clone() {
            None => Ok(()),
            Some(Problem { line, detail }) => {
                Err(Error::ConfigInvalid { path: self.path.clone(), line, detail })
            }
        }
    }

    /// Sets `key` (`url`, `profiles.NAME.dir`, `notify.ping` …) and writes the file. A list is
    /// given as TOML writes it, or as one text.
    ///
    /// # Errors
    /// An unknown key, a value that the key cannot have, a password in a URL; or the file cannot
    /// be written. It is then as before.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        self.change(&[(key, Some(value))])
    }

    /// Takes `key` away, with its comment, and writes the file; fine if it is not there.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn unset(&mut self, key: &str) -> Result<()> {
        self.change(&[(key, None)])
    }

    /// Sets keys, or takes away those without a value, in one write: what belongs together is in force
    /// together.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn change(&mut self, values: &[(&str, Option<&str>)]) -> Result<()> {
        for (key, value) in values {
            let (_, known) = path_of(key)?;
            value.map_or(Ok(()), |value| known.check(key, value))?;
        }
        self.check()?;
        let mut text = self.text.clone();
        for (key, value) in values {
            let (path, known) = path_of(key)?;
            text = match value {
                Some(value) => text_with(&text, &path, written(known, value)),
                None => text_without(&text, &path),
            };
        }
        self.put(&text)
    }

    fn put(&mut self, text: &str) -> Result<()> {
        let content = parse(&self.path, text)?;
        let new = Self { path: self.path.clone(), text: text.to_owned(), content };
        // What could not be read again is not written.
        new.check()?;
        self.write(text)?;
        *self = new;
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

impl Part {
    fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.texts.first().map(String::as_str)
    }

    /// An empty text is nothing here too.
    fn list(&self, key: &str) -> Vec<String> {
        let texts = self.values.get(key).map(|it| it.texts.clone()).unwrap_or_default();
        if texts == [""] { Vec::new() } else { texts }
    }

    /// Nothing unless the table says something: an upgrade must not begin to delete.
    fn retention(&self) -> Option<Policy> {
        let count = |key| self.text(key).and_then(|text| text.parse().ok());
        self.values.keys().any(|key| key.starts_with("retention.")).then(|| Policy {
            last: count("retention.keep_last").unwrap_or(0),
            hourly: count("retention.keep_hourly").unwrap_or(0),
            daily: count("retention.keep_daily").unwrap_or(0),
            weekly: count("retention.keep_weekly").unwrap_or(0),
            monthly: count("retention.keep_monthly").unwrap_or(0),
            yearly: count("retention.keep_yearly").unwrap_or(0),
            within: self.text("retention.keep_within").and_then(|text| text.parse().ok()),
            min: count("retention.keep_min").unwrap_or(Policy::MIN),
        })
    }

    fn drill(&self) -> Option<Every> {
        let default = Key::named("drill").map_or("", |key| key.default);
        self.text("drill").unwrap_or(default).parse().ok()
    }

    fn notify(&self) -> Notify {
        let text = |key| self.text(key).filter(|text| !text.is_empty());
        let secret = |key| text(key).map(Secret::new);
        let list = |key| self.list(key);
        let mail = || {
            let (from, server) = (text("notify.mail.from")?, secret("notify.mail.server")?);
            Some(Mail { to: list("notify.mail.to"), from: from.to_owned(), server })
        };
        Notify {
            ping: secret("notify.ping"),
            ntfy: secret("notify.ntfy"),
            webhook: secret("notify.webhook"),
            mail: mail().filter(|mail| !mail.to.is_empty()),
            metrics: text("notify.metrics").map(PathBuf::from),
            after: list("notify.after"),
        }
    }

    /// Takes what stands in `table`, whose keys begin with `prefix` in the list of all.
    fn take(&mut self, text: &str, place: &[Place], prefix: &str, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            let full = format!("{prefix}{name}");
            let line = line_of(text, table, name);
            if let Some(inner) = item.as_table_like()
                && Key::named(&full).is_none()
            {
                self.take(text, place, &format!("{full}."), inner);
                continue;
            }
            match understood(&full, place, item) {
                Ok((key, texts)) => {
                    self.values.insert(key.name, Value { texts, line });
                }
                Err(detail) if self.problem.as_ref().is_none_or(|first| line < first.line) => {
                    self.problem = Some(Problem { line, detail });
                }
                Err(_) => {}
            }
        }
    }
}

/// The key of this name, and what it says.
fn understood(
    name: &str,
    place: &[Place],
    item: &Item,
) -> std::result::Result<(&'static Key, Vec<String>), String> {
    let key = Key::named(name).filter(|key| place.contains(&key.place));
    let Some(key) = key else {
        return Err(match Key::nearest(name) {
            Some(nearest) => tr!("config-no-such-key-but", key = name, nearest = nearest),
            None => tr!("config-no-such-key", key = name),
        });
    };
    let texts = match (item.as_str(), item.as_array()) {
        (Some(text), _) => vec![text.to_owned()],
        _ if key.kind == Kind::Number => {
            let number = item.as_integer().ok_or_else(|| tr!("config-not-a-number", key = name))?;
            vec![number.to_string()]
        }
        (None, Some(list)) if key.kind == Kind::List => {
            let texts = list.iter().map(|it| it.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or_else(|| tr!("config-not-a-text", key = name))?
        }
        _ => return Err(tr!("config-not-a-text", key = name)),
    };
    for text in texts.iter().filter(|_| key.is_strict) {
        key.check(name, text).map_err(|error| one_line(&error))?;
    }
    Ok((key, texts))
}

/// What happened and what to do, as the end of another sentence.
fn one_line(error: &Error) -> String {
    let (message, advice) = (error.message(), error.advice());
    format!("{message} {advice}").trim_end_matches([' ', '.']).to_owned()
}

/// Where a key stands in the file, and which one it is.
fn path_of(full: &str) -> Result<(Vec<&str>, &'static Key)> {
    let unknown = || Error::ConfigKeyUnknown {
        key: full.to_owned(),
        known: KEYS.each_ref().map(|key| key.name).join(", "),
    };
    let key = |name: &str, is_profile: bool| {
        Key::named(name).filter(|key| !is_profile || key.place == Place::Profile)
    };
    if let Some(rest) = full.strip_prefix("profiles.") {
        // The name of a profile may have a dot in it, and that of a key.
        let split = Key::of_profiles().find_map(|it| {
            let name = rest.strip_suffix(it)?.strip_suffix('.')?;
            Some((name, &rest[name.len() + 1..]))
        });
        let (name, last) = split.ok_or_else(unknown)?;
        let known = key(last, true).filter(|_| !name.is_empty() && name != DEFAULT);
        let path = ["profiles", name].into_iter().chain(last.split('.')).collect();
        return Ok((path, known.ok_or_else(unknown)?));
    }
    Ok((full.split('.').collect(), key(full, false).ok_or_else(unknown)?))
}

fn text_with(text: &str, path: &[&str], value: toml_edit::Value) -> String {
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    // Comments that no key follows stay where they are: above.
    let above = if document.as_table().is_empty() { text } else { "" };
    if !above.is_empty() {
        document = DocumentMut::new();
    }
    let mut item = document.as_item_mut();
    for name in path {
        let in_section = item.as_table_like_mut().is_some();
        if !in_section {
            *item = section();
        }
        item = &mut item[*name];
    }
    replace(item, value);
    let gap = if above.is_empty() || above.ends_with('\n') { "" } else { "\n" };
    format!("{above}{gap}{document}")
}

fn text_without(text: &str, path: &[&str]) -> String {
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    let mut table: Option<&mut dyn TableLike> = Some(document.as_table_mut());
    if let Some((last, above)) = path.split_last() {
        for name in above {
            table = table.and_then(|it| it.get_mut(name)?.as_table_like_mut());
        }
        if let Some(table) = table {
            table.remove(last);
        }
    }
    document.to_string()
}

/// A value as the file has it.
fn written(key: &Key, value: &str) -> toml_edit::Value {
    let list = || value.parse::<toml_edit::Value>().ok().filter(toml_edit::Value::is_array);
    match key.kind {
        Kind::List => list().unwrap_or_else(|| toml_edit::Array::from_iter([value]).into()),
        Kind::Number => value.parse::<i64>().map_or_else(|_| value.into(), Into::into),
        Kind::Text => value.into(),
    }
}

/// With the comment that stands behind the former value.
fn replace(item: &mut Item, mut new: toml_edit::Value) {
    if let Some(former) = item.as_value() {
        new.decor_mut().clone_from(former.decor());
    }
    *item = Item::Value(new);
}

/// Holds other tables or keys; without a header of its own where it holds tables only.
fn section() -> Item {
    let mut table = toml_edit::Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

/// Counted from 1.
fn line_of(text: &str, table: &dyn TableLike, name: &str) -> usize {
    let span = table.get_key_value(name).and_then(|(key, item)| key.span().or_else(|| item.span()));
    line_at(text, span.map_or(0, |span| span.start))
}

fn line_at(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

fn parse(path: &Path, text: &str) -> Result<Content> {
    let document = Document::parse(text).map_err(|error| Error::ConfigInvalid {
        path: path.to_owned(),
        line: line_at(text, error.span().map_or(0, |span| span.start)),
        detail: error.message().to_owned(),
    })?;
    let mut content = Content::default();
    let mut top = document.as_table().clone();
    for name in ["profiles", "notify"] {
        let Some((key, item)) = top.remove_entry(name) else { continue };
        let line = line_at(text, key.span().map_or(0, |span| span.start));
        let Some(table) = item.as_table_like() else {
            let detail = tr!("config-not-a-table", key = name);
            content.top.problem = Some(Problem { line, detail });
            continue;
        };
        if name == "notify" {
            content.notify.take(text, &[Place::Notify], "notify.", table);
            continue;
        }
        for (profile, item) in table.iter() {
            let mut part = Part::default();
            if let Some(values) = item.as_table_like() {
                part.take(text, &[Place::Profile], "", values);
            } else {
                let detail = tr!("config-not-a-table", key = format!("profiles.{profile}"));
                part.problem = Some(Problem { line: line_of(text, table, profile), detail });
            }
            content.profiles.push((profile.to_owned(), part));
        }
    }
    content.top.take(text, &[Place::Profile, Place::Top], "", &top);
    Ok(content)
}

#[cfg(test)]
mod tests;
