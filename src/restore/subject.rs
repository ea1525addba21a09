//! What a statement of a dump is about: to say so where the server refuses it, and to know what
//! goes with what. PURE.

mod words;

use words::{Words, tokens};

use crate::report::error::NotRestored;

/// What is lost where a statement is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// What the statement itself can make again later.
    Definition,
    /// Rows, or what they need to be where they belong.
    Rows,
    /// Nothing: what it was to remove is not there.
    Nothing,
}

/// An object, by a word that says what it is like and its name as the dump writes it.
pub type Key = (&'static str, String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As in [`NotRestored`](crate::report::error::NotRestored).
    pub kind: &'static str,
    pub name: String,
    pub loss: Loss,
    /// What the statement makes, if it makes something.
    pub made: Option<Key>,
    /// What it is about: without that there is no need of it.
    pub about: Vec<Key>,
}

impl Subject {
    #[must_use]
    pub fn of(statement: &str) -> Self {
        let tokens = tokens(statement);
        let mut words = Words::of(&tokens);
        match words.next_word().as_str() {
            "create" => created(&mut words),
            "alter" => altered(&mut words),
            "comment" => on_object("comment", &mut words),
            "security" => {
                words.skip_to("label");
                on_object("security_label", &mut words)
            }
            "grant" | "revoke" => on_object("privileges", &mut words),
            "refresh" => {
                words.skip(&["materialized", "view"]);
                let name = words.name();
                Self::about(
                    "materialized_view_data",
                    &name,
                    Loss::Definition,
                    &[("relation", &name)],
                )
            }
            "insert" => {
                words.skip(&["into"]);
                Self::about("rows", &words.name(), Loss::Rows, &[])
            }
            "drop" => Self::about("property", "", Loss::Nothing, &[]),
            "set" | "reset" => Self::about("setting", &words.next_word(), Loss::Definition, &[]),
            // `SELECT * FROM pg_catalog.pg_restore_relation_stats(…)`
            "select" if tokens.iter().take(4).any(|token| token.contains("pg_restore_")) => {
                Self::about("statistics", "pg_restore_stats", Loss::Definition, &[])
            }
            // `--clean` of a database that has none.
            "select" if tokens.iter().take(4).any(|token| token.contains("lo_unlink")) => {
                Self::about("property", "", Loss::Nothing, &[])
            }
            _ => Self::about("rows", "", Loss::Rows, &[]),
        }
    }

    /// As people read it.
    #[must_use]
    pub fn shown(&self) -> String {
        let thing = NotRestored {
            kind: self.kind,
            name: self.name.clone(),
            message: String::new(),
            line: 0,
            statement: String::new(),
            loses_rows: false,
        };
        thing.shown()
    }

    fn about(kind: &'static str, name: &str, loss: Loss, about: &[(&'static str, &str)]) -> Self {
        let about = about.iter().map(|(like, name)| (*like, (*name).to_owned())).collect();
        Self { kind, name: name.to_owned(), loss, made: None, about }
    }

    fn making(mut self) -> Self {
        self.made = self.about.first().cloned();
        self
    }
}

