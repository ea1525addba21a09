//! A server and a database as a manifest describes them: what a restore must know besides the dump.
//!
//! Invariant: names and types are those of the manifest's fields, which earlier versions wrote too.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type Unknown = Map<String, Value>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInfo {
    pub version: String,
    pub version_num: u32,
    pub system_identifier: Option<String>,
    /// `pg_database_size` at the time: scales the expected size of the next dump.
    pub database_bytes: u64,
    pub encoding: String,
    pub collation: String,
    pub ctype: String,
    /// `c` (libc), `i` (ICU) or `b` (builtin).
    pub locale_provider: String,
    pub locale: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub name: String,
    pub version: String,
}

/// What belongs to the database itself; `pg_dump` leaves it out without `--create`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseSettings {
    pub owner: String,
    pub acl: Option<Vec<String>>,
    pub parameters: Vec<Setting>,
    pub comment: Option<String>,
    /// Like the two below, nothing in the manifests of earlier versions. -1: no limit.
    #[serde(default)]
    pub connection_limit: Option<i32>,
    #[serde(default)]
    pub is_template: Option<bool>,
    /// Where the database itself is, and what has no tablespace of its own.
    #[serde(default)]
    pub tablespace: Option<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl DatabaseSettings {
    /// The value of a setting that the database has for every role, else for one of these.
    #[must_use]
    pub fn value(&self, name: &str, roles: &[&String]) -> Option<&str> {
        let of = |role: Option<&String>| {
            let settings = self.parameters.iter().filter(|it| it.role.as_ref() == role);
            let mut values = settings.flat_map(|setting| &setting.values);
            values.find_map(|value| value.strip_prefix(name)?.strip_prefix('='))
        };
        of(None).or_else(|| roles.iter().find_map(|role| of(Some(role))))
    }
}

/// `ALTER DATABASE … SET`, or `ALTER ROLE … IN DATABASE … SET` with a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub role: Option<String>,
    /// `name=value` each.
    pub values: Vec<String>,
}
