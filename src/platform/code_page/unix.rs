//! UTF-8 almost everywhere; the exceptions are West European.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

pub fn decode(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

pub fn argument(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_owned())
}

pub fn environment_value(text: &str) -> OsString {
    text.into()
}
