//! Which backups of a folder belong together: those of one profile's database that this installation
//! made. Two computers may share a folder, and two servers have a database of the same name.

use super::catalog::{Entry, State};
use super::manifest::{Manifest, Reason};
use crate::config::profile::{AD_HOC, Profile};
use crate::platform::{clock, installation};
use crate::report::error::Result;

/// What one history of backups has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    pub database: String,
    pub profile: String,
    /// This installation; nothing before its first backup, or where it cannot remember itself.
    pub installation: Option<String>,
}

impl Lineage {
    /// # Errors
    /// Those of [`Profile::place`].
    pub fn of(profile: &Profile) -> Result<Self> {
        Ok(Self::new(profile.place()?.database, &profile.name))
    }

    /// That of this installation.
    #[must_use]
    pub fn new(database: String, profile: &str) -> Self {
        Self { database, profile: profile.to_owned(), installation: installation::known() }
    }

    /// Whether a backup is one of them. What an earlier version made says no installation, and what
    /// was asked for with `--url` no profile: both are taken for ours.
    #[must_use]
    pub fn holds(&self, manifest: &Manifest) -> bool {
        let is_here = match &manifest.installation {
            None => true,
            Some(made_by) => self.installation.as_ref() == Some(made_by),
        };
        is_here
            && manifest.database == self.database
            && (manifest.profile == self.profile || manifest.profile == AD_HOC)
    }

    /// Whether it is known that this installation made it, so that it may delete it.
    #[must_use]
    pub fn made(&self, manifest: &Manifest) -> bool {
        manifest.installation.is_some() && self.holds(manifest)
    }

    /// The manifest of a whole backup of these that no drill has disproved.
    #[must_use]
    pub fn good<'e>(&self, entry: &'e Entry) -> Option<&'e Manifest> {
        if !matches!(entry.state, State::Complete | State::InCloud) {
            return None;
        }
        let manifest = entry.manifest.as_ref()?;
        (self.holds(manifest) && !manifest.is_incomplete()).then_some(manifest)
    }

    /// As [`good`](Self::good), of those only that are compared with each other: a safety backup or an
    /// import says nothing of how a database changes from day to day, one by `--url` may be of another
    /// server's database, and one from the future was made by a clock that was wrong.
    #[must_use]
    pub fn ordinary<'e>(&self, entry: &'e Entry) -> Option<&'e Manifest> {
        let is_ordinary = |it: &&Manifest| {
            it.reason != Reason::BeforeRestore
                && it.origin.is_none()
                && it.profile == self.profile
                && !it.is_from_the_future(clock::now())
        };
        self.good(entry).filter(is_ordinary)
    }
}
