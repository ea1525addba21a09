//! libpq's password file.
//! Format: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.

use std::io;
use std::path::{Path, PathBuf};

use super::{Connection, Secret};
use crate::partial_file;

/// Where libpq looks: `PGPASSFILE`, else the user's own file.
#[must_use]
pub fn file() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("PGPASSFILE") {
        return Some(path.into());
    }
    if cfg!(windows) {
        dirs::config_dir().map(|folder| folder.join("postgresql").join("pgpass.conf"))
    } else {
        dirs::home_dir().map(|home| home.join(".pgpass"))
    }
}

/// The first line that fits, as libpq would take it.
pub(super) fn find(connection: &Connection, given: Option<&Path>) -> Option<Secret> {
    let path = given.map(Path::to_owned).or_else(file)?;
    if !super::platform::is_private(&path) {
        return None;
    }
    let text = std::fs::read(&path).ok()?;
    let text = String::from_utf8_lossy(&text);
    text.lines().find_map(|line| password_of(line, connection))
}

/// Adds the connection's password to the file, which then only its owner may read.
///
/// # Errors
/// Those of the system; or `InvalidInput` for a password with a line break, which the format
/// cannot hold.
pub fn store(connection: &Connection) -> io::Result<PathBuf> {
    let path = file().ok_or(io::ErrorKind::NotFound)?;
    let password = connection.password.as_ref().map_or("", Secret::expose);
    if password.contains(['\n', '\r']) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let escape = |text: &str| text.replace('\\', r"\\").replace(':', r"\:");
    let port = connection.port.to_string();
    let parts = [&connection.host, &port, &connection.database, &connection.user, password];
    let line = parts.map(escape).join(":");
    let former = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // First: the first line that fits is the one that counts.
    let staged = path.with_extension("new");
    partial_file::replace(&path, &staged, format!("{line}\n{former}").as_bytes())?;
    Ok(path)
}

fn password_of(line: &str, connection: &Connection) -> Option<Secret> {
    if line.starts_with('#') {
        return None;
    }
    let fields = fields(line);
    let [host, port, database, user, password] = fields.as_slice() else {
        return None;
    };
    let port_text = connection.port.to_string();
    let host_fits =
        host == "*" || *host == connection.host || (connection.is_socket() && host == "localhost");
    let fits = host_fits
        && (port == "*" || *port == port_text)
        && (database == "*" || *database == connection.database)
        && (user == "*" || *user == connection.user);
    fits.then(|| Secret::new(password.as_str()))
}

/// Five fields between colons; `\:` and `\\` are the characters themselves.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.trim_end_matches(['\r', '\n']).chars();
    while let Some(character) = characters.next() {
        let escaped = match character {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => characters.next(),
            other => Some(other),
        };
        if let (Some(last), Some(character)) = (fields.last_mut(), escaped) {
            last.push(character);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_colons_and_backslashes_belong_to_the_field() {
        assert_eq!(fields(r"h:5432:d\:b:u:p\\w:x"), ["h", "5432", "d:b", "u", r"p\w:x"]);
    }

    #[test]
    fn the_wildcard_fits_and_another_user_does_not() {
        let connection = Connection::parse("host=h user=u dbname=d password=x").unwrap();
        assert!(password_of("*:*:*:u:secret", &connection).is_some());
        assert!(password_of("*:*:*:v:secret", &connection).is_none());
        assert!(password_of("# *:*:*:u:secret", &connection).is_none());
    }
}
