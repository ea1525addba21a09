//! What the user should know about a backup that was made all the same.

use std::time::Duration;

use crate::format;
use crate::tr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// `pg_dump` has not sent a byte for a while.
    Silent { after: Duration },
    /// `pg_dump` succeeded and yet had something to say, in its own words.
    PgDumpSaid { text: String },
    /// Enough room for this backup, hardly for the next one.
    LittleSpace { available_bytes: u64 },
    /// A finished backup of an interrupted run was published.
    Recovered { name: String },
    /// Something beside the dump could not be read for the manifest.
    FactsMissing { detail: String },
    /// The verification could not be noted in the manifest.
    NotRecorded { detail: String },
}

impl Warning {
    /// The sentence in the current language.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Silent { after } => tr!("warning-silent", seconds = after.as_secs()),
            Self::PgDumpSaid { text } => tr!("warning-pg-dump-said", text = text.as_str()),
            Self::LittleSpace { available_bytes } => {
                tr!("warning-little-space", available = format::bytes(*available_bytes))
            }
            Self::Recovered { name } => tr!("warning-recovered", name = name.as_str()),
            Self::FactsMissing { detail } => {
                tr!("warning-facts-missing", detail = detail.as_str())
            }
            Self::NotRecorded { detail } => tr!("warning-not-recorded", detail = detail.as_str()),
        }
    }

    /// Whether it still matters once the backup is done (exit 3), or only while it runs.
    #[must_use]
    pub fn outlasts_the_run(&self) -> bool {
        !matches!(self, Self::Silent { .. } | Self::Recovered { .. })
    }
}
