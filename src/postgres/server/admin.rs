//! Databases, roles and what a restore needs to know before it begins.

use std::time::Duration;

use super::{ANSWER_LIMIT, Server, last_text, lossy};
use crate::postgres::described::DatabaseSettings;
use crate::report::error::{Error, Result};
use crate::report::sql::{quote_identifier, quote_literal};

/// A database is copied from its template and synced; on a slow disk that takes a while.
const DATABASE_LIMIT: Duration = Duration::from_secs(300);

/// Settings whose value is a list of names that are quoted already, as `pg_dump` knows them
/// (`variable_is_guc_list_quote` in its sources).
pub const QUOTED_LISTS: [&str; 6] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// `a, "B c"` → `'a', 'B c'`, as `pg_dump` writes them: an element may be empty only so.
fn literals(list: &str) -> String {
    let mut elements = vec![String::new()];
    let mut quoted = false;
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, elements.last_mut()) {
            ('"', Some(element)) if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                element.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => elements.push(String::new()),
            (blank, _) if !quoted && blank.is_whitespace() => {}
            (other, element) => element.into_iter().for_each(|element| element.push(other)),
        }
    }
    elements.iter().map(|element| quote_literal(element)).collect::<Vec<_>>().join(", ")
}

impl Server {
    /// # Errors
    /// As [`Server::query`].
    pub fn database_exists(&self, name: &str) -> Result<bool> {
        let rows = self.query("select from pg_database where datname = $1::text", &[&name])?;
        Ok(!rows.is_empty())
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn database_comment(&self, name: &str) -> Result<Option<String>> {
        let rows = self.query(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = $1::text",
            &[&name],
        )?;
        Ok(rows.first().and_then(|row| lossy::optional(row, 0)))
    }

    /// Who is connected to it: application, user and process number.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn sessions(&self, database: &str) -> Result<Vec<String>> {
        let rows = self.query(
            "select concat_ws(', ', nullif(application_name, ''), usename, 'PID ' || pid)
             from pg_stat_activity where datname = $1::text and pid <> pg_backend_pid()
             order by 1",
            &[&database],
        )?;
        Ok(rows.iter().map(|row| lossy::text(row, 0)).collect())
    }

