//! Which backups a folder has, and which of them is the newest.

use super::listed::entries;
use super::*;
use crate::folder::manifest::tests::example;

pub(crate) fn put(folder: &Path, name: &str, second: i64, content: &[u8]) {
    let mut manifest = example();
    manifest.file.name = name.to_owned();
    manifest.file.bytes = 4;
    manifest.created_at = jiff::Timestamp::from_second(second).unwrap();
    std::fs::write(folder.join(format!("{name}.json")), manifest.to_text()).unwrap();
    std::fs::write(folder.join(name), content).unwrap();
}

#[test]
fn what_is_in_the_cloud_only_is_told_and_left_there() {
    let folder = tempfile::tempdir().unwrap();
    for (name, second) in [("a.sql.gz", 10), ("b.sql.gz", 20), ("c.sql.gz", 30)] {
        put(folder.path(), name, second, b"good");
    }
    let target = Target::open(Some(folder.path())).unwrap();
    let is_elsewhere = |path: &Path| path.ends_with("b.sql.gz") || path.ends_with("c.sql.gz.json");
    let seen = |fetch| {
        let entries = entries(&target, fetch, &is_elsewhere).unwrap();
        let seen = entries.into_iter().map(|entry| {
            let name = entry.path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, entry.state, entry.manifest.is_some())
        });
        seen.collect::<Vec<_>>()
    };
    let expected = |rows: [(&str, State, bool); 3]| rows.map(|(n, s, m)| (n.to_owned(), s, m));
    assert_eq!(
        seen(Fetch::Never),
        expected([
            ("b.sql.gz", State::InCloud, true),
            ("a.sql.gz", State::Complete, true),
            ("c.sql.gz", State::InCloud, false),
        ])
    );
    assert_eq!(
        seen(Fetch::Allowed),
        expected([
            ("c.sql.gz", State::Complete, true),
            ("b.sql.gz", State::InCloud, true),
            ("a.sql.gz", State::Complete, true),
        ])
    );
}

#[test]
fn newest_first_with_what_is_wrong_told() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.sql.gz", 10, b"good");
    put(folder.path(), "b.sql.gz", 30, b"short file");
    put(folder.path(), "c.sql.gz", 20, b"gone");
    std::fs::remove_file(folder.path().join("c.sql.gz")).unwrap();
    std::fs::write(folder.path().join("d.sql.gz"), "no manifest, no backup").unwrap();
    let target = Target::open(Some(folder.path())).unwrap();
    let entries = list(&target).unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.path.file_name().unwrap().to_str().unwrap(), entry.state))
        .collect();
    assert_eq!(
        seen,
        [
            ("b.sql.gz", State::Damaged),
            ("c.sql.gz", State::MissingFile),
            ("a.sql.gz", State::Complete),
        ]
    );
    assert!(latest(&target, None).unwrap().0.ends_with("a.sql.gz"));
    assert!(matches!(latest(&target, Some("autre")), Err(Error::NoBackup { .. })));
}

#[test]
fn an_incomplete_backup_is_listed_as_one_and_never_the_latest() {
    use crate::folder::manifest::{Missing, MissingReason};

    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a.sql.gz", 10, b"good");
    let mut manifest = example();
    manifest.file.name = "b.sql.gz".to_owned();
    manifest.file.bytes = 4;
    manifest.created_at = Timestamp::from_second(20).unwrap();
    let reason = MissingReason::WithoutRows;
    manifest.incomplete = vec![Missing { table: "public.docs".to_owned(), reason }];
    let text = manifest.to_text();
    std::fs::write(folder.path().join("b.sql.gz.json"), &text).unwrap();
    std::fs::write(folder.path().join("b.sql.gz"), "part").unwrap();
    let target = Target::open(Some(folder.path())).unwrap();
    let entries = list(&target).unwrap();
    let states: Vec<State> = entries.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Incomplete, State::Complete]);
    for latest in [
        latest(&target, None).unwrap().0,
        latest(&target, Some("école")).unwrap().0,
        latest_to_restore(&target, "école").unwrap(),
    ] {
        assert!(latest.ends_with("a.sql.gz"));
    }
    assert!(last_made(&target, "école").unwrap().0.ends_with("b.sql.gz"));
    std::fs::remove_file(folder.path().join("a.sql.gz.json")).unwrap();
    assert!(matches!(latest(&target, None), Err(Error::NoBackup { .. })));
    assert!(!is_meant_by_latest(&manifest, "école"));
    // Nor is it the way back after a restore in place.
    manifest.reason = Reason::BeforeRestore;
    std::fs::write(folder.path().join("b.sql.gz.json"), manifest.to_text()).unwrap();
    assert_eq!(latest_safety_backup(&target, "école"), None);
}

