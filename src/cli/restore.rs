//! `sauvegarde restore BACKUP|latest --into NAME | --confirm DB | --undo`

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog;
use sauvegarde::folder::catalog::Purpose;
use sauvegarde::folder::cloud;
use sauvegarde::folder::manifest::{self, Manifest};
use sauvegarde::folder::target::Target;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::restore::{
    self, Goal, Kept, Preview, RestoreReport, RestoreRequest, TableChange, Undone, Way, Whole,
};
use serde_json::json;

use super::args::RestoreOptions;
use super::backup::table;
use super::given;
use super::output::{EXIT_WARNINGS, Output};
use super::watched::watched;

/// More tables than this are counted, not listed.
const TABLES_SHOWN: usize = 12;

pub fn run(profile: &Profile, options: &RestoreOptions, output: &Output) -> Result<u8, Error> {
    let connection = profile.connection_to_write()?;
    if options.undo {
        return undo(profile, &connection, output);
    }
    let wanted = options.restore_file.as_deref().unwrap_or(Path::new("latest"));
    let purpose = Purpose::Restore(&connection.database);
    let file = catalog::find(wanted, profile.dir.as_deref(), purpose)?;
    let with_folder = with_folder(profile, &file);
    let goal = if let Some(name) = &options.into {
        Goal::Into(name)
    } else {
        confirm(options, &connection, &file, output)?;
        Goal::Replace(&with_folder)
    };
    let cancel = given::cancel_on_interrupt();
    let request = RestoreRequest {
        connection: &connection,
        file: &file,
        from: options.from.as_deref(),
        tools: profile.pg_dump.as_deref(),
        goal,
        leave_out_owners: options.no_owner,
        leave_out_privileges: options.no_privileges,
        whole: match (options.keep_going, options.accept_incomplete) {
            (true, _) => Whole::Anything,
            (false, true) => Whole::Rows,
            (false, false) => Whole::Ask,
        },
    };
    let report = of_several(output, request.from, |from| {
        let request = RestoreRequest { from, ..request.clone() };
        watched(output, |monitor| restore::run(&request, &cancel, monitor))
    })?;
    if output.is_json() {
        show_json(&report, output);
    } else {
        show(&report, output);
    }
    Ok(if report.warnings.is_empty() { 0 } else { EXIT_WARNINGS })
}

/// Runs a job on a file, and once more if the file holds several databases and the user says at the
/// terminal which one is meant.
pub fn of_several<T>(
    output: &Output,
    from: Option<&str>,
    job: impl Fn(Option<&str>) -> Result<T, Error>,
) -> Result<T, Error> {
    match job(from) {
        Err(Error::DatabaseNotInFile { found, .. })
            if from.is_none() && io::stdin().is_terminal() && !output.is_json() =>
        {
            output.line(&tr!("restore-which", found = found.join(", ")));
            let mut line = String::new();
            let _ = io::stdin().lock().read_line(&mut line);
            job(Some(line.trim()))
        }
        other => other,
    }
}

/// Where no folder is configured or found, the safety backup goes beside the file.
fn with_folder(profile: &Profile, file: &Path) -> Profile {
    let mut profile = profile.clone();
    if profile.dir.is_none() && cloud::default_folder().is_none() {
        // Not into an archive's own folder.
        let backup = if file.ends_with("toc.dat") { file.parent() } else { Some(file) };
        let folder = backup.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        profile.dir = Some(folder.unwrap_or(Path::new(".")).to_owned());
    }
    profile
}

