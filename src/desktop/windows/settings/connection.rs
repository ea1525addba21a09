//! A connection as the fields of Paramètres…, and back. Nothing here asks the keyring, which may
//! take its time.

use sauvegarde::postgres::connection::{Alternatives, Connection, DEFAULT_PORT, quoted};
use sauvegarde::postgres::import;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::secret::Secret;
use sauvegarde::{Error, Result};

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
        let (hosts, ports): (Vec<String>, Vec<String>) =
            connection.hosts().into_iter().map(|host| (host.name, host.port.to_string())).unzip();
        let is_one = ports.iter().all(|port| *port == ports[0]);
        Self {
            host: hosts.join(","),
            port: if is_one { connection.port.to_string() } else { ports.join(",") },
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
        let (host, ports) = (typed(&self.host), typed(&self.port));
        if host.is_empty() {
            // The environment, or this computer.
            edited.host = host;
            edited.host_address = None;
            edited.alternatives = Alternatives::default();
            edited.port = port(&ports)?;
        } else if ports.contains(',') {
            edited = edited.with_hosts(&host, &ports)?;
        } else {
            edited = edited.with_hosts(&host, &port(&ports)?.to_string())?;
        }
        edited.user = typed(&self.user);
        edited.database = typed(&self.database);
        // A password is looked up for the login that is meant now.
        let connection = Connection::parse_place(&edited.url_without_password())?;
        // The keyring is not asked on the loop's thread: whoever connects does so.
        let mut connection = connection.with_password_file();
        let same_login =
            base.is_some_and(|base| (base.hosts(), &base.user) == (edited.hosts(), &edited.user));
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

fn port(text: &str) -> Result<u16> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    let port = text.parse::<u16>().ok().filter(|port| *port > 0);
    port.ok_or_else(|| Error::ConnectionInvalid { detail: tr!("window-settings-port") })
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
    fn several_hosts_stand_in_the_field_as_libpq_takes_them() {
        let url = "postgresql://u@a:1,b:2/x?target_session_attrs=primary";
        let base = Connection::parse_place(url).unwrap();
        let mut fields = ConnectionFields::of(&base);
        assert_eq!((fields.host.as_str(), fields.port.as_str()), ("a,b", "1,2"));
        assert_eq!(fields.connection(Some(&base)).unwrap().url_without_password(), url);
        fields.host = "a".to_owned();
        assert!(fields.connection(Some(&base)).is_err());
        fields.port = "1".to_owned();
        let one = fields.connection(Some(&base)).unwrap();
        assert_eq!(one.url_without_password(), "postgresql://u@a:1/x?target_session_attrs=primary");
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
        let again = Connection::parse_place(&typed.url_with_password()).unwrap();
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
