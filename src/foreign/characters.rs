//! A script's bytes, whatever a program of Windows has made of them: the byte order mark goes, and
//! UTF-16 becomes UTF-8.
//!
//! `PowerShell`'s `>` reads what a program writes in the code page of its console, and writes it as
//! UTF-16, `Out-File -Encoding utf8` as UTF-8. So an `é`, two bytes in UTF-8, becomes two other characters. Where every character of
//! the file is one of such a code page, and their bytes together are UTF-8, those bytes are what
//! the program wrote: an `é` that was read rightly would not be UTF-8 then.

use super::code_page::{self, CodePage};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const LITTLE_MARK: &[u8] = b"\xFF\xFE";
const BIG_MARK: &[u8] = b"\xFE\xFF";

/// How the bytes of a file are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As they are, after a mark of so many bytes.
    Bytes { mark_bytes: usize },
    /// UTF-16, after a mark of so many bytes.
    Utf16 { big_endian: bool, mark_bytes: usize },
}

impl Form {
    /// By the first bytes; four of them are enough.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Self {
        let utf16 = |big_endian, mark_bytes| Self::Utf16 { big_endian, mark_bytes };
        match beginning {
            _ if beginning.starts_with(UTF8_MARK) => Self::Bytes { mark_bytes: UTF8_MARK.len() },
            _ if beginning.starts_with(LITTLE_MARK) => utf16(false, LITTLE_MARK.len()),
            _ if beginning.starts_with(BIG_MARK) => utf16(true, BIG_MARK.len()),
            // A script begins with a letter of ASCII, and holds no zero.
            [1..=0x7F, 0, 1..=0x7F, 0, ..] => utf16(false, 0),
            [0, 1..=0x7F, 0, 1..=0x7F, ..] => utf16(true, 0),
            _ => Self::Bytes { mark_bytes: 0 },
        }
    }
}

/// What is no text at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

/// Takes a file in pieces, from its first byte on.
#[derive(Debug)]
pub struct Characters {
    form: Form,
    /// Of the mark, that are still to come.
    mark_bytes: usize,
    /// The bytes of what a piece has cut in two.
    held: Vec<u8>,
    mended: Option<&'static CodePage>,
}

impl Characters {
    /// `mended` is the code page through which the text was read wrongly.
    #[must_use]
    pub fn new(form: Form, mended: Option<&'static CodePage>) -> Self {
        let (Form::Bytes { mark_bytes } | Form::Utf16 { mark_bytes, .. }) = form;
        Self { form, mark_bytes, held: Vec::new(), mended }
    }

    /// Adds to `text` what `piece` means.
    ///
    /// # Errors
    /// [`NotText`]: half of a pair stands alone, or a character is none of the code page.
    pub fn read(&mut self, piece: &[u8], text: &mut Vec<u8>) -> Result<(), NotText> {
        let marks = self.mark_bytes.min(piece.len());
        self.mark_bytes -= marks;
        let piece = piece.get(marks..).unwrap_or_default();
        let Form::Utf16 { big_endian, .. } = self.form else {
            return match self.mended {
                None => {
                    text.extend_from_slice(piece);
                    Ok(())
                }
                Some(page) => self.mend(piece, page, text),
            };
        };
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(piece);
        let mut units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| {
                let pair = [pair[0], pair[1]];
                if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            })
            .collect();
        let mut kept = bytes.len() % 2;
        if units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            units.pop();
            kept += 2;
        }
        self.held = bytes.split_off(bytes.len() - kept);
        for character in char::decode_utf16(units) {
            let character = character.map_err(|_| NotText)?;
            match self.mended {
                None => text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                Some(page) => text.push(page.byte(character).ok_or(NotText)?),
            }
        }
        Ok(())
    }

    /// Of a text in UTF-8.
    fn mend(&mut self, piece: &[u8], page: &CodePage, text: &mut Vec<u8>) -> Result<(), NotText> {
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(piece);
        let valid = whole_characters(&bytes).ok_or(NotText)?;
        for character in valid.chars() {
            text.push(page.byte(character).ok_or(NotText)?);
        }
        let kept = valid.len();
        self.held = bytes.split_off(kept);
        Ok(())
    }

    /// Whether the file ends where a character does.
    #[must_use]
    pub fn ends_well(&self) -> bool {
        self.held.is_empty() && self.mark_bytes == 0
    }
}

