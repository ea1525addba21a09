//! Where macOS has PostgreSQL's programs. A program started from the Finder does not inherit the
//! shell's `PATH`, so the places are listed.

use std::path::PathBuf;

use super::versioned;

pub fn folders() -> Vec<PathBuf> {
    let mut folders = versioned("/Applications/Postgres.app/Contents/Versions", "", "bin");
    for root in ["/opt/homebrew/opt", "/usr/local/opt"] {
        folders.extend(versioned(root, "postgresql@", "bin"));
        folders.push(format!("{root}/postgresql/bin").into());
        folders.push(format!("{root}/libpq/bin").into());
    }
    folders.extend(versioned("/Library/PostgreSQL", "", "bin")); // EDB's installer
    folders
}

pub fn last_resorts() -> Vec<PathBuf> {
    vec!["/Applications/pgAdmin 4.app/Contents/SharedSupport".into()]
}
