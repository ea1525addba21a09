//! What a statement of a dump is, by its first words. PURE.

/// Enough for the words that decide; a name in between may be long.
const WORDS: usize = 12;
const SHOWN_CHARACTERS: usize = 100;

/// How a restore treats a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ordinary,
    /// `COPY …`: right only if the lexer finds its data behind it.
    Copy,
    /// `SET client_encoding …`: the executor sets it itself, statement by statement.
    ClientEncoding,
    /// `SET …`, `RESET …` of something that an older server may not know, and `set_config`.
    Setting,
    /// `BEGIN`, around large objects.
    Begin,
    /// `COMMIT`
    Commit,
    /// `ROLLBACK`, `SAVEPOINT` and the like, which `pg_dump` never writes.
    OtherTransaction,
    /// `SET default_tablespace = …`
    DefaultTablespace,
    /// `ALTER … OWNER TO …`
    Owner,
    /// `GRANT`, `REVOKE`, `ALTER DEFAULT PRIVILEGES`
    Privilege,
    /// Of an event trigger, which must not see how the database is filled.
    EventTrigger,
    /// `SET default_table_access_method = …`
    DefaultAccessMethod,
    /// `CREATE EXTENSION`, which may bring event triggers of its own.
    Extension,
    /// `CREATE SCHEMA`, which asks for rights on the database itself.
    MadeInDatabase,
    /// `ALTER DATABASE`, `COMMENT ON DATABASE` and the like: of a database by its name, which the
    /// restored one does not have yet, and another one may.
    OfDatabase,
    /// Leaves the database that is being restored: `CREATE DATABASE` and the like of `--create`.
    OtherDatabase,
    /// Changes the server or its roles, which `pg_dump` never does.
    OfServer,
}

/// # Panics
/// Never: what cannot be read is [`Kind::Ordinary`], and the server judges it.
#[must_use]
pub fn kind(statement: &[u8]) -> Kind {
    let words = words(statement);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match (word(0), word(1), word(2)) {
        ("copy", _, _) => Kind::Copy,
        ("set", "client_encoding", _) => Kind::ClientEncoding,
        ("set", "default_tablespace", _) => Kind::DefaultTablespace,
        ("set", "default_table_access_method", _) => Kind::DefaultAccessMethod,
        ("set" | "reset", _, _) => Kind::Setting,
        ("select", "pg_catalog", ".") if word(3) == "set_config" => Kind::Setting,
        ("begin", _, _) | ("start", "transaction", _) => Kind::Begin,
        ("commit" | "end", "prepared" | "and", _)
        | ("commit" | "end", "work" | "transaction", "and")
        | ("rollback" | "abort" | "savepoint" | "release", _, _)
        | ("prepare", "transaction", _) => Kind::OtherTransaction,
        ("commit" | "end", _, _) => Kind::Commit,
        ("alter", "database", _) | ("comment", "on", "database") => Kind::OfDatabase,
        // Before `pg_dump --clean --create` drops a template.
        ("update", "pg_catalog", ".") if word(3) == "pg_database" => Kind::OfDatabase,
        ("alter", "role" | "user", _) | ("grant" | "revoke", _, _) | ("security", "label", _)
            if is_of_a_database(&words) =>
        {
            Kind::OfDatabase
        }
        ("grant" | "revoke", _, _) | ("alter", "default", "privileges") => Kind::Privilege,
        ("create" | "drop", "database" | "tablespace", _) => Kind::OtherDatabase,
        ("create" | "alter" | "drop", "user", "mapping") => Kind::Ordinary,
        ("create" | "alter" | "drop", "role" | "user" | "group", _) | ("alter", "system", _) => {
            Kind::OfServer
        }
        ("create" | "alter", "event", "trigger") | ("comment", "on", "event") => Kind::EventTrigger,
        ("security", "label", _) if words.windows(2).any(|w| w == ["event", "trigger"]) => {
            Kind::EventTrigger
        }
        ("create", "extension", _) => Kind::Extension,
        ("create", "schema", _) => Kind::MadeInDatabase,
        ("alter", _, _) if gives_to_an_owner(statement) => Kind::Owner,
        _ => Kind::Ordinary,
    }
}

