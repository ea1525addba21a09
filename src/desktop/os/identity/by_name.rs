//! Linux and macOS know a program by the name that its windows and messages carry.

pub fn introduce() {}
