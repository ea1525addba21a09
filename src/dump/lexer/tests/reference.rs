//! The same rules once more, slow and plain: the whole input is in memory, every token is kept, and
//! what a statement is gets worked out from all its tokens.

mod meaning;

use memchr::memchr_iter;

use crate::dump::lexer::tests::{Event, text};
use crate::dump::lexer::{Construct, LexError, MAX_LINE_BYTES};
use meaning::{Token, depth, in_routine_body, reads_stdin, standard_strings};

pub(super) fn events(input: &[u8]) -> Vec<Event> {
    let mut reference = Reference { input, at: 0, standard: true, events: Vec::new() };
    if let Err(error) = reference.script() {
        reference.events.push(Event::Error(error));
    }
    reference.events
}

struct Reference<'a> {
    input: &'a [u8],
    at: usize,
    standard: bool,
    events: Vec<Event>,
}

impl Reference<'_> {
    fn rest(&self) -> &[u8] {
        &self.input[self.at..]
    }

    fn sees(&self, prefix: &[u8]) -> bool {
        self.rest().starts_with(prefix)
    }

    fn line(&self) -> u64 {
        1 + memchr_iter(b'\n', &self.input[..self.at]).count() as u64
    }

    fn script(&mut self) -> Result<(), LexError> {
        if self.sees(b"\xEF\xBB\xBF") {
            self.at = 3;
        }
        while let Some(&byte) = self.rest().first() {
            if is_blank(byte) {
                self.at += 1;
            } else if self.sees(b"--") {
                self.top_level_comment();
            } else if self.sees(b"/*") {
                let line = self.line();
                if !self.block_comment() {
                    return Err(unterminated(Construct::BlockComment, line));
                }
            } else if byte == b'\\' {
                self.meta_command();
            } else {
                self.statement()?;
            }
        }
        Ok(())
    }

    fn top_level_comment(&mut self) {
        let start = self.at;
        self.line_comment();
        let comment = &self.input[start..self.at];
        self.events.push(Event::Comment(text(&comment[..comment.len().min(MAX_LINE_BYTES)])));
    }

    fn line_comment(&mut self) {
        let end = self.rest().iter().position(|byte| b"\r\n".contains(byte));
        self.at += end.unwrap_or(self.rest().len());
    }

    /// Whether it ends.
    fn block_comment(&mut self) -> bool {
        self.at += 2;
        while self.at < self.input.len() {
            if self.sees(b"*/") {
                self.at += 2;
                return true;
            }
            if self.sees(b"/*") {
                if !self.block_comment() {
                    return false;
                }
            } else {
                self.at += 1;
            }
        }
        false
    }

    fn meta_command(&mut self) {
        let line = self.line();
        let end = self.rest().iter().position(|&byte| byte == b'\n').unwrap_or(self.rest().len());
        let command = &self.rest()[..end.min(MAX_LINE_BYTES)];
        let command = text(command.strip_suffix(b"\r").unwrap_or(command));
        self.events.push(Event::Meta(command, line));
        self.at += end;
    }

    fn statement(&mut self) -> Result<(), LexError> {
        let line = self.line();
        let mut told = Vec::new();
        let start = self.at;
        let mut from = start;
        let mut tokens = Vec::new();
        let ended = loop {
            if self.rest().first() == Some(&b'\\') {
                told.extend_from_slice(&self.input[from..self.at]);
                self.meta_command();
                from = self.at;
            } else {
                match self.token(&mut tokens) {
                    Ok(false) => {}
                    Ok(true) => break Ok(()),
                    Err(construct) => break Err(unterminated(construct, line)),
                }
            }
        };
        told.extend_from_slice(&self.input[from..self.at]);
        if ended.is_err() {
            // Bytes that might become a comment or a byte order mark are still held back.
            let at_end = start + told.len() == self.input.len();
            let held: &[&[u8]] = match start {
                0 => &[b"-", b"/", b"\xEF", b"\xEF\xBB"],
                _ => &[b"-", b"/"],
            };
            if !(at_end && held.contains(&told.as_slice())) {
                self.events.push(Event::Unfinished(text(&told)));
            }
            return ended;
        }
        self.events.push(Event::Statement(text(&told), line));
        if let Some(standard) = standard_strings(&tokens) {
            self.standard = standard;
        }
        if reads_stdin(&tokens) { self.copy_data(line) } else { Ok(()) }
    }

    /// Reads a token or what stands between two; whether that ended the statement.
    fn token(&mut self, tokens: &mut Vec<Token>) -> Result<bool, Construct> {
        let plain = if self.standard { "standard" } else { "escape" };
        let depth = depth(tokens);
        match *self.rest() {
            [] => return Err(Construct::Statement),
            [b'-', b'-', ..] => self.line_comment(),
            [b'/', b'*', ..] => {
                if !self.block_comment() {
                    return Err(Construct::BlockComment);
                }
            }
            [b'e' | b'E', b'\'', ..] => tokens.push(self.literal(1, "escape")?),
            [b'b' | b'B' | b'x' | b'X', b'\'', ..] => tokens.push(self.literal(1, "bit")?),
            [b'n' | b'N', b'\'', ..] => tokens.push(self.literal(1, plain)?),
            [b'u' | b'U', b'&', b'\'', ..] => tokens.push(self.literal(2, "standard")?),
            [b'\'', ..] => tokens.push(self.literal(0, plain)?),
            [b'u' | b'U', b'&', b'"', ..] | [b'"', ..] => {
                tokens.push(Token::Other(b'"'));
                let open = self.rest().iter().position(|&byte| byte == b'"').unwrap();
                self.at += open + 1;
                self.until(b"\"", Construct::QuotedIdentifier)?;
            }
            [b'$', ..] => {
                tokens.push(Token::Other(b'$'));
                self.dollar()?;
            }
            [b'0'..=b'9', ..] => {
                tokens.push(Token::Other(self.rest()[0]));
                self.digits();
                if self.sees(b".") {
                    self.at += 1;
                    self.digits();
                }
                self.junk();
            }
            [b';', ..] => {
                self.at += 1;
                if depth == 0 {
                    if !in_routine_body(tokens) {
                        return Ok(true);
                    }
                    tokens.push(Token::Semicolon);
                }
            }
            [byte, ..] if is_letter(byte) => {
                let len = self.rest().iter().take_while(|byte| continues_word(**byte)).count();
                tokens.push(Token::Word(text(&self.rest()[..len]).to_ascii_lowercase(), depth));
                self.at += len;
            }
            [byte, ..] => {
                self.at += 1;
                if !is_blank(byte) {
                    tokens.push(Token::Other(byte));
                }
            }
        }
        Ok(false)
    }

    fn literal(&mut self, prefix_len: usize, kind: &str) -> Result<Token, Construct> {
        self.at += prefix_len + 1;
        let start = self.at;
        let mut content = None;
        loop {
            match *self.rest() {
                [] => return Err(Construct::Literal),
                [b'\\'] if kind == "escape" => {
                    self.at += 1;
                    return Err(Construct::Literal);
                }
                [b'\\', _, ..] if kind == "escape" => self.at += 2,
                [b'\'', b'\'', ..] if kind != "bit" => self.at += 2,
                [b'\'', ..] => {
                    content.get_or_insert(text(&self.input[start..self.at]).to_ascii_lowercase());
                    self.at += 1;
                    let end = self.at;
                    if !self.continues() {
                        self.at = end;
                        return Ok(Token::Literal(content.unwrap()));
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Whether a newline, with nothing but blanks and `--` comments around it, and a quote follow.
    fn continues(&mut self) -> bool {
        let start = self.at;
        while let Some(&byte) = self.rest().first() {
            if is_blank(byte) {
                self.at += 1;
            } else if self.sees(b"--") {
                self.line_comment();
            } else if byte == b'\'' {
                let newline = self.input[start..self.at].iter().any(|byte| b"\r\n".contains(byte));
                self.at += 1;
                return newline;
            } else {
                return false;
            }
        }
        false
    }

    fn dollar(&mut self) -> Result<(), Construct> {
        self.at += 1;
        let is_tag = |byte: &u8| is_letter(*byte) || byte.is_ascii_digit();
        let tag = self.rest().iter().take_while(|byte| is_tag(byte)).count();
        if self.rest().first().is_some_and(u8::is_ascii_digit) {
            self.digits();
            self.junk();
        } else if self.rest().get(tag) == Some(&b'$') {
            let quote = self.input[self.at - 1..=self.at + tag].to_vec();
            self.at += tag + 1;
            self.until(&quote, Construct::DollarQuote)?;
        }
        Ok(())
    }

    fn digits(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
    }

    fn junk(&mut self) {
        if self.rest().first().copied().is_some_and(is_letter) {
            self.at += self.rest().iter().take_while(|byte| continues_word(**byte)).count();
        }
    }

    fn until(&mut self, end: &[u8], construct: Construct) -> Result<(), Construct> {
        let len = self.rest().windows(end.len()).position(|window| window == end);
        self.at = len.map_or(self.input.len(), |len| self.at + len + end.len());
        len.map(|_| ()).ok_or(construct)
    }

    fn copy_data(&mut self, header_line: u64) -> Result<(), LexError> {
        let copy_unterminated = unterminated(Construct::CopyData, header_line);
        loop {
            match *self.rest() {
                [b'\n', ..] => break,
                [] | [b'-' | b'/'] => return Err(copy_unterminated),
                [b'-', b'-', ..] => self.top_level_comment(),
                [b'/', b'*', ..] => {
                    let start = self.at;
                    let ends = self.block_comment();
                    let newline = self.input[start..self.at].iter().position(|&byte| byte == b'\n');
                    if let Some(newline) = newline {
                        self.at = start + newline;
                        return Err(LexError::TextAfterCopyHeader { line: self.line() });
                    }
                    if !ends {
                        return Err(unterminated(Construct::BlockComment, header_line));
                    }
                }
                [byte, ..] if is_blank(byte) => self.at += 1,
                _ => return Err(LexError::TextAfterCopyHeader { line: self.line() }),
            }
        }
        self.at += 1;
        self.events.push(Event::CopyBegin);
        let mut payload = Vec::new();
        let mut ended = false;
        for line in self.input[self.at..].split_inclusive(|&byte| byte == b'\n') {
            self.at += line.len();
            let last = self.at == self.input.len();
            if line == b"\\.\n" || line == b"\\.\r\n" || (last && line == b"\\.") {
                ended = true;
                break;
            }
            if !(last && (line == b"\\" || line == b"\\.\r")) {
                payload.extend_from_slice(line);
            }
        }
        if !payload.is_empty() {
            self.events.push(Event::CopyData(text(&payload)));
        }
        if ended {
            self.events.push(Event::CopyEnd);
            return Ok(());
        }
        Err(copy_unterminated)
    }
}

fn is_blank(byte: u8) -> bool {
    b" \t\n\r\x0B\x0C".contains(&byte)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_word(byte: u8) -> bool {
    is_letter(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn unterminated(construct: Construct, line: u64) -> LexError {
    LexError::Unterminated { construct, line }
}
