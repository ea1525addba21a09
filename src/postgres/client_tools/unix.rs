//! Where Linux distributions put PostgreSQL's programs.

use std::path::PathBuf;

use super::versioned;

pub fn folders() -> Vec<PathBuf> {
    let mut folders = versioned("/usr/lib/postgresql", "", "bin"); // Debian, Ubuntu
    folders.extend(versioned("/usr", "pgsql-", "bin")); // PostgreSQL's own packages for RHEL
    folders.extend(versioned("/usr/lib", "postgresql", "bin")); // SUSE
    folders.extend(versioned("/opt/PostgreSQL", "", "bin")); // EDB's installer
    folders.extend(versioned("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"));
    folders
}

pub fn last_resorts() -> Vec<PathBuf> {
    vec!["/usr/pgadmin4/bin".into()]
}
