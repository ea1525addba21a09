//! A connection as the fields of Paramètres…, and back. Nothing here asks the keyring, which may
//! take its time.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sauvegarde::connection::{Connection, DEFAULT_PORT, Secret};
use sauvegarde::{Error, Result, import, tr};

/// As they stand in the window. No `Debug`: a password is among them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ConnectionFields {
    pub host: String,
    pub port: String,
    pub database: String,
    pub user: String,
    /// Only what is typed; a known one is not shown.
    pub password: String,
}

impl ConnectionFields {
    pub fn of(connection: &Connection) -> Self {
        Self {
            host: connection.host.clone(),
            port: connection.port.to_string(),
            database: connection.database.clone(),
            user: connection.user.clone(),
            password: String::new(),
        }
    }

    /// With what `base` says besides: TLS, options, and its password while the login is the same.
    ///
    /// # Errors
    /// [`Error::ConnectionInvalid`].
    pub fn connection(&self, base: Option<&Connection>) -> Result<Connection> {
        let mut edited = match base {
            Some(base) => base.clone(),
            None => Connection::parse_place(&format!("user={}", quoted(&self.user)))?,
        };
        let typed = |text: &str| text.trim().to_owned();
        edited.host = typed(&self.host);
        edited.user = typed(&self.user);
        edited.database = typed(&self.database);
        edited.port = port(self.port.trim())?;
        // A password is looked up for the login that is meant now.
        let connection = Connection::parse_place(&edited.url_without_password())?;
        // The keyring is not asked on the loop's thread: whoever connects does so.
        let mut connection = connection.with_password_file();
        let same_login = base.is_some_and(|base| {
            (&base.host, base.port, &base.user) == (&edited.host, edited.port, &edited.user)
        });
        if !self.password.is_empty() {
            connection.password = Some(Secret::new(&*self.password));
        } else if same_login && connection.password.is_none() {
            connection.password = edited.password;
        }
        Ok(connection)
    }
}

/// What to begin with where nothing is configured: the environment, a `.env` file in the current
/// folder, or the local server.
pub fn first_guess() -> Option<Connection> {
    let env_file = std::path::Path::new(".env");
    let imported = import::from_file(env_file).map(|imported| imported.connection);
    imported.or_else(|_| Connection::parse_place("")).ok()
}

/// The whole of it, for a check that has it in memory only.
pub fn url_with_password(connection: &Connection) -> String {
    let mut url = connection.url_without_password();
    if let Some(password) = &connection.password {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str("password=");
        url.extend(utf8_percent_encode(password.expose(), NON_ALPHANUMERIC));
    }
    url
}

fn port(text: &str) -> Result<u16> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    let port = text.parse::<u16>().ok().filter(|port| *port > 0);
    port.ok_or_else(|| Error::ConnectionInvalid { detail: tr!("window-settings-port") })
}

/// As a value of a key/value string.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(host: &str, port: &str) -> ConnectionFields {
        ConnectionFields {
            host: host.to_owned(),
            port: port.to_owned(),
            database: "torii".to_owned(),
            user: "o'neil".to_owned(),
            password: String::new(),
        }
    }

    #[test]
    fn fields_and_connection_say_the_same() {
        let base = Connection::parse_place("postgresql://u@old/x?sslmode=require").unwrap();
        let connection = fields(" db.example ", "5433").connection(Some(&base)).unwrap();
        assert_eq!(connection.address(), "db.example:5433");
        assert_eq!(connection.ssl_mode, base.ssl_mode);
        let again = ConnectionFields::of(&connection);
        assert!(again == fields("db.example", "5433"));
    }

    #[test]
    fn a_known_password_stays_with_its_login_only() {
        let base = Connection::parse_place("postgresql://u:geheim@h/x").unwrap();
        let mut fields = ConnectionFields::of(&base);
        let kept = fields.connection(Some(&base)).unwrap();
        assert_eq!(kept.password.as_ref().map(Secret::expose), Some("geheim"));
        fields.host = "elsewhere.invalid".to_owned();
        assert_eq!(fields.connection(Some(&base)).unwrap().password, None);
        fields.password = "p@ss w/rd".to_owned();
        let typed = fields.connection(Some(&base)).unwrap();
        let again = Connection::parse_place(&url_with_password(&typed)).unwrap();
        assert_eq!(again.password.unwrap().expose(), "p@ss w/rd");
    }

    #[test]
    fn a_port_that_is_none_is_said() {
        for port in ["0", "65536", "x"] {
            let error = fields("h", port).connection(None).unwrap_err();
            assert!(matches!(error, Error::ConnectionInvalid { .. }));
        }
        assert_eq!(fields("h", "").connection(None).unwrap().port, DEFAULT_PORT);
    }
}
