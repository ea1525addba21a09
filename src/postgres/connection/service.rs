//! libpq's service file: named sets of parameters.
//! Places: <https://www.postgresql.org/docs/current/libpq-pgservice.html>.

use std::path::PathBuf;

use super::address::invalid;
use super::parameters::Parameters;
use crate::platform::text_file;
use crate::report::error::{Error, Result};
use crate::report::i18n::tr;

/// # Errors
/// [`Error::ServiceUnknown`] if no file has it, [`Error::ConnectionInvalid`] if its lines are not
/// understood.
pub(super) fn find(
    name: &str,
    given: Option<PathBuf>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Parameters> {
    let places = places(environment);
    for path in given.into_iter().chain(places) {
        // A file that is not there or not readable is passed over, as libpq does.
        let Ok(text) = text_file::read(&path) else {
            continue;
        };
        if let Some(parameters) = section(&text, name)? {
            return Ok(parameters);
        }
    }
    Err(Error::ServiceUnknown { name: name.to_owned() })
}

fn places(environment: &dyn Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Some(path) = environment("PGSERVICEFILE") {
        places.push(PathBuf::from(path));
    } else if cfg!(windows) {
        places.extend(
            environment("APPDATA")
                .map(|folder| PathBuf::from(folder).join("postgresql").join(".pg_service.conf")),
        );
    } else {
        places.extend(dirs::home_dir().map(|home| home.join(".pg_service.conf")));
    }
    let system = environment("PGSYSCONFDIR").map(PathBuf::from);
    if let Some(folder) = system.or_else(|| cfg!(unix).then(|| "/etc/postgresql-common".into())) {
        places.push(folder.join("pg_service.conf"));
    }
    places
}

fn section(text: &str, name: &str) -> Result<Option<Parameters>> {
    let header = format!("[{name}]");
    let mut found = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('[') {
            if found.is_some() {
                break;
            }
            if line == header {
                found = Some(Parameters::default());
            }
        } else if let Some(parameters) = &mut found {
            let (key, value) =
                line.split_once('=').ok_or_else(|| invalid(tr!("connection-no-equals")))?;
            parameters.set(key.trim(), value.trim().to_owned())?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_gives_its_parameters_and_no_others() {
        let text = "# c\n[autre]\nhost=x\n\n[torii]\nhost=h\nport = 6\n[fin]\nuser=z\n";
        let mut found = section(text, "torii").unwrap().unwrap();
        assert_eq!(found.take("host").as_deref(), Some("h"));
        assert_eq!(found.take("port").as_deref(), Some("6"));
        assert_eq!(found.take("user"), None);
        assert!(section(text, "absent").unwrap().is_none());
    }
}
