//! Every key of the configuration file: the one place where its name, its place, its kind, its
//! default, its sentence and what it may hold stand. The tables of the documentation are held
//! against it.

use super::keys::Keys;
use super::profile::Url;
use super::retention::{Every, Within};
use crate::postgres::connection::Parameters;
use crate::report::error::{Error, Result};
use crate::report::i18n::{LOADER, Language};
use crate::schedule::Schedule;

/// Where in the file a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At the top for the default profile, under `profiles.NAME` for another one.
    Profile,
    /// At the top only.
    Top,
    /// Under `notify`.
    Notify,
}

/// What its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// `["a", "b"]`, or one text.
    List,
    /// A whole number; in quotation marks too.
    Number,
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// As `config set` takes it, without the name of a profile.
    pub name: &'static str,
    pub place: Place,
    pub kind: Kind,
    /// What holds without it, as it would be written; empty for nothing.
    pub default: &'static str,
    /// The variable that stands in for it.
    pub variable: Option<&'static str>,
    /// Its value is shown to nobody.
    pub is_secret: bool,
    /// Whether a value that it cannot have keeps the profile from being used. What concerns the
    /// desktop alone is no reason for a backup to fail.
    pub is_strict: bool,
    /// Nothing where it can be any text.
    check: Option<Check>,
}

/// More backups than this of one kind nobody counts.
const MOST: u32 = 100_000;

/// Takes the key's full name and the value.
type Check = fn(&str, &str) -> Result<()>;

const ORDINARY: Key = Key {
    name: "",
    place: Place::Profile,
    kind: Kind::Text,
    default: "",
    variable: None,
    is_secret: false,
    is_strict: true,
    check: None,
};

const OF_NOTIFY: Key = Key { place: Place::Notify, ..ORDINARY };
const COUNT: Key = Key { kind: Kind::Number, check: Some(count), ..ORDINARY };
const ADDRESS: Key = Key { is_secret: true, check: Some(web_address), ..OF_NOTIFY };

/// In the order in which they are shown.
pub const KEYS: [Key; 24] = [
    Key {
        name: "url",
        variable: Some("DATABASE_URL"),
        is_strict: false,
        check: Some(database_address),
        ..ORDINARY
    },
    Key { name: "dir", ..ORDINARY },
    Key { name: "pg_dump", ..ORDINARY },
    Key { name: "schedule", check: Some(schedule), ..ORDINARY },
    Key { name: "drill", default: "30 days", check: Some(every), ..ORDINARY },
    Key { name: "alarm_ignore", kind: Kind::List, check: Some(pattern), ..ORDINARY },
    Key { name: "retention.keep_last", ..COUNT },
    Key { name: "retention.keep_hourly", ..COUNT },
    Key { name: "retention.keep_daily", ..COUNT },
    Key { name: "retention.keep_weekly", ..COUNT },
    Key { name: "retention.keep_monthly", ..COUNT },
    Key { name: "retention.keep_yearly", ..COUNT },
    Key { name: "retention.keep_within", check: Some(within), ..ORDINARY },
    Key { name: "retention.keep_min", default: "5", ..COUNT },
    Key {
        name: "hotkey",
        place: Place::Top,
        default: "Ctrl+Alt+S",
        is_strict: false,
        check: Some(hotkey),
        ..ORDINARY
    },
    Key { name: "language", place: Place::Top, check: Some(language), ..ORDINARY },
    Key { name: "notify.ping", ..ADDRESS },
    Key { name: "notify.ntfy", ..ADDRESS },
    Key { name: "notify.webhook", ..ADDRESS },
    Key { name: "notify.mail.to", kind: Kind::List, ..OF_NOTIFY },
    Key { name: "notify.mail.from", ..OF_NOTIFY },
    Key { name: "notify.mail.server", is_secret: true, check: Some(mail_server), ..OF_NOTIFY },
    Key { name: "notify.metrics", ..OF_NOTIFY },
    Key { name: "notify.after", kind: Kind::List, ..OF_NOTIFY },
];

impl Key {
    /// The key of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// What it is for, in the current language.
    #[must_use]
    pub fn sentence(&self) -> String {
        LOADER.get(&self.sentence_id())
    }

    fn sentence_id(&self) -> String {
        format!("config-key-{}", self.name.replace(['.', '_'], "-"))
    }

    /// Whether it can have this value; `full_name` is the one that the user wrote.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, full_name: &str, value: &str) -> Result<()> {
        self.check.map_or(Ok(()), |check| check(full_name, value))
    }

    /// The names that a profile may have.
    pub fn of_profiles() -> impl Iterator<Item = &'static str> {
        KEYS.iter().filter(|key| key.place == Place::Profile).map(|key| key.name)
    }

    /// The name that comes nearest to one that there is not.
    #[must_use]
    pub fn nearest(name: &str) -> Option<&'static str> {
        let near = |key: &Key| (key.name, distance(name, key.name));
        let nearest = KEYS.iter().map(near).min_by_key(|(_, distance)| *distance);
        nearest.filter(|(_, distance)| *distance <= 2).map(|(name, _)| name)
    }
}

