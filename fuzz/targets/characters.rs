//! A text of UTF-16 reads as Rust's own library reads it, however it is cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sauvegarde::foreign::characters::{Characters, Detector, Form};

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = (usize::from(input.0).max(1), input.1);
    let form = Form::of(bytes);
    let read = |piece: usize| {
        let mut characters = Characters::new(form, None);
        let mut text = Vec::new();
        for piece in bytes.chunks(piece) {
            if characters.read(piece, &mut text).is_err() {
                return None;
            }
        }
        characters.ends_well().then_some(text)
    };
    let whole = read(usize::MAX);
    assert_eq!(read(piece), whole);
    match form {
        Form::Bytes { mark_bytes } => assert_eq!(whole.as_deref(), bytes.get(mark_bytes..)),
        Form::Utf16 { big_endian, mark_bytes } => {
            let (pairs, rest) = bytes[mark_bytes..].as_chunks::<2>();
            let unit = |pair: &[u8; 2]| {
                if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
            };
            let units: Vec<u16> = pairs.iter().map(unit).collect();
            let expected = String::from_utf16(&units).ok().filter(|_| rest.is_empty());
            assert_eq!(whole, expected.map(String::into_bytes));
            let mut detector = Detector::new(form);
            if bytes.chunks(piece).all(|piece| detector.read(piece).is_ok())
                && let Some(page) = detector.finish()
            {
                let mut characters = Characters::new(form, Some(page));
                let mut mended = Vec::new();
                if bytes.chunks(piece).all(|piece| characters.read(piece, &mut mended).is_ok())
                    && characters.ends_well()
                {
                    std::str::from_utf8(&mended).unwrap();
                }
            }
        }
    }
});
