//! What in a script tells its dumps apart: comments and commands with the end of their line, and
//! statements.

use crate::dump::lexer::{Position, Visitor};
use crate::dump::marks::{HEADER, TRAILER};

pub const CLUSTER_HEADER: &[u8] = b"-- PostgreSQL database cluster dump";
pub const CLUSTER_TRAILER: &[u8] = b"-- PostgreSQL database cluster dump complete";
pub const ROWS: (&[u8], &[u8]) = (b"-- Data for Name: ", b"; Type: TABLE DATA; ");
pub const SERVER: &[u8] = b"-- Dumped from database version ";
pub const TOOL: &[u8] = b"-- Dumped by pg_dump version ";
/// Of one that brings rows.
pub const INSERT: &[u8] = b"INSERT";
/// As much of a statement as its meaning needs: one that changes an owner says so at its end.
const STATEMENT_BYTES: usize = 64 * 1024;

pub enum Event {
    Comment(Vec<u8>),
    Command(Vec<u8>),
    Statement(Vec<u8>),
}

/// What the lexer tells of one piece: each with its line, and where the line ends.
#[derive(Default)]
pub struct Seen {
    pub events: Vec<(Event, Position)>,
    statement: Vec<u8>,
}

impl Visitor for Seen {
    fn statement_part(&mut self, part: &[u8]) {
        if self.statement.starts_with(INSERT) {
            return;
        }
        let room = STATEMENT_BYTES.saturating_sub(self.statement.len());
        self.statement.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn statement_end(&mut self, line: u64) {
        let statement = std::mem::take(&mut self.statement);
        self.events.push((Event::Statement(statement), Position { byte: 0, line }));
    }

    fn line_comment(&mut self, comment: &[u8]) {
        let known = [HEADER, TRAILER, CLUSTER_HEADER, CLUSTER_TRAILER].contains(&comment)
            || [ROWS.0, SERVER, TOOL].iter().any(|start| comment.starts_with(start));
        if known {
            self.events.push((Event::Comment(comment.to_vec()), Position { byte: 0, line: 0 }));
        }
    }

    fn meta_command(&mut self, command: &[u8], _: u64) {
        self.events.push((Event::Command(command.to_vec()), Position { byte: 0, line: 0 }));
    }

    fn line_end(&mut self, at: Position) {
        if let Some((Event::Comment(_) | Event::Command(_), place)) = self.events.last_mut()
            && place.line == 0
        {
            *place = at;
        }
    }
}
