//! What is known of a file before anything of it runs: read to its end, before the server hears of
//! it, it is whole, as its manifest says, and nothing in it has no place in a dump.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::request::{Goal, RestoreRequest};
use super::source::Source;
use crate::dump::inspect::{Inspector, Needs};
use crate::folder::check::{self, Problem};
use crate::folder::manifest::{self, Alarm, Manifest};
use crate::folder::reading::Reading;
use crate::foreign::{self, Rows, Workspace};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::progress::Tracker;

/// In a workspace of ours, of another tool's file.
const CONVERTED_NAME: &str = "dump.sql.gz";

pub struct Inspected {
    /// Nothing for a script that somebody wrote by hand.
    pub manifest: Option<Manifest>,
    pub needs: Needs,
    pub source: Arc<Source>,
    /// Of another tool's file, the tables that it makes, with their schemas, and no quotes.
    pub tables: Option<BTreeSet<String>>,
    /// Where `source` is, if it is not the file itself.
    workspace: Option<Workspace>,
    /// It does not go while it is restored.
    _reading: Reading,
}

impl Inspected {
    /// # Errors
    /// Exit codes 13, 15 and 16.
    pub fn of(
        request: &RestoreRequest<'_>,
        cancel: &CancelToken,
        tracker: &mut Tracker<'_>,
    ) -> Result<Self> {
        if manifest::path_beside(request.file).exists() {
            Self::of_backup(request.file, false, cancel, tracker, &mut |bytes, of| (bytes, of))
        } else {
            Self::of_foreign(request, cancel, tracker)
        }
    }

    /// `part` says which part of all there is to read this is.
    fn of_backup(
        file: &Path,
        is_foreign: bool,
        cancel: &CancelToken,
        tracker: &mut Tracker<'_>,
        part: &mut dyn FnMut(u64, u64) -> (u64, u64),
    ) -> Result<Self> {
        let reading = Reading::begin(file);
        let mut inspector = Inspector::default();
        let mut watch = |bytes, of| {
            let (bytes, of) = part(bytes, of);
            tracker.verifying(bytes, of);
        };
        let verified =
            check::verify_with(file, cancel, &mut watch, &mut |piece| inspector.feed(piece))?;
        let inspected = inspector.finish();
        // Whoever made it may not have written it to its end: that says more than its hash.
        let (needs, outline) = match inspected {
            Err(error) if is_foreign => return Err(error),
            Err(error) if verified.problems.is_empty() => return Err(error),
            other => other.unwrap_or_default(),
        };
        let only_end_is_missing = is_foreign && verified.problems == [Problem::Truncated];
        let is_whole = verified.problems.is_empty() || only_end_is_missing;
        let Some(manifest) = verified.manifest.filter(|_| is_whole) else {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let problems = verified.problems.iter().map(Problem::message).collect();
            return Err(Error::Damaged { name, problems });
        };
        if manifest.is_incomplete() {
            tracker.warn(Warning::RowsNotInBackup { tables: manifest.tables_missing() });
        }
        if manifest.is_suspicious() {
            let alarms = manifest.alarms.iter().map(Alarm::message).collect();
            tracker.warn(Warning::UnusualBackup { alarms });
        }
        let source = Source::verified(file, &manifest, verified.members, outline);
        let (manifest, source) = (Some(manifest), Arc::new(source));
        Ok(Self { manifest, needs, source, tables: None, workspace: None, _reading: reading })
    }

    /// A file of another tool becomes a dump as ours are first, in a place of ours.
    fn of_foreign(
        request: &RestoreRequest<'_>,
        cancel: &CancelToken,
        tracker: &mut Tracker<'_>,
    ) -> Result<Self> {
        let workspace = Workspace::new()?;
        let RestoreRequest { file, connection, from, tools, .. } = *request;
        let conversion = foreign::Request {
            file,
            database: from.unwrap_or(&connection.database),
            no_other: from.is_some(),
            tools,
            keeps_lines: true,
        };
        let mut watch = |bytes, of: u64| tracker.verifying(bytes, of.saturating_mul(2));
        let folder = workspace.folder();
        let converted = foreign::convert(&conversion, folder, CONVERTED_NAME, cancel, &mut watch)?;
        let database = converted.database().unwrap_or(&connection.database);
        let manifest = converted.manifest(CONVERTED_NAME, database, "");
        let path = folder.join(CONVERTED_NAME);
        let beside = manifest::path_beside(&path);
        std::fs::write(&beside, manifest.to_text())
            .map_err(|error| Error::of_target(&beside, error))?;
        let mut inspected = Self::of_backup(&path, true, cancel, tracker, &mut |bytes, of| {
            (of.saturating_add(bytes), of.saturating_mul(2))
        })?;
        if converted.by_hand && matches!(request.goal, Goal::Replace(_)) {
            return Err(Error::MadeByHand { path: file.to_owned() });
        }
        let without_rows = converted.rows == Rows::Missing && !converted.by_hand;
        if without_rows && matches!(request.goal, Goal::Replace(_)) {
            return Err(Error::NoRowsInFile);
        }
        inspected.tables = Some(converted.tables());
        let ends_early =
            converted.warnings.iter().any(|it| matches!(it, Warning::OthersCut { .. }));
        for warning in converted.warnings {
            tracker.warn(warning);
        }
        // The workspace has it from now on.
        converted.dumped.file.keep();
        inspected.workspace = Some(workspace);
        if converted.by_hand {
            // It may do anything with its rows, and what only one session sees.
            inspected.manifest = None;
            return Ok(inspected);
        }
        match converted.rows {
            Rows::NotCounted => tracker.warn(Warning::RowsNotCounted),
            Rows::Missing => tracker.warn(Warning::NoRowsInFile),
            // That it is whole is said of its end.
            Rows::Counted | Rows::Alone if ends_early => {}
            Rows::Counted | Rows::Alone => tracker.warn(Warning::NotOurs),
        }
        Ok(inspected)
    }
}
