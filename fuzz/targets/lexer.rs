//! A script tells the same whole, cut anywhere, and with its COPY data left out; and reading it
//! takes little memory.
#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use libfuzzer_sys::fuzz_target;
use sauvegarde::dump::lexer::{LexError, Lexer, MAX_LINE_BYTES, Position, Visitor};

/// A line and a tag, in vectors that double.
const MEMORY: usize = 4 * MAX_LINE_BYTES;

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST_HELD: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does all the work; only sizes are added up beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST_HELD.fetch_max(held, Ordering::Relaxed);
        // SAFETY: as the caller has promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller has promised.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Nothing;

impl Visitor for Nothing {}

#[derive(Clone, Debug, PartialEq)]
enum Told {
    Part(Vec<u8>),
    End(u64),
    CopyBegin(Position),
    Data(Vec<u8>),
    CopyEnd(Position),
    Comment(Vec<u8>),
    Command(Vec<u8>, u64),
    LineEnd(Position),
    Failed(LexError),
}

#[derive(Default)]
struct Recorder(Vec<Told>);

impl Visitor for Recorder {
    fn statement_part(&mut self, part: &[u8]) {
        assert!(!part.is_empty());
        if let Some(Told::Part(before)) = self.0.last_mut() {
            before.extend_from_slice(part);
        } else {
            self.0.push(Told::Part(part.to_vec()));
        }
    }

    fn statement_end(&mut self, line: u64) {
        self.0.push(Told::End(line));
    }

    fn copy_begin(&mut self, at: Position) {
        self.0.push(Told::CopyBegin(at));
    }

    fn copy_data(&mut self, data: &[u8]) {
        assert!(!data.is_empty());
        if let Some(Told::Data(before)) = self.0.last_mut() {
            before.extend_from_slice(data);
        } else {
            self.0.push(Told::Data(data.to_vec()));
        }
    }

    fn copy_end(&mut self, at: Position) {
        self.0.push(Told::CopyEnd(at));
    }

    fn line_comment(&mut self, comment: &[u8]) {
        assert!(comment.len() <= MAX_LINE_BYTES);
        self.0.push(Told::Comment(comment.to_vec()));
    }

    fn line_end(&mut self, at: Position) {
        self.0.push(Told::LineEnd(at));
    }

    fn meta_command(&mut self, command: &[u8], line: u64) {
        assert!(command.len() <= MAX_LINE_BYTES);
        self.0.push(Told::Command(command.to_vec(), line));
    }
}

fn told<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Told> {
    let (mut lexer, mut recorder) = (Lexer::new(), Recorder::default());
    let fed = chunks.into_iter().try_for_each(|chunk| lexer.feed(chunk, &mut recorder));
    let end = fed.and_then(|()| lexer.finish(&mut recorder));
    recorder.0.extend(end.err().map(Told::Failed));
    recorder.0
}

/// Of sizes that depend on the script.
fn cut(script: &[u8]) -> Vec<&[u8]> {
    let mut chance = script.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut chunks = Vec::new();
    let mut rest = script;
    while !rest.is_empty() {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (chunk, after) = rest.split_at(rest.len().min((chance >> 60) as usize));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

fn without_copy_data(script: &[u8], whole: &[Told]) -> Vec<Told> {
    let (mut lexer, mut recorder) = (Lexer::new(), Recorder::default());
    let (mut from, mut begin) = (0, 0);
    let mut fed = Ok(());
    for event in whole {
        match event {
            Told::CopyBegin(at) => begin = at.byte as usize,
            Told::CopyEnd(end) if fed.is_ok() => {
                fed = lexer.feed(&script[from..begin], &mut recorder);
                lexer.leave_out_copy_data(*end);
                from = end.byte as usize;
            }
            _ => {}
        }
    }
    let end = fed
        .and_then(|()| lexer.feed(&script[from..], &mut recorder))
        .and_then(|()| lexer.finish(&mut recorder));
    recorder.0.extend(end.err().map(Told::Failed));
    recorder.0
}

fn memory_of(script: &[u8]) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    MOST_HELD.store(before, Ordering::Relaxed);
    let mut lexer = Lexer::new();
    let fed = cut(script).into_iter().try_for_each(|chunk| lexer.feed(chunk, &mut Nothing));
    let _ = fed.and_then(|()| lexer.finish(&mut Nothing));
    // The list of chunks is ours.
    let list = script.len() * 2 * size_of::<&[u8]>();
    (MOST_HELD.load(Ordering::Relaxed) - before).saturating_sub(list)
}

fuzz_target!(|script: &[u8]| {
    let whole = told([script]);
    assert_eq!(whole, told(cut(script)), "cut");
    assert_eq!(whole, told(script.chunks(1)), "single bytes");
    let kept = whole.iter().enumerate().filter(|(place, event)| match event {
        Told::CopyEnd(_) => false,
        Told::Data(_) => {
            let ended = whole.get(place + 1);
            !matches!(ended, Some(Told::CopyEnd(_)))
        }
        _ => true,
    });
    let kept: Vec<Told> = kept.map(|(_, event)| event.clone()).collect();
    assert_eq!(kept, without_copy_data(script, &whole), "COPY data left out");
    let memory = memory_of(script);
    assert!(memory <= MEMORY, "{memory} bytes");
});
