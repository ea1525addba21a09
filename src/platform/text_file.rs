//! Small text files that people write with whatever editor they have: Notepad and PowerShell put a
//! byte order mark before them, or write UTF-16.

use std::io::{self, Read as _};
use std::path::Path;

/// None of these files comes near; a device would never end.
const MOST_BYTES: u64 = 4 << 20;

/// The text of a file, whatever its encoding; without the mark.
///
/// # Errors
/// Those of the system; `InvalidData` for a file that is too long.
pub fn read(path: &Path) -> io::Result<String> {
    Ok(decode(&read_bytes(path)?))
}

/// For a file that is written again: in UTF-8 and without the mark where it is certain what its
/// encoding is, else as it is. Bytes of an older code page are somebody's password, to be sent as
/// they are.
///
/// # Errors
/// As [`read`].
pub fn read_to_write(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = read_bytes(path)?;
    let is_guessed = encoding(&bytes) == encoding_rs::WINDOWS_1252;
    Ok(if is_guessed { bytes } else { decode(&bytes).into_bytes() })
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> String {
    encoding(bytes).decode_with_bom_removal(bytes).0.into_owned()
}

fn encoding(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
    // PowerShell's `>` leaves the mark out where it appends: then every other byte is a NUL.
    let without_mark = || match bytes {
        [0, second, ..] if *second != 0 => UTF_16BE,
        [first, 0, ..] if *first != 0 => UTF_16LE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    };
    Encoding::for_bom(bytes).map_or_else(without_mark, |(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_an_editor_gives_the_same_text() {
        let text = "h:5432:d:é:clé\r\n";
        let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(to_bytes).collect()
        };
        let (little, big) = (utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes));
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", &little[..]].concat(),
            [b"\xfe\xff", &big[..]].concat(),
            little,
            big,
            latin,
        ] {
            assert_eq!(decode(&bytes), text, "{bytes:?}");
        }
        assert_eq!(decode(b""), "");
    }

    #[test]
    fn what_is_written_again_is_changed_only_where_its_encoding_is_certain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pgpass");
        let again = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            read_to_write(&path).unwrap()
        };
        let latin = b"h:5432:d:u:cl\xe9\r\n";
        assert_eq!(again(latin), latin);
        assert_eq!(again("clé".as_bytes()), "clé".as_bytes());
        assert_eq!(again(b"\xef\xbb\xbfx"), b"x");
        assert_eq!(again(b"\xff\xfex\0"), b"x");
    }
}