/// Characters to change, add, take away or exchange with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least =
                (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

fn refused(key: &str, value: &str, allowed: &'static str) -> Error {
    Error::ConfigValueInvalid { key: key.to_owned(), value: value.to_owned(), allowed }
}

fn database_address(_: &str, value: &str) -> Result<()> {
    Parameters::parse(value)?;
    if Url(value.to_owned()).holds_password() {
        return Err(Error::ConfigHoldsPassword);
    }
    Ok(())
}

fn schedule(_: &str, value: &str) -> Result<()> {
    if value.is_empty() { Ok(()) } else { Schedule::parse(value).map(drop) }
}

/// Empty for never.
fn every(key: &str, value: &str) -> Result<()> {
    if value.is_empty() || value.parse::<Every>().is_ok() {
        return Ok(());
    }
    Err(refused(key, value, "30 days, 30 jours, 2 weeks, 1 month, \"\""))
}

fn within(key: &str, value: &str) -> Result<()> {
    if value.is_empty() || value.parse::<Within>().is_ok() {
        return Ok(());
    }
    Err(refused(key, value, "30d, 6m, 1y6m14d12h"))
}

fn count(key: &str, value: &str) -> Result<()> {
    match value.parse::<u32>() {
        Ok(0..=MOST) => Ok(()),
        _ => Err(refused(key, value, "0, 7, 365 …")),
    }
}

fn pattern(key: &str, value: &str) -> Result<()> {
    match glob::Pattern::new(value) {
        Ok(_) => Ok(()),
        Err(_) => Err(refused(key, value, "public.django_session, *.cache_*")),
    }
}

fn hotkey(key: &str, value: &str) -> Result<()> {
    if value.is_empty() || Keys::parse(value).is_ok() {
        return Ok(());
    }
    Err(refused(key, value, "Ctrl+Alt+S, Super+Shift+F9, F12 …"))
}

fn language(key: &str, value: &str) -> Result<()> {
    Language::parse(value).map(drop).ok_or_else(|| refused(key, value, "fr, en"))
}

/// Empty for nobody. The value is not repeated: whoever knows it can speak in our name.
fn web_address(key: &str, value: &str) -> Result<()> {
    let is_web = ["https://", "http://"].iter().any(|scheme| value.starts_with(scheme));
    if is_web || value.is_empty() {
        return Ok(());
    }
    Err(refused(key, "***", "https://…, http://…"))
}

fn mail_server(key: &str, value: &str) -> Result<()> {
    let login = value.strip_prefix("smtps://").or_else(|| value.strip_prefix("smtp://"));
    match login {
        // The keyring has it.
        Some(login) if login.rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) => {
            Err(Error::ConfigHoldsMailPassword)
        }
        Some(_) => Ok(()),
        None if value.is_empty() => Ok(()),
        None => Err(refused(key, "***", "smtps://user@host, smtp://user@host:587")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::i18n::speaking;

    #[test]
    fn every_key_has_its_sentence_and_no_name_comes_twice() {
        let mut names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEYS.len());
        for key in &KEYS {
            let id = key.sentence_id();
            assert!(LOADER.has(&id), "{id}");
        }
    }

    #[test]
    fn the_tables_of_the_documentation_say_what_the_keys_are() {
        for (language, page) in [
            (Language::English, include_str!("../../docs/configuration.md")),
            (Language::French, include_str!("../../docs/fr/configuration.md")),
        ] {
            let sentences = speaking(language);
            let row = |key: &Key| {
                let sentence = sentences.get(&key.sentence_id());
                let default = match key.default {
                    "" => String::new(),
                    value => format!("`{value}`"),
                };
                format!("| `{}` | {sentence} | {default} |", key.name)
            };
            let expected: Vec<String> = KEYS.iter().map(row).collect();
            let (_, rest) = page.split_once("<!-- keys -->").unwrap();
            let (table, _) = rest.split_once("<!-- /keys -->").unwrap();
            let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
            assert_eq!(rows, expected, "{}", language.code());
        }
    }

    #[test]
    fn a_wrong_name_is_told_the_nearest_one() {
        for (wrong, right) in [
            ("dri", Some("dir")),
            ("shedule", Some("schedule")),
            ("notify.webhok", Some("notify.webhook")),
            ("something", None),
        ] {
            assert_eq!(Key::nearest(wrong), right);
        }
    }

    #[test]
    fn a_secret_is_not_repeated() {
        for name in ["notify.ping", "notify.mail.server"] {
            let key = Key::named(name).unwrap();
            let error = key.check(name, "hc.example/4711").unwrap_err();
            assert!(!format!("{error:?} {error}").contains("4711"));
        }
        let mail = Key::named("notify.mail.server").unwrap();
        assert!(matches!(
            mail.check("", "smtps://u:secret@host"),
            Err(Error::ConfigHoldsMailPassword)
        ));
    }
}
