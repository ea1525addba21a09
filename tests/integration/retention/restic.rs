//! The rules beside those of the real `restic forget`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use sauvegarde::config::retention::Policy;
use sauvegarde::retention::rules;
use serde_json::Value;

use crate::random::Random;

const SNAPSHOTS: usize = 60;
const NOTHING: Policy =
    Policy { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: None, min: 0 };

fn restic(repository: &Path) -> Command {
    let mut command = Command::new("restic");
    command.arg("--repo").arg(repository).arg("--no-cache").arg("--quiet");
    // Its calendar is that of the machine that asks.
    command.env("RESTIC_PASSWORD", "x").env("TZ", "UTC");
    command
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("restic is installed: apt-get install restic");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output.stdout
}

/// Moments that meet in all the ways that the rules tell apart: newest first.
fn moments() -> Vec<Zoned> {
    let mut random = Random::new();
    let gaps = [0, 20, 60, 300, 60 * 12, 60 * 24, 60 * 24, 60 * 24 * 3, 60 * 24 * 9, 60 * 24 * 40];
    let mut at: DateTime = "2024-03-31T12:30:00".parse().unwrap();
    let mut moments = Vec::new();
    while moments.len() < SNAPSHOTS {
        moments.push(at.to_zoned(TimeZone::UTC).unwrap());
        let minutes = gaps[random.below(gaps.len())] + 1 + i64::try_from(random.below(9)).unwrap();
        at = at.checked_sub(SignedDuration::from_mins(minutes)).unwrap();
    }
    moments
}

/// What restic would keep.
fn kept(repository: &Path, policy: &Policy) -> BTreeSet<Timestamp> {
    let mut command = restic(repository);
    command.args(["forget", "--dry-run", "--json", "--group-by", ""]);
    for (option, count) in [
        ("--keep-last", policy.last),
        ("--keep-hourly", policy.hourly),
        ("--keep-daily", policy.daily),
        ("--keep-weekly", policy.weekly),
        ("--keep-monthly", policy.monthly),
        ("--keep-yearly", policy.yearly),
    ] {
        if count > 0 {
            command.arg(option).arg(count.to_string());
        }
    }
    if let Some(within) = policy.within {
        command.arg("--keep-within").arg(within.to_string());
    }
    let answer = run(&mut command);
    let groups: Value = serde_json::from_slice(&answer).unwrap();
    let [group] = groups.as_array().unwrap().as_slice() else { panic!("{groups}") };
    let all = |name: &str| group[name].as_array().map_or(0, Vec::len);
    assert_eq!(all("keep") + all("remove"), SNAPSHOTS, "{group}");
    let time = |it: &Value| it["time"].as_str().unwrap().parse().unwrap();
    group["keep"].as_array().unwrap().iter().map(time).collect()
}

/// Whether this restic keeps the oldest where a rule has places left, as it does since 0.16.
fn keeps_the_oldest() -> bool {
    let said = String::from_utf8(run(Command::new("restic").arg("version"))).unwrap();
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(0), Some(16))
}

#[test]
fn what_stays_is_what_restic_forget_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let (repository, file) = (folder.path().join("repository"), folder.path().join("file"));
    std::fs::write(&file, "x").unwrap();
    run(restic(&repository).arg("init"));
    let moments = moments();
    // It spends its time on the key of the repository, alone.
    std::thread::scope(|scope| {
        for part in moments.chunks(SNAPSHOTS / 4) {
            let (repository, file) = (&repository, &file);
            scope.spawn(move || {
                for at in part {
                    let time = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
                    run(restic(repository).args(["backup", "--time", &time]).arg(file));
                }
            });
        }
    });
    let keeps_the_oldest = keeps_the_oldest();
    let within = |text: &str| text.parse().ok();
    for policy in [
        Policy { last: 7, daily: 14, weekly: 8, monthly: 12, yearly: 3, ..NOTHING },
        Policy { last: 5, ..NOTHING },
        Policy { hourly: 9, ..NOTHING },
        Policy { daily: 4, weekly: 2, ..NOTHING },
        Policy { weekly: 500, ..NOTHING },
        Policy { monthly: 6, yearly: 1, ..NOTHING },
        Policy { yearly: 50, ..NOTHING },
        Policy { within: within("1m"), ..NOTHING },
        Policy { within: within("1y2m3d4h"), hourly: 2, ..NOTHING },
        Policy { within: within("31d"), daily: 400, ..NOTHING },
    ] {
        let reasons = rules::apply(&moments, &policy);
        let ours = moments.iter().zip(reasons).filter(|(_, reasons)| !reasons.is_empty());
        let mut ours: BTreeSet<Timestamp> = ours.map(|(at, _)| at.timestamp()).collect();
        let theirs = kept(&repository, &policy);
        if !keeps_the_oldest {
            let oldest = moments.last().unwrap().timestamp();
            // Of an earlier restic the rest is compared.
            ours.retain(|at| *at != oldest || theirs.contains(at));
        }
        assert_eq!(ours, theirs, "{policy:?}");
    }
}
