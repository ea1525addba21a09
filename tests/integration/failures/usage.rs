//! Words and files that are not understood: exit 2 with a sentence, in both languages.

use std::fs;

use crate::failures::{are_told_apart, said};
use crate::harness::{Outcome, Program};

/// Fails with `code` and exit 2 in both languages; both sentences together name all of `names`.
#[track_caller]
fn is_refused(program: &Program, arguments: &[&str], code: &str, names: &[&str]) {
    let sentences = ["fr", "en"].map(|language| {
        // The language comes first: some of the words after it are not understood.
        let mut command = program.command(["--lang", language, "--json"]);
        said(&Outcome::of(command.args(arguments).output().unwrap()), code, 2, names)
    });
    are_told_apart(&sentences[0], &sentences[1]);
}

#[test]
fn words_that_are_not_understood_are_named() {
    let program = Program::new();
    for (arguments, named) in [
        (&["backup", "--frobnicate"][..], "--frobnicate"),
        (&["frobnicate"], "frobnicate"),
        (&["backup", "--url"], "--url"),
        (&["config", "set", "dir"], "<VAL"),
        (&["verify", "--all", "latest"], "--all"),
        (&["demo", "--keep", "--stop", "/x"], "--stop"),
        (&["completions", "tcsh"], "tcsh"),
        (&["demo", "--size", "grand"], "grand"),
        (&["list", "--quiet=x"], "--quiet"),
        (&["man", "frobnicate"], "frobnicate"),
    ] {
        is_refused(&program, arguments, "usage", &[named]);
    }
    // With the tray the name alone is a command.
    if cfg!(not(feature = "tray")) {
        is_refused(&program, &[], "usage", &[]);
    }
    is_refused(&program, &["config"], "usage", &[]);
}

#[test]
fn an_unknown_language_is_named() {
    let outcome = Program::new().run(["backup", "--json", "--lang", "de"]);
    said(&outcome, "usage", 2, &["de", "--lang"]);
}

#[test]
fn an_address_that_is_not_understood_is_refused_with_what_is_wrong() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    for (url, named) in [
        ("mysql://u@h/d", "MySQL"),
        ("postgresql://u@h/d?sslmode=peutêtre", "peutêtre"),
        ("postgresql://u@h/d?sslmod=require", "sslmod"),
        ("n'importe quoi", "="),
    ] {
        let arguments = ["backup", "--dir", dir, "--url", url];
        is_refused(&program, &arguments, "connection_invalid", &[named]);
    }
}

#[test]
fn a_backup_without_a_database_says_how_to_name_one() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    is_refused(&program, &["backup", "--dir", dir], "nothing_configured", &["--url"]);
}

#[test]
fn an_unknown_profile_is_named() {
    let program = Program::new();
    is_refused(&program, &["backup", "--profile", "compta"], "profile_unknown", &["compta"]);
}

#[test]
fn an_unknown_service_is_named() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    let arguments = ["backup", "--dir", dir, "--url", "service=absent"];
    is_refused(&program, &arguments, "service_unknown", &["absent"]);
}

#[test]
fn a_broken_configuration_is_refused_with_its_file_and_line() {
    let program = Program::new();
    let path = program.home.path().join("ma config.toml");
    let file = path.to_str().unwrap();
    for (text, line) in [
        ("# Institut\nurl = \"host=a\"\ndri = \"/x\"\n", "3"),
        ("url = \"host=a\"\n\n\ndir = /x\n", "4"),
        ("dir = 3\n", "1"),
    ] {
        fs::write(&path, text).unwrap();
        for command in ["backup", "list", "status", "doctor"] {
            is_refused(&program, &[command, "--config", file], "config_invalid", &[file, line]);
        }
        let set = ["config", "set", "dir", "/y", "--config", file];
        is_refused(&program, &set, "config_invalid", &[file, line]);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn the_remedy_for_a_broken_configuration_works() {
    let program = Program::new();
    let path = program.home.path().join("config.toml");
    fs::write(&path, "dri = \"/x\"\n").unwrap();
    let file = path.to_str().unwrap();
    let shown = program.run(["config", "show", "--config", file]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), "dri = \"/x\"\n"), "{shown:?}");
    let named = program.run(["config", "path", "--config", file]);
    assert_eq!((named.code, named.stdout.trim_end()), (Some(0), file), "{named:?}");
}

#[test]
fn a_key_or_a_value_that_the_configuration_does_not_have_is_named() {
    let program = Program::new();
    let refused = |key, value, code, names: &[&str]| {
        is_refused(&program, &["config", "set", key, value], code, names);
    };
    refused("dri", "/x", "config_key_unknown", &["dri"]);
    refused("profiles.compta", "/x", "config_key_unknown", &["profiles.compta"]);
    refused("language", "de", "config_value_invalid", &["de", "language", "fr, en"]);
    refused("url", "postgresql://u:mot@h/d", "config_holds_password", &[".pgpass"]);
    assert!(!program.home.path().join("config").exists());
}

#[test]
fn a_file_without_a_database_is_not_imported() {
    let program = Program::new();
    let path = program.home.path().join(".env");
    fs::write(&path, "DEBUG=1\n").unwrap();
    let file = path.to_str().unwrap();
    is_refused(&program, &["config", "import", file], "import_found_nothing", &[file]);
}
