//! The other databases of a server, for whoever may have named the wrong one. Nothing where that
//! takes long or is not allowed.

use std::time::{Duration, Instant};

use super::former::{FORMER_MARK, PROVISIONAL};
use super::{Server, lossy, values};
use crate::postgres::connection::Connection;
use crate::report::error::Result;

/// Where the names of all databases are to be had.
const PLACES: [&str; 2] = ["postgres", "template1"];
const NAMES_LIMIT: Duration = Duration::from_secs(3);
const TABLES_LIMIT: Duration = Duration::from_secs(5);
/// More databases than this are not looked into, the largest first.
const MOST: usize = 20;

/// Those that this login may enter and that are neither templates, nor a restore's, nor what one
/// has replaced. But `$1`.
const NAMES: &str = "select datname::text from pg_database
    where datallowconn and not datistemplate and datname <> $1::text
      and not starts_with(datname::text, $2::text) and has_database_privilege(datname, 'CONNECT')
      and not starts_with(coalesce(shobj_description(oid, 'pg_database'), ''), $3::text)";

/// Neither the system's, nor temporary, nor part of an extension.
macro_rules! own {
    ($catalog:literal, $namespace:literal) => {
        concat!(
            "from ",
            $catalog,
            " o join pg_namespace n on n.oid = o.",
            $namespace,
            " where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
              and not exists (select from pg_depend d where d.classid = '",
            $catalog,
            "'::regclass and d.objid = o.oid and d.deptype = 'e')"
        )
    };
}
const TABLES: &str =
    concat!("select count(*) ", own!("pg_class", "relnamespace"), " and o.relkind in ('r', 'p')");
const ANYTHING: &str = concat!(
    "select exists (select ",
    own!("pg_class", "relnamespace"),
    "
                    and o.relkind in ('r', 'p', 'v', 'm', 'f', 'S'))
        or exists (select ",
    own!("pg_proc", "pronamespace"),
    ")
        or exists (select ",
    own!("pg_type", "typnamespace"),
    " and o.typtype in ('c', 'd', 'e'))
        or exists (select from pg_largeobject_metadata)"
);

/// The names of a server's databases, but that of `connection`.
pub fn names(connection: &Connection) -> Vec<String> {
    PLACES
        .iter()
        .filter(|place| **place != connection.database)
        .find_map(|place| {
            let server =
                Server::open(&connection.with_database(place), NAMES_LIMIT, NAMES_LIMIT).ok()?;
            server.database_names("order by datname", &connection.database, NAMES_LIMIT).ok()
        })
        .unwrap_or_default()
}

/// The databases that have tables, with their number, but that of `connection`.
#[must_use]
pub fn with_tables(connection: &Connection) -> Vec<(String, u64)> {
    let deadline = Instant::now() + TABLES_LIMIT;
    let left = || deadline.saturating_duration_since(Instant::now());
    let by_size = "order by pg_database_size(oid) desc";
    let names = Server::open(connection, left(), left())
        .and_then(|server| server.database_names(by_size, &connection.database, left()));
    let tables = |name: String| {
        let limit = left();
        let server = Server::open(&connection.with_database(&name), limit, limit).ok()?;
        Some((name, server.tables_within(limit).ok().filter(|tables| *tables > 0)?))
    };
    let names = names.unwrap_or_default().into_iter().take(MOST);
    names.take_while(|_| !left().is_zero()).filter_map(tables).collect()
}

impl Server {
    /// Whether there is anything in the database that its user has made.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn has_anything(&self) -> Result<bool> {
        let rows = self.query(ANYTHING, &[])?;
        Ok(rows.first().is_none_or(|row| row.get(0)))
    }

    fn database_names(&self, order: &str, but: &str, limit: Duration) -> Result<Vec<String>> {
        let sql = format!("{NAMES} {order}");
        let rows = self.wait(
            self.client.query_typed(&sql, &values::typed(&[&but, &PROVISIONAL, &FORMER_MARK])),
            limit,
        )?;
        Ok(rows.iter().map(|row| lossy::text(row, 0)).collect())
    }

    fn tables_within(&self, limit: Duration) -> Result<u64> {
        let rows = self.wait(self.client.query_typed(TABLES, &[]), limit)?;
        let tables = rows.first().map_or(0, |row| row.get::<_, i64>(0));
        Ok(tables.try_into().unwrap_or_default())
    }
}
