mod cases;
mod properties;
mod reference;

use crate::dump::lexer::{LexError, Lexer, Visitor};

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

    fn copy_begin(&mut self) {
        self.events.push(Event::CopyBegin);
    }

    fn copy_data(&mut self, data: &[u8]) {
        assert!(!data.is_empty());
        self.data.extend_from_slice(data);
    }

    fn copy_end(&mut self) {
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
    let result = fed.and_then(|()| lexer.finish(&mut recorder));
    recorder.flush_data();
    if !recorder.statement.is_empty() {
        recorder.events.push(Event::Unfinished(text(&recorder.statement)));
    }
    recorder.events.extend(result.err().map(Event::Error));
    recorder.events
}

/// The events of the whole input, after a check that byte by byte they are the same.
fn events(input: &[u8]) -> Vec<Event> {
    let whole = events_of_chunks([input]);
    assert_eq!(whole, events_of_chunks(input.chunks(1)), "cut into single bytes");
    whole
}
