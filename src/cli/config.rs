//! `sauvegarde config show|path|set|import`

use std::path::Path;

use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::PROFILE_KEYS;
use sauvegarde::config::profile::{DEFAULT, PasswordPlace};
use sauvegarde::postgres::connection::{self, Connection, Parameters};
use sauvegarde::postgres::import::{self, Imported};
use sauvegarde::postgres::told;
use sauvegarde::report::i18n::tr;
use serde_json::{Value, json};

use super::args::{ConfigCommand, Global};
use super::given;
use super::output::Output;

pub fn run(command: &ConfigCommand, global: &Global, output: &Output) -> Result<u8, Error> {
    let file = given::config_path(global);
    let path = file.display().to_string();
    match command {
        ConfigCommand::Path if output.is_json() => output.object(&json!({ "path": path })),
        ConfigCommand::Path => output.line(&path),
        // Also a file that is not understood: whoever corrects it wants to see it.
        ConfigCommand::Show => {
            let passwords = passwords(&file);
            match Config::read(&file)?.trim_end() {
                text if output.is_json() => {
                    let passwords: Vec<Value> = passwords.iter().map(Password::as_json).collect();
                    output.object(&json!({ "path": path, "text": text, "passwords": passwords }));
                }
                "" => output.text(&tr!("config-empty", path = path)),
                text => output.line(text),
            }
            // As comments: what is shown can still be kept as a configuration.
            for password in &passwords {
                output.text(&format!("# {}", password.sentence()));
            }
        }
        ConfigCommand::Set { key, value } => {
            let key = &key_of(key, global);
            let (value, passed_over) = address(key, value);
            Config::load(&file)?.set(key, &value)?;
            warn(&passed_over, output);
            done(&tr!("config-set", key = key.as_str(), value = value.as_str()), output);
        }
        ConfigCommand::Import { application_file: source } => {
            let text = import_from(source, &mut Config::load(&file)?, global, output)?;
            done(&text, output);
        }
        #[cfg(feature = "tray")]
        ConfigCommand::Password(options) => {
            done(&super::password::run(options, global, output)?, output);
        }
    }
    Ok(0)
}

/// Of one profile; never the password itself.
struct Password {
    profile: String,
    connection: Connection,
    place: PasswordPlace,
}

/// Of every profile that says where its database is; nothing where the file is not understood.
fn passwords(file: &Path) -> Vec<Password> {
    let Ok(config) = Config::load(file) else { return Vec::new() };
    let password = |name: &str| {
        let (connection, place) = config.profile(name).ok()?.password_place().ok()?;
        Some(Password { profile: name.to_owned(), connection, place })
    };
    config.profile_names().filter_map(password).collect()
}

impl Password {
    fn sentence(&self) -> String {
        let place = match &self.place {
            PasswordPlace::Configuration => tr!("config-password-in-configuration"),
            PasswordPlace::Environment => tr!("config-password-in-environment"),
            PasswordPlace::ServiceFile => tr!("config-password-in-service-file"),
            PasswordPlace::Keyring => tr!("config-password-in-keyring"),
            PasswordPlace::File(path) => {
                tr!("config-password-in-file", path = path.display().to_string())
            }
            PasswordPlace::Nowhere => tr!("config-password-nowhere"),
        };
        let (user, address) = (self.connection.user.as_str(), self.connection.address());
        tr!("config-password-place", user = user, address = address, place = place)
    }

    fn as_json(&self) -> Value {
        let path = match &self.place {
            PasswordPlace::File(path) => Some(path.to_string_lossy()),
            _ => None,
        };
        json!({
            "profile": self.profile,
            "user": self.connection.user,
            "address": self.connection.address(),
            "place": self.place.code(),
            "path": path,
        })
    }
}

/// `--profile NAME` puts the keys of a profile into it.
fn key_of(key: &str, global: &Global) -> String {
    match global.profile.as_deref() {
        Some(name) if name != DEFAULT && PROFILE_KEYS.contains(&key) => {
            format!("profiles.{name}.{key}")
        }
        _ => key.to_owned(),
    }
}

/// An address without the parameters of other programs: they are told now, and no backup need
/// tell them again.
fn address(key: &str, value: &str) -> (String, Vec<String>) {
    let is_address = key.rsplit('.').next() == Some("url");
    let mut parameters = match Parameters::parse(value) {
        Ok(parameters) if is_address && !parameters.passed_over().is_empty() => parameters,
        _ => return (value.to_owned(), Vec::new()),
    };
    // One with a password is refused as it is.
    if parameters.take("password").is_some() {
        return (value.to_owned(), Vec::new());
    }
    (parameters.as_pairs(), parameters.passed_over().to_vec())
}

fn warn(passed_over: &[String], output: &Output) {
    if let Some(warning) = told::passed_over(passed_over) {
        output.warning(&warning);
    }
}

fn done(text: &str, output: &Output) {
    if output.is_json() {
        output.object(&json!({ "type": "result", "status": "completed", "message": text }));
    }
    output.text(text);
}

fn import_from(
    file: &Path,
    config: &mut Config,
    global: &Global,
    output: &Output,
) -> Result<String, Error> {
    let Imported { connection, password_from } = import::from_file(file)?;
    let key = key_of("url", global);
    let url = connection.url_without_password();
    config.set(&key, &url)?;
    warn(&connection.passed_over, output);
    let mut text = tr!("config-imported", file = file.display().to_string(), url = url.as_str());
    if connection.password.is_some() {
        let path = connection::store_password(&connection).map_err(|source| {
            let path = connection::password_file().unwrap_or_default();
            Error::Io { action: sauvegarde::report::error::IoAction::Write, path, source }
        })?;
        text.push('\n');
        text.push_str(&tr!("config-password-stored", path = path.display().to_string()));
    }
    if let Some(from) = password_from {
        text.push('\n');
        text.push_str(&tr!("config-password-elsewhere", from = from));
    }
    Ok(text)
}
