//! What `list` prints, `verify` and `restore` take.

use sauvegarde::postgres::cluster::Cluster;

use crate::harness::{self, Outcome, Program};

/// A server with a database of which there are two backups.
struct Two {
    server: std::sync::Arc<Cluster>,
    program: Program,
    database: String,
    names: [String; 2],
}

impl Two {
    fn new() -> Self {
        let server = harness::server();
        let program = Program::new();
        let database = harness::small_database(&server);
        let names = [(); 2].map(|()| {
            let (path, _) = program.backup(&server, &database).completed();
            path.file_name().unwrap().to_str().unwrap().to_owned()
        });
        Self { server, program, database, names }
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let url = harness::url(&self.server, &self.database);
        let dir = self.program.dir.to_str().unwrap();
        let place = ["--url", &url, "--dir", dir];
        self.program.run(arguments.iter().chain(&place))
    }

    /// The name of the backup that was verified.
    #[track_caller]
    fn verified(&self, given: &str) -> String {
        let outcome = self.run(&["verify", given, "--json"]);
        assert_eq!(outcome.code, Some(0), "{given}: {outcome:?}");
        let result = outcome.result();
        let path = result["backups"][0]["path"].as_str().unwrap();
        path.rsplit(['/', '\\']).next().unwrap().to_owned()
    }
}

#[test]
fn a_backup_is_verified_by_whatever_list_prints() {
    let two = Two::new();
    let [first, second] = &two.names;
    let stem = first.strip_suffix(".sql.gz").unwrap();
    for given in [first, stem, &format!("{first}.json")] {
        assert_eq!(&two.verified(given), first);
    }
    for language in ["fr", "en"] {
        let list = two.run(&["list", "--lang", language]).stdout;
        let mut words = list.lines().nth(1).unwrap().split_whitespace();
        let (day, minute) = (words.next().unwrap(), words.next().unwrap());
        assert_eq!(&two.verified(words.last().unwrap()), second);
        // Both may be of the same minute; the newer one is meant.
        assert_eq!(&two.verified(&format!("{day} {minute}")), second);
        assert_eq!(&two.verified(day), second);
    }
}

#[test]
fn a_backup_is_restored_and_drilled_by_its_name() {
    let two = Two::new();
    let stem = two.names[0].strip_suffix(".sql.gz").unwrap();
    let copy = harness::unique("copie");
    let outcome = two.run(&["restore", stem, "--into", &copy, "--json"]);
    let path = two.program.dir.join(&two.names[0]);
    assert_eq!(outcome.result()["path"], path.to_str().unwrap(), "{outcome:?}");
    assert_eq!(harness::number(&two.server, &copy, "select count(*) from eleves"), 3000);
    let outcome = two.run(&["verify", stem, "--drill", "--json"]);
    assert_eq!(outcome.result()["backups"][0]["drill"]["ok"], true, "{outcome:?}");
}

#[test]
fn a_name_that_means_none_or_several_is_refused_with_those_that_are_there() {
    let two = Two::new();
    let [first, second] = &two.names;
    let beginning = &first[..first.find(|c: char| c.is_ascii_digit()).unwrap() + 2];
    for command in [&["verify"][..], &["restore", "--into", "x"]] {
        let run = |given| two.run(&[command, &[given, "--json"]].concat());
        let error = run(beginning).failed("backup_ambiguous", 2);
        assert_eq!(error["candidates"], serde_json::json!([second, first]));
        let error = run("autre").failed("backup_missing", 15);
        assert_eq!(error["candidates"], serde_json::json!([second, first]));
        assert!(error["advice"].as_str().unwrap().contains(second.as_str()), "{error}");
        run("1999-12-31").failed("backup_missing", 15);
        run("./autre").failed("backup_missing", 15);
    }
    // Without a folder to look in, a name is no file, and that is what is said.
    let url = harness::url(&two.server, &two.database);
    let outcome = two.program.run(["verify", "autre.sql.gz", "--url", &url, "--json"]);
    let error = outcome.failed("backup_missing", 15);
    assert!(error["advice"].as_str().unwrap().contains("--dir"), "{error}");
}

#[test]
fn a_folder_with_more_than_one_database_is_listed_with_their_names() {
    let two = Two::new();
    let list = || two.run(&["list", "--lang", "en"]).stdout;
    let of_one = list();
    assert!(!of_one.contains("Database"), "{of_one}");
    let other = harness::small_database(&two.server);
    two.program.backup(&two.server, &other).completed();
    let of_two = list();
    let mut lines = of_two.lines();
    assert!(lines.next().unwrap().contains("Database"), "{of_two}");
    let named = |line: &str| line.split_whitespace().nth(2).unwrap().to_owned();
    let seen: Vec<String> = lines.map(named).collect();
    assert_eq!(seen, [other, two.database.clone(), two.database.clone()]);
}

#[test]
fn without_a_folder_the_safety_backup_lies_beside_the_file_that_is_restored() {
    let two = Two::new();
    let url = harness::url(&two.server, &two.database);
    let file = two.program.dir.join(&two.names[0]);
    let file = file.to_str().unwrap();
    let arguments = ["restore", file, "--confirm", &two.database, "--url", &url, "--json"];
    let outcome = two.program.run(arguments);
    let result = outcome.result();
    assert_eq!(result["status"], "completed", "{outcome:?}");
    let safety = std::path::Path::new(result["safety_backup"].as_str().unwrap()).to_owned();
    assert_eq!(safety.parent(), Some(&*two.program.dir.canonicalize().unwrap()));
    assert!(safety.is_file());
}

#[test]
fn of_a_file_without_a_manifest_both_sentences_say_the_same() {
    let two = Two::new();
    let file = two.program.dir.join(&two.names[0]);
    std::fs::remove_file(format!("{}.json", file.display())).unwrap();
    let file = file.to_str().unwrap();
    let outcome = two.run(&["restore", file, "--confirm", &two.database, "--lang", "en"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let (done, warning) = (outcome.stdout, outcome.stderr);
    // Its rows are counted while it is read.
    assert!(done.contains("rows compared"), "{done}");
    assert!(warning.contains("were counted and compared"), "{warning}");
    // Nobody counts those of a script that was written by hand.
    let script = two.program.dir.join("main.sql");
    std::fs::write(&script, "CREATE TABLE t(a int);\nINSERT INTO t VALUES (1);\n").unwrap();
    let script = script.to_str().unwrap();
    let into = harness::unique("script");
    let outcome = two.run(&["restore", script, "--into", &into, "--lang", "en"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let said = [outcome.stdout, outcome.stderr].concat();
    assert!(said.contains("Restored into") && !said.contains("compared"), "{said}");
}
