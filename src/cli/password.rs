//! `sauvegarde config password`: typed without being shown, or the first line of a pipe.

use std::io::{self, BufRead as _, IsTerminal as _};

use sauvegarde::platform::echo::Hidden;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::postgres::connection::keyring;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::secret::Secret;
use sauvegarde::{Error, Result};

use super::args::{Global, PasswordOptions};
use super::given;
use super::output::Output;

/// Gives the sentence that says what was done.
pub fn run(options: &PasswordOptions, global: &Global, output: &Output) -> Result<String> {
    let connection = given::profile(global, &options.place)?.place()?;
    let (user, address) = (connection.user.as_str(), connection.address());
    if options.forget {
        keyring::forget(&connection)?;
        return Ok(tr!("config-password-forgotten", user = user, address = address));
    }
    let password = match read(&connection, output) {
        Some(password) if !password.expose().is_empty() => password,
        _ => return Err(Error::Usage { detail: tr!("config-password-empty") }),
    };
    keyring::store(&connection, &password)?;
    Ok(tr!("config-password-kept", user = user, address = address))
}

fn read(connection: &Connection, output: &Output) -> Option<Secret> {
    let mut line = String::new();
    if io::stdin().is_terminal() {
        let (user, address) = (connection.user.as_str(), connection.address());
        let question = tr!("config-password-ask", user = user, address = address);
        output.ask(&format!("{question} "));
        let hidden = Hidden::start();
        let read = io::stdin().lock().read_line(&mut line);
        drop(hidden);
        output.ask("\n");
        read.ok()?;
    } else {
        io::stdin().lock().read_line(&mut line).ok()?;
    }
    Some(Secret::new(line.trim_end_matches(['\r', '\n'])))
}
