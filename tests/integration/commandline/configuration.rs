//! `config`, and where a connection comes from without it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::harness::{self, Program};

#[test]
fn the_path_is_the_platforms_place_or_the_one_given() {
    let program = Program::new();
    let usual = program.home.path().join("config/sauvegarde/config.toml");
    let shown = program.run(["config", "path"]);
    assert_eq!((shown.code, shown.stdout), (Some(0), format!("{}\n", usual.display())));
    let json = program.run(["config", "path", "--json", "--config", "/x/y.toml"]).result();
    assert_eq!(json["path"], "/x/y.toml");
}

#[test]
fn what_is_set_is_shown_and_used_and_comments_stay() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let path = program.home.path().join("config/sauvegarde/config.toml");
    let empty = program.run(["config", "show"]);
    assert_eq!(empty.code, Some(0));
    assert!(empty.stdout.contains("no configuration yet"), "{empty:?}");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "# Institut Torii\nlanguage = \"en\" # pour l'instant\n").unwrap();
    let url = harness::url(&server, &database);
    for (key, value) in [
        ("url", url.as_str()),
        ("dir", program.dir.to_str().unwrap()),
        ("language", "fr"),
        ("profiles.compta.url", "host=/absent dbname=compta"),
    ] {
        let set = program.run(["config", "set", key, value]);
        assert_eq!(set.code, Some(0), "{set:?}");
        assert!(set.stdout.contains(key) && set.stdout.contains(value), "{set:?}");
    }
    let text = fs::read_to_string(&path).unwrap();
    let start = "# Institut Torii\nlanguage = \"fr\" # pour l'instant\n";
    assert!(text.starts_with(start), "{text}");
    // As it is, and below it where the passwords are.
    let shown = program.run(["config", "show"]).stdout;
    let (file, comments) = shown.split_at(text.len());
    assert_eq!(file, text);
    assert!(comments.lines().all(|line| line.starts_with('#')), "{comments}");
    assert_eq!(comments.matches("Mot de passe de ").count(), 2, "{comments}");
    assert!(comments.contains("# language : ligne 2\n"), "{comments}");
    let json = program.run(["config", "show", "--json"]).result();
    assert_eq!(json["text"], text.trim_end());
    let (file, manifest) = program.run(["backup", "--json"]).completed();
    assert_eq!(file.parent(), Some(program.dir.as_path()));
    assert_eq!(
        (&manifest["database"], &manifest["profile"]),
        (&database.into(), &"default".into())
    );
    // The configured language rules, the option over it.
    assert!(program.run(["status"]).stdout.contains("La dernière sauvegarde est complète"));
    assert!(program.run(["status", "--lang", "en"]).stdout.contains("The last backup is complete"));
    let other = program.run(["doctor", "--profile", "compta"]);
    assert!(other.stdout.contains("/absent/.s.PGSQL.5432"), "{other:?}");
}

