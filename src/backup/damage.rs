//! Whether `pg_dump` failed because the server's own data are damaged.
//!
//! The messages of a server are in its language, so they decide nothing: the table whose rows were
//! passing by is read once more, and the SQLSTATE says what is wrong with it.

use std::time::Duration;

use crate::dump::scanner::{DumpSummary, TableCount};
use crate::postgres::server::{Reading, Refusal, Server};
use crate::report::cancel::CancelToken;
use crate::report::error::Result;

/// For a table to be read again. A user who waits for an answer waits no longer.
const READ_LIMIT: Duration = Duration::from_secs(60);

/// `data_corrupted`, `index_corrupted`, and `io_error`: the disk does not give what is asked of it.
const DAMAGE: [&str; 3] = ["XX001", "XX002", "58030"];
const INTERNAL_ERROR: &str = "XX000";
const UNDEFINED_FILE: &str = "58P01";

/// Where a server keeps rows, and what it knows of transactions. A missing file elsewhere is a
/// library's.
const DATA_FOLDERS: [&str; 6] =
    ["base/", "global/", "pg_tblspc/", "pg_xact/", "pg_multixact/", "pg_subtrans/"];

/// What only damage makes a server say, in the languages of those who use this program. Needed
/// where no SQLSTATE is to be had, and for internal errors, which are never translated.
const TELLING: [&str; 15] = [
    "invalid page in block",
    "page invalide dans le bloc",
    "could not read block",
    "pas pu lire le bloc",
    "could not access status of transaction",
    "pas pu accéder au statut de la transaction",
    "apparent wraparound",
    "wraparound apparent",
    "missing chunk number",
    "unexpected chunk number",
    "unexpected chunk size",
    "data is corrupt",
    "found toasted toast chunk",
    "found xmin",
    "invalid toast",
];

/// A table that the server cannot read to its end any more.
#[derive(Debug, PartialEq, Eq)]
pub struct DamagedTable {
    /// With its schema, quoted as SQL needs it.
    pub name: String,
    /// The server's words.
    pub detail: String,
}

/// After `pg_dump` failed; `said` is what it wrote to standard error.
///
/// # Errors
/// [`Error::Cancelled`](crate::Error::Cancelled), or the loss of the server.
pub fn find(
    server: &Server,
    summary: &DumpSummary,
    said: &str,
    cancel: &CancelToken,
) -> Result<Option<DamagedTable>> {
    let last = summary.ends_with.and_then(|place| summary.tables.get(place));
    let Some(TableCount { schema, name, .. }) = last else { return Ok(None) };
    let detail = match server.read_through(schema, name, READ_LIMIT, cancel)? {
        Reading::Whole => None,
        Reading::Refused(refusal) if is_damage(&refusal) => Some(words(refusal)),
        // A table that could not be read for another reason, a lock for example, proves nothing.
        Reading::Refused(_) | Reading::TooLong => telling_line(said),
    };
    let Some(detail) = detail else { return Ok(None) };
    let named = server.tables_named(Some(schema), name)?.into_iter().next();
    let name = named.map_or_else(|| format!("{schema}.{name}"), |table| table.shown);
    Ok(Some(DamagedTable { name, detail }))
}

/// With its hint: an index that is damaged alone can be made anew.
fn words(Refusal { message, hint, .. }: Refusal) -> String {
    if hint.is_empty() { message } else { format!("{message}. {hint}") }
}

fn is_damage(refusal: &Refusal) -> bool {
    let Refusal { sqlstate, message, detail, .. } = refusal;
    let names_data =
        || DATA_FOLDERS.iter().any(|folder| message.contains(folder) || detail.contains(folder));
    match sqlstate.as_str() {
        INTERNAL_ERROR => is_telling(message),
        UNDEFINED_FILE => names_data(),
        other => DAMAGE.contains(&other),
    }
}

fn is_telling(text: &str) -> bool {
    TELLING.iter().any(|words| text.contains(words))
}

/// Of what `pg_dump` said, the server's message without its level.
fn telling_line(said: &str) -> Option<String> {
    let line = said.lines().find(|line| is_telling(line))?;
    let level = ["ERROR:", "ERREUR:", "ERREUR :"].iter().find_map(|level| line.split_once(level));
    Some(level.map_or(line, |(_, message)| message).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(sqlstate: &str, message: &str, detail: &str) -> bool {
        let owned = str::to_owned;
        let (sqlstate, message, detail) = (owned(sqlstate), owned(message), owned(detail));
        is_damage(&Refusal { sqlstate, message, detail, hint: String::new() })
    }

    #[test]
    fn the_sqlstate_decides_whatever_the_language() {
        assert!(refused("XX001", "Seite in Block 3 von Relation base/5/16384 ist ungültig", ""));
        assert!(refused("XX002", "", ""));
        assert!(refused("58030", "n'a pas pu lire le bloc 5 dans le fichier « base/5/16 »", ""));
        assert!(!refused("42501", "droit refusé pour la table docs", ""));
        assert!(!refused("55P03", "annulation de la requête à cause du délai du verrou", ""));
    }

    #[test]
    fn an_internal_error_is_damage_only_where_its_words_say_so() {
        assert!(refused("XX000", "missing chunk number 0 for toast value 16390 in pg_toast", ""));
        // A value of half a gigabyte, which is no damage, asks for that.
        assert!(!refused("XX000", "invalid memory alloc request size 1258291203", ""));
    }

    #[test]
    fn a_missing_file_of_the_data_is_damage_and_a_missing_library_is_not() {
        let status = "could not access status of transaction 4711";
        assert!(refused("58P01", status, "Could not open file \"pg_xact/0000\""));
        assert!(refused("58P01", "could not open file \"base/5/16384\"", ""));
        assert!(!refused("58P01", "could not access file \"$libdir/postgis-3\"", ""));
    }

    #[test]
    fn without_a_sqlstate_the_words_of_the_server_are_looked_for() {
        let said = "pg_dump: error: Dumping the contents of table \"docs\" failed: \
                    PQgetResult() failed.\n\
                    pg_dump: detail: Error message from server: ERROR:  invalid page in block 0 \
                    of relation base/5/16384\n\
                    pg_dump: detail: Command was: COPY public.docs (id) TO stdout;";
        assert_eq!(
            telling_line(said).as_deref(),
            Some("invalid page in block 0 of relation base/5/16384")
        );
        let french = "ERREUR:  page invalide dans le bloc 0 de la relation base/5/16384";
        assert!(telling_line(french).unwrap().starts_with("page invalide"));
        assert_eq!(telling_line("server closed the connection unexpectedly"), None);
    }
}
