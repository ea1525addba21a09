//! Windows and macOS bring everything along.

use sauvegarde::Result;

#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub fn check() -> Result<()> {
    Ok(())
}
