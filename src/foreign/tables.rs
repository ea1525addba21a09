//! Which tables a script makes, and which of them it never fills. `pg_dump` writes a COPY for each,
//! be it empty, unless it was told to leave rows out. PURE.

use std::collections::{BTreeMap, BTreeSet};

use super::database::quoted_if_needed;
use super::tokens::Token;
use crate::dump::scanner::TableCount;

/// Schema and name.
type Key = (String, String);

/// Collected from one statement after the other.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    made: BTreeSet<Key>,
    /// Those that keep their rows in partitions.
    partitioned: BTreeSet<Key>,
    parents: BTreeMap<Key, Key>,
    /// Where `pg_dump` before 10.3 makes what it names without a schema.
    schema: String,
    /// It makes something else that indexes and statistics can be of.
    makes_others: bool,
    /// It has what only a table can have.
    wants_relations: bool,
}

impl Tables {
    /// Takes the tokens of a statement.
    pub fn note(&mut self, tokens: &[Token]) {
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        let after = |words: [&str; 2]| {
            let at = tokens.windows(2).position(|two| two[0].is(words[0]) && two[1].is(words[1]));
            at.map(|at| at + 2)
        };
        if is(0, "set") && is(1, "search_path") {
            tokens.get(3).and_then(Token::value).unwrap_or_default().clone_into(&mut self.schema);
        } else if is(0, "create") && (is(1, "table") || (is(1, "unlogged") && is(2, "table"))) {
            let Some((key, _)) = self.key(tokens, if is(1, "table") { 2 } else { 3 }) else {
                return;
            };
            if after(["partition", "by"]).is_some() {
                self.partitioned.insert(key.clone());
            }
            let parent = after(["partition", "of"]).and_then(|at| self.key(tokens, at));
            if let Some((parent, _)) = parent {
                self.parents.insert(key.clone(), parent);
            }
            self.made.insert(key);
        } else if is(0, "create") && (is(1, "materialized") || is(1, "foreign")) {
            self.makes_others = true;
        } else if is(0, "create") && (is(1, "index") || (is(1, "unique") && is(2, "index"))) {
            self.wants_relations = true;
        } else if is(0, "create") && is(1, "rule") {
            // Once `pg_dump` made a view so, out of a table.
            let is_view = tokens.get(2).and_then(Token::name) == Some("_RETURN");
            if let Some((view, _)) = after(["select", "to"]).and_then(|at| self.key(tokens, at))
                && is_view
            {
                self.made.remove(&view);
            }
        } else if is(0, "alter") && is(1, "table") {
            let at = 2 + if is(2, "if") { 2 } else { 0 };
            let at = at + usize::from(is(at, "only"));
            let Some((table, at)) = self.key(tokens, at) else { return };
            self.wants_relations |= is(at, "add") && is(at + 1, "constraint");
            if is(at, "attach")
                && let Some((partition, _)) = self.key(tokens, at + 2)
            {
                self.parents.insert(partition, table);
            }
        } else if tokens.iter().take(8).any(|token| token.is("pg_restore_relation_stats")) {
            self.wants_relations = true;
        }
    }

    #[must_use]
    pub fn are_made(&self) -> bool {
        !self.made.is_empty()
    }

    /// Indexes, constraints or statistics of what it does not make.
    #[must_use]
    pub fn are_elsewhere(&self) -> bool {
        self.wants_relations && !self.makes_others && self.made.is_empty()
    }

    /// With their schemas, and no quotes.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.made.iter().map(|(schema, name)| format!("{schema}.{name}")).collect()
    }

    /// Those that are made and get no rows, not even none.
    #[must_use]
    pub fn without_rows(&self, filled: &[TableCount]) -> Vec<String> {
        let filled: BTreeSet<Key> =
            filled.iter().map(|it| (it.schema.clone(), it.name.clone())).collect();
        // `pg_dump --load-via-partition-root`
        let is_filled = |key: &&Key| {
            let mut ancestors = std::iter::successors(Some(*key), |key| self.parents.get(*key));
            ancestors.any(|key| filled.contains(key))
        };
        let empty = self.made.difference(&self.partitioned).filter(|key| !is_filled(key));
        empty.map(name).collect()
    }

    /// A name that begins here, and where it ends.
    fn key(&self, tokens: &[Token], at: usize) -> Option<(Key, usize)> {
        let first = tokens.get(at)?.name()?.to_owned();
        match (tokens.get(at + 1), tokens.get(at + 2).and_then(Token::name)) {
            (Some(Token::Sign('.')), Some(second)) => Some(((first, second.to_owned()), at + 3)),
            _ => Some(((self.schema.clone(), first), at + 1)),
        }
    }
}

fn name((schema, name): &Key) -> String {
    let name = quoted_if_needed(name);
    if schema.is_empty() { name } else { format!("{}.{name}", quoted_if_needed(schema)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::tokens;

    fn noted(statements: &[&str]) -> Tables {
        let mut tables = Tables::default();
        for statement in statements {
            tables.note(&tokens::of(statement));
        }
        tables
    }

    fn filled(schema: &str, name: &str) -> TableCount {
        let (schema, name) = (schema.to_owned(), name.to_owned());
        TableCount { schema, name, rows: 0, bytes: 0 }
    }

    #[test]
    fn tables_that_are_never_filled_are_named() {
        let tables = noted(&[
            "CREATE TABLE public.a (\n    b integer\n);",
            "CREATE UNLOGGED TABLE public.\"C d\" (x integer);",
            "CREATE TABLE public.p (x integer)\nPARTITION BY RANGE (x);",
            "CREATE TABLE public.p1 (x integer);",
            "ALTER TABLE ONLY public.p ATTACH PARTITION public.p1 FOR VALUES FROM (0) TO (9);",
            "CREATE FOREIGN TABLE public.f (x integer) SERVER s;",
            "CREATE TABLE v (x integer);",
            "CREATE RULE \"_RETURN\" AS\n    ON SELECT TO v DO INSTEAD  SELECT 1 AS x;",
            "SET search_path = autre, pg_catalog;",
            "CREATE TABLE a (b integer);",
        ]);
        let public = [filled("public", "a"), filled("public", "p")];
        assert_eq!(tables.without_rows(&public), ["autre.a", "public.\"C d\""]);
        assert_eq!(tables.without_rows(&[]).len(), 4);
    }

    #[test]
    fn what_is_said_of_tables_that_are_not_made_is_found() {
        for (statements, expected) in [
            (vec!["CREATE INDEX i ON public.t USING btree (a);"], true),
            (vec!["ALTER TABLE ONLY public.t\n    ADD CONSTRAINT c PRIMARY KEY (a);"], true),
            (vec!["SELECT * FROM pg_catalog.pg_restore_relation_stats(\n'version', '1');"], true),
            (vec!["CREATE MATERIALIZED VIEW m AS SELECT 1;", "CREATE INDEX i ON m (a);"], false),
            (vec!["CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'select 1';"], false),
            (vec!["CREATE TABLE t (a integer);", "CREATE INDEX i ON t (a);"], false),
        ] {
            assert_eq!(noted(&statements).are_elsewhere(), expected, "{statements:?}");
        }
    }
}
