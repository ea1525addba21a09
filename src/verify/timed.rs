//! A drill that nobody asks for: when it is due, where there is room for it, and what it says.
//!
//! Invariant: it takes no room that somebody may need, and no battery.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::drill;
use super::proof::Proof;
use crate::config::profile::Profile;
use crate::config::retention::Every;
use crate::folder::cloud;
use crate::folder::manifest::Manifest;
use crate::platform::free_space::{self, Space};
use crate::platform::{battery, log};
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::format;
use crate::report::i18n::tr;
use crate::report::progress::Silent;
use crate::restore::RestoreReport;

/// After one that failed: the next backup is another one, and may restore.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(20);

/// Where a backup was restored on trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a throwaway server of its own.
    Local,
    /// Beside the database, on its server.
    Server,
}

/// What became of a drill that was due.
#[derive(Debug)]
pub enum Drill {
    Proved(Place, Box<RestoreReport>),
    /// It is the backup that cannot be restored.
    Failed(Place, Error),
    /// It will be made after another backup.
    NotNow(NotNow),
}

/// Why none was made.
#[derive(Debug)]
pub enum NotNow {
    OnBattery,
    /// The file would have to be fetched.
    InCloud,
    /// How much the server's disk holds is not known here.
    RoomUnknown,
    NoRoom {
        needed_bytes: u64,
        available_bytes: u64,
    },
    /// Something that says nothing of the backup.
    Error(Error),
}

impl Place {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Server => "server",
        }
    }
}

impl NotNow {
    /// Stable name for `--json`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OnBattery => "on_battery",
            Self::InCloud => "in_cloud",
            Self::RoomUnknown => "room_unknown",
            Self::NoRoom { .. } => "no_room",
            Self::Error(error) => error.code(),
        }
    }

    /// For people, within a sentence.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::OnBattery => tr!("drill-on-battery"),
            Self::InCloud => tr!("drill-in-cloud"),
            Self::RoomUnknown => tr!("drill-room-unknown"),
            Self::NoRoom { needed_bytes, available_bytes } => tr!(
                "drill-no-room",
                needed = format::bytes(*needed_bytes),
                available = format::bytes(*available_bytes)
            ),
            Self::Error(error) => error.message().trim_end_matches('.').to_owned(),
        }
    }
}

/// PURE: whether one is due.
#[must_use]
pub fn is_due(every: Every, proof: &Proof, now: Timestamp) -> bool {
    // What a clock that was ahead has dated is lately too: nothing is tried again and again.
    let lately = |at: Timestamp, span: SignedDuration| now.duration_since(at) < span;
    match (&proof.failed, &proof.proved) {
        (Some(failed), _) => !lately(failed.at, AGAIN_AFTER),
        (None, Some(proved)) => {
            !lately(proved.at, SignedDuration::from_hours(24 * i64::from(every.days)))
        }
        (None, None) => true,
    }
}

/// PURE: what a database takes while it is restored, with its indexes and the server's own files, and
/// never the last fifth of a disk.
fn room(space: Space, database_bytes: u64) -> std::result::Result<(), NotNow> {
    let needed_bytes = database_bytes.saturating_mul(5) / 2;
    let left = space.available_bytes.saturating_sub(needed_bytes);
    if space.available_bytes > needed_bytes && left >= space.total_bytes / 5 {
        return Ok(());
    }
    let available_bytes = space.available_bytes;
    Err(NotNow::NoRoom { needed_bytes: needed_bytes + space.total_bytes / 5, available_bytes })
}

/// Restores the backup on trial and notes in its manifest what it says of it.
#[must_use]
pub fn run(profile: &Profile, file: &Path, manifest: &Manifest, cancel: &CancelToken) -> Drill {
    let (place, result) = match attempt(profile, file, manifest, cancel) {
        Ok(done) => done,
        Err(why) => return Drill::NotNow(why),
    };
    if let Err(error) = drill::record(file, &result) {
        log::line(&format!("drill: not noted: {}", error.message()));
    }
    match result {
        Ok(report) => Drill::Proved(place, Box::new(report)),
        Err(error) => Drill::Failed(place, error),
    }
}

type Attempt = std::result::Result<(Place, Result<RestoreReport>), NotNow>;

fn attempt(profile: &Profile, file: &Path, manifest: &Manifest, cancel: &CancelToken) -> Attempt {
    if battery::discharging_percent().is_some() {
        return Err(NotNow::OnBattery);
    }
    if cloud::is_elsewhere(file) {
        return Err(NotNow::InCloud);
    }
    let bytes = manifest.server.database_bytes.max(manifest.dump.bytes);
    let pg_dump = profile.pg_dump.as_deref();
    let (place, result) = if drill::server_programs(manifest, pg_dump).is_ok() {
        let space = free_space::of(&std::env::temp_dir()).ok_or(NotNow::RoomUnknown)?;
        room(space, bytes)?;
        (Place::Local, drill::local(manifest, file, pg_dump, cancel, &mut Silent))
    } else {
        let connection = profile.connection_to_write().map_err(NotNow::Error)?;
        room(space_of(&connection)?, bytes)?;
        (Place::Server, drill::on_server(&connection, file, cancel, &mut Silent))
    };
    match result {
        Err(error) if !drill::speaks_of_the_backup(&error) => Err(NotNow::Error(error)),
        result => Ok((place, result)),
    }
}

/// Of the disk on which the server keeps its databases, where that is this machine's.
fn space_of(connection: &Connection) -> std::result::Result<Space, NotNow> {
    if !connection.is_local() {
        return Err(NotNow::RoomUnknown);
    }
    let server = Server::connect(connection).map_err(NotNow::Error)?;
    let folder = server.data_directory().filter(|folder| folder.exists());
    folder.and_then(|folder| free_space::of(&folder)).ok_or(NotNow::RoomUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::proof::Drilled;

    #[test]
    fn a_drill_is_due_when_the_last_proof_is_old_and_a_day_after_a_failure() {
        let every = Every { days: 30 };
        let day = |day: i64| Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap();
        let drilled = |on| Some(Drilled { path: "a".into(), at: day(on), detail: String::new() });
        let due = |proved: Option<i64>, failed: Option<i64>, now| {
            let proof =
                Proof { proved: proved.and_then(drilled), failed: failed.and_then(drilled) };
            is_due(every, &proof, day(now))
        };
        assert!(due(None, None, 0));
        assert!(!due(Some(0), None, 29));
        assert!(due(Some(0), None, 30));
        assert!(!due(Some(0), Some(29), 29));
        assert!(due(Some(0), Some(29), 30));
        // The clock was ahead when it was made.
        assert!(!due(Some(400), None, 30));
    }

    #[test]
    fn a_drill_takes_no_room_that_somebody_may_need() {
        let fits = |available_bytes, total_bytes, database_bytes| {
            room(Space { available_bytes, total_bytes }, database_bytes).is_ok()
        };
        assert!(fits(450, 1000, 100));
        assert!(!fits(449, 1000, 100));
        assert!(!fits(240, 0, 100));
        assert!(!fits(1000, 1000, u64::MAX));
        assert!(fits(1000, 1000, 0));
    }
}
