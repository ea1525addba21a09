//! macOS brings everything along.

use sauvegarde::{Error, Result};

#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub fn check() -> Result<()> {
    Ok(())
}

/// Standard error has it.
pub fn tell(_: &Error) {}
