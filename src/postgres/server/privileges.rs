//! Whether this login may read all that a backup must hold. Asked before the dump, because
//! `pg_dump` names only the first table that it may not read.

use super::{Server, ServerFacts, lossy};
use crate::report::error::Result;

/// What `pg_dump` locks and reads: tables, partitioned tables and sequences that are neither the
/// system's, nor temporary, nor part of an extension.
const DUMPED: &str = "from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'S') and c.relpersistence <> 't'
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_catalog.pg_depend d
                      where d.classid = 'pg_catalog.pg_class'::regclass
                        and d.objid = c.oid and d.deptype = 'e')";

impl Server {
    /// Tables and sequences without the right to read them, `schema.name`.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn tables_not_readable(&self) -> Result<Vec<String>> {
        self.names(
            "not (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                  and pg_catalog.has_table_privilege(c.oid, 'SELECT'))",
        )
    }

    /// Tables whose row-level security would hide rows from this login.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn tables_with_hidden_rows(&self) -> Result<Vec<String>> {
        self.names("c.relrowsecurity and pg_catalog.row_security_active(c.oid)")
    }

    /// Large objects without the right to read them, by number. Their rights are read from the
    /// catalog: servers before 18 have no function for it, and from 19 on a role may read them all.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn large_objects_not_readable(&self, facts: &ServerFacts) -> Result<Vec<String>> {
        let readable = if facts.major() >= 18 {
            "pg_catalog.has_largeobject_privilege(l.oid, 'SELECT')"
        } else {
            "exists (select from pg_catalog.aclexplode(
                         coalesce(l.lomacl, pg_catalog.acldefault('L', l.lomowner))) a
                     where a.privilege_type = 'SELECT'
                       and case when a.grantee = 0 then true
                                else pg_catalog.pg_has_role(a.grantee, 'USAGE') end)"
        };
        let sql = format!(
            "select l.oid::text from pg_catalog.pg_largeobject_metadata l
             where not pg_catalog.current_setting('lo_compat_privileges')::boolean
               and not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
               and not {readable} order by l.oid"
        );
        Ok(self.query(&sql, &[])?.iter().map(|row| lossy::text(row, 0)).collect())
    }

    fn names(&self, condition: &str) -> Result<Vec<String>> {
        let sql = format!(
            "select (pg_catalog.quote_ident(n.nspname) || '.' ||
                     pg_catalog.quote_ident(c.relname))::text
             {DUMPED} and {condition} order by 1"
        );
        Ok(self.query(&sql, &[])?.iter().map(|row| lossy::text(row, 0)).collect())
    }

    /// A table that another session holds in a way that `pg_dump` cannot read it, and who that
    /// is; asked after `pg_dump` gave up.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn locked_table(&self) -> Result<Option<(String, String)>> {
        let sql = "select (pg_catalog.quote_ident(n.nspname) || '.' ||
                           pg_catalog.quote_ident(c.relname))::text,
                          pg_catalog.concat_ws(', ', nullif(a.application_name, ''), a.usename,
                                               'PID ' || a.pid)
                   from pg_catalog.pg_locks l
                   join pg_catalog.pg_class c on c.oid = l.relation
                   join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   join pg_catalog.pg_stat_activity a on a.pid = l.pid
                   where l.granted and l.mode = 'AccessExclusiveLock'
                     and a.datname = pg_catalog.current_database()
                     and c.relkind in ('r', 'p', 'S') and n.nspname !~ '^pg_'
                   order by 1 limit 1";
        let rows = self.query(sql, &[])?;
        Ok(rows.first().map(|row| (lossy::text(row, 0), lossy::text(row, 1))))
    }
}
