//! `sauvegarde pin` and `unpin`: keeps a backup for ever, or no longer.

use std::path::{Path, PathBuf};

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, Purpose};
use sauvegarde::folder::cloud;
use sauvegarde::report::i18n::tr;
use sauvegarde::retention::pin;
use serde_json::json;

use super::args::{PinOptions, UnpinOptions};
use super::output::Output;

pub fn pin(profile: &Profile, options: &PinOptions, output: &Output) -> Result<u8, Error> {
    let path = find(profile, &options.file)?;
    let pin = pin::pin(&path, options.note.as_deref().unwrap_or_default())?;
    output.text(&tr!("pin-done", name = cloud::display(&path)));
    if output.is_json() {
        let path = path.to_string_lossy();
        output.object(
            &json!({ "type": "result", "status": "completed", "path": path, "pinned": pin }),
        );
    }
    Ok(0)
}

pub fn unpin(profile: &Profile, options: &UnpinOptions, output: &Output) -> Result<u8, Error> {
    let path = find(profile, &options.file)?;
    let had = pin::unpin(&path)?;
    let name = cloud::display(&path);
    output.text(&match had {
        Some(_) => tr!("unpin-done", name = name),
        None => tr!("unpin-none", name = name),
    });
    if output.is_json() {
        let path = path.to_string_lossy();
        output
            .object(&json!({ "type": "result", "status": "completed", "path": path, "had": had }));
    }
    Ok(0)
}

/// The backup that is meant; `latest` is the newest of the profile's database, or of any.
pub fn find(profile: &Profile, given: &Path) -> Result<PathBuf, Error> {
    let database = profile.place().ok().map(|connection| connection.database);
    catalog::find(given, profile.dir.as_deref(), Purpose::Read(database.as_deref()))
}