/// `GRANT … ON DATABASE`, `ALTER ROLE … IN DATABASE`
fn is_of_a_database(words: &[String]) -> bool {
    words.windows(2).any(|pair| matches!(pair[0].as_str(), "on" | "in") && pair[1] == "database")
}

/// Whether it begins as a statement of the language does; any text has words.
#[must_use]
pub fn is_sql(statement: &[u8]) -> bool {
    const FIRST: [&str; 37] = [
        "abort",
        "alter",
        "analyze",
        "begin",
        "call",
        "checkpoint",
        "cluster",
        "comment",
        "commit",
        "copy",
        "create",
        "delete",
        "discard",
        "do",
        "drop",
        "end",
        "explain",
        "grant",
        "import",
        "insert",
        "lock",
        "merge",
        "prepare",
        "reassign",
        "refresh",
        "reindex",
        "reset",
        "revoke",
        "rollback",
        "savepoint",
        "security",
        "select",
        "set",
        "start",
        "truncate",
        "update",
        "with",
    ];
    words(statement).first().is_some_and(|word| FIRST.contains(&word.as_str()))
}

/// Whether it only goes well when every row is there: it builds upon them, checks them, or changes
/// what is done with new ones.
#[must_use]
pub fn acts_upon_rows(statement: &[u8]) -> bool {
    let words = words(statement);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("create", "index" | "unique" | "trigger" | "constraint" | "rule" | "policy")
        | ("refresh", _) => true,
        ("create", "or") => matches!(word(3), "trigger" | "rule"),
        ("alter", "table") => {
            words.windows(2).any(|pair| pair == ["add", "constraint"])
                || words.windows(3).any(|three| three == ["row", "level", "security"])
        }
        _ => false,
    }
}

/// Whether it is one of these, whatever else is true of it.
#[must_use]
pub fn is_of_owner(statement: &[u8]) -> bool {
    words(statement).first().is_some_and(|word| word == "alter") && gives_to_an_owner(statement)
}

/// The beginning of a statement, on one line.
#[must_use]
pub fn shown(statement: &[u8]) -> String {
    let text = String::from_utf8_lossy(statement);
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(SHOWN_CHARACTERS) {
        words.truncate(end);
        words.push('…');
    }
    words
}

/// `ALTER … OWNER TO name;`: only the end tells, after an argument list of any length.
fn gives_to_an_owner(statement: &[u8]) -> bool {
    let text = statement.trim_ascii_end();
    let text = text.strip_suffix(b";").unwrap_or(text).trim_ascii_end();
    let name_begins = match text.strip_suffix(b"\"") {
        // A doubled quote inside of the name is not its beginning.
        Some(inner) => {
            let plain = String::from_utf8_lossy(inner).replace("\"\"", "xx");
            plain.rfind('"').map(|at| inner.len() - (plain.len() - at))
        }
        None => text.iter().rposition(u8::is_ascii_whitespace).map(|at| at + 1),
    };
    let Some(before) = name_begins.and_then(|at| text.get(..at)) else { return false };
    let before = String::from_utf8_lossy(before).to_ascii_lowercase();
    let mut last = before.split_ascii_whitespace().rev();
    (last.next(), last.next()) == (Some("to"), Some("owner"))
}

/// The first words in lower case; quoted names count as one word, shown as `"`.
fn words(statement: &[u8]) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = statement;
    while words.len() < WORDS {
        rest = rest.trim_ascii_start();
        let Some(&first) = rest.first() else { break };
        if first == b'"' {
            rest = after_quoted(&rest[1..]);
            words.push("\"".to_owned());
            continue;
        }
        let end = rest
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()).max(1));
        words.push(String::from_utf8_lossy(word).to_ascii_lowercase());
        rest = after;
    }
    words
}