/// `CREATE …`
fn created(words: &mut Words<'_>) -> Subject {
    if words.starts(&["constraint", "trigger"]) {
        words.skip(&["constraint"]);
    }
    words.skip_modifiers();
    let Some(kind) = words.kind() else {
        return Subject::about("rows", "", Loss::Rows, &[]);
    };
    words.skip(&["concurrently"]);
    words.skip(&["if", "not", "exists"]);
    match kind {
        "operator" => {
            let name = words.operator();
            Subject::about(kind, &name, Loss::Definition, &[(kind, &name)]).making()
        }
        "cast" | "transform" => {
            let name = words.phrase(&["with", "without", "from"]);
            Subject::about(kind, &name, Loss::Definition, &[(like(kind), &name)]).making()
        }
        "user_mapping" => {
            let user = words.after("for");
            let server = words.after("server");
            let name = format!("{user} @ {server}");
            Subject::about(
                kind,
                &name,
                Loss::Definition,
                &[("user_mapping", &name), ("server", &server)],
            )
            .making()
        }
        "trigger" | "rule" | "policy" => {
            let name = words.name();
            let table = words.after(if kind == "rule" { "to" } else { "on" });
            on_table(kind, &name, &table).making()
        }
        "index" => {
            let name = words.name();
            let table = words.after("on");
            let table = if table == "only" { words.name() } else { table };
            let mut subject = Subject::about(
                kind,
                &name,
                Loss::Definition,
                &[("relation", &name), ("relation", &table)],
            );
            // An index is named without its schema where it is made, and with it afterwards.
            if let (Some((schema, _)), false) = (table.rsplit_once('.'), name.contains('.')) {
                subject.about[0].1 = format!("{schema}.{name}");
            }
            subject.making()
        }
        _ => {
            let name = words.name();
            let loss = match kind {
                "table" | "sequence" => Loss::Rows,
                _ => Loss::Definition,
            };
            Subject::about(kind, &name, loss, &[(like(kind), &name)]).making()
        }
    }
}

/// `ALTER …`
fn altered(words: &mut Words<'_>) -> Subject {
    if words.starts(&["default", "privileges"]) {
        return Subject::about("default_privileges", &words.all(), Loss::Definition, &[]);
    }
    words.skip(&["procedural"]);
    let Some(kind) = words.kind() else {
        return Subject::about("rows", "", Loss::Rows, &[]);
    };
    words.skip(&["if", "exists"]);
    words.skip(&["only"]);
    let name = if kind == "operator" { words.operator() } else { words.name() };
    let about = [(like(kind), name.as_str())];
    if words.ends_with_owner() {
        return Subject::about("owner", &name, Loss::Definition, &about);
    }
    if kind == "table" {
        if words.starts(&["attach", "partition"]) {
            words.skip(&["attach", "partition"]);
            return Subject::about("partition", &words.name(), Loss::Rows, &about);
        }
        if words.starts(&["add", "constraint"]) {
            words.skip(&["add", "constraint"]);
            return on_table("constraint", &words.name(), &name).making();
        }
        if words.starts(&["drop"]) {
            return Subject::about("property", &name, Loss::Nothing, &about);
        }
        if words.contains(&["row", "level", "security"]) {
            return Subject::about("row_security", &name, Loss::Definition, &about);
        }
        if words.starts(&["alter", "column"]) {
            words.skip(&["alter", "column"]);
            let column = format!("{name}.{}", words.name());
            // `pg_dump --clean` takes a default away from what need not be there.
            if words.starts(&["drop"]) {
                return Subject::about("property", &column, Loss::Nothing, &about);
            }
            return Subject::about("column", &column, Loss::Definition, &about);
        }
    }
    Subject::about("property", &name, Loss::Definition, &about)
}

/// `COMMENT ON …`, `GRANT … ON …`
fn on_object(kind: &'static str, words: &mut Words<'_>) -> Subject {
    words.skip_to("on");
    let of = words.kind().unwrap_or("table");
    match of {
        "trigger" | "rule" | "policy" | "constraint" => {
            let name = words.name();
            let table = words.after("on");
            let mut subject = on_table(of, &name, &table);
            subject.kind = kind;
            subject
        }
        "column" => {
            let name = words.name();
            let table = name.rsplit_once('.').map_or("", |(table, _)| table).to_owned();
            Subject::about(kind, &name, Loss::Definition, &[("relation", &table)])
        }
        "operator" => {
            let name = words.operator();
            Subject::about(kind, &name, Loss::Definition, &[(like(of), &name)])
        }
        "cast" | "transform" => {
            let name = words.phrase(&["is"]);
            Subject::about(kind, &name, Loss::Definition, &[(like(of), &name)])
        }
        _ => {
            let name = words.name();
            Subject::about(kind, &name, Loss::Definition, &[(like(of), &name)])
        }
    }
}

