//! By their mode.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;

pub fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        // Of another owner it stays as it is: it is no less usable.
        let _ = restrict(folder, FOLDER);
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(FOLDER).create(folder)
}

pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.mode(FILE).open(path)?;
    let others = 0o077;
    let permissions = file.metadata()?.permissions();
    if permissions.mode() & others != 0 {
        let _ = file.set_permissions(Permissions::from_mode(permissions.mode() & !others));
    }
    Ok(file)
}

fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    let permissions = std::fs::metadata(path)?.permissions();
    let surplus = 0o777 & !mode;
    if permissions.mode() & surplus == 0 {
        return Ok(());
    }
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}
