//! libpq's password file.
//! Format: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.

use std::io;
use std::path::{Path, PathBuf};

use super::Connection;
use crate::platform::partial_file;
use crate::platform::text_file;
use crate::platform::user::is_private;
use crate::report::error::{LookUp, Part, PasswordFile, system};
use crate::report::secret::Secret;

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
pub(super) fn find(connection: &Connection) -> (Option<Secret>, Option<PasswordFile>) {
    let Some(path) = connection.password_file.clone().or_else(file) else {
        return (None, None);
    };
    let (password, outcome) = match read(&path) {
        Ok(text) => look(&text, connection),
        Err(outcome) => (None, outcome),
    };
    (password, Some(PasswordFile { path, outcome }))
}

fn read(path: &Path) -> Result<String, LookUp> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => LookUp::Missing,
        _ => LookUp::Unreadable { detail: system::detail(&error) },
    };
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(LookUp::NotAFile);
    }
    if !is_private(&metadata) {
        return Err(LookUp::OthersMayRead);
    }
    text_file::read(path).map_err(failed)
}

fn look(text: &str, connection: &Connection) -> (Option<Secret>, LookUp) {
    let mut closest: Option<(usize, Vec<Part>)> = None;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let fields = fields(line);
        let [host, port, database, user, password] = fields.as_slice() else {
            continue;
        };
        let differs = differs([host, port, database, user], connection);
        if differs.is_empty() {
            return (Some(Secret::new(password.as_str())), LookUp::Found);
        }
        if closest.as_ref().is_none_or(|(_, least)| differs.len() < least.len()) {
            closest = Some((at + 1, differs));
        }
    }
    let none = closest.map_or(LookUp::Empty, |(line, differs)| LookUp::NoneFits { line, differs });
    (None, none)
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
    let lines = connection.hosts().into_iter().map(|host| {
        let port = host.port.to_string();
        let parts = [&host.name, &port, &connection.database, &connection.user, password];
        parts.map(escape).join(":") + "\n"
    });
    // Written again in the one encoding that PostgreSQL's own programs read too.
    let former = match text_file::read_to_write(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // First: the first line that fits is the one that counts.
    let bytes = [lines.collect::<String>().into_bytes(), former].concat();
    let staged = path.with_extension("new");
    partial_file::replace(&path, &staged, &bytes)?;
    Ok(path)
}

/// The parts of a line that are not those of the connection.
fn differs(line: [&String; 4], connection: &Connection) -> Vec<Part> {
    let port_text = connection.port.to_string();
    let [host, port, database, user] = line;
    let fits = [
        (Part::Host, *host == connection.host || (connection.is_socket() && host == "localhost")),
        (Part::Port, *port == port_text),
        (Part::Database, *database == connection.database),
        (Part::User, *user == connection.user),
    ];
    let parts = fits.into_iter().zip(line);
    parts.filter(|((_, fits), text)| !fits && *text != "*").map(|((part, _), _)| part).collect()
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

    fn at(text: &str) -> LookUp {
        look(text, &Connection::parse("host=h user=u dbname=d password=x").unwrap()).1
    }

    #[test]
    fn the_wildcard_fits_and_another_user_does_not() {
        assert_eq!(at("# *:*:*:u:secret\n*:*:*:u:secret\n"), LookUp::Found);
        let differs = vec![Part::User];
        assert_eq!(at("*:*:*:v:secret"), LookUp::NoneFits { line: 1, differs });
        assert_eq!(at("# *:*:*:u:secret\r\n\r\nrubbish\r\n"), LookUp::Empty);
    }

    #[test]
    fn the_first_of_the_closest_lines_is_told() {
        let text = "i:1:e:v:s\nh:5432:d2:u:s\nh:5433:d:u:s\n";
        let differs = vec![Part::Database];
        assert_eq!(at(text), LookUp::NoneFits { line: 2, differs });
    }
}
