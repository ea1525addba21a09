//! `sauvegarde config password`: typed without being shown, or the first line of a pipe.

use std::io::{self, BufRead as _, IsTerminal as _};

use sauvegarde::config::Config;
use sauvegarde::notify::mail_login;
use sauvegarde::platform::echo::Hidden;
use sauvegarde::platform::keyring as stored;
use sauvegarde::postgres::connection::keyring;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::secret::Secret;
use sauvegarde::{Error, Result};

use super::args::{Global, PasswordOptions};
use super::given;
use super::output::Output;

/// Gives the sentence that says what was done.
pub fn run(options: &PasswordOptions, global: &Global, output: &Output) -> Result<String> {
    if options.mail {
        return of_mail(options, global, output);
    }
    let connection = given::profile(global, &options.place)?.place()?;
    let (user, address) = (connection.user.as_str(), connection.address());
    if options.forget {
        keyring::forget(&connection)?;
        return Ok(tr!("config-password-forgotten", user = user, address = address));
    }
    let password = ask_for(user, &address, output)?;
    keyring::store(&connection, &password)?;
    Ok(tr!("config-password-kept", user = user, address = address))
}

/// That of `[notify] mail`.
fn of_mail(options: &PasswordOptions, global: &Global, output: &Output) -> Result<String> {
    let mail = Config::load(&given::config_path(global))?.notify()?.mail;
    let login = mail.as_ref().and_then(mail_login);
    let login = login.ok_or_else(|| Error::Usage { detail: tr!("config-password-no-mail") })?;
    let (user, address) = login.rsplit_once('@').unwrap_or((&login, ""));
    if options.forget {
        stored::forget(vec![login.clone()])?;
        return Ok(tr!("config-password-forgotten", user = user, address = address));
    }
    let password = ask_for(user, address, output)?;
    stored::store(vec![login.clone()], &password)?;
    Ok(tr!("config-password-kept", user = user, address = address))
}

fn ask_for(user: &str, address: &str, output: &Output) -> Result<Secret> {
    let password = read(user, address, output).filter(|password| !password.expose().is_empty());
    password.ok_or_else(|| Error::Usage { detail: tr!("config-password-empty") })
}

fn read(user: &str, address: &str, output: &Output) -> Option<Secret> {
    let mut line = String::new();
    if io::stdin().is_terminal() {
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
