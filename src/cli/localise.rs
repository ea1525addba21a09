//! Puts the sentences of the current language into clap's commands, headings included.

use clap::{Arg, ArgAction, Command};
use sauvegarde::i18n::LOADER;
use sauvegarde::tr;

/// The whole command with its texts.
pub fn localised(command: Command) -> Command {
    let command = with_texts(command, "cli");
    let version = flag("version", 'V', ActionText::Version);
    command.disable_version_flag(true).arg(version)
}

#[derive(Clone, Copy)]
enum ActionText {
    Help,
    Version,
}

fn flag(name: &'static str, short: char, action: ActionText) -> Arg {
    let (action, help) = match action {
        ActionText::Help => (ArgAction::Help, tr!("cli-help")),
        ActionText::Version => (ArgAction::Version, tr!("cli-version")),
    };
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .help(help)
        .help_heading(tr!("cli-heading-options"))
}

/// `key` is `cli`, `cli-backup`, `cli-config-set` …; an argument's is `cli-arg-` and its name.
fn with_texts(command: Command, key: &str) -> Command {
    let usage = format!("{}{}", tr!("cli-heading-usage"), tr!("colon"));
    let mut command = command
        .about(LOADER.get(key))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(flag("help", 'h', ActionText::Help))
        .subcommand_help_heading(tr!("cli-heading-commands"))
        .subcommand_value_name(tr!("cli-value-command"))
        .help_template(format!("{{about}}\n\n{usage}{{usage}}\n\n{{all-args}}"))
        .mut_args(|arg| {
            if arg.get_id() == "help" {
                return arg;
            }
            let heading = if arg.is_positional() {
                tr!("cli-heading-arguments")
            } else {
                tr!("cli-heading-options")
            };
            let text = LOADER.get(&format!("cli-arg-{}", arg.get_id().as_str().replace('_', "-")));
            // clap's own words for values are English: the sentences say what is possible.
            let valued = arg.get_action().takes_values();
            arg.help(text)
                .help_heading(heading)
                .hide_possible_values(valued)
                .hide_default_value(valued)
        });
    let names: Vec<String> =
        command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        command =
            command.mut_subcommand(&name, |inner| with_texts(inner, &format!("{key}-{name}")));
    }
    command
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use sauvegarde::i18n::LOADER;

    use crate::cli::args::Cli;

    fn check(command: &clap::Command, key: &str) {
        assert!(LOADER.has(key), "{key}");
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str().replace('_', "-");
            if id != "help" && id != "version" {
                assert!(LOADER.has(&format!("cli-arg-{id}")), "cli-arg-{id}");
            }
        }
        for inner in command.get_subcommands() {
            check(inner, &format!("{key}-{}", inner.get_name()));
        }
    }

    #[test]
    fn every_command_and_argument_has_its_sentence() {
        check(&Cli::command(), "cli");
    }

    #[test]
    fn the_definitions_are_sound() {
        super::localised(Cli::command()).debug_assert();
    }
}
