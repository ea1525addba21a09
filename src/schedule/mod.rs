//! When backups are due.
