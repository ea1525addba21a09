mod cases;
mod properties;
mod reference;

use crate::dump::lexer::{LexError, Lexer, Position, Visitor};

/// What a visitor was told, with the pieces put together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Statement(String, u64),
    /// The parts of a statement that never ended.
    Unfinished(String),
    CopyBegin,
    CopyData(String),
    CopyEnd,
    Comment(String),
    Meta(String, u64),
    Error(LexError),
}

#[derive(Default)]
struct Recorder {
    events: Vec<Event>,
    statement: Vec<u8>,
    data: Vec<u8>,
    copy_begins: Option<Position>,
    copies: Vec<(Position, Position)>,
}

impl Visitor for Recorder {
    fn statement_part(&mut self, part: &[u8]) {
        assert!(!part.is_empty());
        self.statement.extend_from_slice(part);
    }

    fn statement_end(&mut self, line: u64) {
        self.events.push(Event::Statement(text(&self.statement), line));
        self.statement.clear();
    }

    fn copy_begin(&mut self, at: Position) {
        self.copy_begins = Some(at);
        self.events.push(Event::CopyBegin);
    }

    fn copy_data(&mut self, data: &[u8]) {
        assert!(!data.is_empty());
        self.data.extend_from_slice(data);
    }

    fn copy_end(&mut self, at: Position) {
        self.copies.extend(self.copy_begins.take().map(|begin| (begin, at)));
        self.flush_data();
        self.events.push(Event::CopyEnd);
    }

    fn line_comment(&mut self, comment: &[u8]) {
        self.events.push(Event::Comment(text(comment)));
    }

    fn meta_command(&mut self, command: &[u8], line: u64) {
        self.events.push(Event::Meta(text(command), line));
    }
}

impl Recorder {
    fn events_until(mut self, end: Result<(), LexError>) -> Vec<Event> {
        self.flush_data();
        if !self.statement.is_empty() {
            self.events.push(Event::Unfinished(text(&self.statement)));
        }
        self.events.extend(end.err().map(Event::Error));
        self.events
    }

    fn flush_data(&mut self) {
        if !self.data.is_empty() {
            self.events.push(Event::CopyData(text(&self.data)));
            self.data.clear();
        }
    }
}

/// One character a byte, so that different bytes are different text.
fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn events_of_chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut lexer = Lexer::new();
    let mut recorder = Recorder::default();
    let fed = chunks.into_iter().try_for_each(|chunk| lexer.feed(chunk, &mut recorder));
    let end = fed.and_then(|()| lexer.finish(&mut recorder));
    recorder.events_until(end)
}

/// What a lexer tells that is given none of these COPY data.
fn events_without(copies: &[(Position, Position)], input: &[u8]) -> Vec<Event> {
    let mut lexer = Lexer::new();
    let mut recorder = Recorder::default();
    let mut rest_begins = 0;
    let fed = copies.iter().try_for_each(|(begin, end)| {
        let before = usize::try_from(begin.byte).unwrap();
        lexer.feed(&input[rest_begins..before], &mut recorder)?;
        assert_eq!(lexer.line(), begin.line);
        lexer.leave_out_copy_data(*end);
        rest_begins = usize::try_from(end.byte).unwrap();
        Ok(())
    });
    let fed = fed.and_then(|()| lexer.feed(&input[rest_begins..], &mut recorder));
    let end = fed.and_then(|()| lexer.finish(&mut recorder));
    recorder.events_until(end)
}

/// The events of the whole input, after a check that byte by byte they are the same, and all but
/// those of COPY data the same where these are left out.
fn events(input: &[u8]) -> Vec<Event> {
    let mut lexer = Lexer::new();
    let mut recorder = Recorder::default();
    let fed = lexer.feed(input, &mut recorder);
    let end = fed.and_then(|()| lexer.finish(&mut recorder));
    let copies = std::mem::take(&mut recorder.copies);
    let whole = recorder.events_until(end);
    assert_eq!(whole, events_of_chunks(input.chunks(1)), "cut into single bytes");
    let mut others = whole.clone();
    while let Some(end) = others.iter().position(|event| *event == Event::CopyEnd) {
        others.remove(end);
        if matches!(others[end - 1], Event::CopyData(_)) {
            others.remove(end - 1);
        }
    }
    assert_eq!(others, events_without(&copies, input), "COPY data left out");
    whole
}
