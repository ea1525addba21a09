//! What stays: each rule by itself, then random histories beside a slow reference.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp, Zoned};

use super::candidate::{Candidate, Kind};
use super::decide::{Decision, decide};
use super::why::Why;
use crate::config::retention::Policy;
use crate::report::error::Freeze;

mod random;
mod reference;

const NOTHING: Policy =
    Policy { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: None, min: 0 };

fn now() -> Zoned {
    "2026-12-01T12:00:00+01:00[Europe/Paris]".parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    local.to_zoned(now().time_zone().clone()).unwrap().timestamp()
}

/// A good one, made at this local time.
fn good(text: &str) -> Candidate {
    Candidate {
        path: PathBuf::from(text.replace([' ', ':'], "_")),
        named_at: None,
        created_at: Some(at(text)),
        kind: Kind::Whole,
        file_bytes: 1,
        is_safety: false,
        in_cloud: false,
        is_proved: false,
        pinned: None,
    }
}

/// One a day, at noon, this many days before now.
fn day(before: i64) -> Candidate {
    let made = now().timestamp().checked_sub(SignedDuration::from_hours(24 * before)).unwrap();
    let name = format!("day {before:04}");
    Candidate { path: name.into(), created_at: Some(made), ..good("2026-01-01 00:00") }
}

fn as_kind(kind: Kind, candidate: Candidate) -> Candidate {
    Candidate { kind, ..candidate }
}

fn decided(candidates: &[Candidate], policy: &Policy) -> Decision {
    decide(candidates, Some(policy), None, &now())
}

/// Decides until nothing goes any more; what stays then, newest first.
fn settled(candidates: &[Candidate], policy: &Policy) -> Vec<(Candidate, Vec<Why>)> {
    let mut left = candidates.to_vec();
    loop {
        let decision = decided(&left, policy);
        let stays = |it: &Candidate| {
            let verdict = decision.verdicts.iter().find(|verdict| verdict.path == it.path);
            !verdict.unwrap().reasons.is_empty()
        };
        let before = left.len();
        left.retain(stays);
        if left.len() == before {
            let found = decision.verdicts.into_iter().map(|verdict| {
                let it = left.iter().find(|it| it.path == verdict.path).unwrap();
                (it.clone(), verdict.reasons)
            });
            return found.collect();
        }
    }
}

/// As programs read it: name and reasons.
fn told(candidates: &[Candidate], policy: &Policy) -> Vec<String> {
    let line = |(it, reasons): &(Candidate, Vec<Why>)| {
        let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        format!("{}: {}", it.path.display(), reasons.join(", "))
    };
    settled(candidates, policy).iter().map(line).collect()
}

#[test]
fn each_rule_names_its_period() {
    let policy =
        Policy { last: 1, hourly: 1, daily: 2, weekly: 2, monthly: 2, yearly: 2, ..NOTHING };
    let backups = [
        good("2026-11-30 14:10"),
        good("2026-11-30 08:00"),
        good("2026-11-29 23:59"),
        good("2026-11-23 00:00"),
        good("2026-10-31 12:00"),
        good("2026-01-03 12:00"),
        good("2025-12-31 12:00"),
        good("2025-01-01 12:00"),
    ];
    assert_eq!(
        told(&backups, &policy),
        [
            "2026-11-30_14_10: newest good, last, hourly 2026-11-30 14h, daily 2026-11-30, \
             weekly 2026-W49, monthly 2026-11, yearly 2026",
            "2026-11-29_23_59: daily 2026-11-29, weekly 2026-W48",
            "2026-10-31_12_00: monthly 2026-10",
            "2025-12-31_12_00: yearly 2025",
        ]
    );
}

#[test]
fn weeks_are_those_of_iso_8601_with_their_year() {
    let policy = Policy { weekly: 3, ..NOTHING };
    // 2021-01-03 is a Sunday of the last week of 2020.
    let backups =
        [good("2021-01-04 12:00"), good("2021-01-03 12:00"), good("2020-12-28 12:00"), day(900)];
    let told = told(&backups, &Policy { weekly: 2, ..policy });
    assert_eq!(told[0], "day 0900: newest good, weekly 2024-W24");
    assert_eq!(told[1], "2021-01-04_12_00: weekly 2021-W01");
    assert_eq!(told.len(), 2);
}

#[test]
fn a_rule_that_has_places_left_takes_the_oldest_too() {
    let backups = [good("2026-11-30 12:00"), good("2026-11-20 12:00"), good("2026-11-02 12:00")];
    assert_eq!(
        told(&backups, &Policy { monthly: 12, ..NOTHING }),
        ["2026-11-30_12_00: newest good, monthly 2026-11", "2026-11-02_12_00: monthly 2026-11"]
    );
}