fn newest_names(folder: &Path, count: usize, read: &mut Vec<String>) -> Vec<String> {
    let target = Target::open(Some(folder)).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    newest(&target, count, |entry| {
        read.push(name(&entry.path));
        let is_ours = entry.manifest.is_some_and(|manifest| manifest.database == "école");
        is_ours.then(|| name(&entry.path))
    })
    .unwrap()
}

const DAY_S: i64 = 86_400;

/// As a backup on that day of 2026's November is named, with its UTC time.
fn put_day(folder: &Path, day: i64) -> String {
    let name = format!("backup_école_202611{day:02}_120000.sql.gz");
    let noon: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
    put(folder, &name, noon.as_second() + (day - 1) * DAY_S, b"good");
    name
}

#[test]
fn only_as_many_manifests_are_read_as_the_newest_take() {
    let folder = tempfile::tempdir().unwrap();
    let days: Vec<String> = (1..=20).map(|day| put_day(folder.path(), day)).collect();
    let mut read = Vec::new();
    assert_eq!(newest_names(folder.path(), 1, &mut read), days[19..]);
    // Whatever could be newer in another zone is looked at, and nothing before it.
    assert!(!read.contains(&days[16]), "{read:?}");
    assert_eq!(newest_names(folder.path(), 2, &mut Vec::new()), [&*days[19], &*days[18]]);
}

#[test]
fn a_newest_one_that_is_broken_is_passed_over_for_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let days: Vec<String> = (1..=9).map(|day| put_day(folder.path(), day)).collect();
    std::fs::write(folder.path().join(format!("{}.json", days[8])), "{").unwrap();
    std::fs::write(folder.path().join(&days[7]), "too long").unwrap();
    std::fs::remove_file(folder.path().join(&days[6])).unwrap();
    assert_eq!(newest_names(folder.path(), 1, &mut Vec::new()), [&*days[5]]);
    let target = Target::open(Some(folder.path())).unwrap();
    assert!(latest(&target, None).unwrap().0.ends_with(&days[5]));
}

#[test]
fn the_real_time_counts_and_not_the_one_in_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let noon: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
    // Made in Tahiti, in Auckland a moment before, and by hand named as nobody names them.
    let names = ["b_20261101_020000.sql.gz", "b_20261102_010000_2.sql.gz", "old.sql.gz"];
    for (name, before_s) in names.iter().zip([0, 60, 30]) {
        put(folder.path(), name, noon.as_second() - before_s, b"good");
    }
    let expected = [names[0], names[2], names[1]];
    assert_eq!(newest_names(folder.path(), 3, &mut Vec::new()), expected);
    assert_eq!(newest_names(folder.path(), 1, &mut Vec::new()), expected[..1]);
}

#[test]
fn another_databases_backups_hide_none() {
    let folder = tempfile::tempdir().unwrap();
    let ours = put_day(folder.path(), 1);
    for day in 2..=9 {
        let name = put_day(folder.path(), day);
        let path = folder.path().join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap();
        let mut other = Manifest::from_text(&text).unwrap();
        other.database = "autre".to_owned();
        std::fs::write(&path, other.to_text()).unwrap();
    }
    assert_eq!(newest_names(folder.path(), 1, &mut Vec::new()), [ours]);
}
