//! Keys, where their values come from, and files of earlier versions.

use std::fs;

use serde_json::{Value, json};

use super::{Scene, place};
use crate::harness::{self, Outcome};

fn text(scene: &Scene) -> String {
    fs::read_to_string(scene.config()).unwrap_or_default()
}

fn value(shown: &Value, key: &str) -> Value {
    let values = shown["values"].as_array().unwrap();
    values.iter().find(|it| it["key"] == key).cloned().unwrap_or_default()
}

#[test]
fn it_is_shown_where_each_value_comes_from() {
    let scene = Scene::new();
    scene.configure(
        "# Institut\ndir = \"/srv\"\n\n[notify]\nping = \"https://hc.example/marqueur\"\n\
         [profiles.compta]\nurl = \"host=a dbname=b\"\nschedule = \"hourly\"\n",
    );
    let mut command = scene.command(&["config", "show", "--json"]);
    command.env("DATABASE_URL", "postgresql://moi:secret4711@h/d");
    let outcome = Outcome::of(command.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!outcome.stdout.contains("secret4711"), "{outcome:?}");
    let shown = outcome.result();
    let of = |key: &str, value: Value, source: &str, line: Value, variable: Value| json!({"key": key, "value": value, "source": source, "line": line, "variable": variable});
    let null = Value::Null;
    for expected in [
        of("dir", "/srv".into(), "file", 2.into(), null.clone()),
        of("url", null.clone(), "environment", null.clone(), "DATABASE_URL".into()),
        of("hotkey", "Ctrl+Alt+S".into(), "default", null.clone(), null.clone()),
        of("notify.ping", null.clone(), "file", 5.into(), null.clone()),
        of("profiles.compta.url", "host=a dbname=b".into(), "file", 7.into(), null.clone()),
        of("profiles.compta.schedule", "hourly".into(), "file", 8.into(), null.clone()),
    ] {
        let key = expected["key"].as_str().unwrap().to_owned();
        assert_eq!(value(&shown, &key), expected, "{key}");
    }
    assert_eq!(value(&shown, "pg_dump"), Value::Null, "one that nothing stands for");
    let text = scene.run(&["config", "show"]).stdout;
    assert!(text.contains("# dir: line 2") && text.contains("# hotkey: Ctrl+Alt+S"), "{text}");
}

#[test]
fn who_is_told_is_set_and_taken_away_key_by_key_and_comments_stay() {
    let scene = Scene::new();
    let before = "# Institut\nlanguage = \"en\" # pour l'instant\n";
    scene.configure(before);
    for (key, value) in [
        ("notify.ping", "https://hc.example/marqueur4711"),
        ("notify.ntfy", "https://ntfy.example/marqueur4711"),
        ("notify.webhook", "http://127.0.0.1:1/marqueur4711"),
        ("notify.mail.to", "[\"a@b.example\", \"c@d.example\"]"),
        ("notify.mail.from", "e@f.example"),
        ("notify.mail.server", "smtps://e@marqueur4711.example"),
        ("notify.metrics", "/srv/x.prom"),
        ("notify.after", "[\"sh\", \"-c\", \"true\"]"),
    ] {
        let set = scene.run(&["config", "set", key, value]);
        assert_eq!(set.code, Some(0), "{set:?}");
        assert!(set.stdout.contains(key), "{set:?}");
        assert!(!format!("{set:?}").contains("marqueur4711"), "{set:?}");
    }
    let with_all = text(&scene);
    assert!(with_all.starts_with(before), "{with_all}");
    assert!(with_all.contains("to = [\"a@b.example\", \"c@d.example\"]"), "{with_all}");
    let shown = scene.run(&["config", "show", "--json"]).result();
    assert_eq!(value(&shown, "notify.mail.to")["value"], "a@b.example, c@d.example");
    for key in ["ping", "ntfy", "webhook", "mail.to", "mail.server", "metrics", "after"] {
        let unset = scene.run(&["config", "set", &format!("notify.{key}"), ""]);
        assert_eq!(unset.code, Some(0), "{unset:?}");
    }
    assert!(!text(&scene).contains("marqueur4711"), "{}", text(&scene));
    let nobody = scene.run(&["notify", "test"]);
    assert_eq!(nobody.code, Some(2), "nobody is told any more: {nobody:?}");
}

#[test]
fn what_is_no_address_and_a_password_are_refused_and_not_repeated() {
    let scene = Scene::new();
    scene.configure("# Institut\n");
    for (key, value) in [
        ("notify.mail.server", "smtps://moi:secret4711@mail.example"),
        ("notify.mail.server", "mail.example/secret4711"),
        ("notify.ping", "secret4711"),
        ("notify.webhook", "ftp://h/secret4711"),
        ("notify.pign", "https://hc.example/secret4711"),
        ("profiles.a.notify.ping", "https://hc.example/secret4711"),
    ] {
        let refused = scene.run(&["config", "set", key, value]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(!format!("{refused:?}").contains("secret4711"), "{refused:?}");
        assert_eq!(text(&scene), "# Institut\n");
    }
    // Written by hand they are refused too, with their line.
    scene.configure("[notify.mail]\nserver = \"smtps://moi:secret4711@mail.example\"\n");
    let refused = scene.run(&["notify", "test"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("Line 2") && !refused.stderr.contains("secret4711"));
}

#[test]
fn a_file_of_the_last_version_without_schedules_is_read_as_it_was() {
    let scene = Scene::new();
    let old = harness::data("config/0.1.0.toml");
    scene.configure(&old);
    let shown = scene.run(&["config", "show", "--json"]).result();
    assert_eq!(shown["text"], old.trim_end());
    for (key, expected, line) in [
        ("url", "postgresql://sauvegarde@db.example:5433/inscriptions?sslmode=prefer", 2),
        ("dir", "/srv/sauvegardes", 3),
        ("pg_dump", "/opt/postgresql/17/bin", 4),
        ("hotkey", "Ctrl+Maj+F9", 5),
        ("language", "fr", 6),
        ("profiles.compta.url", "host=/var/run/postgresql dbname=compta user=compta", 9),
        ("profiles.compta.dir", "/srv/sauvegardes/compta", 10),
        ("profiles.compta.pg_dump", "/opt/postgresql/16/bin/pg_dump", 11),
        ("profiles.archives.dir", "/srv/archives", 17),
    ] {
        let value = value(&shown, key);
        assert_eq!((&value["value"], &value["line"]), (&expected.into(), &line.into()), "{key}");
    }
    for profile in ["default", "compta", "vide et nu", "archives"] {
        let shown = scene.run(&["schedule", "show", "--profile", profile, "--lang", "en"]);
        assert_eq!(shown.code, Some(0), "{shown:?}");
        assert!(shown.stdout.contains("no schedule"), "an upgrade begins nothing: {shown:?}");
    }
    let pass = scene.pass();
    assert_eq!((pass.code, &pass.result()["profiles"]), (Some(0), &json!([])));
    assert_eq!(text(&scene), old);
    // What is set besides leaves the rest as it was.
    assert_eq!(scene.run(&["config", "set", "profiles.compta.dir", "/srv/ailleurs"]).code, Some(0));
    assert_eq!(text(&scene), old.replace("'/srv/sauvegardes/compta'", "\"/srv/ailleurs\""));
}

#[test]
fn a_hotkey_that_is_none_keeps_no_backup_from_being_made() {
    let server = harness::server();
    let scene = Scene::new();
    let place =
        place(&harness::url(&server, &harness::small_database(&server)), &scene.program.dir);
    scene.configure(&format!("hotkey = \"Hyper+S\"\n{}{place}", super::DAILY));
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}
