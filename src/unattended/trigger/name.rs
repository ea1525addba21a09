//! What a trigger is called: another one for each configuration.

use std::path::Path;

use sha2::{Digest as _, Sha256};

const NAME: &str = "sauvegarde";
const HASHED_BYTES: usize = 4;

/// `sauvegarde`, or `sauvegarde-1a2b3c4d` for a configuration that is not the platform's own.
#[must_use]
pub fn name(config: Option<&Path>) -> String {
    let Some(config) = config else { return NAME.to_owned() };
    let hash = Sha256::digest(config.as_os_str().as_encoded_bytes());
    let digits: Vec<String> =
        hash.iter().take(HASHED_BYTES).map(|byte| format!("{byte:02x}")).collect();
    format!("{NAME}-{}", digits.concat())
}
