//! A prune that is killed at any moment: no half of a backup, and in the end the same ones are left.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::*;
use crate::random::Random;

const KILLS: usize = 1000;
/// Folders that are pruned side by side.
const SHELVES: usize = 4;
/// Each backup goes in four steps, and after each of them may come the kill.
const STEPS: usize = 9;
/// Every fifth kill comes at a random moment instead, from outside.
const OUTSIDE: usize = 5;
const RETENTION: &str =
    "keep_last = 2\nkeep_daily = 5\nkeep_weekly = 3\nkeep_monthly = 4\nkeep_min = 3\n";

fn filled(random: &mut Random) -> (Shelf, Shelf) {
    let shelves = [Shelf::new(RETENTION), Shelf::new(RETENTION)];
    let mut hours = 0;
    for number in 0..60 {
        hours += 1 + i64::try_from(random.below(30)).unwrap();
        for shelf in &shelves {
            shelf.put_as(hours, |manifest| {
                if number % 13 == 4 {
                    manifest.reason = Reason::BeforeRestore;
                }
                if number % 17 == 5 {
                    manifest.alarms = vec![emptied()];
                }
            });
        }
    }
    let [killed, undisturbed] = shelves;
    (killed, undisturbed)
}

/// Whether all that has a manifest is whole; gives the dumps that have none.
#[track_caller]
fn orphans(shelf: &Shelf) -> BTreeSet<String> {
    let files: BTreeSet<String> = shelf.files().into_iter().collect();
    let manifests = files.iter().filter_map(|name| name.strip_suffix(".json"));
    for dump in manifests {
        assert!(files.contains(dump), "a manifest without its dump: {dump}");
        assert_eq!(fs::read(shelf.dir.join(dump)).unwrap(), b"good");
    }
    let has_dump = |name: &&String| name.ends_with(manifest::DUMP_SUFFIX);
    let is_alone = |name: &&String| has_dump(name) && !files.contains(&format!("{name}.json"));
    files.iter().filter(is_alone).cloned().collect()
}

/// Markers in the staging folder, as the names of their dumps.
fn begun(shelf: &Shelf) -> BTreeSet<String> {
    let staging = shelf.program.home.path().join("state/sauvegarde/staging");
    let folders = fs::read_dir(staging).into_iter().flatten().flatten();
    let names = folders.flat_map(|folder| crate::harness::names_in(&folder.path()));
    names.filter_map(|name| name.strip_suffix(".json.removed.tmp").map(str::to_owned)).collect()
}

fn kill_from_outside(shelf: &Shelf, moment: Duration) {
    let mut command = shelf.program.command(["prune", "--quiet"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// So many kills; gives how many of them left something begun, and how many folders were emptied.
fn kills(count: usize, mut random: Random) -> (usize, usize) {
    let (mut interrupted, mut settled) = (0, 0);
    let (mut killed, mut undisturbed) = filled(&mut random);
    let started = Instant::now();
    killed.prune(&["--dry-run"]);
    let run = started.elapsed();
    for kill in 0..count {
        if kill % OUTSIDE == 0 {
            kill_from_outside(&killed, run.mul_f64(random.next() * 1.5));
        } else {
            let mut command = killed.program.command(["prune", "--quiet"]);
            command.env("SAUVEGARDE_TEST_KILL", random.below(STEPS).to_string());
            command.output().unwrap();
        }
        let orphans = orphans(&killed);
        assert!(orphans.is_subset(&begun(&killed)), "kill {kill}: {orphans:?}");
        assert!(orphans.len() <= 1, "kill {kill}: {orphans:?}");
        interrupted += usize::from(!begun(&killed).is_empty());
        let is_settled = || removed(&killed.prune(&["--dry-run"])).is_empty();
        if kill + 1 == count || (kill % 8 == 0 && is_settled()) {
            killed.settle();
            undisturbed.settle();
            assert_eq!(killed.files(), undisturbed.files(), "kill {kill}");
            assert_eq!(orphans_of(&killed), [""; 0], "kill {kill}");
            assert_eq!(killed.program.staged(), [""; 0], "kill {kill}");
            settled += 1;
            (killed, undisturbed) = filled(&mut random);
        }
    }
    (interrupted, settled)
}

fn orphans_of(shelf: &Shelf) -> Vec<String> {
    orphans(shelf).into_iter().collect()
}

#[test]
fn killed_at_1000_moments_it_leaves_no_half_no_orphan_and_the_same_in_the_end() {
    let started = Instant::now();
    let mut seeds = Random::new();
    let threads: Vec<_> = (0..SHELVES)
        .map(|_| {
            let random = seeds.another();
            std::thread::spawn(move || kills(KILLS / SHELVES, random))
        })
        .collect();
    let (mut interrupted, mut settled) = (0, 0);
    for thread in threads {
        let found = thread.join().unwrap();
        (interrupted, settled) = (interrupted + found.0, settled + found.1);
    }
    println!(
        "{interrupted} of {KILLS} kills left something begun, {settled} folders to their end, {:?}",
        started.elapsed()
    );
    assert!(interrupted >= KILLS / 4, "{interrupted} kills left something begun");
}
