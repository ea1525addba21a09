//! Which language is spoken where nobody has chosen one.

use std::process::Command;

use crate::harness::{Outcome, Program};

/// Variables, and whether French is spoken then.
const SYSTEMS: [(&[(&str, &str)], bool); 10] = [
    (&[], true),
    (&[("LANG", "")], true),
    (&[("LANG", "C.UTF-8")], true),
    (&[("LANG", "POSIX")], true),
    (&[("LANG", "fr_CA.UTF-8")], true),
    (&[("LANG", "en_GB.UTF-8")], false),
    (&[("LANG", "frr_DE")], false),
    (&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "en_US.UTF-8")], false),
    (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "fr_FR@euro")], true),
    (&[("LANG", "fr_FR.UTF-8"), ("LANGUAGE", "en:fr")], false),
];

#[test]
fn the_installer_speaks_as_the_program_does() {
    let program = Program::new();
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/installer/lib.sh");
    for (variables, french) in SYSTEMS {
        let spoken = |mut command: Command| {
            for name in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"] {
                command.env_remove(name);
            }
            Outcome::of(command.envs(variables.iter().copied()).output().unwrap())
        };
        let help = spoken(program.command(["--help"])).stdout;
        assert_eq!(help.contains("Utilisation"), french, "{variables:?}: {help}");
        let mut installer = Command::new("bash");
        installer.args(["-c", ". \"$1\"; say English Français", "bash", library]);
        let said = spoken(installer).stderr;
        assert_eq!(said.contains("Français"), french, "{variables:?}: {said}");
    }
}
