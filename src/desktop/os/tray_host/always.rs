//! Windows and macOS always have a place for icons.

pub fn is_there() -> bool {
    true
}
