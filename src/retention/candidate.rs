//! A backup as the decision sees it: what its manifest and its file say that matters for staying.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::config::profile::AD_HOC;
use crate::folder::catalog::{self, Entry, State};
use crate::folder::cloud;
use crate::folder::lineage::Lineage;
use crate::folder::manifest::{Manifest, Reason};

/// One entry of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Of the dump file.
    pub path: PathBuf,
    /// Nothing where no manifest can be read.
    pub created_at: Option<Timestamp>,
    /// What its name says instead, where no manifest can be read.
    pub named_at: Option<Timestamp>,
    pub kind: Kind,
    /// Of the dump file, as its manifest says; 0 where it cannot be read.
    pub file_bytes: u64,
    /// A restore made it before it replaced a database.
    pub is_safety: bool,
    /// Its content would have to be fetched.
    pub in_cloud: bool,
    /// It was restored on trial, and the last time it worked.
    pub is_proved: bool,
    /// The note of its pin, which may be empty.
    pub pinned: Option<String>,
}

/// What a backup is worth, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another installation made it, an earlier version that did not say so, or it was made out of
    /// another tool's file.
    NotMadeHere,
    OtherDatabase,
    OtherProfile,
    /// Its manifest is in the cloud only, and was left there.
    Unknown,
    /// Not as its manifest says, or the manifest cannot be read.
    Damaged,
    MissingFile,
    /// Made without the rows of some tables.
    Incomplete,
    /// The last drill could not restore it.
    NotRestorable,
    /// It has an alarm that nobody has accepted.
    Suspicious,
    /// Nothing is known against it.
    Whole,
}

impl Kind {
    /// Whether it may go at all.
    #[must_use]
    pub fn may_go(self) -> bool {
        matches!(self, Self::Incomplete | Self::NotRestorable | Self::Suspicious | Self::Whole)
    }

    /// Whether this profile of this installation made it, whatever has become of it.
    #[must_use]
    pub fn is_ours(self) -> bool {
        self.may_go() || matches!(self, Self::Damaged | Self::MissingFile)
    }
}

impl Candidate {
    #[must_use]
    pub fn new(entry: Entry, lineage: &Lineage) -> Self {
        let Entry { path, state, manifest } = entry;
        // A damaged or disproved one may be there just as well, which its state does not say.
        let in_cloud = state == State::InCloud || cloud::is_elsewhere(&path);
        let Some(manifest) = manifest else {
            let kind = match state {
                State::MissingFile => Kind::MissingFile,
                State::InCloud => Kind::Unknown,
                _ => Kind::Damaged,
            };
            return Self {
                named_at: catalog::named_at(&path),
                path,
                created_at: None,
                kind,
                file_bytes: 0,
                is_safety: false,
                in_cloud,
                is_proved: false,
                pinned: None,
            };
        };
        Self {
            created_at: Some(manifest.created_at),
            named_at: None,
            kind: kind(&path, state, &manifest, lineage),
            file_bytes: manifest.file.bytes,
            is_safety: manifest.reason == Reason::BeforeRestore,
            in_cloud,
            is_proved: manifest.last_drill().is_some_and(|last| last.ok),
            pinned: manifest.pinned.map(|pin| pin.note),
            path,
        }
    }
}

fn kind(path: &Path, state: State, manifest: &Manifest, lineage: &Lineage) -> Kind {
    let is_here = manifest.installation.is_some()
        && manifest.installation == lineage.installation
        && manifest.origin.is_none()
        && catalog::is_named_as_ours(path);
    if !is_here {
        return Kind::NotMadeHere;
    }
    if manifest.database != lineage.database {
        return Kind::OtherDatabase;
    }
    // What was asked for with an address may be of another server's database of the same name.
    let is_elsewhere = manifest.profile == AD_HOC && lineage.profile != AD_HOC;
    if is_elsewhere || !lineage.made(manifest) {
        return Kind::OtherProfile;
    }
    match state {
        State::Damaged => Kind::Damaged,
        State::MissingFile => Kind::MissingFile,
        _ if manifest.is_incomplete() => Kind::Incomplete,
        State::NotRestorable => Kind::NotRestorable,
        _ if manifest.is_suspicious() => Kind::Suspicious,
        _ => Kind::Whole,
    }
}
