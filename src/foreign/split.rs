//! The dump of one database out of a script: as it is where the script is that dump, without what
//! makes the database where `pg_dump --create` wrote it, and the one that is wanted where
//! `pg_dumpall` wrote them all.
//!
//! Invariant: a script that changes the database nowhere comes out byte for byte.
//! Invariant: what comes out has each line where the script has it, unless that is not wanted.

use std::borrow::Cow;

use super::command::Command;
use super::database::DatabaseDescription;
use super::seen::{CLUSTER_HEADER, CLUSTER_TRAILER, Event, INSERT, ROWS, SERVER, Seen, TOOL};
use super::tables::Tables;
use super::tokens::{self, Token};
use crate::dump::encoding::{self, Encoding};
use crate::dump::lexer::{Lexer, Position};
use crate::dump::marks::{HEADER, OPENING, TRAILER};
use crate::dump::statement::{self, Kind, shown};
use crate::report::error::{Error, Result};

/// What comes before the script changes to its database is shorter.
const LONGEST_HEAD: usize = 256 * 1024;
const LO_OPEN: &[u8] = b"SELECT pg_catalog.lo_open(";

/// What comes out.
pub enum Out<'a> {
    /// Whatever came before is of no use.
    Restart,
    Bytes(&'a [u8]),
}

/// What is wanted of a script.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub database: &'a str,
    /// Lines stay where they are.
    pub keeps_lines: bool,
    /// The bytes are UTF-8 by now, whatever the script says of them.
    pub recoded: bool,
}

/// One database in a script.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Nothing where the script does not say it.
    pub database: Option<String>,
    pub description: DatabaseDescription,
    pub server_version: String,
    pub pg_dump_version: String,
    /// It ends with `pg_dump`'s last words.
    pub whole: bool,
    /// And nothing that has to follow them is missing.
    closed: bool,
    /// It begins with `pg_dump`'s first words.
    pub by_pg_dump: bool,
    /// How many tables' rows it announces.
    pub tables_with_rows: u64,
    pub tables: Tables,
    /// Rows come as `INSERT`, which nobody counts.
    pub inserts: bool,
    /// Large objects that get their content.
    pub large_objects_filled: u64,
    /// Whether its first statement begins with a word of the language.
    pub begins_as_sql: Option<bool>,
    /// It makes its database, or drops it, and has not changed to it.
    makes_database: bool,
    /// Of what is told of it; none is UTF-8.
    encoding: Option<Encoding>,
    /// Of `\restrict`.
    key: Option<Vec<u8>>,
    database_change: Change,
    /// Kept back until it is clear whether the script changes the database.
    head: Option<Vec<u8>>,
    taken: bool,
}

/// Whether the script has changed to its database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Change {
    #[default]
    None,
    Done,
    /// Between `\unrestrict` and the next `\restrict`, it may do so again.
    Open,
}

/// What there was in a script.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The one that came out.
    pub part: Part,
    /// The names of all databases that it changes to.
    pub databases: Vec<String>,
    /// Those that `pg_dumpall` makes.
    pub roles: Vec<String>,
    pub by_pg_dumpall: bool,
    /// `pg_dumpall` wrote it, but not to its end.
    pub cut: bool,
}

/// Takes a script line by line, more or less.
pub struct Splitter<'a> {
    wanted: Wanted<'a>,
    lexer: Lexer,
    seen: Seen,
    /// The beginning of a line whose end has not come.
    held: Vec<u8>,
    /// Of the next byte that the lexer reads.
    next: Position,
    by_pg_dumpall: bool,
    /// Outside of any dump there can be others.
    many: bool,
    cluster_whole: bool,
    /// The database of the next dump.
    connected: Option<String>,
    part: Option<Part>,
    parts: Vec<Part>,
    roles: Vec<String>,
    /// Of what stands between dumps; none is UTF-8.
    encoding: Option<Encoding>,
    /// What was said of databases outside of their dumps, as `pg_dumpall` 10 did.
    said: Vec<(String, String)>,
}

