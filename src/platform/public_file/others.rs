//! The folder says who may read.

use std::fs::File;
use std::io;

#[expect(clippy::unnecessary_wraps, reason = "the Unix leaf can fail")]
pub fn open_to_all(_: &File) -> io::Result<()> {
    Ok(())
}
