//! From a file of another tool to a dump as ours are.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Map;

use super::archive::{ArchiveHeader, Listed};
use super::code_page::CodePage;
use super::input::{Input, Request};
use super::output::Output;
use super::recognise::{Content, Format, recognise};
use super::split::{Found, Splitter, Wanted};

use crate::dump::sink::Dumped;
use crate::folder::manifest::{self, Manifest, Missing, MissingReason, Origin, Reason};
use crate::postgres::client_tools;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Seems, Warning};

/// How every script of `pg_dump` and `pg_dumpall` begins.
const OPENING: &[u8] = b"--\n-- PostgreSQL database ";
/// Every server has it, and hardly anybody has something in it.
const TEMPLATE: &str = "template1";

/// A file that has become a dump as ours are.
pub struct Converted {
    /// Neither synced nor published.
    pub dumped: Dumped,
    pub origin: Origin,
    /// Of the dump, as well as the file tells.
    pub made_at: Timestamp,
    pub rows: Rows,
    /// No tool of PostgreSQL wrote it: whether it is whole nobody can say.
    pub by_hand: bool,
    pub warnings: Vec<Warning>,
    found: Found,
}

/// What a file holds of the rows of its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Counted,
    /// As `INSERT`, whole or in part.
    NotCounted,
    /// Of `pg_dump --schema-only`.
    Missing,
    /// Of `pg_dump --data-only`: no tables.
    Alone,
}

/// Reads `request.file` to its end and writes its dump into `folder`, under the name `name`.
/// `watch` is told of the bytes read, and of how many.
///
/// # Errors
/// [`Error::NotABackup`], [`Error::FileCut`], [`Error::ArchiveCut`], [`Error::DatabaseNotInFile`],
/// [`Error::NoDatabaseInFile`], [`Error::DumpForbidden`], [`Error::PgRestoreMissing`],
/// [`Error::NoSpace`] and what a disk can say.
pub fn convert(
    request: &Request<'_>,
    folder: &Path,
    name: &str,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Converted> {
    let content = recognise(request.file)?;
    let mut input = Input::open(request, &content, folder, cancel, watch)?;
    let recoded = input.has_known_encoding();
    let Request { database, keeps_lines, .. } = *request;
    let keeps_lines = keeps_lines && content == Content::Script;
    let mut splitter = Splitter::new(Wanted { database, keeps_lines, recoded });
    let mut output = Output::new(folder, name);
    let mut beginning = Vec::new();
    while let Some(piece) = input.next_piece(cancel, watch)? {
        let room = OPENING.len().saturating_sub(beginning.len());
        beginning.extend_from_slice(&piece[..piece.len().min(room)]);
        splitter.feed(&piece, &mut |out| output.take(&out))?;
    }
    let mended = input.mended;
    let listed = input.finish()?;
    let found = splitter.finish(&mut |out| output.take(&out))?;
    let is_dump = found.part.by_pg_dump || OPENING.starts_with(&beginning);
    if !is_dump && found.part.begins_as_sql != Some(true) {
        let (path, seems) = (request.file.to_owned(), Seems::Text);
        return Err(Error::NotABackup { path, seems });
    }
    match &found.part.database {
        Some(only) if request.no_other && only != database => {
            let (wanted, found) = (database.to_owned(), vec![only.clone()]);
            return Err(Error::DatabaseNotInFile { wanted, found });
        }
        _ => {}
    }
    let dumped = output.finish()?;
    let rows = rows(&found, !dumped.summary.tables.is_empty());
    if is_dump && rows == Rows::Alone {
        return Err(Error::NoTablesInFile);
    }
    if let Some(Listed { tables_with_rows, large_objects }) = listed {
        // The rows of a table that was cut go on into those of the next.
        let tables_are_missing = tables_with_rows != found.part.tables_with_rows;
        let filled = found.part.large_objects_filled;
        if tables_are_missing || (large_objects && filled != dumped.summary.large_objects) {
            return Err(Error::FileCut);
        }
    }
    let by_hand = !is_dump;
    Ok(Converted {
        origin: origin(&content, &found, matches!(rows, Rows::Counted | Rows::Alone)),
        // A clock that was wrong must not make it the latest of all.
        made_at: made_at(request.file, &content)?.min(Timestamp::now()),
        warnings: warnings(request, by_hand, mended, &found),
        rows,
        dumped,
        by_hand,
        found,
    })
}

impl Converted {
    /// The database that it is of, if the file says so.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.found.part.database.as_deref()
    }

    /// The tables whose rows whoever made it has left out.
    fn without_rows(&self) -> Vec<Missing> {
        if self.rows != Rows::Counted || self.by_hand {
            return Vec::new();
        }
        let tables = self.found.part.tables.without_rows(&self.dumped.summary.tables);
        let missing = |table| Missing { table, reason: MissingReason::WithoutRows };
        tables.into_iter().map(missing).collect()
    }

    /// The tables that it makes, with their schemas, and no quotes.
    #[must_use]
    pub fn tables(&self) -> BTreeSet<String> {
        self.found.part.tables.names()
    }

    /// What a backup of ours would say of it, under the file name `name`.
    #[must_use]
    pub fn manifest(&self, name: &str, database: &str, profile: &str) -> Manifest {
        let part = &self.found.part;
        let description = &part.description;
        let version = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        let mut server = description.server.clone();
        server.version = version(&part.server_version);
        server.version_num = client_tools::major_of(&server.version).unwrap_or_default() * 10_000;
        Manifest {
            manifest_version: manifest::VERSION,
            id: uuid::Uuid::new_v4().to_string(),
            profile: profile.to_owned(),
            reason: Reason::Cli,
            created_at: self.made_at,
            elapsed_ms: 0,
            database: database.to_owned(),
            server,
            client: manifest::ClientInfo {
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                pg_dump_version: version(&part.pg_dump_version),
                unknown: Map::new(),
            },
            file: self.dumped.file_info(name),
            dump: self.dumped.dump_info(),
            tables: self.dumped.summary.tables.clone(),
            large_objects: self.dumped.summary.large_objects,
            extensions: description.extensions.clone(),
            roles: description.roles.iter().cloned().collect(),
            database_settings: description.settings(),
            django: None,
            incomplete: self.without_rows(),
            subscriptions: Vec::new(),
            origin: Some(self.origin.clone()),
            // What another tool has made is nobody's to delete.
            installation: None,
            alarms: Vec::new(),
            accepted_at: None,
            unchanged_since: None,
            pinned: None,
            verifications: Vec::new(),
            unknown: Map::new(),
        }
    }
}

