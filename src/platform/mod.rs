//! What the operating systems do each in their own way: processes, files, names, the keyring.

pub mod child;
pub mod code_page;
pub mod keep_awake;
#[cfg(feature = "tray")]
pub mod keyring;
pub mod local_path;
pub mod partial_file;
pub mod paths;
pub mod text_file;
