//! What texts mean, which are refused, and the slots around clock changes; then random schedules
//! against a reference that walks over all minutes.

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::report::chance;
use crate::report::i18n::{Language, speaking};

mod reference;

fn schedule(text: &str) -> Schedule {
    Schedule::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn at(text: &str) -> Zoned {
    text.parse().unwrap()
}

/// Texts, and what they mean in English and in French.
const MEANINGS: &[(&[&str], &str, &str)] = &[
    (
        &["hourly", "Horaire", "every hour", "toutes les heures", "0 * * * *"],
        "every hour",
        "toutes les heures",
    ),
    (
        &["every 4h", "toutes les 4h", "every 4 hours", "Toutes les 4 heures", "0 */4 * * *"],
        "every 4 hours, from midnight on",
        "toutes les 4 heures à partir de minuit",
    ),
    (
        &["every 30min", "toutes les 30min", "TOUTES LES 30 MINUTES", "*/30 * * * *"],
        "every 30 minutes",
        "toutes les 30 minutes",
    ),
    (
        &["every 5h"],
        "every day at 00:00, 05:00, 10:00, 15:00 and 20:00",
        "tous les jours à 00:00, 05:00, 10:00, 15:00 et 20:00",
    ),
    (
        &["every 24h", "daily midnight", "quotidien minuit"],
        "every day at 00:00",
        "tous les jours à 00:00",
    ),
    (
        &[
            "daily 12:30",
            "  DAILY\t12:30 ",
            "every day at 12:30",
            "quotidien 12:30",
            "tous les jours 12:30",
            "Tous les jours à 12h30",
            "chaque jour à 12\u{a0}h\u{a0}30",
            "30 12 * * *",
        ],
        "every day at 12:30",
        "tous les jours à 12:30",
    ),
    (
        &["daily 12:30, 18:00", "daily 18:00 12:30 12h30", "quotidien 12h30, 18h"],
        "every day at 12:30 and 18:00",
        "tous les jours à 12:30 et 18:00",
    ),
    (
        &[
            "weekdays 12:30",
            "ouvrés 12:30",
            "ouvres 12h30",
            "jours ouvrés 12:30",
            "tous les jours ouvrés à 12:30",
            "lundi mardi mercredi jeudi vendredi 12:30",
            "30 12 * * 1-5",
            "30 12 * * mon-fri",
        ],
        "Monday to Friday at 12:30",
        "du lundi au vendredi à 12:30",
    ),
    (
        &[
            "monday, thursday 03:00",
            "mon,thu 3:00",
            "Thursday and monday at 03:00",
            "lundi, jeudi 03:00",
            "tous les lundis et jeudis à 3h",
            "0 3 * * 1,4",
        ],
        "every Monday and Thursday at 03:00",
        "les lundis et jeudis à 03:00",
    ),
    (
        &["dimanche 3h, 15h", "sun 15:00 03:00", "0 3,15 * * 7", "0 3,15 * * 0"],
        "every Sunday at 03:00 and 15:00",
        "les dimanches à 03:00 et 15:00",
    ),
    (
        &[
            "monthly 1 03:00",
            "mensuel 1 03:00",
            "mensuel 1er 3h",
            "tous les mois le 1er à 3 h",
            "0 3 1 * *",
        ],
        "on the 1st of every month at 03:00",
        "le 1er de chaque mois à 03:00",
    ),
    (
        &["monthly 1, 15 03:00", "mensuel 15, 1er 3h"],
        "on the 1st and 15th of every month at 03:00",
        "le 1er et le 15 de chaque mois à 03:00",
    ),
    (
        &["monthly 31 03:00"],
        "on the 31st of every month, or its last day where it is shorter, at 03:00",
        "le 31 de chaque mois, ou le dernier jour si le mois est plus court, à 03:00",
    ),
    (&["0 0 29 2 *"], "by the cron line “0 0 29 2 *”", "selon la ligne cron « 0 0 29 2 * »"),
];

#[test]
fn every_form_means_what_it_says_in_both_languages() {
    let (french, english) = (speaking(Language::French), speaking(Language::English));
    for (texts, in_english, in_french) in MEANINGS {
        for text in *texts {
            let Schedule { calendar, .. } = schedule(text);
            let meaning = |language| {
                let language = if language == Language::French { &french } else { &english };
                meaning::spoken(language, &calendar, text)
            };
            assert_eq!(meaning(Language::English), *in_english, "{text}");
            assert_eq!(meaning(Language::French), *in_french, "{text}");
        }
    }
}

#[test]
fn what_is_refused_is_pointed_at_with_what_was_probably_meant() {
    for (text, at, word, nearest) in [
        ("", 1, "", Some("daily 12:30")),
        (" , ", 1, "", Some("daily 12:30")),
        ("12:30", 1, "12:30", Some("daily 12:30")),
        ("dayly 12:30", 1, "dayly", Some("daily")),
        ("quotidient 12:30", 1, "quotidient", Some("quotidien")),
        ("xyz 12:30", 1, "xyz", None),
        ("daily", 1, "daily", Some("daily 12:30")),
        ("daily 25:00", 7, "25:00", Some("23:00")),
        ("daily 12:30, 18:75", 14, "18:75", Some("18:59")),
        ("daily 12.30", 7, "12.30", Some("12:30")),
        ("quotidien 1230", 11, "1230", Some("12:30")),
        ("daily 12", 7, "12", Some("12:00")),
        ("lundi, jeudy 03:00", 8, "jeudy", Some("jeudi")),
        ("mon thrusday 03:00", 5, "thrusday", Some("thursday")),
        ("é 12:30", 1, "é", None),
        ("every", 1, "every", Some("daily 12:30")),
        ("every 0h", 7, "0h", Some("1h")),
        ("every 25h", 7, "25h", Some("24h")),
        ("toutes les 7min", 12, "7min", Some("8min")),
        ("every 2 minutes", 7, "2", Some("5")),
        ("every 1000min", 7, "1000min", Some("720min")),
        ("every 4", 7, "4", Some("4h")),
        ("every 4 days", 9, "days", Some("h")),
        ("every 4d", 7, "4d", Some("4h")),
        ("every 4h 12:30", 10, "12:30", None),
        ("monthly 0 03:00", 9, "0", Some("1")),
        ("monthly 32 03:00", 9, "32", Some("31")),
        ("monthly 03:00", 9, "03:00", Some("1 03:00")),
        ("monthly", 1, "monthly", Some("monthly 1 03:00")),
        ("monthly 1", 9, "1", Some("1 12:30")),
        ("30 12 *", 1, "30 12 *", Some("30 12 * * *")),
        ("30 12 * * * *", 13, "*", None),
        ("60 12 * * *", 1, "60", Some("59")),
        ("30 24 * * *", 4, "24", Some("23")),
        ("0 0 0 * *", 5, "0", Some("1")),
        ("0 0 * 13 *", 7, "13", Some("12")),
        ("0 0 * * 8", 9, "8", Some("7")),
        ("0 0 * * x", 9, "x", None),
        ("0 0 L * *", 5, "L", None),
        ("0 0 15W * *", 5, "15W", None),
        ("0 0 * * 5#3", 9, "5#3", None),
        ("*/0 0 * * *", 1, "*/0", None),
        ("0 0 31 2 *", 5, "31", None),
        ("0 0 30 feb *", 5, "30", None),
    ] {
        let error = Schedule::parse(text).unwrap_err();
        let Error::ScheduleInvalid { text: told, at: place, word: wrong, nearest: meant } = error
        else {
            panic!("{text}: {error:?}")
        };
        assert_eq!((place, wrong.as_str(), meant.as_deref()), (at, word, nearest), "{text}");
        assert_eq!(told, text);
    }
}

/// The slots after a moment, as far as their own times of day tell them.
fn slots(text: &str, from: &str, count: usize) -> Vec<String> {
    let schedule = schedule(text);
    let next = |now: &Zoned| schedule.next_slot(now);
    let found = std::iter::successors(next(&at(from)), next).take(count);
    found.map(|slot| slot.strftime("%F %H:%M%:z").to_string()).collect()
}

#[test]
fn a_slot_in_a_gap_is_at_its_end_and_one_in_an_overlap_comes_once() {
    let paris = "2026-03-28T12:00[Europe/Paris]";
    assert_eq!(
        slots("daily 02:30", paris, 2),
        ["2026-03-29 03:00+02:00", "2026-03-30 02:30+02:00"]
    );
    // Those of one gap are one, also with the one that is at its end anyway.
    assert_eq!(
        slots("daily 02:00, 02:30, 03:00, 03:30", paris, 3),
        ["2026-03-29 03:00+02:00", "2026-03-29 03:30+02:00", "2026-03-30 02:00+02:00"]
    );
    assert_eq!(
        slots("hourly", "2026-10-25T00:30[Europe/Paris]", 4),
        [
            "2026-10-25 01:00+02:00",
            "2026-10-25 02:00+02:00",
            "2026-10-25 03:00+01:00",
            "2026-10-25 04:00+01:00"
        ]
    );
    // While the hour passes for the second time, its slots are behind.
    let second = at("2026-10-25T02:10+01:00[Europe/Paris]");
    let last = schedule("daily 02:30").last_slot(&second).unwrap();
    assert_eq!(last, at("2026-10-25T02:30+02:00[Europe/Paris]"));
    assert_eq!(
        slots("daily 00:00, 00:30", "2026-03-07T12:00[America/Havana]", 2),
        ["2026-03-08 01:00-04:00", "2026-03-09 00:00-04:00"]
    );
    assert_eq!(
        slots("every 15min", "2026-10-04T01:40[Australia/Lord_Howe]", 3),
        ["2026-10-04 01:45+10:30", "2026-10-04 02:30+11:00", "2026-10-04 02:45+11:00"]
    );
    assert_eq!(
        slots("every 15min", "2026-04-05T01:40+11:00[Australia/Lord_Howe]", 3),
        ["2026-04-05 01:45+11:00", "2026-04-05 02:00+10:30", "2026-04-05 02:15+10:30"]
    );
    assert_eq!(
        slots("daily 12:30, 18:00", "2011-12-29T15:00[Pacific/Apia]", 3),
        ["2011-12-29 18:00-10:00", "2011-12-31 00:00+14:00", "2011-12-31 12:30+14:00"]
    );
}

#[test]
fn rare_days_are_found_far_away() {
    let last = |text: &str, now: &str| schedule(text).last_slot(&at(now)).unwrap().to_string();
    assert_eq!(last("0 0 29 2 *", "2104-02-28T00:00[UTC]"), "2096-02-29T00:00:00+00:00[UTC]");
    let next = |text: &str, now: &str| schedule(text).next_slot(&at(now)).unwrap().to_string();
    assert_eq!(next("0 0 29 2 *", "1896-03-01T00:00[UTC]"), "1904-02-29T00:00:00+00:00[UTC]");
    // A list that begins with an asterisk is cron's way to ask for both.
    assert_eq!(next("0 0 29 2 */7", "2004-03-01T00:00[UTC]"), "2032-02-29T00:00:00+00:00[UTC]");
    assert_eq!(next("0 0 29 2 */7", "2088-03-01T00:00[UTC]"), "2128-02-29T00:00:00+00:00[UTC]");
    assert_eq!(next("monthly 31 03:00", "2026-02-01T00:00[UTC]"), "2026-02-28T03:00:00+00:00[UTC]");
    assert_eq!(next("monthly 30 03:00", "2028-02-01T00:00[UTC]"), "2028-02-29T03:00:00+00:00[UTC]");
    assert_eq!(next("0 3 31 * *", "2026-02-01T00:00[UTC]"), "2026-03-31T03:00:00+00:00[UTC]");
    assert_eq!(next("0 0 * 12 *", "2026-12-31T12:00[UTC]"), "2027-12-01T00:00:00+00:00[UTC]");
}

#[test]
fn nothing_is_beyond_the_ends_of_the_calendar() {
    let daily = schedule("daily 12:30");
    let first = Timestamp::MIN.to_zoned(jiff::tz::TimeZone::UTC);
    let last = Timestamp::MAX.to_zoned(jiff::tz::TimeZone::UTC);
    assert_eq!((daily.last_slot(&first), daily.next_slot(&last)), (None, None));
    assert!(daily.next_slot(&first).is_some() && daily.last_slot(&last).is_some());
    for now in ["0001-01-01T00:00[Europe/Paris]", "9998-12-31T23:59[Europe/Paris]"] {
        assert!(daily.last_slot(&at(now)).is_some() && daily.next_slot(&at(now)).is_some());
    }
}

#[test]
fn the_delay_of_a_profile_stays_and_those_of_many_are_spread() {
    assert_eq!(jitter("default"), jitter("default"));
    let delays: Vec<i64> = (0..500).map(|it| jitter(&format!("profile {it}")).as_secs()).collect();
    assert!(delays.iter().all(|seconds| (0..=180).contains(seconds)));
    assert!(delays.iter().any(|it| *it < 20) && delays.iter().any(|it| *it > 160));
}

#[test]
fn a_pattern_has_all_days_that_may_be_the_last_and_the_hour_after_a_gap() {
    let pattern = |text: &str| schedule(text).pattern();
    assert_eq!(pattern("monthly 5, 30 12:30").on, On::MonthDays(vec![5, 28, 29, 30]));
    assert_eq!(pattern("monthly 28 12:30").on, On::MonthDays(vec![28]));
    assert_eq!(pattern("0 0 1 * 1").on, On::EveryDay);
    assert_eq!(pattern("0 12 1,31 6 *").on, On::MonthDays(vec![1, 31]));
    assert_eq!(pattern("0 12 * 6 1").on, On::Weekdays(vec![jiff::civil::Weekday::Monday]));
    let groups = |text: &str| pattern(text).hours_and_minutes();
    assert_eq!(
        groups("daily 12:30, 18:00, 19:00"),
        [(vec![18, 19], vec![0]), (vec![12], vec![30])]
    );
    assert_eq!(groups("daily 02:30"), [(vec![3], vec![0]), (vec![2], vec![30])]);
}

/// Around clock changes, where it is easy to be wrong, and anywhere.
fn moments() -> impl Strategy<Value = Zoned> {
    const CHANGES: [&str; 7] = [
        "2026-03-29T01:00Z",
        "2026-10-25T01:00Z",
        "2026-03-08T05:00Z",
        "2026-11-01T05:00Z",
        "2026-10-03T15:30Z",
        "2026-04-04T15:00Z",
        "2011-12-30T10:00Z",
    ];
    const ZONES: [&str; 6] = [
        "Europe/Paris",
        "America/Havana",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
        "America/St_Johns",
    ];
    let near = (select(&CHANGES[..]), -200_000_i64..200_000)
        .prop_map(|(change, s)| change.parse::<Timestamp>().unwrap().as_second() + s);
    // Since then clocks are changed at whole minutes, which are all that the reference looks at.
    let anywhere = 0..8_000_000_000_i64;
    (prop_oneof![3 => near, 1 => anywhere], select(&ZONES[..]))
        .prop_map(|(second, zone)| Timestamp::from_second(second).unwrap().in_tz(zone).unwrap())
}

proptest! {
    #![proptest_config(chance::cases(192))]

    #[test]
    fn slots_are_those_of_the_reference((wanted, now) in (reference::wanted(), moments())) {
        let schedule = schedule(&wanted.text());
        let last = schedule.last_slot(&now).unwrap();
        let next = schedule.next_slot(&now).unwrap();
        prop_assert!(last <= now && now < next);
        prop_assert_eq!(schedule.next_slot(&last).unwrap(), next.clone());
        prop_assert_eq!(schedule.last_slot(&last).unwrap(), last.clone());
        prop_assert_eq!(schedule.last_slot(&next).unwrap(), next.clone());
        prop_assert_eq!(&wanted.last(&now), &last);
        prop_assert_eq!(&wanted.next(&now), &next);
    }

    #[test]
    fn no_text_makes_it_panic(text in "([a-zéà]{0,9}|[0-9]{0,3}|[*/,:#h-]|[0-9]{1,2}[:h][0-9]{0,2}| ){0,9}") {
        if let Ok(schedule) = Schedule::parse(&text) {
            let _ = (schedule.meaning(), schedule.pattern());
        }
    }

    #[test]
    fn every_minute_and_the_ends_of_time_are_reached(second in -62_135_596_800_i64..253_338_000_000) {
        let now = Timestamp::from_second(second).unwrap().in_tz("Europe/Paris").unwrap();
        for text in ["* * * * *", "0 0 29 2 */7", "monthly 31 03:00"] {
            let schedule = schedule(text);
            if let (Some(last), Some(next)) = (schedule.last_slot(&now), schedule.next_slot(&now)) {
                prop_assert!(last <= now && now < next);
            }
        }
    }
}
