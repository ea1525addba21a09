//! What the file is understood as, and what stays of it when a key is set.

use super::*;

fn with(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn comments_survive_a_change() {
    let (_folder, path) = with("# Institut\nurl = \"host=a\" # le serveur\n");
    let mut config = Config::load(&path).unwrap();
    config.set("dir", "/sauvegardes").unwrap();
    config.set("profiles.compta.url", "host=b dbname=compta").unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Institut\nurl = \"host=a\" # le serveur\n"), "{text}");
    let again = Config::load(&path).unwrap();
    assert_eq!(again.profile(DEFAULT).unwrap().dir, Some("/sauvegardes".into()));
    assert_eq!(again.profile("compta").unwrap().url.unwrap().0, "host=b dbname=compta");
    assert!(matches!(again.profile("autre"), Err(Error::ProfileUnknown { .. })));
}

#[test]
fn a_key_is_taken_away_and_the_rest_stays() {
    let (_folder, path) = with("# Institut\nurl = \"host=a\"\nlanguage = \"en\"\n");
    let mut config = Config::load(&path).unwrap();
    config.unset("language").unwrap();
    config.unset("language").unwrap();
    config.unset("profiles.compta.dir").unwrap();
    assert_eq!(config.language(), None);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# Institut\nurl = \"host=a\"\n");
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let (_folder, path) = with("url = \"host=a\"\n\ndri = \"/x\"\n");
    let config = Config::load(&path).unwrap();
    for error in [config.profile(DEFAULT).unwrap_err(), config.check().unwrap_err()] {
        assert!(matches!(error, Error::ConfigInvalid { line: 3, .. }), "{error:?}");
        assert!(error.message().contains("dir"), "{error}");
    }
}

#[test]
fn what_is_wrong_in_one_profile_is_no_other_ones_error() {
    let (_folder, path) = with(
        "url = \"host=a\"\n[profiles.a]\ndir = \"/a\"\nshedule = \"daily 12:30\"\n\
         [profiles.b]\nschedule = \"daily 12:30\"\n[profiles.c]\nschedule = \"dayly 1:00\"\n\
         [notify]\nping = \"https://hc.example/1\"\nafter = [\"a\", \"b\"]\n",
    );
    let config = Config::load(&path).unwrap();
    assert!(config.profile(DEFAULT).is_ok());
    assert_eq!(config.profile("b").unwrap().schedule.unwrap().text(), "daily 12:30");
    for (name, wrong, right) in [("a", 4, "schedule"), ("c", 8, "daily")] {
        let error = config.profile(name).unwrap_err();
        assert!(matches!(error, Error::ConfigInvalid { line, .. } if line == wrong), "{error:?}");
        assert!(error.message().contains(right), "{error}");
    }
    assert!(matches!(config.check(), Err(Error::ConfigInvalid { line: 4, .. })));
    let notify = config.notify().unwrap();
    assert_eq!(notify.ping.unwrap().expose(), "https://hc.example/1");
    assert_eq!(notify.after, ["a", "b"]);
}

#[test]
fn who_is_told_is_known_of_a_file_that_is_not_understood() {
    let (_folder, path) =
        with("url = host=a\n[notify]\nping = \"https://hc.example/1\"\n[profiles.a\n");
    assert!(matches!(Config::load(&path), Err(Error::ConfigInvalid { line: 1, .. })));
    let notify = Config::notify_of_broken(&path);
    assert_eq!(notify.ping.unwrap().expose(), "https://hc.example/1");
}

