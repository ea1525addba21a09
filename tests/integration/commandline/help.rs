//! What the program says of itself.

use crate::harness::Program;

const COMMANDS: [&[&str]; 19] = [
    &[],
    &["backup"],
    &["restore"],
    &["list"],
    &["verify"],
    &["prune"],
    &["pin"],
    &["unpin"],
    &["accept"],
    &["status"],
    &["doctor"],
    &["config"],
    &["config", "show"],
    &["config", "path"],
    &["config", "set"],
    &["config", "import"],
    &["demo"],
    &["completions"],
    &["man"],
];

fn help(language: &str, command: &[&str], word: &str) -> String {
    let arguments = [&["--lang", language], command, &[word]].concat();
    let outcome = Program::new().run(arguments);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{command:?}");
    outcome.stdout
}

#[test]
fn the_help_of_every_command_is_in_the_language_asked_for() {
    for command in COMMANDS {
        let (french, english) = (help("fr", command, "--help"), help("en", command, "--help"));
        assert!(french.contains("Utilisation"), "{french}");
        assert!(english.contains("Usage: sauvegarde"), "{english}");
        let words = ["Usage", "Commands", "Print ", "possible values", "default:", "Options:"];
        let values = ["COMMAND>", "COMMAND]", "FILE", "NAME", "FOLDER", "DATABASE", "FACTOR"];
        for word in words.iter().chain(&values).chain(&["KEY", "VALUE"]) {
            assert!(!french.contains(word), "{word}: {french}");
        }
        for word in ["Utilisation", "Commandes", "COMMANDE>", "Afficher"] {
            assert!(!english.contains(word), "{word}: {english}");
        }
        assert_eq!(french.lines().count(), english.lines().count(), "{french}{english}");
        assert_eq!(help("fr", command, "-h"), french);
        assert!(french.contains("--help") && french.contains("--json"), "{french}");
    }
}

#[test]
fn the_help_of_config_import_speaks_of_an_applications_file() {
    for (language, words) in [("fr", "fichier de l’application"), ("en", "application’s file")]
    {
        let text = help(language, &["config", "import"], "--help");
        assert!(text.contains(words) && !text.contains("latest"), "{text}");
    }
}

#[test]
fn the_help_names_every_command() {
    let text = help("en", &[], "--help");
    for name in COMMANDS.iter().filter(|command| command.len() == 1) {
        assert!(text.contains(&format!("\n  {} ", name[0])), "{name:?}: {text}");
    }
}

#[test]
fn the_language_comes_from_the_system_and_is_french_where_it_does_not_say() {
    let program = Program::new();
    for (language, word) in [
        ("fr_CA.UTF-8", "Utilisation"),
        ("C.UTF-8", "Utilisation"),
        ("en_GB.UTF-8", "Usage"),
        ("de_DE.UTF-8", "Usage"),
    ] {
        let output = program.command(["--help"]).env("LANG", language).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(word), "{language}: {text}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    for word in ["--version", "-V"] {
        let outcome = Program::new().run([word]);
        let expected = format!("sauvegarde {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!((outcome.code, outcome.stdout), (Some(0), expected));
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for (shell, sign) in [
        ("bash", "complete -F _sauvegarde"),
        ("elvish", "edit:completion:arg-completer[sauvegarde]"),
        ("fish", "complete -c sauvegarde"),
        ("powershell", "Register-ArgumentCompleter"),
        ("zsh", "#compdef sauvegarde"),
    ] {
        let outcome = Program::new().run(["completions", shell]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        for word in [sign, "backup", "verify", "pg-dump"] {
            assert!(outcome.stdout.contains(word), "{shell}: no {word}");
        }
    }
}

#[test]
fn the_manual_page_has_the_commands_in_both_languages() {
    for (language, sentence) in [("fr", "Faire une sauvegarde"), ("en", "Make a backup")] {
        let outcome = Program::new().run(["man", "--lang", language]);
        assert_eq!(outcome.code, Some(0));
        assert!(outcome.stdout.contains(".TH sauvegarde 1"), "{}", outcome.stdout);
        assert!(outcome.stdout.contains(sentence), "{}", outcome.stdout);
        let page = Program::new().run(["man", "verify", "--lang", language]);
        assert!(page.stdout.contains(r"\-\-all"), "{}", page.stdout);
    }
}
