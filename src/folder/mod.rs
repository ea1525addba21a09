//! What lies in a folder of backups, and who may touch it.

pub mod catalog;
pub mod check;
pub mod cloud;
pub mod hash;
pub mod manifest;
pub mod run;
pub mod staging;
pub mod target;