fn on_table(kind: &'static str, name: &str, table: &str) -> Subject {
    let shown = format!("{name} ({table})");
    Subject::about(kind, &shown, Loss::Definition, &[(kind, &shown), ("relation", table)])
}

/// Whatever can be named by the same word has the same one here.
fn like(kind: &'static str) -> &'static str {
    match kind {
        "table" | "view" | "materialized_view" | "foreign_table" | "index" | "sequence" => {
            "relation"
        }
        "function" | "procedure" | "aggregate" => "routine",
        "type" | "domain" => "type",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(statement: &str) -> (&'static str, String, Loss) {
        let subject = Subject::of(statement);
        (subject.kind, subject.name, subject.loss)
    }

    #[test]
    fn what_a_statement_is_about_is_named() {
        let definition = |kind, name: &str| (kind, name.to_owned(), Loss::Definition);
        let rows = |kind, name: &str| (kind, name.to_owned(), Loss::Rows);
        for (statement, expected) in [
            (
                "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION audit.note();",
                definition("event_trigger", "note"),
            ),
            ("ALTER EVENT TRIGGER evt DISABLE;", definition("property", "evt")),
            ("ALTER EVENT TRIGGER evt OWNER TO postgres;", definition("owner", "evt")),
            ("COMMENT ON EVENT TRIGGER evt IS 'x';", definition("comment", "evt")),
            (
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA public;",
                definition("extension", "pg_stat_statements"),
            ),
            (
                "REFRESH MATERIALIZED VIEW public.words;",
                definition("materialized_view_data", "public.words"),
            ),
            ("CREATE TABLE public.\"a b\" (\n    a integer\n);", rows("table", "public.\"a b\"")),
            ("CREATE UNLOGGED TABLE a (b int);", rows("table", "a")),
            (
                "CREATE FOREIGN TABLE public.f (\n    a integer\n)\nSERVER s;",
                definition("foreign_table", "public.f"),
            ),
            ("CREATE SEQUENCE public.s\n    START WITH 1;", rows("sequence", "public.s")),
            ("CREATE UNIQUE INDEX i ON public.t USING btree (a);", definition("index", "i")),
            ("CREATE INDEX i ON ONLY public.t USING btree (a);", definition("index", "i")),
            (
                "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT c PRIMARY KEY (a);",
                definition("constraint", "c (public.t)"),
            ),
            (
                "ALTER TABLE ONLY public.t ATTACH PARTITION public.p FOR VALUES IN (1);",
                rows("partition", "public.p"),
            ),
            (
                "ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;",
                definition("row_security", "public.t"),
            ),
            (
                "ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT 1;",
                definition("column", "public.t.a"),
            ),
            ("ALTER TABLE public.t OWNER TO \"l'\"\"été\";", definition("owner", "public.t")),
            ("ALTER FUNCTION public.f(a integer) OWNER TO x;", definition("owner", "public.f")),
            ("CREATE POLICY p ON public.t USING ((a = 1));", definition("policy", "p (public.t)")),
            (
                "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION f();",
                definition("trigger", "g (public.t)"),
            ),
            (
                "CREATE RULE r AS\n    ON INSERT TO public.v DO INSTEAD NOTHING;",
                definition("rule", "r (public.v)"),
            ),
            ("COMMENT ON COLUMN public.t.a IS 'x';", definition("comment", "public.t.a")),
            ("COMMENT ON CONSTRAINT c ON public.t IS 'x';", definition("comment", "c (public.t)")),
            ("GRANT SELECT,INSERT ON TABLE public.t TO bob;", definition("privileges", "public.t")),
            ("GRANT ALL ON FOREIGN SERVER s TO bob;", definition("privileges", "s")),
            ("GRANT SELECT(a) ON TABLE public.t TO bob;", definition("privileges", "public.t")),
            ("CREATE USER MAPPING FOR bob SERVER s;", definition("user_mapping", "bob @ s")),
            ("CREATE SERVER s FOREIGN DATA WRAPPER w;", definition("server", "s")),
            ("CREATE FOREIGN DATA WRAPPER w;", definition("foreign_data_wrapper", "w")),
            ("CREATE OR REPLACE PROCEDURAL LANGUAGE plperl;", definition("language", "plperl")),
            (
                "ALTER OPERATOR public.===> (integer, integer) OWNER TO x;",
                definition("owner", "public.===>"),
            ),
            (
                "ALTER OPERATOR public.===> (integer, integer) OWNER TO x;",
                definition("owner", "public.===>"),
            ),
            (
                "CREATE CAST (text AS public.x) WITH FUNCTION f(text);",
                definition("cast", "(text AS public.x)"),
            ),
            (
                "SECURITY LABEL FOR x ON TABLE public.t IS 'y';",
                definition("security_label", "public.t"),
            ),
            ("SELECT pg_catalog.setval('public.s', 1, true);", rows("rows", "")),
            (
                "SELECT * FROM pg_catalog.pg_restore_relation_stats('version', '180000');",
                definition("statistics", "pg_restore_stats"),
            ),
            ("INSERT INTO public.t VALUES (1);", rows("rows", "public.t")),
            (
                "ALTER TABLE IF EXISTS ONLY public.t ALTER COLUMN a DROP DEFAULT;",
                ("property", "public.t.a".to_owned(), Loss::Nothing),
            ),
            ("SELECT pg_catalog.lo_unlink('70002');", ("property", String::new(), Loss::Nothing)),
            ("DROP TABLE IF EXISTS public.t;", ("property", String::new(), Loss::Nothing)),
            ("", rows("rows", "")),
        ] {
            assert_eq!(shown(statement), expected, "{statement}");
        }
    }

    #[test]
    fn what_belongs_together_has_a_key_in_common() {
        for (makes, belongs) in [
            (
                "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();",
                "ALTER EVENT TRIGGER e DISABLE;",
            ),
            ("CREATE PUBLICATION p FOR ALL TABLES;", "ALTER PUBLICATION p OWNER TO x;"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER w;", "GRANT USAGE ON FOREIGN SERVER s TO x;"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER w;", "CREATE USER MAPPING FOR x SERVER s;"),
            (
                "CREATE FUNCTION public.f(a integer DEFAULT 1) RETURNS integer LANGUAGE plperl AS 'x';",
                "ALTER FUNCTION public.f(a integer) OWNER TO x;",
            ),
            ("CREATE VIEW public.v AS SELECT 1;", "GRANT SELECT ON TABLE public.v TO x;"),
            ("CREATE VIEW public.v AS SELECT 1;", "COMMENT ON COLUMN public.v.a IS 'x';"),
            (
                "CREATE MATERIALIZED VIEW public.m AS SELECT 1 WITH NO DATA;",
                "CREATE INDEX i ON public.m USING btree (a);",
            ),
            ("CREATE INDEX i ON public.m USING btree (a);", "COMMENT ON INDEX public.i IS 'x';"),
            (
                "CREATE POLICY p ON public.t USING (true);",
                "COMMENT ON POLICY p ON public.t IS 'x';",
            ),
            (
                "ALTER TABLE ONLY public.t ADD CONSTRAINT c UNIQUE (a);",
                "COMMENT ON CONSTRAINT c ON public.t IS 'x';",
            ),
            ("CREATE EXTENSION x;", "COMMENT ON EXTENSION x IS 'y';"),
            ("CREATE LANGUAGE plperl;", "ALTER PROCEDURAL LANGUAGE plperl OWNER TO x;"),
        ] {
            let made = Subject::of(makes).made.unwrap();
            assert!(Subject::of(belongs).about.contains(&made), "{made:?} {belongs}");
        }
        let made = Subject::of("CREATE TABLE public.t (a int);").made.unwrap();
        assert!(!Subject::of("ALTER TABLE public.t2 OWNER TO x;").about.contains(&made));
    }
}