#[test]
fn within_counts_from_the_newest_and_leaves_out_its_very_end() {
    let policy = Policy { within: "30d".parse().ok(), ..NOTHING };
    let backups = [day(300), day(329), day(330), day(331)];
    assert_eq!(
        told(&backups, &policy),
        ["day 0300: newest good, within 30d", "day 0329: within 30d"]
    );
}

#[test]
fn a_month_before_the_31st_may_be_a_day_of_the_same_month() {
    let policy = Policy { within: "1m".parse().ok(), ..NOTHING };
    let backups = [good("2026-03-31 12:00"), good("2026-03-03 12:01"), good("2026-03-03 12:00")];
    assert_eq!(
        told(&backups, &policy),
        ["2026-03-31_12_00: newest good, within 1m", "2026-03-03_12_01: within 1m"]
    );
}

#[test]
fn without_a_policy_everything_stays() {
    let backups = [day(0), day(1), as_kind(Kind::Incomplete, day(999))];
    for policy in [None, Some(&NOTHING)] {
        let decision = decide(&backups, policy, Some(at("2026-11-01 00:00")), &now());
        assert!(!decision.has_policy && decision.frozen.is_none());
        for verdict in decision.verdicts {
            assert_eq!(verdict.reasons, [Why::NoPolicy]);
        }
    }
}

#[test]
fn months_without_a_backup_let_nothing_expire() {
    let policy = Policy { within: "7d".parse().ok(), ..NOTHING };
    let backups: Vec<Candidate> = (300..307).map(day).collect();
    assert_eq!(settled(&backups, &policy).len(), 7);
}

#[test]
fn the_last_few_good_ones_stay_whatever_the_rest_says() {
    let backups: Vec<Candidate> = (0..9).map(day).collect();
    let policy = Policy { last: 1, min: 3, ..NOTHING };
    let told = told(&backups, &policy);
    assert_eq!(told, ["day 0000: newest good, last", "day 0001: minimum", "day 0002: minimum"]);
}

#[test]
fn pins_proofs_and_what_is_in_the_cloud_only_stay() {
    let pinned = |note: &str, it| Candidate { pinned: Some(note.to_owned()), ..it };
    let proved = |it| Candidate { is_proved: true, ..it };
    let backups = [
        day(0),
        proved(day(50)),
        proved(day(51)),
        pinned("avant migration", day(52)),
        pinned("", as_kind(Kind::Suspicious, day(53))),
        Candidate { in_cloud: true, ..day(54) },
        day(55),
    ];
    assert_eq!(
        told(&backups, &Policy { last: 1, ..NOTHING }),
        [
            "day 0000: newest good, last",
            "day 0050: newest proved",
            "day 0052: pinned \"avant migration\"",
            "day 0053: pinned, suspicious",
            "day 0054: cloud only",
        ]
    );
}

#[test]
fn what_was_not_made_here_or_is_not_whole_is_not_touched() {
    let backups = [
        day(0),
        as_kind(Kind::NotMadeHere, day(90)),
        as_kind(Kind::OtherDatabase, day(91)),
        as_kind(Kind::OtherProfile, day(92)),
        as_kind(Kind::Damaged, day(93)),
        as_kind(Kind::MissingFile, day(94)),
        Candidate { created_at: None, in_cloud: true, ..as_kind(Kind::Unknown, day(95)) },
        day(96),
    ];
    assert_eq!(
        told(&backups, &Policy { last: 1, ..NOTHING }),
        [
            "day 0000: newest good, last",
            "day 0090: not made here",
            "day 0091: other database",
            "day 0092: other profile",
            "day 0093: damaged",
            "day 0094: missing file",
            "day 0095: cloud only",
        ]
    );
}

#[test]
fn safety_backups_stay_for_thirty_days_and_the_newest_three() {
    let safety = |before| Candidate { is_safety: true, ..day(before) };
    let policy = Policy { last: 1, ..NOTHING };
    let early = [day(0), safety(40), safety(41), safety(42), safety(43)];
    assert_eq!(
        told(&early, &policy),
        ["day 0000: newest good, last", "day 0040: safety", "day 0041: safety", "day 0042: safety"]
    );
    let late: Vec<Candidate> =
        [day(0)].into_iter().chain((1..=5).map(safety)).chain([safety(30), safety(29)]).collect();
    let kept = settled(&late, &policy);
    assert_eq!(kept.len(), 7, "{kept:?}");
    assert!(kept.iter().all(|(it, _)| it.path != safety(30).path));
}