#[test]
fn an_import_keeps_the_password_out_of_the_configuration() {
    let program = Program::new();
    let home = program.home.path();
    let (file, config) = (home.join(".env"), home.join("config/sauvegarde/config.toml"));
    let password_file = home.join(".pgpass");
    fs::write(&password_file, "h:5432:d:u:ancien\n").unwrap();
    for (text, url, line) in [
        (
            "SECRET_KEY=x\nexport DATABASE_URL='postgres://moi:p%3Ass@h:5433/torii' # prod\n",
            "postgresql://moi@h:5433/torii",
            r"h:5433:torii:moi:p\:ss",
        ),
        (
            "DB_NAME=torii\nDB_USER=lui\nDB_PASSWORD=\"a b\"\nDB_HOST=h\nDB_PORT=\n",
            "postgresql://lui@h:5432/torii",
            "h:5432:torii:lui:a b",
        ),
    ] {
        fs::write(&file, text).unwrap();
        let imported = program.run(["config", "import", file.to_str().unwrap()]);
        assert_eq!(imported.code, Some(0), "{imported:?}");
        assert!(imported.stdout.contains(url), "{imported:?}");
        assert!(imported.stdout.contains(password_file.to_str().unwrap()), "{imported:?}");
        assert_eq!(fs::read_to_string(&config).unwrap(), format!("url = \"{url}\"\n"));
        let stored = fs::read_to_string(&password_file).unwrap();
        assert!(stored.starts_with(&format!("{line}\n")), "{stored}");
        assert!(stored.ends_with("h:5432:d:u:ancien\n"), "{stored}");
        let mode = fs::metadata(&password_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let named = ["config", "import", file.to_str().unwrap(), "--profile", "compta"];
    assert_eq!(program.run(named).code, Some(0));
    let text = fs::read_to_string(&config).unwrap();
    assert!(text.contains("[profiles.compta]\nurl = \"postgresql://lui@h:5432/torii\""), "{text}");
}

#[test]
fn the_pg_variables_alone_are_enough() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let connection = server.connection(&database);
    let mut command = program.command(["backup", "--json", "--dir"]);
    command.arg(&program.dir).env("PGHOST", &connection.host).env("PGUSER", &connection.user);
    command.env("PGPORT", connection.port.to_string()).env("PGDATABASE", &database);
    let (_, manifest) = harness::Outcome::of(command.output().unwrap()).completed();
    assert_eq!(manifest["database"], database);
}

#[test]
fn a_url_is_completed_by_the_pg_variables() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let connection = server.connection("postgres");
    let mut command = program.command(["backup", "--json", "--dir"]);
    command.arg(&program.dir).args(["--url", &format!("postgresql:///{database}")]);
    command.env("PGHOST", &connection.host).env("PGUSER", &connection.user);
    command.env("PGDATABASE", "une_autre");
    let (_, manifest) = harness::Outcome::of(command.output().unwrap()).completed();
    assert_eq!(manifest["database"], database);
}

#[test]
fn database_url_alone_is_enough_and_the_option_wins_over_it() {
    let server = harness::server();
    let [first, second] = [(); 2].map(|()| harness::small_database(&server));
    let program = Program::new();
    let run = |arguments: &[&str]| {
        let mut command = program.command(["backup", "--json", "--dir"]);
        command.arg(&program.dir).args(arguments);
        command.env("DATABASE_URL", harness::url(&server, &first));
        harness::Outcome::of(command.output().unwrap()).completed().1
    };
    assert_eq!(run(&[])["database"], first);
    assert_eq!(run(&["--url", &harness::url(&server, &second)])["database"], second);
}

#[test]
fn where_a_password_is_kept_is_shown_and_never_the_password() {
    let program = Program::new();
    let home = program.home.path();
    let url = "postgresql://moi@h:5433/torii";
    assert_eq!(program.run(["config", "set", "url", url]).code, Some(0));
    let shown = |variables: &[(&str, &str)]| {
        let mut outcomes = [&["config", "show"][..], &["config", "show", "--json"]].map(|words| {
            let mut command = program.command(words);
            command.envs(variables.iter().copied());
            harness::Outcome::of(command.output().unwrap())
        });
        for outcome in &outcomes {
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
            assert!(!outcome.stdout.contains("secret"), "{outcome:?}");
        }
        let [text, json] = &mut outcomes;
        let place = json.result()["passwords"][0]["place"].as_str().unwrap().to_owned();
        (std::mem::take(&mut text.stdout), place)
    };
    let (text, place) = shown(&[]);
    assert!(text.contains("moi on h:5433: none is kept"), "{text}");
    assert_eq!(place, "nowhere");

    let (text, place) = shown(&[("PGPASSWORD", "secret")]);
    assert!(text.contains("PGPASSWORD"), "{text}");
    assert_eq!(place, "environment");

    let password_file = home.join(".pgpass");
    fs::write(&password_file, "h:5433:torii:moi:secret\n").unwrap();
    fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600)).unwrap();
    let (text, place) = shown(&[]);
    assert!(text.contains(password_file.to_str().unwrap()), "{text}");
    assert_eq!(place, "file");
    // One that others may read is not used by libpq, and so it holds none.
    fs::set_permissions(&password_file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(shown(&[]).1, "nowhere");

    // Without any configuration, the environment says which login it is.
    let elsewhere = ["config", "show", "--json", "--config", "/nowhere/c.toml"];
    let mut command = program.command(elsewhere);
    command.env("DATABASE_URL", "postgresql://lui:secret@h/d");
    let outcome = harness::Outcome::of(command.output().unwrap());
    let password = &outcome.result()["passwords"][0];
    assert_eq!((&password["user"], &password["place"]), (&"lui".into(), &"environment".into()));
}
