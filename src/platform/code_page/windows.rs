//! The ANSI code page, in which C programs get their environment and write their messages.

use std::ffi::OsString;
use std::os::windows::ffi::OsStringExt as _;
use std::ptr;

use windows_registry::LOCAL_MACHINE;
use windows_sys::Win32::Globalization::{GetACP, MultiByteToWideChar, WideCharToMultiByte};

pub fn decode(bytes: &[u8]) -> String {
    let wide = to_wide(system_code_page(), bytes);
    wide.map_or_else(
        || String::from_utf8_lossy(bytes).into_owned(),
        |wide| String::from_utf16_lossy(&wide),
    )
}

/// The C library translates the environment into the code page, and libpq sends the server the
/// bytes that it finds there: `é` would arrive as one byte. So the variable gets those characters
/// that are translated into the bytes of the UTF-8. Where the code page has no character for a
/// byte, in East Asia, the text stays as it is.
pub fn environment_value(text: &str) -> OsString {
    translated_into(text.as_bytes()).unwrap_or_else(|| text.into())
}

/// Arguments are translated as the environment is.
pub fn argument(bytes: &[u8]) -> OsString {
    translated_into(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned().into())
}

/// The characters that the C library translates into these bytes; nothing where there are none.
fn translated_into(bytes: &[u8]) -> Option<OsString> {
    if bytes.is_ascii() {
        return Some(String::from_utf8_lossy(bytes).into_owned().into());
    }
    let code_page = system_code_page();
    let wide = to_wide(code_page, bytes)?;
    let is_same = to_bytes(code_page, &wide).as_deref() == Some(bytes);
    is_same.then(|| OsString::from_wide(&wide))
}

/// Not our own process's, which our manifest makes UTF-8.
fn system_code_page() -> u32 {
    let setting = LOCAL_MACHINE
        .open(r"SYSTEM\CurrentControlSet\Control\Nls\CodePage")
        .and_then(|key| key.get_string("ACP"));
    // SAFETY: takes nothing and cannot fail.
    let own = || unsafe { GetACP() };
    setting.ok().and_then(|number| number.parse().ok()).unwrap_or_else(own)
}

fn to_wide(code_page: u32, bytes: &[u8]) -> Option<Vec<u16>> {
    let length = i32::try_from(bytes.len()).ok()?;
    let convert = |buffer: *mut u16, room: i32| {
        // SAFETY: `bytes` has `length` bytes, and `buffer` room for `room` characters, or none and
        // is not used.
        unsafe { MultiByteToWideChar(code_page, 0, bytes.as_ptr(), length, buffer, room) }
    };
    let count = convert(ptr::null_mut(), 0);
    let mut wide = vec![0; usize::try_from(count).ok().filter(|count| *count > 0)?];
    (convert(wide.as_mut_ptr(), count) == count).then_some(wide)
}

fn to_bytes(code_page: u32, wide: &[u16]) -> Option<Vec<u8>> {
    let length = i32::try_from(wide.len()).ok()?;
    let convert = |buffer: *mut u8, room: i32| {
        // SAFETY: `wide` has `length` characters, and `buffer` room for `room` bytes, or none and
        // is not used; no replacement is asked for.
        unsafe {
            WideCharToMultiByte(
                code_page,
                0,
                wide.as_ptr(),
                length,
                buffer,
                room,
                ptr::null(),
                ptr::null_mut(),
            )
        }
    };
    let count = convert(ptr::null_mut(), 0);
    let mut bytes = vec![0; usize::try_from(count).ok().filter(|count| *count > 0)?];
    (convert(bytes.as_mut_ptr(), count) == count).then_some(bytes)
}