    /// Rows of all tables, as the server's statistics have them.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn rows_about(&self) -> Result<u64> {
        let rows = self.query(
            "select coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint from pg_class c
             join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'",
            &[],
        )?;
        let rows = rows.first().map_or(0, |row| row.get::<_, i64>(0));
        Ok(rows.try_into().unwrap_or_default())
    }

    /// Each table, with its schema, and the query that counts its own rows.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn tables_to_count(&self) -> Result<Vec<(String, String)>> {
        let rows = self.query(
            "select nspname || '.' || relname, format('select count(*) from only %I.%I', nspname,
                                                      relname)
             from pg_class c join pg_namespace n on n.oid = relnamespace
             where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema'
             and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                             and d.objid = c.oid and d.deptype = 'e')
             order by relpages",
            &[],
        )?;
        Ok(rows.iter().map(|row| (lossy::text(row, 0), lossy::text(row, 1))).collect())
    }

    /// Each table that `ANALYZE` alone would take, as a statement names it, and its size in bytes;
    /// the largest first. A partitioned one brings its partitions; one with a foreign partition is
    /// left out, since another server would be asked, and its own partitions come by themselves.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn tables_to_analyze(&self) -> Result<Vec<(String, i64)>> {
        let rows = self.query(
            "with recursive reaches_out(oid) as (
                 select inhparent from pg_inherits i join pg_class f on f.oid = i.inhrelid
                 where f.relkind = 'f'
                 union select i.inhparent from pg_inherits i join reaches_out r on r.oid = i.inhrelid)
             select format('%I.%I', nspname, relname), pg_relation_size(c.oid)
             from pg_class c join pg_namespace n on n.oid = relnamespace
             where relkind in ('r', 'm', 'p') and relpersistence <> 't'
             and c.oid not in (select oid from reaches_out)
             and not (relispartition and exists (
                 select from pg_inherits i where i.inhrelid = c.oid
                 and i.inhparent not in (select oid from reaches_out)))
             order by 2 desc",
            &[],
        )?;
        Ok(rows.iter().map(|row| (lossy::text(row, 0), row.get(1))).collect())
    }

    /// Nothing where it takes longer, or is not allowed.
    #[must_use]
    pub fn count_within(&self, sql: &str, limit: Duration) -> Option<u64> {
        // What is sent as one is one transaction, and the limit ends with it.
        let sql = format!("set local statement_timeout = {}; {sql}", limit.as_millis().max(1));
        let answer = self.wait(self.client.simple_query(&sql), ANSWER_LIMIT).ok()?;
        last_text(&answer)?.parse().ok()
    }

    /// Asks the sessions on these databases to end.
    ///
    /// # Errors
    /// As [`Server::query`]; [`Error::Forbidden`] where one is a superuser's.
    pub fn end_sessions(&self, databases: &[String]) -> Result<()> {
        self.query(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = any($1::text[]) and pid <> pg_backend_pid()",
            &[&databases],
        )?;
        Ok(())
    }

    /// Ends the sessions that the one with this process number waits for, as far as this login may.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn end_blockers(&self, of: i32) -> Result<()> {
        let blockers = self.query("select unnest(pg_blocking_pids($1))", &[&of])?;
        for row in &blockers {
            let pid: i32 = row.get(0);
            // One that is a superuser's does not keep us from the others.
            let _ = self.query("select pg_terminate_backend($1)", &[&pid]);
        }
        Ok(())
    }

    /// The process that serves this session.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn pid(&self) -> Result<i32> {
        let rows = self.query("select pg_backend_pid()", &[])?;
        Ok(rows.first().map_or(0, |row| row.get(0)))
    }

    /// The number of the transaction that this session is in, which it has from then on.
    ///
    /// # Errors
    /// As [`Server::query`], in a transaction that has failed too.
    pub fn transaction(&self) -> Result<i64> {
        let rows = self.query("select txid_current()", &[])?;
        Ok(rows.first().map_or(0, |row| row.get(0)))
    }

    /// `committed`, `aborted` or `in progress`; empty for one too old to be known.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn transaction_status(&self, id: i64) -> Result<String> {
        let rows = self.query("select coalesce(txid_status($1), '')", &[&id])?;
        Ok(rows.first().map(|row| row.get(0)).unwrap_or_default())
    }

    /// Whether this login may create databases, and roles.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn may_create(&self) -> Result<(bool, bool)> {
        let rows = self.query(
            "select rolsuper or rolcreatedb, rolsuper or rolcreaterole
             from pg_roles where rolname = current_user",
            &[],
        )?;
        Ok(rows.first().map_or((false, false), |row| (row.get(0), row.get(1))))
    }

    /// Whether this login owns the database, so that it may give it another name.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn may_rename(&self, database: &str) -> Result<bool> {
        let rows = self.query(
            "select pg_has_role(datdba, 'USAGE') from pg_database where datname = $1::text",
            &[&database],
        )?;
        Ok(rows.first().is_some_and(|row| row.get(0)))
    }

    /// Ends the sessions on it and drops it, if it is there. One that is kept as a template, as the
    /// database that it had come from, is one no more: the server drops no template.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn drop_database(&self, name: &str) -> Result<()> {
        let template = self.query(
            "select from pg_database where datname = $1::text and datistemplate",
            &[&name],
        )?;
        let name = quote_identifier(name);
        if !template.is_empty() {
            self.batch(&format!("alter database {name} is_template false"), DATABASE_LIMIT)?;
        }
        self.batch(&format!("drop database if exists {name} with (force)"), DATABASE_LIMIT)
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn roles_not_there(&self, wanted: &[String]) -> Result<Vec<String>> {
        let rows = self.query("select rolname::text from pg_roles", &[])?;
        let there: Vec<String> = rows.iter().map(|row| lossy::text(row, 0)).collect();
        Ok(wanted.iter().filter(|role| !there.contains(role)).cloned().collect())
    }

    /// A role that owns and is granted, and cannot log in.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn create_role(&self, name: &str) -> Result<()> {
        let sql = format!("create role {} nologin", quote_identifier(name));
        self.batch(&sql, DATABASE_LIMIT)
    }

    /// # Errors
    /// As [`Server::query`]; a role that something still belongs to stays.
    pub fn drop_role(&self, name: &str) -> Result<()> {
        self.batch(&format!("drop role {}", quote_identifier(name)), DATABASE_LIMIT)
    }

    /// How many indexes may be built side by side: as many processes as the server lends to its
    /// queries, and as much memory as its own autovacuum may take, since each takes a
    /// `maintenance_work_mem`.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn builds_at_a_time(&self) -> Result<u64> {
        let rows = self.query(
            "select least(current_setting('max_parallel_workers')::bigint,
                          current_setting('autovacuum_max_workers')::bigint + 1)",
            &[],
        )?;
        let most = rows.first().map_or(1, |row| row.get::<_, i64>(0));
        Ok(most.try_into().unwrap_or(1))
    }

    /// The `search_path` that this login has wherever nothing else is said.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn own_search_path(&self) -> Result<Option<String>> {
        let sql = "select reset_val from pg_settings where name = 'search_path'";
        let rows = self.query(sql, &[])?;
        Ok(rows.first().and_then(|row| lossy::optional(row, 0)))
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn tablespaces(&self) -> Result<Vec<String>> {
        let rows = self.query("select spcname::text from pg_tablespace", &[])?;
        Ok(rows.iter().map(|row| lossy::text(row, 0)).collect())
    }

    /// Whether it is there, and this login may put a database into it.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn may_use_tablespace(&self, name: &str) -> Result<bool> {
        let rows = self.query(
            "select has_tablespace_privilege(oid, 'CREATE') from pg_tablespace
             where spcname = $1::text",
            &[&name],
        )?;
        Ok(rows.first().is_some_and(|row| row.get(0)))
    }

    /// Gives `database` what the dump does not hold: settings, comment, owner and rights. With
    /// `owners` off, owner and rights stay those of a new database. Gives the server's words about
    /// what it refused.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn apply_settings(
        &self,
        database: &str,
        settings: &DatabaseSettings,
        owners: bool,
    ) -> Result<Vec<String>> {
        let name = quote_identifier(database);
        let mut statements = Vec::new();
        for setting in &settings.parameters {
            let whom = match &setting.role {
                None => format!("alter database {name}"),
                Some(_) if !owners => continue,
                Some(role) => format!("alter role {} in database {name}", quote_identifier(role)),
            };
            for (key, value) in setting.values.iter().filter_map(|value| value.split_once('=')) {
                let value = if QUOTED_LISTS.contains(&key) {
                    literals(value)
                } else {
                    quote_literal(value)
                };
                statements.push(format!("{whom} set {} to {value}", quote_identifier(key)));
            }
        }
        if let Some(comment) = &settings.comment {
            statements.push(format!("comment on database {name} is {}", quote_literal(comment)));
        }
        // While it is still ours.
        if let Some(limit) = settings.connection_limit {
            statements.push(format!("alter database {name} connection limit {limit}"));
        }
        if settings.is_template == Some(true) {
            statements.push(format!("alter database {name} is_template true"));
        }
        if owners {
            if !settings.owner.is_empty() {
                let owner = quote_identifier(&settings.owner);
                statements.push(format!("alter database {name} owner to {owner}"));
            }
            statements.extend(self.grants(&name, settings)?);
        }
        let mut refused = Vec::new();
        for statement in &statements {
            match self.batch(statement, DATABASE_LIMIT) {
                Err(Error::Forbidden { detail } | Error::ServerAnswer { detail, .. }) => {
                    refused.push(detail);
                }
                other => other?,
            }
        }
        Ok(refused)
    }

    /// The server itself reads its access lists: their text has rules of its own.
    fn grants(&self, name: &str, settings: &DatabaseSettings) -> Result<Vec<String>> {
        let Some(acl) = &settings.acl else { return Ok(Vec::new()) };
        let rows = self.query(
            "select case when grantee <> 0 then pg_get_userbyid(grantee)::text end,
                    privilege_type, is_grantable
             from aclexplode(($1::text[])::aclitem[])",
            &[acl],
        )?;
        let mut statements = vec![format!("revoke all on database {name} from public")];
        for row in &rows {
            let grantee = lossy::optional(row, 0)
                .map_or_else(|| "public".to_owned(), |role| quote_identifier(&role));
            let option = if row.get(2) { " with grant option" } else { "" };
            let privilege = lossy::text(row, 1);
            statements.push(format!("grant {privilege} on database {name} to {grantee}{option}"));
        }
        Ok(statements)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_survive_quoting() {
        assert_eq!(quote_identifier(r#"a"b c"#), r#""a""b c""#);
    }

    #[test]
    fn a_list_of_names_becomes_literals() {
        for (list, expected) in [
            ("app, public", "'app', 'public'"),
            ("\"$user\", \"A, \"\"b\"\" c\"", "'$user', 'A, \"b\" c'"),
            ("\"\", public", "'', 'public'"),
            ("\"\"", "''"),
            ("", "''"),
        ] {
            assert_eq!(literals(list), expected);
        }
        assert_eq!(quote_literal("l'été"), "'l''été'");
        assert_eq!(quote_literal(r"a\'b"), r"E'a\\''b'");
    }
}
