//! `sauvegarde completions SHELL` and `sauvegarde man`

use clap::CommandFactory as _;
use clap_complete::Shell;
use sauvegarde::Error;
use sauvegarde::report::i18n::tr;

use super::args::Cli;
use super::localise;
use super::output::Output;

pub fn shell(shell: Shell, output: &Output) -> u8 {
    let mut script = Vec::new();
    let mut command = localise::localised(Cli::command());
    clap_complete::generate(shell, &mut command, "sauvegarde", &mut script);
    output.line(String::from_utf8_lossy(&script).trim_end());
    0
}

/// The page of the program, or of one of its commands.
pub fn man(name: Option<&str>, output: &Output) -> Result<u8, Error> {
    let mut command = localise::localised(Cli::command());
    command.build();
    let page = match name {
        None => command,
        Some(name) => command
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Error::Usage { detail: tr!("usage-unknown-command", command = name) })?,
    };
    let mut roff = Vec::new();
    // Writing into memory does not fail.
    let _ = clap_mangen::Man::new(page).render(&mut roff);
    output.line(String::from_utf8_lossy(&roff).trim_end());
    Ok(0)
}
