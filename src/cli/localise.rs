//! Puts the sentences of the current language into clap's commands, headings included.

use clap::{Arg, ArgAction, Command};
use sauvegarde::report::i18n::LOADER;
use sauvegarde::report::i18n::tr;

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
        .help_heading(heading(&tr!("cli-heading-options")))
}

/// clap puts a colon right behind a heading; French has a space before it.
fn heading(name: &str) -> String {
    let colon = tr!("colon");
    format!("{name}{}", colon.split(':').next().unwrap_or_default())
}

/// What stands for an argument's value, `BACKUP|latest` for example. Capitals are a word of the
/// language, the rest is typed as it is.
fn value_name(arg: &Arg) -> String {
    let given = arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
    let given = given.unwrap_or_else(|| arg.get_id().as_str().to_uppercase());
    let word = |word: &str| match word.to_lowercase() {
        lower if lower == word => lower,
        lower => LOADER.get(&format!("cli-value-{lower}")),
    };
    given.split('|').map(word).collect::<Vec<_>>().join("|")
}

/// `key` is `cli`, `cli-backup`, `cli-config-set` …; an argument's is `cli-arg-` and its name.
fn with_texts(command: Command, key: &str) -> Command {
    let usage = format!("{}{}", tr!("cli-heading-usage"), tr!("colon"));
    let mut command = command
        .about(LOADER.get(key))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(flag("help", 'h', ActionText::Help))
        .subcommand_help_heading(heading(&tr!("cli-heading-commands")))
        .subcommand_value_name(tr!("cli-value-command"))
        .help_template(format!("{{about}}\n\n{usage}{{usage}}\n\n{{all-args}}"))
        .mut_args(|arg| {
            if arg.get_id() == "help" {
                return arg;
            }
            let name = if arg.is_positional() {
                tr!("cli-heading-arguments")
            } else {
                tr!("cli-heading-options")
            };
            let text = LOADER.get(&format!("cli-arg-{}", arg.get_id().as_str().replace('_', "-")));
            // clap's own words for values are English: the sentences say what is possible.
            let valued = arg.get_action().takes_values();
            let arg = if valued {
                let name = value_name(&arg);
                arg.value_name(name)
            } else {
                arg
            };
            arg.help(text)
                .help_heading(heading(&name))
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
    use sauvegarde::report::i18n::LOADER;

    use crate::cli::args::Cli;

    fn check(command: &clap::Command, key: &str) {
        assert!(LOADER.has(key), "{key}");
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str().replace('_', "-");
            if id != "help" && id != "version" {
                assert!(LOADER.has(&format!("cli-arg-{id}")), "cli-arg-{id}");
                let name = super::value_name(arg);
                let valued = arg.get_action().takes_values();
                assert!(!valued || !name.contains("No localization"), "{name}");
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
