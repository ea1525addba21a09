//! Which statements of a dump may run beside others, on connections of their own. PURE.
//!
//! `pg_dump` writes the rows of each table by themselves, and keys and indexes after all data and
//! before what needs them; each touches one table. What makes a table or a sequence seldom needs
//! another one, and is refused where that is not there yet. Whatever is not understood here waits for all
//! that came before it, and what comes after waits for it.

/// The table that a statement makes, as the dump writes it.
#[must_use]
pub fn table_made(statement: &str) -> Option<String> {
    let mut words = Words(statement);
    if words.word()? != "CREATE" {
        return None;
    }
    words.skip("UNLOGGED");
    (words.word()? == "TABLE").then(|| words.name()).flatten()
}

/// The tables and sequences that a definition is of, as the dump writes them: of one that may run
/// beside those of others. Nothing for every other statement, and for names without a schema, which
/// can mean another thing while something is not there.
#[must_use]
pub fn defines(statement: &str) -> Option<Vec<String>> {
    let mut words = Words(statement);
    let first = words.word()?;
    words.skip("UNLOGGED");
    let names = match (first, words.word()?) {
        // What a child takes from its parents depends on what was said of these before.
        ("CREATE", "TABLE") => {
            let name = words.made_of_columns()?;
            std::iter::once(name).chain(parents(statement)?).collect()
        }
        ("CREATE", "SEQUENCE") => vec![words.name()?],
        ("ALTER", "TABLE") => {
            words.skip("ONLY");
            let name = words.name()?;
            let what = (words.word()?, words.word()?);
            matches!(what, ("OWNER", "TO") | ("ALTER", "COLUMN")).then(|| vec![name])?
        }
        ("ALTER", "SEQUENCE") => {
            let name = words.name()?;
            match (words.word()?, words.word()?) {
                ("OWNER", "TO") => vec![name],
                ("OWNED", "BY") => vec![name, words.table_of_column()?],
                _ => return None,
            }
        }
        ("COMMENT", "ON") => match words.word()? {
            "TABLE" | "SEQUENCE" => vec![words.name()?],
            "COLUMN" => vec![words.table_of_column()?],
            _ => return None,
        },
        _ => return None,
    };
    names.iter().all(|name| !parts(name).0.is_empty()).then_some(names)
}

/// Those that a table inherits from; nothing where they are not understood.
fn parents(statement: &str) -> Option<Vec<String>> {
    let Some((_, list)) = statement.rsplit_once(")\nINHERITS (") else { return Some(Vec::new()) };
    let mut words = Words(list);
    let mut names = vec![words.name()?];
    while let Some(rest) = words.0.strip_prefix(", ") {
        words.0 = rest;
        names.push(words.name()?);
    }
    words.0.starts_with(')').then_some(names)
}

/// The table that `COPY … FROM stdin` fills, as the dump writes it.
#[must_use]
pub fn table_filled(statement: &str) -> Option<String> {
    let mut words = Words(statement);
    (words.word()? == "COPY").then(|| words.name()).flatten()
}

/// The columns of a `COPY … FROM stdin`, as the dump writes them, whatever follows.
#[must_use]
pub fn columns_of_copy(statement: &str) -> Option<&str> {
    let mut words = Words(statement);
    (words.word()? == "COPY").then(|| words.name()).flatten()?;
    let rest = words.0.trim_start().strip_prefix('(')?;
    let mut quoted = false;
    let end = rest.find(|c: char| {
        quoted ^= c == '"';
        c == ')' && !quoted
    })?;
    Some(&rest[..end])
}

/// How many names are in such a list.
#[must_use]
pub fn count_of_columns(columns: &str) -> usize {
    let mut quoted = false;
    let is_comma = |c: &char| {
        quoted ^= *c == '"';
        *c == ',' && !quoted
    };
    1 + columns.chars().filter(is_comma).count()
}

