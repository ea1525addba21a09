//! `sauvegarde accept`: what is unusual about a backup is right.

use std::path::{Path, PathBuf};

use sauvegarde::Error;
use sauvegarde::alarms::open;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog::{self, Entry};
use sauvegarde::folder::cloud;
use sauvegarde::folder::lineage::Lineage;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::folder::target::Target;
use sauvegarde::report::i18n::tr;
use serde_json::json;

use super::args::AcceptOptions;
use super::output::Output;
use super::pin;

pub fn run(profile: &Profile, options: &AcceptOptions, output: &Output) -> Result<u8, Error> {
    let path = match options.file.to_str() {
        Some("latest") => newest(profile)?,
        _ => pin::find(profile, &options.file)?,
    };
    let accepted = open::accept(&path)?;
    if output.is_json() {
        let path = path.to_string_lossy();
        output.object(
            &json!({ "type": "result", "status": "completed", "path": path, "alarms": accepted }),
        );
        return Ok(0);
    }
    let name = cloud::display(&path);
    if accepted.is_empty() {
        output.text(&tr!("accept-none", name = name));
        return Ok(0);
    }
    output.text(&tr!("accept-done", name = name));
    for alarm in &accepted {
        output.text(&format!("  {}", alarm.message()));
    }
    Ok(0)
}

/// The newest backup that may have an alarm: that of a restore, for safety, hides none.
fn newest(profile: &Profile) -> Result<PathBuf, Error> {
    let lineage = Lineage::of(profile).ok();
    let target = Target::open(profile.dir.as_deref())?;
    let is_meant = |entry: &Entry| match &lineage {
        Some(lineage) => lineage.ordinary(entry).is_some(),
        None => entry.manifest.as_ref().is_some_and(|manifest| {
            manifest.reason != Reason::BeforeRestore
                && manifest.origin.is_none()
                && !manifest.is_incomplete()
        }),
    };
    let found = catalog::newest(&target, 1, |entry| is_meant(&entry).then_some(entry.path))?;
    let none = |path: &Path| Error::NoBackup { path: path.to_owned() };
    found.into_iter().next().ok_or_else(|| none(target.folder()))
}
