//! What other programs on this machine take for text when it is not UTF-8.

use std::ffi::OsString;

#[cfg(unix)]
#[path = "code_page/unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "code_page/windows.rs"]
mod platform;

/// UTF-8, else in the code page of the system: a server's messages come in its own encoding.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => platform::decode(bytes),
    }
}

/// The value of an environment variable that a child written in C finds as the UTF-8 of `text`.
#[must_use]
pub fn environment_value(text: &str) -> OsString {
    platform::environment_value(text)
}

/// An argument that a child written in C finds as these bytes, whatever encoding they are in.
#[must_use]
pub fn argument(bytes: &[u8]) -> OsString {
    platform::argument(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_are_not_utf_8_are_decoded() {
        assert_eq!(decode("clé absente".as_bytes()), "clé absente");
        assert_eq!(decode(b"cl\xe9 absente"), "clé absente");
    }
}
