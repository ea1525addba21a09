//! What every command is given: its profile, its language, and the wish to stop.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::profile::{AD_HOC, DEFAULT, Profile, Url};
use sauvegarde::platform::paths;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::i18n::{Language, tr};

use super::args::{Global, Place, Source};

/// The configuration file that `--config` names, or the platform's.
pub fn config_path(global: &Global) -> PathBuf {
    global.config.clone().unwrap_or_else(paths::config_file)
}

/// The profile with what the command line overrides. With `--url` alone the configured folder
/// does not apply: it belongs to another database.
pub fn profile(global: &Global, place: &Place) -> Result<Profile, Error> {
    let named = global.profile.as_deref();
    let mut profile = Config::load(&config_path(global))?.profile(named.unwrap_or(DEFAULT))?;
    if let Some(url) = &place.url {
        if named.is_none() {
            AD_HOC.clone_into(&mut profile.name);
            profile.dir = None;
        }
        profile.url = Some(Url(url.clone()));
    }
    if let Some(dir) = &place.dir {
        profile.dir = Some(dir.clone());
    }
    Ok(profile)
}

/// [`profile`], with the tools that the command line names.
pub fn source_profile(global: &Global, source: &Source) -> Result<Profile, Error> {
    let mut profile = profile(global, &source.place)?;
    if let Some(pg_dump) = &source.pg_dump {
        profile.pg_dump = Some(pg_dump.clone());
    }
    Ok(profile)
}

/// Cancelled by Ctrl+C and by the system's request to end.
pub fn cancel_on_interrupt() -> CancelToken {
    let cancel = CancelToken::default();
    let for_handler = cancel.clone();
    // It fails only where a handler is set already; there is one call of this a process.
    let _ = ctrlc::set_handler(move || for_handler.cancel());
    cancel
}

/// The language of `--lang`, else of the configuration, else of the system.
pub fn language(given: Option<&str>, config: Option<&Path>) -> Language {
    let configured = || {
        let path = config.map_or_else(paths::config_file, Path::to_owned);
        Config::load(&path).ok()?.language()
    };
    given.and_then(Language::parse).or_else(configured).unwrap_or_else(Language::of_the_system)
}

/// A moment as RFC 3339 writes it, or as the clock on the wall shows it.
///
/// # Errors
/// [`Error::Usage`].
pub fn moment(text: &str) -> Result<Zoned, Error> {
    let here = TimeZone::system();
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp.to_zoned(here));
    }
    let local = text.parse::<DateTime>().ok().and_then(|local| local.to_zoned(here).ok());
    local.ok_or_else(|| Error::Usage { detail: tr!("run-no-moment", text = text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_either_form() {
        let utc = moment("2026-12-01T11:30:00Z").unwrap();
        assert_eq!(utc.timestamp().to_string(), "2026-12-01T11:30:00Z");
        for text in ["2026-12-01 12:30", "2026-12-01T12:30", "2026-12-01"] {
            let local = moment(text).unwrap();
            assert_eq!(local.datetime().date().to_string(), "2026-12-01");
        }
        assert!(matches!(moment("tomorrow"), Err(Error::Usage { .. })));
    }
}
