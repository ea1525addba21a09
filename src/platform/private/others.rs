//! As the folder above has it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

pub fn create_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}