/// The name must come from the user: as an option, or typed at the terminal after a look at what
/// will change.
fn confirm(
    options: &RestoreOptions,
    connection: &Connection,
    file: &Path,
    output: &Output,
) -> Result<(), Error> {
    let database = connection.database.clone();
    let given = match &options.confirm {
        Some(given) => given.clone(),
        None if io::stdin().is_terminal() && !output.is_json() => {
            match manifest::read(&manifest::path_beside(file)) {
                Ok(Ok(manifest)) => preview(connection, &manifest, output)?,
                _ => left_behind(connection, output)?,
            }
            output.line(&tr!("restore-ask"));
            let mut line = String::new();
            let _ = io::stdin().lock().read_line(&mut line);
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
        None => return Err(Error::ConfirmationMissing { database }),
    };
    if given == database { Ok(()) } else { Err(Error::ConfirmationWrong { database, given }) }
}

fn preview(connection: &Connection, manifest: &Manifest, output: &Output) -> Result<(), Error> {
    let preview = Preview::new(connection, manifest)?;
    let database = connection.database.as_str();
    output.line(&tr!("restore-plan", database = database, date = format::date(preview.created_at)));
    let mut lines = vec![
        tr!("restore-plan-rows", now = rows_now(&preview), then = preview.rows_then_text()),
        tr!(
            "restore-plan-versions",
            then = preview.version_then.as_str(),
            now = preview.version_now.as_str()
        ),
    ];
    if !preview.tables_missing.is_empty() {
        lines.push(tr!("restore-plan-incomplete", tables = preview.tables_missing.join(", ")));
    }
    lines.extend(tables(&preview));
    lines.push(match (preview.sessions.is_empty(), preview.way) {
        (true, _) => tr!("restore-plan-nobody"),
        (_, Way::Swap) => {
            tr!("restore-plan-sessions", sessions = preview.sessions.join(" ; "))
        }
        (_, Way::InPlace) => {
            tr!("restore-plan-sessions-in-place", sessions = preview.sessions.join(" ; "))
        }
    });
    lines.extend(preview.left_behind.iter().map(Warning::message));
    if !preview.django.is_empty() {
        lines.push(tr!("restore-plan-django", apps = preview.django.join(", ")));
    }
    lines.push(match preview.way {
        Way::Swap => tr!("restore-plan-safety"),
        Way::InPlace => tr!("restore-plan-in-place", user = connection.user.as_str()),
    });
    for line in lines {
        output.line(&format!("  {line}"));
    }
    Ok(())
}

/// All that can be said of a file without a manifest.
fn left_behind(connection: &Connection, output: &Output) -> Result<(), Error> {
    let server = restore::writable(connection)?;
    let way = Way::of(&server)?;
    for warning in restore::before_replacing(&server, &connection.database, way)? {
        output.line(&warning.message());
    }
    Ok(())
}

/// Counted, or as the server's statistics have them.
fn rows_now(preview: &Preview) -> String {
    let rows = format::count(preview.rows_now);
    if preview.counted { rows } else { format!("≈ {rows}") }
}

/// The tables whose rows are not the same now and in the backup, the most different first.
fn tables(preview: &Preview) -> Vec<String> {
    let number = |rows: Option<u64>| rows.map_or_else(|| "–".to_owned(), format::count);
    let line = |table: &TableChange| {
        tr!(
            "restore-plan-table",
            name = table.name.as_str(),
            now = number(table.rows_now),
            then = number(table.rows_then)
        )
    };
    let mut lines: Vec<String> = preview
        .tables
        .iter()
        .take(TABLES_SHOWN)
        .map(|table| format!("  {}", line(table)))
        .collect();
    if let Some(more) = preview.tables.len().checked_sub(TABLES_SHOWN).filter(|more| *more > 0) {
        lines.push(format!("  {}", tr!("restore-plan-tables-more", tables = format::tables(more))));
    }
    lines
}

fn undo(profile: &Profile, connection: &Connection, output: &Output) -> Result<u8, Error> {
    let undone = restore::undo(connection).map_err(|error| match error {
        Error::NothingToUndo { database, .. } => {
            let target = Target::open(profile.dir.as_deref()).ok();
            let safety_backup =
                target.and_then(|target| catalog::latest_safety_backup(&target, &database));
            Error::NothingToUndo { database, safety_backup }
        }
        other => other,
    });
    let Undone { former, set_aside: Kept { name: set_aside, until }, warnings } = undone?;
    for warning in &warnings {
        output.warning(warning);
    }
    if output.is_json() {
        output.object(&json!({
            "type": "result",
            "status": "completed",
            "database": connection.database,
            "brought_back": former.name,
            "set_aside": set_aside,
            "kept_until": until,
            "warnings": warnings.iter().map(Warning::message).collect::<Vec<_>>(),
        }));
    }
    output.text(&tr!(
        "restore-undone",
        database = connection.database.as_str(),
        name = set_aside,
        date = format::date(until)
    ));
    Ok(if warnings.is_empty() { 0 } else { EXIT_WARNINGS })
}

fn show_json(report: &RestoreReport, output: &Output) {
    let warnings: Vec<String> = report.warnings.iter().map(Warning::message).collect();
    let mut result = json!({
        "type": "result",
        "status": "completed",
        "path": report.file.to_string_lossy(),
        "database": report.database,
        "elapsed_ms": report.elapsed_ms,
        "warnings": warnings,
        "not_restored": report.not_restored,
    });
    if let Some(replaced) = &report.replaced {
        result["former_database"] = json!(replaced.kept.as_ref().map(|kept| &kept.name));
        result["kept_until"] = json!(replaced.kept.as_ref().map(|kept| kept.until));
        result["safety_backup"] = json!(replaced.safety_backup.to_string_lossy());
    }
    output.object(&result);
}

fn show(report: &RestoreReport, output: &Output) {
    let database = report.database.as_str();
    let mut lines = vec![(tr!("restore-backup"), cloud::display(&report.file))];
    output.text(&match (&report.manifest, &report.replaced) {
        (Some(_), Some(_)) => tr!("restore-replaced", database = database),
        (Some(_), None) => tr!("restore-done", database = database),
        (None, Some(_)) => tr!("restore-replaced-unproven", database = database),
        (None, None) => tr!("restore-done-unproven", database = database),
    });
    lines.extend(
        report.manifest.as_ref().map(|found| (tr!("backup-content"), found.content_text())),
    );
    if let Some(replaced) = &report.replaced {
        let former = replaced.kept.as_ref().map(|kept| {
            let date = format::date(kept.until);
            (
                tr!("restore-former"),
                tr!("restore-former-value", name = kept.name.as_str(), date = date),
            )
        });
        lines.extend(former);
        lines.push((tr!("restore-safety"), cloud::display(&replaced.safety_backup)));
        if replaced.kept.is_none() {
            lines.push((
                tr!("restore-way-back"),
                tr!(
                    "restore-way-back-value",
                    path = cloud::display(&replaced.safety_backup),
                    database = database
                ),
            ));
        }
    }
    lines.push((tr!("backup-time"), format::milliseconds(report.elapsed_ms)));
    output.text(&table(&lines));
}