#[test]
fn tables_and_lists_are_set_key_by_key() {
    let (_folder, path) = with("# Institut\n");
    let mut config = Config::load(&path).unwrap();
    config.set("schedule", "daily 12:30").unwrap();
    config.set("notify.ping", "https://hc.example/1").unwrap();
    config.set("notify.mail.to", "[\"a@b\", \"c@d\"]").unwrap();
    config.set("notify.mail.from", "e@f").unwrap();
    config.set("notify.mail.server", "smtps://e@mail.example").unwrap();
    config.set("notify.after", "my script").unwrap();
    config.set("profiles.compta.schedule", "hourly").unwrap();
    let again = Config::load(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    again.check().unwrap_or_else(|error| panic!("{error}\n{text}"));
    let notify = again.notify().unwrap();
    assert_eq!(notify.mail.unwrap().to, ["a@b", "c@d"]);
    assert_eq!(notify.after, ["my script"]);
    assert_eq!(again.profile("compta").unwrap().schedule.unwrap().text(), "hourly");
    assert!(text.starts_with("# Institut\n"), "{text}");
    config.set("schedule", "").unwrap();
    assert_eq!(Config::load(&path).unwrap().profile(DEFAULT).unwrap().schedule, None);
}

#[test]
fn without_the_table_nothing_is_ever_deleted_and_each_profile_has_its_own() {
    let (_folder, path) = with(
        "[retention]\nkeep_last = 7\nkeep_daily = \"14\"\n\
         [profiles.compta]\nretention = { keep_within = \"2m\", keep_min = 9 }\n\
         drill = \"\"\n[profiles.x]\nretention.keep_last = \"many\"\n\
         [profiles.y]\nalarm_ignore = [\"*.cache\"]\n",
    );
    let config = Config::load(&path).unwrap();
    let default = config.profile(DEFAULT).unwrap();
    let policy = default.retention.unwrap();
    assert_eq!((policy.last, policy.daily, policy.min), (7, 14, 5));
    assert_eq!(default.drill, Some(Every { days: 30 }));
    let compta = config.profile("compta").unwrap();
    assert_eq!(compta.drill, None);
    let policy = compta.retention.unwrap();
    assert_eq!((policy.within, policy.min), ("2m".parse().ok(), 9));
    assert!(matches!(config.profile("x"), Err(Error::ConfigInvalid { line: 8, .. })));
    let y = config.profile("y").unwrap();
    assert_eq!((y.retention, y.alarm_ignore), (None, vec!["*.cache".to_owned()]));
}

#[test]
fn numbers_are_written_as_numbers() {
    let (_folder, path) = with("");
    let mut config = Config::load(&path).unwrap();
    config.set("retention.keep_daily", "14").unwrap();
    config.set("profiles.a.b.retention.keep_last", "3").unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("keep_daily = 14\n"), "{text}");
    let policy = Config::load(&path).unwrap().profile("a.b").unwrap().retention.unwrap();
    assert_eq!(policy.last, 3);
}

#[test]
fn what_belongs_together_is_written_together_or_not_at_all() {
    let (_folder, path) = with("# mine\n[retention]\nkeep_within = \"2m\"\n");
    let mut config = Config::load(&path).unwrap();
    let wrong = [("retention.keep_last", Some("7")), ("retention.keep_daily", Some("many"))];
    assert_eq!(config.change(&wrong).unwrap_err().exit(), 2);
    let right = [("retention.keep_last", Some("7")), ("retention.keep_within", None)];
    config.change(&right).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# mine\n[retention]\nkeep_last = 7\n");
    config.change(&[("retention.keep_last", None)]).unwrap();
    assert_eq!(Config::load(&path).unwrap().profile(DEFAULT).unwrap().retention, None);
}

#[test]
fn the_hotkey_has_a_default_and_can_be_none() {
    let (_folder, path) = with("");
    let mut config = Config::load(&path).unwrap();
    assert_eq!(config.hotkey(), "Ctrl+Alt+S");
    for hotkey in ["Ctrl+Maj+F9", ""] {
        config.set("hotkey", hotkey).unwrap();
        assert_eq!(Config::load(&path).unwrap().hotkey(), hotkey);
    }
    let (_folder, path) = with("hotkey = \"Hyper+S\"\n");
    assert_eq!(Config::load(&path).unwrap().hotkey(), "Hyper+S");
}

#[test]
fn a_refused_value_leaves_the_file_as_it_was() {
    let (_folder, path) = with("language = \"fr\"\n");
    let mut config = Config::load(&path).unwrap();
    for (key, value) in [
        ("url", "postgresql://u:secret@h/d"),
        ("url", "host=h password=secret"),
        ("language", "de"),
        ("hotkey", "Shift+S"),
        ("dri", "/x"),
        ("profiles.x", "/x"),
        ("profiles.default.dir", "/x"),
        ("profiles.x.hotkey", "F12"),
        ("schedule", "dayly 12:30"),
        ("notify.ping", "secret"),
        ("drill", "sometimes"),
        ("alarm_ignore", "a[b"),
        ("retention.keep_last", "-1"),
        ("profiles.x.retention.keep_within", "2 weeks"),
    ] {
        let error = config.set(key, value).unwrap_err();
        assert_eq!(error.exit(), 2);
        assert!(!format!("{error:?} {error}").contains("secret"));
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "language = \"fr\"\n");
}
