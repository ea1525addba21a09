//! What lies in a folder of backups, and who may touch it.
//!
//! Invariants: a backup exists if and only if its manifest exists; a changed byte in a manifest is
//! noticed, and fields that this version does not know are kept; whoever touches a staging folder holds
//! the lock of its key, and the lock ends with the process.

pub mod catalog;
pub mod check;
pub mod cloud;
pub mod hash;
pub mod lineage;
pub mod manifest;
pub mod reading;
pub mod run;
pub mod staging;
pub mod target;
