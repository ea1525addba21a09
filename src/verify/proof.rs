//! What drills have said of the backups of a folder, by their manifests.

use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use crate::folder::catalog;
use crate::folder::lineage::Lineage;
use crate::folder::target::Target;
use crate::report::error::Result;

/// Proofs that are older than so many backups are not looked for.
const MOST_READ: usize = 1000;

/// Local times of one computer that travels.
const NAMES_DIFFER: SignedDuration = SignedDuration::from_hours(26);

/// The newest backup that a drill has restored, and a later one that it could not restore.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    pub proved: Option<Drilled>,
    pub failed: Option<Drilled>,
}

/// A backup that was restored on trial, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drilled {
    pub path: PathBuf,
    pub at: Timestamp,
    /// Why it failed, as the manifest has it; empty for a success.
    pub detail: String,
}

impl Proof {
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) if the folder cannot be listed.
    pub fn of(target: &Target, lineage: &Lineage) -> Result<Self> {
        let mut drilled: Vec<(Timestamp, bool, Drilled)> = Vec::new();
        let mut proved_at: Option<Timestamp> = None;
        catalog::seek(target, MOST_READ, "\"drill\"", &mut |entry| {
            let manifest = entry.manifest.as_ref().filter(|it| lineage.holds(it));
            let Some((manifest, drill)) = manifest.and_then(|it| Some((it, it.last_drill()?)))
            else {
                return ControlFlow::Continue(());
            };
            let made_at = manifest.created_at;
            // Names hold the local time, which is not always in order.
            if proved_at.is_some_and(|proved| proved.duration_since(made_at) > NAMES_DIFFER) {
                return ControlFlow::Break(());
            }
            if drill.ok {
                proved_at = proved_at.max(Some(made_at));
            }
            let detail = if drill.ok { String::new() } else { drill.detail.clone() };
            let it = Drilled { path: entry.path.clone(), at: drill.at, detail };
            drilled.push((made_at, drill.ok, it));
            ControlFlow::Continue(())
        })?;
        drilled.sort_by(|(a, _, one), (b, _, other)| (b, &other.path).cmp(&(a, &one.path)));
        let mut proof = Self::default();
        for (_, ok, it) in drilled {
            if ok {
                proof.proved = Some(it);
                break;
            }
            proof.failed.get_or_insert(it);
        }
        // What failed was restored since.
        let proved_at = proof.proved.as_ref().map(|it| it.at);
        proof.failed.take_if(|failed| proved_at.is_some_and(|at| at > failed.at));
        Ok(proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::manifest::tests::example;
    use crate::folder::manifest::{Verification, VerificationKind};

    /// Backups as `(name, made_at_s, Some(whether the drill worked))`.
    fn proof(backups: &[(&str, i64, Option<bool>)]) -> (Option<String>, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, second, drilled) in backups {
            let mut manifest = example();
            manifest.file.name = format!("{name}.sql.gz");
            manifest.file.bytes = 4;
            manifest.created_at = Timestamp::from_second(1_790_000_000 + second).unwrap();
            manifest.verifications = drilled
                .map(|ok| Verification {
                    at: Timestamp::from_second(1_790_000_100 + second).unwrap(),
                    kind: VerificationKind::Drill,
                    ok,
                    detail: String::new(),
                })
                .into_iter()
                .collect();
            let path = folder.path().join(&manifest.file.name);
            std::fs::write(&path, "good").unwrap();
            let beside = crate::folder::manifest::path_beside(&path);
            std::fs::write(beside, manifest.to_text()).unwrap();
        }
        let target = Target::open(Some(folder.path())).unwrap();
        let lineage = Lineage {
            database: "école".to_owned(),
            profile: "default".to_owned(),
            installation: None,
        };
        let proof = Proof::of(&target, &lineage).unwrap();
        let name = |it: Drilled| it.path.file_stem().unwrap().to_str().unwrap().to_owned();
        (proof.proved.map(name), proof.failed.map(name))
    }

    #[test]
    fn the_newest_proof_counts_and_only_a_later_failure_against_it() {
        let of = |name: &str| Some(format!("{name}.sql"));
        let (a, b) = ("b_20260921_000000", "b_20260922_000000");
        let day = 86_400;
        assert_eq!(proof(&[(a, 0, Some(true)), (b, day, None)]), (of(a), None));
        assert_eq!(proof(&[(a, 0, Some(true)), (b, day, Some(false))]), (of(a), of(b)));
        assert_eq!(proof(&[(a, 0, Some(false)), (b, day, Some(true))]), (of(b), None));
        assert_eq!(proof(&[(a, 0, None)]), (None, None));
    }

    #[test]
    fn two_backups_whose_names_are_not_in_order_are_told_apart_by_their_time() {
        let of = |name: &str| Some(format!("{name}.sql"));
        // Of the same second, and of the hour that comes twice.
        let (one, two) = ("b_20260921_000000", "b_20260921_000000_2");
        assert_eq!(proof(&[(one, 0, Some(true)), (two, 1, Some(false))]), (of(one), of(two)));
        assert_eq!(proof(&[(two, 0, Some(true)), (one, 1, Some(false))]), (of(two), of(one)));
    }
}