/// A name as the dump writes it, as the server shows it: schema and name.
#[must_use]
pub fn parts(name: &str) -> (String, String) {
    let mut quoted = false;
    let dot = name.find(|c: char| {
        quoted ^= c == '"';
        c == '.' && !quoted
    });
    match dot {
        Some(dot) => (unquoted(&name[..dot]), unquoted(&name[dot + 1..])),
        None => (String::new(), unquoted(name)),
    }
}

/// One part of a name without its quotes.
#[must_use]
pub fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// Table and columns of a `COPY … FROM stdin`, as the dump writes them; nothing for one that says
/// more, such as its encoding.
#[must_use]
pub fn columns_filled(statement: &str) -> Option<(String, &str)> {
    let mut words = Words(statement);
    let table = (words.word()? == "COPY").then(|| words.name()).flatten()?;
    let columns = words.0.trim_start().strip_prefix('(')?.strip_suffix(") FROM stdin;")?;
    Some((table, columns))
}

/// A statement that builds an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// As the dump writes it.
    pub table: String,
    /// A key locks its table, so one at a time; indexes of one table can be built side by side.
    pub exclusive: bool,
    /// It sorts the rows, and that is most of its work.
    pub sorted: bool,
}

impl Build {
    /// Nothing for every other statement.
    #[must_use]
    pub fn of(statement: &str) -> Option<Self> {
        let mut words = Words(statement);
        match words.word()? {
            "CREATE" => {
                words.skip("UNIQUE");
                if words.word()? != "INDEX" {
                    return None;
                }
                words.name()?;
                // Neither CONCURRENTLY, IF NOT EXISTS nor, of a partitioned table, ON ONLY.
                let table = (words.word()? == "ON").then(|| words.name()).flatten()?;
                let method = (words.word()? == "USING").then(|| words.name()).flatten()?;
                Some(Self { table, exclusive: false, sorted: method == "btree" })
            }
            "ALTER" => {
                let only = words.word()? == "TABLE" && words.word()? == "ONLY";
                let table = only.then(|| words.name()).flatten()?;
                let adds = words.word()? == "ADD" && words.word()? == "CONSTRAINT";
                adds.then(|| words.name()).flatten()?;
                let key = match words.word()? {
                    "PRIMARY" => words.word()? == "KEY",
                    "UNIQUE" => true,
                    _ => false,
                };
                key.then_some(Self { table, exclusive: true, sorted: true })
            }
            _ => None,
        }
    }

    /// Whether both may not run at the same time.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        self.table == other.table && (self.exclusive || other.exclusive)
    }
}

