//! From words to [`Cli`], and from clap's errors to sentences in the user's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};
use sauvegarde::Error;
use sauvegarde::report::i18n::Language;
use sauvegarde::report::i18n::tr;

use super::args::Cli;
use super::given;
use super::localise;

pub enum Parsed {
    Cli(Box<Cli>),
    /// Help or version, to be shown.
    Text(String),
}

/// The language, before anything can be said: a first look at the words.
pub fn language(arguments: &[OsString]) -> Language {
    let config = value_of(arguments, "--config").map(PathBuf::from);
    let given = value_of(arguments, "--lang").and_then(|value| value.into_string().ok());
    given::language(given.as_deref(), config.as_deref())
}

pub fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--json")
}

fn value_of(arguments: &[OsString], name: &str) -> Option<OsString> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == name {
            return words.next().cloned();
        }
        let joined = word.to_str().and_then(|word| word.strip_prefix(name)?.strip_prefix('='));
        if let Some(value) = joined {
            return Some(value.into());
        }
    }
    None
}

/// # Errors
/// [`Error::Usage`].
pub fn parse(arguments: Vec<OsString>) -> Result<Parsed, Error> {
    let command = localise::localised(Cli::command());
    let parsed =
        command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => Ok(Parsed::Cli(Box::new(cli))),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Ok(Parsed::Text(error.render().to_string().trim_end().to_owned()))
            }
            _ => Err(Error::Usage { detail: sentence(&error) }),
        },
    }
}

/// The program's name alone, in a program without the tray.
pub fn nothing_asked() -> Error {
    Error::Usage { detail: tr!("usage-missing-command") }
}

fn sentence(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => tr!("usage-unknown-argument", argument = argument),
        ErrorKind::InvalidSubcommand => {
            tr!("usage-unknown-command", command = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            tr!("usage-missing-command")
        }
        ErrorKind::MissingRequiredArgument => tr!("usage-missing-argument", argument = argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if !value.is_empty() => {
            tr!("usage-invalid-value", argument = argument, value = value)
        }
        ErrorKind::TooManyValues => tr!("usage-no-value", argument = argument),
        ErrorKind::InvalidValue | ErrorKind::NoEquals => {
            tr!("usage-missing-value", argument = argument)
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            tr!("usage-conflict", argument = argument, other = other)
        }
        _ => error.kind().to_string(),
    }
}