#[test]
fn what_is_no_good_one_fills_no_place_and_goes_in_its_time() {
    let kinds = [
        (Kind::Incomplete, "incomplete"),
        (Kind::NotRestorable, "not restorable"),
        (Kind::Suspicious, "suspicious"),
    ];
    for (kind, word) in kinds {
        let bad = |before| as_kind(kind, day(before));
        let backups = [day(0), bad(1), day(2), bad(40), bad(41), bad(42)];
        assert_eq!(
            told(&backups, &Policy { last: 2, ..NOTHING }),
            [
                "day 0000: newest good, last".to_owned(),
                format!("day 0001: {word}"),
                "day 0002: last".to_owned(),
                format!("day 0040: {word}"),
                format!("day 0041: {word}"),
            ]
        );
    }
}

#[test]
fn nothing_goes_because_of_a_newest_that_is_no_good_one() {
    for kind in [Kind::Incomplete, Kind::NotRestorable, Kind::Suspicious, Kind::Damaged] {
        let backups = [as_kind(kind, day(0)), day(1), day(2)];
        let decision = decided(&backups, &Policy { last: 1, ..NOTHING });
        assert_eq!(decision.verdicts[2].reasons, [Why::NewestNotGood], "{kind:?}");
    }
    // A safety backup or a foreign one is no measure.
    let safety = Candidate { is_safety: true, ..day(0) };
    let backups = [as_kind(Kind::NotMadeHere, day(0)), safety, day(1), day(2)];
    assert!(decided(&backups, &Policy { last: 1, ..NOTHING }).verdicts[3].reasons.is_empty());
}

#[test]
fn an_open_alarm_freezes() {
    let since = at("2026-11-20 12:00");
    let backups = [day(0), day(1)];
    let decision = decide(&backups, Some(&Policy { last: 1, ..NOTHING }), Some(since), &now());
    let frozen = decision.frozen.unwrap();
    assert_eq!((frozen.since, frozen.why), (since, Freeze::Alarm));
    assert_eq!(decision.verdicts[1].reasons, [Why::Frozen]);
}

#[test]
fn a_clock_that_went_back_a_day_freezes_and_one_of_an_hour_does_not() {
    let policy = Policy { last: 1, ..NOTHING };
    let decision = decided(&[day(-2), day(1), day(2)], &policy);
    let frozen = decision.frozen.unwrap();
    assert_eq!((Some(frozen.since), frozen.why), (day(-2).created_at, Freeze::Clock));
    assert_eq!(decision.verdicts[0].reasons, [Why::FromTheFuture]);
    assert_eq!(decision.verdicts[2].reasons, [Why::Frozen]);
    let soon = now().timestamp().checked_add(SignedDuration::from_hours(1)).unwrap();
    let soon = Candidate { created_at: Some(soon), path: "soon".into(), ..day(0) };
    let decision = decided(&[soon, day(1), day(2)], &policy);
    assert_eq!(decision.frozen, None);
    assert_eq!(decision.verdicts[0].reasons, [Why::FromTheFuture]);
    assert_eq!(decision.verdicts[1].reasons, [Why::NewestGood, Why::Last]);
    assert!(decision.verdicts[2].reasons.is_empty());
    // What another installation says of the time is its own affair.
    let decision = decided(&[as_kind(Kind::NotMadeHere, day(-2)), day(1)], &policy);
    assert_eq!(decision.frozen, None);
}

#[test]
fn three_or_every_fifth_go_in_one_run_the_oldest_first() {
    let policy = Policy { last: 1, ..NOTHING };
    for (count, most) in [(2, 1), (4, 3), (10, 3), (15, 3), (20, 4), (100, 20)] {
        let backups: Vec<Candidate> = (0..count).map(day).collect();
        let verdicts = decided(&backups, &policy).verdicts;
        let goes = |it: &super::decide::Verdict| it.reasons.is_empty();
        assert_eq!(verdicts.iter().filter(|it| goes(it)).count(), most, "{count}");
        assert!(verdicts[verdicts.len() - most..].iter().all(goes));
    }
}

#[test]
fn an_hour_that_comes_twice_is_one() {
    let twice = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"];
    let backups = twice.map(|text| {
        let created_at = text.parse().ok();
        Candidate { created_at, path: text.into(), ..day(0) }
    });
    assert_eq!(
        told(&[backups.clone(), [day(90), day(91)]].concat(), &Policy { hourly: 1, ..NOTHING }),
        ["2026-10-25T02:30:00+01:00: newest good, hourly 2026-10-25 02h"]
    );
}
