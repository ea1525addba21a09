//! Each rule, at its threshold.

use std::collections::BTreeMap;

use super::*;

/// What a table of so many rows, night by night, gives at the last of them.
#[track_caller]
fn last_of(rows: &[u64]) -> Vec<String> {
    let (last, before) = rows.split_last().unwrap();
    let mut history = History::rows(before);
    for made in &history.made {
        assert_eq!(made.alarms, [], "{rows:?}");
    }
    told(&history.night(backup(&[("t", *last), ("grande", 1_000_000)])))
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn the_first_backup_has_nothing_to_be_compared_with() {
    assert_eq!(History::new().night(backup(&[("t", 0)])), []);
}

#[test]
fn a_table_that_is_gone_is_told_unless_it_was_empty() {
    for (before, expected) in [(1, vec!["TableGone public.t 1 0"]), (0, vec![])] {
        let mut history = History::rows(&[before]);
        assert_eq!(told(&history.night(backup(&[("grande", 1_000_000)]))), expected);
    }
}

#[test]
fn a_table_is_told_to_be_emptied_from_a_hundred_rows_on() {
    assert_eq!(last_of(&[100, 0]), ["TableEmptied public.t 100 0"]);
    assert_eq!(last_of(&[99, 0]), none());
    assert_eq!(last_of(&[100, 1]), none());
}

#[test]
fn half_of_a_table_is_told_from_a_thousand_rows_on() {
    assert_eq!(last_of(&[1_000, 500]), ["TableShrunk public.t 1000 500"]);
    assert_eq!(last_of(&[1_000, 501]), none());
    assert_eq!(last_of(&[999, 1]), none());
}

#[test]
fn three_tenths_of_all_rows_are_told() {
    let many: Vec<String> = (0..20).map(|n| format!("t{}", char::from(b'a' + n))).collect();
    let of = |rows| backup(&many.iter().map(|name| (&**name, rows)).collect::<Vec<_>>());
    let after = |before, now| told(&History::of(&of(before), 1).night(of(now)));
    assert_eq!(after(1_000, 700), ["RowsShrunk - 20000 14000"]);
    assert_eq!(after(1_000, 701), none());
    assert_eq!(after(15, 10), ["RowsShrunk - 300 200"]);
    assert_eq!(after(12, 8), none());
}

#[test]
fn half_of_the_dump_is_told() {
    let of = |bytes| {
        let mut manifest = backup(&[("document", 50)]);
        manifest.dump.bytes = bytes;
        manifest
    };
    let after = |before, now| told(&History::of(&of(before), 1).night(of(now)));
    assert_eq!(after(1_000_000, 500_000), ["DumpShrunk - 1000000 500000"]);
    assert_eq!(after(1_000_000, 500_001), none());
    assert_eq!(after(60_000, 10_000), none());
    assert_eq!(after(1_000_000, 3_000_000), none(), "its first rows");
    assert_eq!(after(1_100_000, 3_300_000), ["DumpGrown - 1100000 3300000"]);
    assert_eq!(after(1_100_000, 3_299_999), none());
}

#[test]
fn a_database_that_has_begun_is_told_to_grow_from_a_megabyte_on() {
    let after = |before, now| {
        kinds(&History::of(&backup(&[("t", before)]), 1).night(backup(&[("t", now)])))
    };
    assert_eq!(after(2_000, 60_000), [AlarmKind::DumpGrown]);
    assert_eq!(after(2_000, 9_000), []);
    assert_eq!(after(900, 60_000), [], "its first rows");
    assert_eq!(after(0, 60_000), []);
}

#[test]
fn another_server_is_told_where_both_are_known() {
    let of = |identifier: Option<&str>| {
        let mut manifest = backup(&[("t", 10)]);
        manifest.server.system_identifier = identifier.map(str::to_owned);
        manifest
    };
    let after = |before: &[Option<&str>], now| {
        told(&History::nights(before.iter().map(|it| of(*it))).night(of(now)))
    };
    assert_eq!(after(&[Some("1")], Some("2")), ["OtherServer - 1 2"]);
    assert_eq!(after(&[Some("1"), None], Some("2")), ["OtherServer - 1 2"]);
    assert_eq!(after(&[Some("1")], None), none());
    assert_eq!(after(&[None], Some("2")), none());
}

fn django(newest: &[(&str, &str)]) -> BTreeMap<String, String> {
    newest.iter().map(|(app, name)| ((*app).to_owned(), (*name).to_owned())).collect()
}

#[test]
fn migrations_that_went_back_are_told() {
    let of = |newest: &[(&str, &str)]| {
        let mut manifest = backup(&[("django_migrations", 60), ("ecole_eleve", 10)]);
        manifest.django = Some(django(newest));
        manifest
    };
    let after = |before: &str, now: &str| {
        let before = of(&[("ecole", before), ("auth", "0012_x")]);
        told(&History::of(&before, 1).night(of(&[("ecole", now), ("auth", "0012_x")])))
    };
    assert_eq!(after("0012_b", "0011_a"), ["MigrationsBack ecole 0012_b 0011_a"]);
    assert_eq!(after("0009_b", "0010_a"), none());
    assert_eq!(after("0012_b", "0001_squashed_0012_b"), none());
    assert_eq!(after("0013_c", "0001_squashed_0012_b").len(), 1);
    assert_eq!(after("0012_b", "0001_everything_squash"), none());
    assert_eq!(after("b", "a"), none());
    let mut history = History::of(&of(&[("ecole", "0020_x")]), 1);
    let mut squashed = of(&[("ecole", "0001_squashed_0012_b")]);
    set(&mut squashed, "django_migrations", 61);
    assert_eq!(history.night(squashed), [], "some of them are squashed");
}

#[test]
fn an_application_that_is_not_listed_any_more_went_back_with_its_tables() {
    let mut before = backup(&[("ecole_eleve", 5_000), ("blog_page", 0), ("auth_user", 10)]);
    before.django = Some(django(&[("ecole", "0012_x"), ("blog", "0003_x")]));
    let history = History::of(&before, 1);
    let mut unlisted = before.clone();
    unlisted.django = Some(django(&[("ecole", "0012_x")]));
    assert_eq!(history.clone().night(unlisted.clone()), []);
    gone(&mut unlisted, "blog_page");
    assert_eq!(told(&history.clone().night(unlisted)), ["MigrationsBack blog 0003_x –"]);
    let mut not_asked = before.clone();
    not_asked.django = None;
    assert_eq!(history.clone().night(not_asked), []);
}

#[test]
fn a_database_without_a_row_is_one_alarm() {
    let mut history = History::of(&backup(&[("a", 4_000), ("b", 3)]), 6);
    assert_eq!(told(&history.night(backup(&[("a", 0), ("b", 0)]))), ["EverythingEmpty - 4003 0"]);
    assert_eq!(told(&history.night(backup(&[]))), ["EverythingEmpty - 4003 0"]);
    let mut history = History::of(&backup(&[("a", 5)]), 1);
    assert_eq!(told(&history.night(backup(&[("a", 0)]))), ["EverythingEmpty - 5 0"]);
    assert_eq!(History::of(&backup(&[("a", 0)]), 1).night(backup(&[])), []);
}

#[test]
fn numbers_that_have_not_changed_for_a_fortnight_are_told_once() {
    let same = backup(&[("t", 10), ("u", 20)]);
    let mut history = History::new();
    let told: Vec<usize> = (0..40).filter(|_| !history.night(same.clone()).is_empty()).collect();
    assert_eq!(told, [14]);
    assert_eq!(history.made.iter().filter(|it| it.is_suspicious()).count(), 0);
    assert_eq!(history.night(backup(&[("t", 11), ("u", 20)])), []);
    let told: Vec<usize> = (0..40).filter(|_| !history.night(same.clone()).is_empty()).collect();
    assert_eq!(told, [14]);
}

#[test]
fn backups_of_an_earlier_version_say_how_long_nothing_changed() {
    let same = backup(&[("t", 10)]);
    let mut history = History::of(&same, 10);
    for made in &mut history.made {
        made.unchanged_since = None;
    }
    let pause = SignedDuration::from_hours(24 * 5);
    assert_eq!(kinds(&history.after(pause, same)), [AlarmKind::Unchanged]);
}

#[test]
fn what_comes_back_after_a_load_has_lost_nothing() {
    assert_eq!(last_of(&[5_000, 5_000, 5_000, 5_100, 40_000, 5_100]), none());
    assert_eq!(last_of(&[5_000, 5_000, 5_000, 40_000, 40_000, 5_100]), none());
    assert_eq!(last_of(&[0, 0, 0, 0, 5_000, 0]), none());
    assert_eq!(last_of(&[5_000, 5_000, 5_000, 5_000, 40_000, 0]), ["TableEmptied public.t 5000 0"]);
}

#[test]
fn what_grew_and_lost_has_lost() {
    let rows = [1_000, 1_100, 1_210, 1_331, 1_464, 1_610, 1_771];
    let lost = 1_771 * 45 / 100;
    assert_eq!(last_of(&[&rows[..], &[lost]].concat()), ["TableShrunk public.t 1771 796"]);
    let rows = [1_000, 2_000, 4_000, 8_000, 16_000];
    assert_eq!(last_of(&[&rows[..], &[7_200]].concat()), ["TableShrunk public.t 16000 7200"]);
    assert_eq!(last_of(&[10, 60, 300, 1_500, 0]), ["TableEmptied public.t 1500 0"]);
}

#[test]
fn two_losses_in_two_nights_are_one() {
    let rows = [5_000, 5_000, 5_000, 5_000, 3_000, 1_800];
    assert_eq!(last_of(&rows), ["TableShrunk public.t 5000 1800"]);
}

#[test]
fn a_table_that_swings_does_not_count() {
    let rows = [5_000, 900, 6_000, 100, 5_000, 3_000, 2_900];
    let mut history = History::new();
    for rows in rows {
        let mut made = backup(&[("file", rows), ("grande", 10_000)]);
        made.created_at = history.now;
        history.made.insert(0, made);
    }
    assert_eq!(history.clone().night(backup(&[("file", 0), ("grande", 10_000)])), []);
    assert_eq!(history.night(backup(&[("grande", 10_000)])), []);
}

#[test]
fn a_table_that_grew_fast_does_not_swing_once_it_has_lost() {
    let mut history = History::rows(&[10, 50, 200, 1_000, 5_000]);
    let empty = backup(&[("t", 0), ("grande", 1_000_000)]);
    for _ in 0..12 {
        assert_eq!(told(&history.night(empty.clone())), ["TableEmptied public.t 5000 0"]);
    }
}

#[test]
fn ignored_tables_are_in_no_sum() {
    let before = backup(&[("log.a", 500_000), ("eleves", 5_000), ("django_session", 90_000)]);
    let mut after = backup(&[("log.a", 0), ("eleves", 5_000), ("django_session", 0)]);
    let mut history = History::of(&before, 1);
    let found = kinds(&history.clone().night(after.clone()));
    let expected = [AlarmKind::TableEmptied, AlarmKind::RowsShrunk, AlarmKind::DumpShrunk];
    assert_eq!(found, expected);
    history.ignored = vec!["log.*".to_owned()];
    assert_eq!(history.clone().night(after.clone()), []);
    set(&mut after, "eleves", 3_000);
    assert_eq!(told(&history.clone().night(after.clone())), ["RowsShrunk - 5000 3000"]);
    set(&mut after, "eleves", 0);
    assert_eq!(kinds(&history.night(after)), [AlarmKind::EverythingEmpty]);
}

#[test]
fn a_schools_own_sessions_count() {
    for name in ["sessions", "session", "seances", "jobs", "ecole.django_session_notes"] {
        let of = |rows| backup(&[(name, rows), ("grande", 1_000_000)]);
        assert_eq!(History::of(&of(400), 1).night(of(0)).len(), 1, "{name}");
    }
}

#[test]
fn what_was_accepted_is_the_new_measure() {
    let mut history = History::rows(&[5_000; 6]);
    let less = |rows| backup(&[("t", rows), ("grande", 1_000_000)]);
    assert_eq!(history.night(less(2_000)).len(), 1);
    assert_eq!(history.night(less(2_100)).len(), 1);
    history.accept();
    assert_eq!(history.night(less(2_000)), []);
    assert_eq!(told(&history.night(less(900))), ["TableShrunk public.t 2000 900"]);
}

#[test]
fn an_alarm_stays_until_the_rows_are_back() {
    let mut history = History::rows(&[5_000; 3]);
    let of = |rows, all| backup(&[("t", rows), ("grande", all)]);
    for night in 0..15 {
        let alarms = history.night(of(0, 1_000_000 + night));
        assert_eq!(told(&alarms), ["TableEmptied public.t 5000 0"]);
    }
    assert_eq!(history.night(of(4_990, 1_000_015)), []);
}

#[test]
fn where_all_are_suspicious_the_last_alarms_stay() {
    let mut history = History::rows(&[5_000; 3]);
    let of = |rows| backup(&[("t", rows), ("grande", 1_000_000)]);
    history.night(of(0));
    history.made.truncate(1);
    assert_eq!(told(&history.night(of(0))), ["TableEmptied public.t 5000 0"]);
}

#[test]
fn of_many_tables_the_largest_losses_are_listed() {
    let names: Vec<String> =
        ('a'..='z').flat_map(|a| ('a'..='e').map(move |b| format!("t{a}{b}_x"))).collect();
    let tables: Vec<(&str, u64)> = (1..).zip(&names).map(|(n, name)| (&**name, n * 10)).collect();
    let mut history = History::of(&backup(&tables), 1);
    let alarms = history.night(backup(&[("reste", 40_000)]));
    assert_eq!(alarms.len(), 50);
    assert_eq!(told(&alarms)[0], "TableGone public.tze_x 1300 0");
    let mut twisted = History::of(&backup(&tables), 1);
    twisted.made[0].tables.reverse();
    assert_eq!(twisted.night(backup(&[("reste", 40_000)])), alarms);
}

#[test]
fn manifests_that_say_no_bytes_are_compared_by_the_dump() {
    let mut old = backup(&[("django_session", 50_000), ("eleves", 5_000)]);
    for table in &mut old.tables {
        table.bytes = 0;
    }
    let now = backup(&[("django_session", 50_000), ("eleves", 5_000)]);
    assert_eq!(History::of(&old, 1).night(now), []);
}

#[test]
fn a_whole_database_in_an_older_state_is_told() {
    let names = ["a", "b", "c", "d", "e"];
    let of = |night: u64| {
        let tables: Vec<(&str, u64)> =
            (1..).zip(names).map(|(n, name)| (name, 10_000 * n + night * 50 * n)).collect();
        backup(&tables)
    };
    let mut history = History::nights((20..30).map(of));
    let back = history.clone().night(of(25));
    assert_eq!(told(&back), ["RowsShrunk - 171750 168750"]);
    assert_eq!(history.clone().night(of(3)).len(), 1);
    let mut cleaned = of(30);
    set(&mut cleaned, "a", 9_000);
    set(&mut cleaned, "b", 18_000);
    assert_eq!(history.night(cleaned), []);
}
