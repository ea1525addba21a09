//! `sauvegarde import FILE`

use sauvegarde::Error;
use sauvegarde::backup::{self, ImportRequest};
use sauvegarde::profile::Profile;

use super::args::ImportOptions;
use super::backup::finished;
use super::output::Output;
use super::watched::watched;

pub fn run(profile: &Profile, options: &ImportOptions, output: &Output) -> Result<u8, Error> {
    let cancel = super::cancel_on_interrupt();
    let database = options.from.as_deref();
    let request = ImportRequest { profile, file: &options.import_file, database };
    let report = watched(output, |monitor| backup::import(&request, &cancel, monitor))?;
    Ok(finished(&report, output))
}