/// The words of a statement, as `pg_dump` writes them.
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// A key word.
    fn word(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start();
        let end = text.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    /// A key word that need not be there.
    fn skip(&mut self, word: &str) {
        let mut after = Words(self.0);
        if after.word() == Some(word) {
            *self = after;
        }
    }

    /// A name before a list of columns, as `pg_dump` writes it.
    fn made_of_columns(&mut self) -> Option<String> {
        self.name().filter(|_| self.0.starts_with(" (\n"))
    }

    /// The name in front of a column's.
    fn table_of_column(&mut self) -> Option<String> {
        let mut name = self.name()?;
        let mut quoted = false;
        let dot = name.rfind(|c: char| {
            quoted ^= c == '"';
            c == '.' && !quoted
        })?;
        name.truncate(dot);
        Some(name)
    }

    /// A name, with its schema or without, as it stands there.
    fn name(&mut self) -> Option<String> {
        let text = self.0.trim_start();
        let mut quoted = false;
        let end = text.find(|c: char| {
            quoted ^= c == '"';
            !(quoted || c.is_alphanumeric() || matches!(c, '"' | '.' | '_' | '$'))
        })?;
        let (name, rest) = text.split_at(end);
        self.0 = rest;
        // A key word where a name should be.
        let plain = !name.is_empty() && !name.chars().all(|c| c.is_ascii_uppercase());
        plain.then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(statement: &str) -> Option<(String, bool, bool)> {
        Build::of(statement).map(|build| (build.table, build.exclusive, build.sorted))
    }

    #[test]
    fn indexes_and_keys_are_told_from_everything_else() {
        for (statement, table, exclusive, sorted) in [
            ("CREATE INDEX a_b ON public.a USING btree (b);", "public.a", false, true),
            (
                "CREATE UNIQUE INDEX \"é ON x\" ON \"S\".\"a \"\" b\" USING gin (b);",
                "\"S\".\"a \"\" b\"",
                false,
                false,
            ),
            (
                "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT a_pkey PRIMARY KEY (id);",
                "public.a",
                true,
                true,
            ),
            (
                "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT \"u 1\" UNIQUE NULLS NOT DISTINCT (b);",
                "public.a",
                true,
                true,
            ),
        ] {
            assert_eq!(
                build(statement),
                Some((table.to_owned(), exclusive, sorted)),
                "{statement}"
            );
        }
        for statement in [
            "CREATE INDEX a_b ON ONLY public.a USING btree (b);",
            "CREATE INDEX CONCURRENTLY a_b ON public.a USING btree (b);",
            "CREATE INDEX ON public.a USING btree (b);",
            "create index a_b on public.a using btree (b);",
            "ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);",
            "ALTER TABLE ONLY public.a CLUSTER ON a_pkey;",
            "ALTER TABLE ONLY public.a REPLICA IDENTITY USING INDEX a_pkey;",
            "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.b(id);",
            "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT e EXCLUDE USING gist (b WITH &&);",
            "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT n CHECK ((b > 0)) NOT VALID;",
            "ALTER TABLE ONLY public.a ALTER COLUMN b SET STATISTICS 7;",
            "ALTER INDEX public.a_pkey ATTACH PARTITION public.b_pkey;",
            "COMMENT ON INDEX public.a_b IS 'x';",
            "CREATE STATISTICS public.s ON a, b FROM public.a;",
            "CREATE INDEX",
            "CREATE INDEX \"a",
            "",
        ] {
            assert_eq!(build(statement), None, "{statement}");
        }
    }

    #[test]
    fn a_table_is_called_the_same_when_it_is_made_and_when_it_is_filled() {
        for table in ["public.a", "\"S\".\"a \"\" (b)\"", "public.\"TABLE\"", "été.a$1"] {
            let made = [
                format!("CREATE TABLE {table} (\n    a integer\n);"),
                format!("CREATE UNLOGGED TABLE {table} (\n);"),
            ];
            let filled =
                [format!("COPY {table} (a) FROM stdin;"), format!("COPY {table}  FROM stdin;")];
            for name in
                made.iter().map(|s| table_made(s)).chain(filled.iter().map(|s| table_filled(s)))
            {
                assert_eq!(name.as_deref(), Some(table));
            }
        }
        for other in [
            "CREATE FOREIGN TABLE public.a (",
            "CREATE TEMPORARY TABLE a (",
            "CREATE TABLE IF NOT EXISTS a (",
            "CREATE INDEX a ON b USING btree (c);",
            "ALTER TABLE public.a OWNER TO b;",
        ] {
            assert_eq!(table_made(other), None, "{other}");
        }
        assert_eq!(table_filled("copy public.a from stdin;"), None);
    }

    #[test]
    fn definitions_name_what_they_are_of() {
        for (statement, expected) in [
            ("CREATE TABLE s.a (\n    b integer\n);", vec!["s.a"]),
            ("CREATE UNLOGGED TABLE s.\"A b\" (\n);", vec!["s.\"A b\""]),
            (
                "CREATE TABLE s.c (\n    b integer\n)\nINHERITS (s.a, \"S (x)\".\"p, q\");",
                vec!["s.c", "s.a", "\"S (x)\".\"p, q\""],
            ),
            ("CREATE SEQUENCE s.q\n    START WITH 1;", vec!["s.q"]),
            ("ALTER TABLE s.a OWNER TO x;", vec!["s.a"]),
            ("ALTER TABLE ONLY s.a ALTER COLUMN b SET STATISTICS 7;", vec!["s.a"]),
            ("ALTER TABLE s.a ALTER COLUMN b ADD GENERATED ALWAYS AS IDENTITY (", vec!["s.a"]),
            ("ALTER SEQUENCE s.q OWNER TO x;", vec!["s.q"]),
            ("ALTER SEQUENCE s.q OWNED BY s.\"a.b\".\"c.d\";", vec!["s.q", "s.\"a.b\""]),
            ("COMMENT ON TABLE s.a IS 'x';", vec!["s.a"]),
            ("COMMENT ON COLUMN s.a.b IS 'x';", vec!["s.a"]),
        ] {
            let names = defines(statement);
            assert_eq!(
                names,
                Some(expected.into_iter().map(str::to_owned).collect()),
                "{statement}"
            );
        }
        for other in [
            "CREATE TABLE a (\n    b integer\n);",
            "CREATE TABLE s.a (\n)\nINHERITS (a);",
            "CREATE TABLE s.a (\n)\nINHERITS (s.b OR s.c);",
            "CREATE TABLE s.a AS SELECT 1;",
            "CREATE TABLE s.a OF s.t (\n);",
            "CREATE TABLE IF NOT EXISTS s.a (\n);",
            "CREATE FOREIGN TABLE s.a (\n);",
            "ALTER TABLE ONLY s.a ATTACH PARTITION s.b DEFAULT;",
            "ALTER TABLE ONLY s.a ADD CONSTRAINT c CHECK (true);",
            "ALTER SEQUENCE s.q OWNED BY NONE;",
            "COMMENT ON FUNCTION s.f() IS 'x';",
            "CREATE VIEW s.v AS SELECT 1;",
        ] {
            assert_eq!(defines(other), None, "{other}");
        }
    }

    #[test]
    fn the_columns_of_a_plain_copy_are_known() {
        let plain = columns_filled("COPY public.\"a (b)\" (id, \"x) FROM stdin;\") FROM stdin;");
        assert_eq!(plain, Some(("public.\"a (b)\"".to_owned(), "id, \"x) FROM stdin;\"")));
        for other in [
            "COPY public.a  FROM stdin;",
            "COPY public.a (b) FROM stdin with (encoding 'LATIN1')",
            "COPY public.a (b) FROM stdin WITH NULL 'x';",
            "copy public.a (b) from stdin;",
        ] {
            assert_eq!(columns_filled(other), None, "{other}");
        }
    }

    #[test]
    fn the_columns_of_any_copy_are_counted() {
        for (statement, columns, count) in [
            ("COPY public.a (b, \"c, d\") FROM stdin;", Some("b, \"c, d\""), 2),
            ("COPY a (\"x) y\") FROM stdin with (encoding 'LATIN1')", Some("\"x) y\""), 1),
            ("COPY public.a  FROM stdin;", None, 0),
        ] {
            assert_eq!(columns_of_copy(statement), columns, "{statement}");
            assert_eq!(columns.map_or(0, count_of_columns), count, "{statement}");
        }
        assert_eq!(parts("\"a.b\".\"c\"\"d\""), ("a.b".to_owned(), "c\"d".to_owned()));
        assert_eq!(parts("t"), (String::new(), "t".to_owned()));
    }

    #[test]
    fn a_key_wants_its_table_for_itself() {
        let of =
            |table: &str, exclusive| Build { table: table.to_owned(), exclusive, sorted: true };
        assert!(!of("a", false).collides_with(&of("a", false)));
        assert!(of("a", true).collides_with(&of("a", false)));
        assert!(of("a", false).collides_with(&of("a", true)));
        assert!(!of("a", true).collides_with(&of("b", true)));
    }
}