/// The text that the bytes are, but for a character at their end that is cut; nothing for bytes that
/// are none.
fn whole_characters(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

/// Finds the code page through which a text was read wrongly, if it was.
#[derive(Debug)]
pub struct Detector {
    characters: Characters,
    text: Vec<u8>,
    /// What is left of them.
    candidates: Vec<Candidate>,
}

#[derive(Debug)]
struct Candidate {
    page: &'static CodePage,
    /// Bytes that are not a whole character yet.
    held: Vec<u8>,
    /// Characters beyond ASCII, and those of them that people write.
    beyond_ascii: u64,
    usual: u64,
    /// The text as it was read has what people do not write: a few letters can be a pair by chance.
    odd: bool,
}

/// As many characters are none by chance.
const MANY: u64 = 8;

impl Candidate {
    /// Whether the text so far can be one that was read through this code page.
    fn read(&mut self, text: &str) -> bool {
        for character in text.chars() {
            let Some(byte) = self.page.byte(character) else { return false };
            // Lines of boxes, and what Latin letters become in code page 1252.
            self.odd |= matches!(character, '\u{2500}'..='\u{259F}' | 'Ã' | 'Â');
            self.held.push(byte);
        }
        let Some(valid) = whole_characters(&self.held) else { return false };
        let rest = valid.len();
        for character in valid.chars().filter(|it| !it.is_ascii()) {
            self.beyond_ascii += 1;
            self.usual += u64::from(is_usual(character));
        }
        self.held.drain(..rest);
        true
    }
}

/// Letters of the scripts that databases hold, punctuation, pictures. Two bytes that are UTF-8 by
/// chance are seldom one of these.
fn is_usual(character: char) -> bool {
    matches!(character,
        '\u{A0}'..='\u{17F}' | '\u{370}'..='\u{52F}' | '\u{590}'..='\u{6FF}' | '\u{900}'..='\u{DFF}'
        | '\u{E00}'..='\u{E7F}' | '\u{1E00}'..='\u{22FF}' | '\u{2500}'..='\u{27BF}'
        | '\u{3000}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{FE00}'..='\u{FFFF}'
        | '\u{1F000}'..='\u{1FAFF}')
}

impl Detector {
    #[must_use]
    pub fn new(form: Form) -> Self {
        let candidate =
            |page| Candidate { page, held: Vec::new(), beyond_ascii: 0, usual: 0, odd: false };
        let candidates = code_page::ALL.iter().map(candidate).collect();
        Self { characters: Characters::new(form, None), text: Vec::new(), candidates }
    }

    /// Whether any code page is left.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// # Errors
    /// [`NotText`].
    pub fn read(&mut self, piece: &[u8]) -> Result<(), NotText> {
        self.characters.read(piece, &mut self.text)?;
        if let Some(text) = whole_characters(&self.text) {
            self.candidates.retain_mut(|candidate| candidate.read(text));
            let read = text.len();
            self.text.drain(..read);
        } else {
            // Bytes of another encoding: nothing was read wrongly.
            self.candidates.clear();
            self.text.clear();
        }
        Ok(())
    }

    #[must_use]
    pub fn finish(self) -> Option<&'static CodePage> {
        let fitting = self.candidates.into_iter().filter(|it| {
            it.held.is_empty()
                && it.usual > 0
                && it.usual >= it.beyond_ascii / 10 * 9
                && (it.odd || it.beyond_ascii >= MANY)
        });
        // Of equals the last would win.
        fitting.rev().max_by_key(|it| it.usual * 1000 / it.beyond_ascii).map(|it| it.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big_endian: bool, mark: bool) -> Vec<u8> {
        let mark = mark.then_some('\u{FEFF}');
        let text: String = mark.into_iter().chain(text.chars()).collect();
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn read(file: &[u8], piece: usize) -> String {
        let mut characters = Characters::new(Form::of(file), None);
        let mut text = Vec::new();
        for piece in file.chunks(piece) {
            characters.read(piece, &mut text).unwrap();
        }
        assert!(characters.ends_well());
        String::from_utf8(text).unwrap()
    }

    fn mended(file: &[u8], piece: usize) -> Option<&'static CodePage> {
        let mut detector = Detector::new(Form::of(file));
        for piece in file.chunks(piece) {
            detector.read(piece).unwrap();
        }
        detector.finish()
    }

    const TEXT: &str = "--\n-- Élève 📦 \u{FFFD}\n";

    #[test]
    fn every_form_is_the_same_text_however_it_is_cut() {
        let marked = [UTF8_MARK, TEXT.as_bytes()].concat();
        let mut files = vec![marked, TEXT.as_bytes().to_vec()];
        for (big_endian, mark) in [(false, false), (false, true), (true, false), (true, true)] {
            files.push(utf16(TEXT, big_endian, mark));
        }
        for file in files {
            for piece in 1..=file.len() {
                assert_eq!(read(&file, piece), TEXT, "{file:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn a_half_of_a_character_at_the_end_is_noticed() {
        let file = utf16(TEXT, false, true);
        for cut in 1..file.len() {
            let mut characters = Characters::new(Form::of(&file), None);
            let mut text = Vec::new();
            characters.read(&file[..cut], &mut text).unwrap();
            assert_eq!(
                characters.ends_well(),
                TEXT.starts_with(&*String::from_utf8_lossy(&text)) && {
                    let units = (cut - 2.min(cut)) / 2;
                    cut >= 2
                        && cut % 2 == 0
                        && units <= TEXT.encode_utf16().count()
                        && !TEXT
                            .encode_utf16()
                            .take(units)
                            .last()
                            .is_some_and(|unit| (0xD800..0xDC00).contains(&unit))
                },
                "{cut}"
            );
        }
        let alone = [0xFF, 0xFE, 0x00, 0xDC];
        assert_eq!(
            Characters::new(Form::of(&alone), None).read(&alone, &mut Vec::new()),
            Err(NotText)
        );
    }

    #[test]
    fn what_a_console_read_wrongly_is_found_and_what_it_read_rightly_is_left() {
        let wrongly = |page: &CodePage, text: &str| -> String {
            text.bytes().map(|byte| page.character(byte)).collect()
        };
        for page in code_page::ALL {
            for text in ["-- Élève\n", "a\tb — «é»\n", TEXT] {
                let wrong = wrongly(page, text);
                let marked = [UTF8_MARK, wrong.as_bytes()].concat();
                for file in [utf16(&wrong, false, true), marked] {
                    for piece in [1, 2, 3, 7, file.len()] {
                        let found = mended(&file, piece).expect(text);
                        let mut characters = Characters::new(Form::of(&file), Some(found));
                        let mut bytes = Vec::new();
                        for piece in file.chunks(piece) {
                            characters.read(piece, &mut bytes).unwrap();
                        }
                        assert_eq!(bytes, text.as_bytes(), "{}", page.name);
                        assert!(characters.ends_well());
                    }
                }
            }
        }
        for text in ["-- Élève\n", "-- ├ \n", "plain\n", TEXT, "é├®\n", "LA FORÊ»\n"] {
            assert_eq!(mended(&utf16(text, false, true), 3), None, "{text}");
        }
    }
}
