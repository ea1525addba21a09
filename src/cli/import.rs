//! `sauvegarde import FILE`

use sauvegarde::Error;
use sauvegarde::backup::{self, ImportRequest};
use sauvegarde::config::profile::Profile;

use super::args::ImportOptions;
use super::backup::finished;
use super::given;
use super::output::Output;
use super::restore::of_several;
use super::watched::watched;

pub fn run(profile: &Profile, options: &ImportOptions, output: &Output) -> Result<u8, Error> {
    let cancel = given::cancel_on_interrupt();
    let report = of_several(output, options.from.as_deref(), |database| {
        let request = ImportRequest { profile, file: &options.import_file, database };
        watched(output, |monitor| backup::import(&request, &cancel, monitor))
    })?;
    Ok(finished(&report, output))
}