fn rows(found: &Found, copied: bool) -> Rows {
    let part = &found.part;
    let there = copied || part.inserts || part.tables_with_rows > 0;
    // The tables of an extension come with it.
    let makes_tables = part.tables.are_made() || !part.description.extensions.is_empty();
    match (makes_tables, there) {
        (true, false) if part.tables.are_made() => Rows::Missing,
        (false, true) => Rows::Alone,
        (false, false) if part.tables.are_elsewhere() => Rows::Alone,
        _ if part.inserts => Rows::NotCounted,
        _ => Rows::Counted,
    }
}

fn origin(content: &Content, found: &Found, rows_counted: bool) -> Origin {
    let format = match content {
        Content::Archive { format: Format::Custom, .. } => "custom",
        Content::Archive { format: Format::Directory, .. } => "directory",
        Content::Archive { format: Format::Tar, .. } => "tar",
        Content::Script if found.by_pg_dumpall => "pg_dumpall",
        Content::Script => "plain",
    };
    let tool_version = match content {
        Content::Archive { header, .. } => header.pg_dump_version.clone(),
        Content::Script => found.part.pg_dump_version.clone(),
    };
    Origin { format: format.to_owned(), tool_version, rows_counted, unknown: Map::new() }
}

/// What the archive says, else when the file was written.
fn made_at(file: &Path, content: &Content) -> Result<Timestamp> {
    if let Content::Archive { header: ArchiveHeader { made_at: Some(made_at), .. }, .. } = content
        && let Ok(made_at) = made_at.to_zoned(TimeZone::system())
    {
        return Ok(made_at.timestamp());
    }
    let written = std::fs::metadata(file).and_then(|file| file.modified());
    let written = written.map_err(|error| Error::reading(file, error))?;
    Ok(Timestamp::try_from(written).unwrap_or_else(|_| Timestamp::now()))
}

fn warnings(
    request: &Request<'_>,
    by_hand: bool,
    mended: Option<&CodePage>,
    found: &Found,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(by_hand.then_some(Warning::MadeByHand));
    warnings.extend(mended.map(|page| Warning::CharactersMended { code_page: page.name }));
    let taken = found.part.database.clone().unwrap_or_default();
    let is_other = |name: &&String| **name != taken && *name != TEMPLATE;
    let others: Vec<String> = found.databases.iter().filter(is_other).cloned().collect();
    if !others.is_empty() || !found.roles.is_empty() {
        let roles = found.roles.clone();
        warnings.push(Warning::OthersInFile { taken, others, roles });
    }
    if found.cut {
        let name = request.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        warnings.push(Warning::OthersCut { name });
    }
    warnings
}
