//! `sauvegarde config show|path|set|import`

use std::path::Path;

use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::profile::{DEFAULT, PasswordPlace};
use sauvegarde::config::table::{KEYS, Key, Place};
use sauvegarde::postgres::connection::{self, Connection, Parameters};
use sauvegarde::postgres::import::{self, Imported};
use sauvegarde::postgres::told;
use sauvegarde::report::i18n::tr;
use sauvegarde::unattended::trigger;
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
            let values = origins(&file);
            match Config::read(&file)?.trim_end() {
                text if output.is_json() => {
                    let passwords: Vec<Value> = passwords.iter().map(Password::as_json).collect();
                    let values: Vec<Value> = values.iter().map(Origin::as_json).collect();
                    output.object(&json!({
                        "path": path, "text": text, "values": values, "passwords": passwords,
                    }));
                }
                "" => output.text(&tr!("config-empty", path = path)),
                text => output.line(text),
            }
            // As comments: what is shown can still be kept as a configuration.
            for value in &values {
                output.text(&format!("# {}", value.sentence()));
            }
            for password in &passwords {
                output.text(&format!("# {}", password.sentence()));
            }
        }
        ConfigCommand::Set { key, value } => {
            let key = &key_of(key, global);
            let (value, passed_over) = address(key, value);
            let mut config = Config::load(&file)?;
            if value.is_empty() && takes_nothing_for_none(key) {
                config.unset(key)?;
                renew(key, &config)?;
                done(&tr!("config-unset", key = key.as_str()), output);
                return Ok(0);
            }
            config.set(key, &value)?;
            renew(key, &config)?;
            warn(&passed_over, output);
            let is_secret = Key::named(key).is_some_and(|key| key.is_secret) && !value.is_empty();
            let shown = if is_secret { "***" } else { value.as_str() };
            done(&tr!("config-set", key = key.as_str(), value = shown), output);
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

/// Where the value of one key comes from.
struct Origin {
    /// With the name of the profile, as `config set` takes it.
    key: String,
    /// Nothing for a secret.
    value: Option<String>,
    source: Source,
}

enum Source {
    Line(usize),
    Environment(&'static str),
    Default,
}

/// Of every key that has a value; nothing where the file is not understood.
fn origins(file: &Path) -> Vec<Origin> {
    let Some(config) = Config::load(file).ok().filter(|config| config.check().is_ok()) else {
        return Vec::new();
    };
    let mut origins = Vec::new();
    for profile in config.profile_names() {
        let is_default = profile == DEFAULT;
        for key in KEYS.iter().filter(|key| is_default || key.place == Place::Profile) {
            let name = if is_default {
                key.name.to_owned()
            } else {
                format!("profiles.{profile}.{}", key.name)
            };
            let shown = |text: String| (!key.is_secret).then_some(text);
            let variable = key.variable.filter(|name| std::env::var_os(name).is_some());
            let (value, source) = match (config.value(profile, key), variable) {
                // The file itself shows it.
                (Some(value), _) => (shown(value.texts.join(", ")), Source::Line(value.line)),
                (None, Some(variable)) => (None, Source::Environment(variable)),
                (None, None) if !key.default.is_empty() => {
                    (shown(key.default.to_owned()), Source::Default)
                }
                (None, None) => continue,
            };
            origins.push(Origin { key: name, value, source });
        }
    }
    origins
}

impl Origin {
    fn sentence(&self) -> String {
        let key = self.key.as_str();
        match &self.source {
            Source::Line(line) => tr!("config-from-line", key = key, line = line.to_string()),
            Source::Environment(name) => {
                tr!("config-from-environment", key = key, name = (*name).to_owned())
            }
            Source::Default => {
                let value = self.value.clone().unwrap_or_default();
                tr!("config-from-default", key = key, value = value)
            }
        }
    }

    fn as_json(&self) -> Value {
        let (source, line, variable) = match &self.source {
            Source::Line(line) => ("file", Some(*line), None),
            Source::Environment(name) => ("environment", None, Some(*name)),
            Source::Default => ("default", None, None),
        };
        json!({
            "key": self.key, "value": self.value, "source": source, "line": line,
            "variable": variable,
        })
    }
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

/// Where the system's own scheduler follows the configuration, it goes on doing so.
fn renew(key: &str, config: &Config) -> Result<(), Error> {
    if key.rsplit('.').next() == Some("schedule") { trigger::renew(config) } else { Ok(()) }
}

/// An empty text takes a key away, unless it means something.
fn takes_nothing_for_none(key: &str) -> bool {
    let name = key.strip_prefix("profiles.").and_then(|rest| rest.rsplit('.').next());
    Key::named(name.unwrap_or(key)).is_some_and(|key| key.default.is_empty())
}

/// `--profile NAME` puts the keys of a profile into it.
fn key_of(key: &str, global: &Global) -> String {
    match global.profile.as_deref() {
        Some(name) if name != DEFAULT && Key::of_profiles().any(|name| name == key) => {
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