type Output<'a> = &'a mut dyn FnMut(Out<'_>) -> Result<()>;

/// A piece on its way out.
struct Passage<'p, 'o> {
    piece: &'p [u8],
    /// What comes before has been written, or is left out.
    from: usize,
    out: Output<'o>,
}

impl<'a> Splitter<'a> {
    #[must_use]
    pub fn new(wanted: Wanted<'a>) -> Self {
        Self {
            wanted,
            lexer: Lexer::new(),
            seen: Seen::default(),
            held: Vec::new(),
            next: Position { byte: 0, line: 1 },
            by_pg_dumpall: false,
            many: false,
            cluster_whole: false,
            connected: None,
            part: Some(Part { head: Some(Vec::new()), ..Part::default() }),
            parts: Vec::new(),
            roles: Vec::new(),
            encoding: None,
            said: Vec::new(),
        }
    }

    /// # Errors
    /// Those of `out`, and [`Error::DumpForbidden`] for a command between dumps that has no place
    /// there.
    pub fn feed(&mut self, piece: &[u8], out: Output<'_>) -> Result<()> {
        // A command or a comment that means something is on one line, and never a long one.
        let Some(end) = memchr::memrchr(b'\n', piece).map(|at| at + 1) else {
            self.held.extend_from_slice(piece);
            return if self.held.len() > LONGEST_HEAD { self.pass_held(out) } else { Ok(()) };
        };
        let (lines, rest) = piece.split_at(end);
        if self.held.is_empty() {
            self.pass(lines, out)?;
        } else {
            self.held.extend_from_slice(lines);
            self.pass_held(out)?;
        }
        self.held.extend_from_slice(rest);
        Ok(())
    }

    /// # Errors
    /// As [`feed`](Self::feed), [`Error::DatabaseNotInFile`], [`Error::NoDatabaseInFile`], or
    /// [`Error::FileCut`].
    pub fn finish(mut self, out: Output<'_>) -> Result<Found> {
        self.pass_held(out)?;
        let lexer = std::mem::take(&mut self.lexer);
        let before = self.seen.events.len();
        // What is wrong with it comes to light when the dump is inspected.
        let _ = lexer.finish(&mut self.seen);
        if self.part.is_none() {
            // A command that was cut between two dumps is told by what is missing then.
            let is_whole = |text: &[u8]| {
                matches!(Command::of(&String::from_utf8_lossy(text)), Command::Unrestrict(_))
            };
            self.seen
                .events
                .retain(|(event, _)| !matches!(event, Event::Command(text) if !is_whole(text)));
        }
        if self.seen.events.len() > before {
            self.react(&[], out)?;
        }
        if let Some(mut part) = self.part.take() {
            // It ends before it changes to the database that it has made.
            let is_cut = part.head.is_some() && part.by_pg_dump && part.makes_database;
            if is_cut && self.parts.is_empty() {
                return Err(Error::FileCut);
            }
            if !is_cut {
                self.settle(&mut part, out)?;
                self.parts.push(part);
            }
        }
        let cut = self.by_pg_dumpall && !self.cluster_whole;
        let mut databases: Vec<String> = Vec::new();
        for name in self.parts.iter().filter_map(|part| part.database.clone()) {
            if !databases.contains(&name) {
                databases.push(name);
            }
        }
        let wanted = |part: &&Part| part.database.as_deref() == Some(self.wanted.database);
        let part = match &self.parts[..] {
            [] if cut => return Err(Error::FileCut),
            [] => return Err(Error::NoDatabaseInFile),
            [only] if !self.by_pg_dumpall => only,
            // The last of two of one name came out last.
            parts => match parts.iter().rfind(wanted) {
                Some(part) => part,
                None if cut => return Err(Error::FileCut),
                None => {
                    let wanted = self.wanted.database.to_owned();
                    return Err(Error::DatabaseNotInFile { wanted, found: databases });
                }
            },
        };
        if self.many && !(part.whole && part.closed) {
            return Err(Error::FileCut);
        }
        let (part, by_pg_dumpall) = (part.clone(), self.by_pg_dumpall);
        Ok(Found { part, databases, roles: self.roles, by_pg_dumpall, cut })
    }

    fn pass_held(&mut self, out: Output<'_>) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        self.pass(&held, out)
    }

    fn pass(&mut self, piece: &[u8], out: Output<'_>) -> Result<()> {
        // From an error on nothing can be told apart; whoever inspects the dump says where.
        let _ = self.lexer.feed(piece, &mut self.seen);
        self.react(piece, out)?;
        self.next.byte += piece.len() as u64;
        self.next.line = self.lexer.line();
        Ok(())
    }

    fn react(&mut self, piece: &[u8], out: Output<'_>) -> Result<()> {
        let mut passage = Passage { piece, from: 0, out };
        for (event, at) in std::mem::take(&mut self.seen.events) {
            let end = usize::try_from(at.byte.saturating_sub(self.next.byte)).unwrap_or_default();
            let end = end.min(piece.len());
            let line = Line {
                begin: memchr::memrchr(b'\n', &piece[..end]).map_or(0, |before| before + 1),
                after: (end + 1).min(piece.len()),
                number: at.line,
            };
            match event {
                Event::Statement(text) => self.statement(&text, at.line, &mut passage)?,
                Event::Comment(text) => self.comment(&text, &line, &mut passage)?,
                Event::Command(text) => self.command(&text, &line, &mut passage)?,
            }
        }
        self.write_to(piece.len(), &mut passage)
    }

    fn statement(&mut self, text: &[u8], line: u64, passage: &mut Passage<'_, '_>) -> Result<()> {
        let kind = statement::kind(text);
        let shown_text = self.decode(text);
        if kind == Kind::ClientEncoding {
            let encoding = shown_text.split('\'').nth(1).and_then(encoding::find);
            *self.part.as_mut().map_or(&mut self.encoding, |part| &mut part.encoding) = encoding;
        }
        let Some(part) = &mut self.part else {
            if !self.by_pg_dumpall && kind != Kind::Setting {
                return Err(Error::DumpForbidden { line, what: shown(text) });
            }
            self.roles.extend(role_made(&shown_text));
            let of_database = tokens::of(&shown_text);
            let name = of_database.iter().skip_while(|it| !it.is("database")).nth(1);
            let name = name.and_then(Token::name).map(str::to_owned);
            self.said.extend(name.map(|name| (name, shown_text.into_owned())));
            return Ok(());
        };
        let tokens = tokens::of(&shown_text);
        part.description.note(&tokens);
        part.tables.note(&tokens);
        part.makes_database |= kind == Kind::OtherDatabase;
        part.inserts |= text.starts_with(INSERT);
        part.large_objects_filled += u64::from(text.starts_with(LO_OPEN));
        part.begins_as_sql.get_or_insert_with(|| statement::is_sql(text));
        let of_its_making = matches!(
            kind,
            Kind::Setting
                | Kind::ClientEncoding
                | Kind::DefaultTablespace
                | Kind::DefaultAccessMethod
                | Kind::OtherDatabase
                | Kind::OfDatabase
        );
        if part.head.is_some() && !of_its_making {
            self.settle_current(passage.out)?;
        }
        if kind == Kind::ClientEncoding && self.wanted.recoded {
            let piece = passage.piece;
            let before = usize::try_from(line.saturating_sub(self.next.line)).unwrap_or_default();
            let begin = before.checked_sub(1).map_or(Some(0), |breaks| {
                memchr::memchr_iter(b'\n', piece).nth(breaks).map(|at| at + 1)
            });
            let end =
                begin.and_then(|at| memchr::memchr(b';', &piece[at..]).map(|end| at + end + 1));
            if let (Some(begin), Some(end)) = (begin.filter(|at| *at >= passage.from), end) {
                self.write_to(begin, passage)?;
                self.write(b"SET client_encoding = 'UTF8';", passage.out)?;
                passage.from = end;
            }
        }
        Ok(())
    }

    fn comment(&mut self, text: &[u8], line: &Line, passage: &mut Passage<'_, '_>) -> Result<()> {
        let version = |start: &[u8]| {
            text.strip_prefix(start).map(|rest| String::from_utf8_lossy(rest).into_owned())
        };
        match text {
            CLUSTER_HEADER if self.part.as_ref().is_some_and(|part| part.head.is_some()) => {
                (self.by_pg_dumpall, self.many, self.part) = (true, true, None);
                passage.from = line.after;
            }
            CLUSTER_TRAILER if self.by_pg_dumpall => self.cluster_whole = true,
            HEADER => {
                if let Some(part) = &mut self.part {
                    part.by_pg_dump = true;
                } else {
                    self.begin(line.number);
                    passage.from = line.begin;
                }
            }
            TRAILER => {
                let Some(part) = &mut self.part else { return Ok(()) };
                part.whole = true;
                if !self.many && part.database_change == Change::None {
                    return Ok(());
                }
                let key = part.key.clone();
                self.write_to(line.after, passage)?;
                self.write(b"--\n\n", passage.out)?;
                if let Some(key) = key {
                    self.write(&[b"\\unrestrict ", &key[..], b"\n\n"].concat(), passage.out)?;
                }
                self.many = true;
                if let Some(mut part) = self.part.take() {
                    part.closed = part.key.is_none();
                    self.settle(&mut part, passage.out)?;
                    self.parts.push(part);
                }
            }
            _ => {
                let Some(part) = &mut self.part else { return Ok(()) };
                if let Some(version) = version(SERVER) {
                    part.server_version = version;
                } else if let Some(version) = version(TOOL) {
                    part.pg_dump_version = version;
                } else if memchr::memmem::find(text, ROWS.1).is_some() {
                    part.tables_with_rows += 1;
                }
            }
        }
        // Between two dumps nothing comes out.
        if self.part.is_none() {
            passage.from = passage.from.max(line.after);
        }
        Ok(())
    }

    /// A dump whose first words, but for the line before them, are in this line.
    fn begin(&mut self, line: u64) {
        let mut head = Vec::new();
        if self.wanted.keeps_lines {
            head.extend(breaks(line.saturating_sub(2)));
        }
        head.extend_from_slice(b"--\n");
        let (database, head) = (self.connected.take(), Some(head));
        let mut part = Part { database, head, by_pg_dump: true, ..Part::default() };
        for (name, statement) in &self.said {
            if part.database.as_ref() == Some(name) {
                part.description.note(&tokens::of(statement));
            }
        }
        self.part = Some(part);
    }

    fn command(&mut self, text: &[u8], line: &Line, passage: &mut Passage<'_, '_>) -> Result<()> {
        let command = Command::of(&self.decode(text));
        let keeps_lines = self.wanted.keeps_lines;
        let Some(part) = &mut self.part else {
            match command {
                Command::Connect(name) => self.connected = Some(name),
                Command::Unrestrict(key) => {
                    if let Some(last) = self.parts.last_mut() {
                        last.closed |= last.key.as_ref() == Some(&key);
                    }
                }
                Command::Restrict(_) | Command::Encoding => {}
                Command::Other => {
                    return Err(Error::DumpForbidden { line: line.number, what: shown(text) });
                }
            }
            return Ok(());
        };
        let dropped = match command {
            Command::Connect(name) if part.head.is_some() && part.by_pg_dump => {
                let key = part.key.clone();
                (part.database, part.database_change) = (Some(name), Change::Open);
                part.head = Some(opening(key.as_deref(), keeps_lines.then_some(line.number)));
                self.settle_current(passage.out)?;
                passage.from = line.after;
                return Ok(());
            }
            Command::Connect(name) => {
                let same = part.database.as_deref() == Some(name.as_str());
                same && part.database_change != Change::None
            }
            Command::Restrict(key) if part.head.is_some() => {
                part.key = Some(key);
                false
            }
            Command::Restrict(key) => {
                let again = part.database_change == Change::Open && part.key.as_ref() == Some(&key);
                if again {
                    part.database_change = Change::Done;
                }
                again
            }
            Command::Unrestrict(_)
                if part.database_change == Change::Done && part.key.is_some() =>
            {
                part.database_change = Change::Open;
                true
            }
            Command::Encoding => part.database_change == Change::Open,
            Command::Unrestrict(_) | Command::Other => false,
        };
        // As long as there is a head, it may be left out with all that is in it.
        if dropped && part.head.is_none() {
            self.write_to(line.begin, passage)?;
            self.write(b"\n", passage.out)?;
            passage.from = line.after;
        }
        Ok(())
    }

    fn decode<'t>(&self, text: &'t [u8]) -> Cow<'t, str> {
        let encoding = self.part.as_ref().map_or(self.encoding, |part| part.encoding);
        let encoding = encoding.filter(|_| !self.wanted.recoded);
        let decoded = encoding.and_then(|encoding| encoding.decode(text));
        decoded.unwrap_or_else(|| String::from_utf8_lossy(text))
    }

    fn write_to(&mut self, end: usize, passage: &mut Passage<'_, '_>) -> Result<()> {
        let from = std::mem::replace(&mut passage.from, end);
        self.write(&passage.piece[from..end], passage.out)
    }

    fn write(&mut self, bytes: &[u8], out: Output<'_>) -> Result<()> {
        let Some(part) = &mut self.part else { return Ok(()) };
        match &mut part.head {
            Some(head) => {
                head.extend_from_slice(bytes);
                if head.len() > LONGEST_HEAD { self.settle_current(out) } else { Ok(()) }
            }
            None if part.taken => out(Out::Bytes(bytes)),
            None => Ok(()),
        }
    }

    fn settle_current(&mut self, out: Output<'_>) -> Result<()> {
        let Some(mut part) = self.part.take() else { return Ok(()) };
        let settled = self.settle(&mut part, out);
        self.part = Some(part);
        settled
    }

    /// From now on it is known what the part is.
    fn settle(&mut self, part: &mut Part, out: Output<'_>) -> Result<()> {
        let Some(head) = part.head.take() else { return Ok(()) };
        let first = !self.parts.iter().any(|part| part.taken);
        part.taken = first || part.database.as_deref() == Some(self.wanted.database);
        if !part.taken {
            return Ok(());
        }
        out(Out::Restart)?;
        out(Out::Bytes(&head))
    }
}

/// How the dump begins whose script has just changed to its database, in this line.
fn opening(key: Option<&[u8]>, line: Option<u64>) -> Vec<u8> {
    let mut opening = OPENING.to_vec();
    if let Some(key) = key {
        opening.extend_from_slice(b"\n\\restrict ");
        opening.extend_from_slice(key);
        opening.push(b'\n');
    }
    if let Some(line) = line {
        let lines = memchr::memchr_iter(b'\n', &opening).count() as u64;
        opening.extend(breaks(line.saturating_sub(lines)));
    }
    opening
}

/// A line of a piece that is a command or a comment.
struct Line {
    begin: usize,
    after: usize,
    number: u64,
}

fn breaks(lines: u64) -> impl Iterator<Item = u8> {
    std::iter::repeat_n(b'\n', usize::try_from(lines).unwrap_or_default())
}

/// `CREATE ROLE name;`
fn role_made(statement: &str) -> Option<String> {
    let tokens = tokens::of(statement);
    let [create, role, name, ..] = &tokens[..] else { return None };
    let is_role = role.is("role") || role.is("user") || role.is("group");
    (create.is("create") && is_role).then(|| name.name().map(str::to_owned))?
}

#[cfg(test)]
mod tests;
