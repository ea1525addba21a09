//! Finds the end of COPY data at the speed of memory.
//!
//! In text format a value never holds a newline or a lone backslash, so the line `\.` is the end
//! and nothing else. Only the bytes of a line that could still become that one are held back, as
//! a state and not as a copy.

use memchr::memmem::Finder;

use crate::dump::lexer::Visitor;

#[derive(Debug)]
pub(super) struct CopyData {
    place: Place,
    finder: Finder<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    /// After a `\` at the start of a line.
    Backslash,
    /// After `\.` at the start of a line.
    Dot,
    /// After `\.` and a carriage return at the start of a line.
    Return,
    MidLine,
}

impl CopyData {
    pub(super) fn new() -> Self {
        Self { place: Place::LineStart, finder: Finder::new(b"\n\\.") }
    }

    pub(super) fn restart(&mut self) {
        self.place = Place::LineStart;
    }

    /// Whether the end of the dump also ends the data: `\.` needs no newline there.
    pub(super) fn may_end_here(&self) -> bool {
        self.place == Place::Dot
    }

    /// Tells the payload in `bytes`; returns what comes after the terminator's line, if it is here.
    pub(super) fn feed<'a>(
        &mut self,
        mut bytes: &'a [u8],
        visitor: &mut impl Visitor,
    ) -> Option<&'a [u8]> {
        while let Some((&next, rest)) = bytes.split_first() {
            let (place, held): (Place, &[u8]) = match (self.place, next) {
                (Place::LineStart, b'\\') => (Place::Backslash, b""),
                (Place::Backslash, b'.') => (Place::Dot, b""),
                (Place::Dot, b'\r') => (Place::Return, b""),
                (Place::Dot | Place::Return, b'\n') => return Some(rest),
                (Place::LineStart, _) => (Place::MidLine, b""),
                (Place::Backslash, _) => (Place::MidLine, b"\\"),
                (Place::Dot, _) => (Place::MidLine, b"\\."),
                (Place::Return, _) => (Place::MidLine, b"\\.\r"),
                (Place::MidLine, _) => {
                    bytes = self.find_dot(bytes, visitor);
                    continue;
                }
            };
            self.place = place;
            if !held.is_empty() {
                visitor.copy_data(held);
            }
            // The byte that says "not the end" is looked at again: it may be a newline.
            if place != Place::MidLine {
                bytes = rest;
            }
        }
        None
    }

    /// Tells everything up to the next line that starts with `\.`, and returns what follows these.
    fn find_dot<'a>(&mut self, bytes: &'a [u8], visitor: &mut impl Visitor) -> &'a [u8] {
        if let Some(newline) = self.finder.find(bytes) {
            let (data, rest) = bytes.split_at(newline + 1);
            visitor.copy_data(data);
            self.place = Place::Dot;
            return rest.get(2..).unwrap_or_default();
        }
        let data = if bytes.ends_with(b"\n\\") {
            self.place = Place::Backslash;
            bytes.get(..bytes.len() - 1).unwrap_or_default()
        } else {
            if bytes.ends_with(b"\n") {
                self.place = Place::LineStart;
            }
            bytes
        };
        visitor.copy_data(data);
        &[]
    }
}