fn after_quoted(rest: &[u8]) -> &[u8] {
    let mut rest = rest;
    while let Some(at) = memchr::memchr(b'"', rest) {
        rest = &rest[at + 1..];
        if rest.first() != Some(&b'"') {
            return rest;
        }
        rest = &rest[1..];
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_a_dump_are_told_apart() {
        for (statement, expected) in [
            ("SET client_encoding = 'UTF8';", Kind::ClientEncoding),
            ("SET transaction_timeout = 0;", Kind::Setting),
            ("SET default_tablespace = 'rapide';", Kind::DefaultTablespace),
            ("ALTER TABLE public.\"owner to\" ADD CONSTRAINT c PRIMARY KEY (a);", Kind::Ordinary),
            ("ALTER TABLE public.\"a \"\" b\" OWNER TO x;", Kind::Owner),
            ("ALTER FUNCTION public.f(integer) OWNER TO postgres;", Kind::Owner),
            ("ALTER AGGREGATE f(a, b, c, d, e, f, g, h) OWNER TO \"l'\"\"é\"\" x\";", Kind::Owner),
            ("ALTER TABLE a ADD CONSTRAINT c CHECK ((x = 'OWNER TO '::text));", Kind::Ordinary),
            ("ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b;", Kind::Privilege),
            ("revoke all on schema public from public;", Kind::Privilege),
            ("CREATE EVENT TRIGGER t ON sql_drop EXECUTE FUNCTION f();", Kind::EventTrigger),
            ("ALTER EVENT TRIGGER t OWNER TO x;", Kind::EventTrigger),
            ("COMMENT ON EVENT TRIGGER t IS 'x';", Kind::EventTrigger),
            ("SECURITY LABEL FOR a ON EVENT TRIGGER t IS 'x';", Kind::EventTrigger),
            ("COMMENT ON EXTENSION pg_trgm IS 'x';", Kind::Ordinary),
            ("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;", Kind::Extension),
            ("SET default_table_access_method = heap;", Kind::DefaultAccessMethod),
            ("CREATE DATABASE x;", Kind::OtherDatabase),
            ("CREATE ROLE x SUPERUSER;", Kind::OfServer),
            ("alter user x superuser;", Kind::OfServer),
            ("DROP ROLE IF EXISTS x;", Kind::OfServer),
            ("ALTER SYSTEM SET work_mem = '7MB';", Kind::OfServer),
            ("CREATE USER MAPPING FOR x SERVER s;", Kind::Ordinary),
            ("DROP DATABASE IF EXISTS x;", Kind::OtherDatabase),
            ("ALTER DATABASE x SET a TO 'b';", Kind::OfDatabase),
            ("COMMENT ON DATABASE x IS 'y';", Kind::OfDatabase),
            (
                "UPDATE pg_catalog.pg_database SET datistemplate = false WHERE datname = 'x';",
                Kind::OfDatabase,
            ),
            ("UPDATE a SET b = 1;", Kind::Ordinary),
            ("ALTER ROLE a IN DATABASE x SET b TO 'c';", Kind::OfDatabase),
            ("GRANT CONNECT,TEMPORARY ON DATABASE x TO y;", Kind::OfDatabase),
            ("REVOKE ALL ON DATABASE x FROM PUBLIC;", Kind::OfDatabase),
            ("SECURITY LABEL FOR a ON DATABASE x IS 'b';", Kind::OfDatabase),
            ("GRANT SELECT ON TABLE database TO x;", Kind::Privilege),
            ("SELECT pg_catalog.set_config('search_path', '', false);", Kind::Setting),
            ("SELECT pg_catalog.setval('public.s', 7, true);", Kind::Ordinary),
            ("CREATE SCHEMA a;", Kind::MadeInDatabase),
            ("BEGIN;", Kind::Begin),
            ("start transaction isolation level serializable;", Kind::Begin),
            ("COMMIT;", Kind::Commit),
            ("end work;", Kind::Commit),
            ("COMMIT AND CHAIN;", Kind::OtherTransaction),
            ("commit work and chain;", Kind::OtherTransaction),
            ("ROLLBACK;", Kind::OtherTransaction),
            ("PREPARE TRANSACTION 'x';", Kind::OtherTransaction),
            ("PREPARE p AS SELECT 1;", Kind::Ordinary),
            ("COPY public.a (b) FROM stdin;", Kind::Copy),
            ("CREATE TABLE public.grant (a int);", Kind::Ordinary),
            ("", Kind::Ordinary),
            ("\"", Kind::Ordinary),
        ] {
            assert_eq!(kind(statement.as_bytes()), expected, "{statement}");
        }
    }
}
