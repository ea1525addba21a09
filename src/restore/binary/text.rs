//! Text as COPY writes it.

use memchr::memchr2;

/// The text itself, in the encoding of the dump.
pub fn write(mut field: &[u8], binary: &mut Vec<u8>) -> Option<()> {
    while let Some(at) = memchr2(b'\\', b'\r', field) {
        binary.extend_from_slice(&field[..at]);
        let (&escape, &letter) = (&field[at], field.get(at + 1)?);
        binary.push(match (escape, letter) {
            (b'\\', b'\\') => b'\\',
            (b'\\', b'b') => 0x08,
            (b'\\', b'f') => 0x0c,
            (b'\\', b'n') => b'\n',
            (b'\\', b'r') => b'\r',
            (b'\\', b't') => b'\t',
            (b'\\', b'v') => 0x0b,
            // Not of pg_dump: numbers of bytes, or a newline of another system.
            _ => return None,
        });
        field = &field[at + 2..];
    }
    binary.extend_from_slice(field);
    Some(())
}
