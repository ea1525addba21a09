//! What the server says of itself and of the database.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Server, lossy};
use crate::postgres::described::{DatabaseSettings, Extension, ServerInfo, Setting};
use crate::report::error::Result;

/// Before the dump: what the plan needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFacts {
    /// `server_version_num`, for example 150018.
    pub version_num: u32,
    /// As people write it: `15.18`.
    pub version: String,
    /// `pg_database_size`; zero where it may not be asked.
    pub database_bytes: u64,
    /// What the tables hold, from the catalogs: a first guess of the dump's size.
    pub tables_bytes: u64,
}

impl ServerFacts {
    /// 15 for 15.18.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.version_num / 10_000
    }
}

/// For the manifest: what a restore must know besides the dump.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    pub server: ServerInfo,
    pub extensions: Vec<Extension>,
    /// Roles that own something in the database or are granted something there.
    pub roles: Vec<String>,
    pub settings: DatabaseSettings,
    /// Their names, as far as this login may see them.
    pub subscriptions: Vec<String>,
    /// Application → name of its last migration, where Django's table exists.
    pub django: Option<BTreeMap<String, String>>,
}

impl Server {
    /// # Errors
    /// As [`Server::query`].
    pub fn facts(&self) -> Result<ServerFacts> {
        // The size of a table waits for whoever holds it: of such a one the catalog's last guess
        // must do, and `pg_dump` will say what holds it up.
        let rows = self.query(
            "select current_setting('server_version_num')::int,
                    split_part(current_setting('server_version'), ' ', 1),
                    case when has_database_privilege(current_database(), 'CONNECT')
                         then pg_database_size(current_database()) else 0 end,
                    coalesce((select sum(case
                                  when c.oid in (select relation from pg_locks
                                                 where mode = 'AccessExclusiveLock'
                                                   and relation is not null)
                                  then c.relpages * current_setting('block_size')::bigint
                                  else pg_table_size(c.oid) end) from pg_class c
                              join pg_namespace n on n.oid = c.relnamespace
                              where c.relkind = 'r' and n.nspname !~ '^pg_'
                                and n.nspname <> 'information_schema'), 0)::bigint
                    + 2 * pg_table_size('pg_catalog.pg_largeobject')",
            &[],
        )?;
        let row = one(&rows)?;
        let version_num: i32 = get(row, 0)?;
        let (database, tables): (i64, i64) = (get(row, 2)?, get(row, 3)?);
        Ok(ServerFacts {
            version_num: version_num.try_into().unwrap_or_default(),
            version: lossy::text(row, 1),
            database_bytes: database.try_into().unwrap_or_default(),
            tables_bytes: tables.try_into().unwrap_or_default(),
        })
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn database_facts(&self, facts: &ServerFacts) -> Result<DatabaseFacts> {
        Ok(DatabaseFacts {
            server: self.server_info(facts)?,
            extensions: self.extensions()?,
            roles: self.roles()?,
            settings: self.database_settings()?,
            subscriptions: self.own_subscriptions()?,
            django: self.django_migrations()?,
        })
    }

    fn own_subscriptions(&self) -> Result<Vec<String>> {
        let rows = self.query("select current_database()::text", &[])?;
        self.subscriptions(&lossy::text(one(&rows)?, 0))
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn server_info(&self, facts: &ServerFacts) -> Result<ServerInfo> {
        // Since 15 a database may take its rules from ICU, and the column was renamed in 17.
        let (provider, locale) = match facts.major() {
            ..15 => ("'c'", "null"),
            15..17 => ("datlocprovider::text", "daticulocale"),
            _ => ("datlocprovider::text", "datlocale"),
        };
        let rows = self.query(
            &format!(
                "select pg_encoding_to_char(encoding)::text, datcollate::text, datctype::text,
                        {provider}, {locale}::text
                 from pg_database where datname = current_database()"
            ),
            &[],
        )?;
        let row = one(&rows)?;
        Ok(ServerInfo {
            version: facts.version.clone(),
            version_num: facts.version_num,
            system_identifier: self.system_identifier(),
            database_bytes: facts.database_bytes,
            encoding: lossy::text(row, 0),
            collation: lossy::text(row, 1),
            ctype: lossy::text(row, 2),
            locale_provider: lossy::text(row, 3),
            locale: lossy::optional(row, 4),
            unknown: serde_json::Map::default(),
        })
    }

    /// Tells one server from another. Managed servers may keep it to themselves.
    fn system_identifier(&self) -> Option<String> {
        let rows =
            self.query("select system_identifier::text from pg_control_system()", &[]).ok()?;
        rows.first().map(|row| lossy::text(row, 0))
    }

    /// Where it keeps its databases, on its own machine; nothing where this login may not know.
    #[must_use]
    pub fn data_directory(&self) -> Option<PathBuf> {
        let sql = "select setting from pg_settings where name = 'data_directory'";
        let rows = self.query(sql, &[]).ok()?;
        rows.first().map(|row| PathBuf::from(lossy::text(row, 0)))
    }

    fn extensions(&self) -> Result<Vec<Extension>> {
        let rows = self.query(
            "select extname, extversion from pg_extension
             where extname <> 'plpgsql' order by 1",
            &[],
        )?;
        let extension = |row| Extension { name: lossy::text(row, 0), version: lossy::text(row, 1) };
        Ok(rows.iter().map(extension).collect())
    }

    fn roles(&self) -> Result<Vec<String>> {
        let rows = self.query(
            "select distinct pg_get_userbyid(role)::text from (
                select refobjid from pg_shdepend
                where refclassid = 'pg_authid'::regclass
                  and (dbid = (select oid from pg_database where datname = current_database())
                       or (classid = 'pg_database'::regclass and objid =
                           (select oid from pg_database where datname = current_database())))
                union select relowner from pg_class where relnamespace not in ('pg_catalog'::regnamespace,
                                              'information_schema'::regnamespace,
                                              'pg_toast'::regnamespace)
                union select nspowner from pg_namespace where nspname = 'public'
                union select datdba from pg_database where datname = current_database()
             ) as roles(role)
             where pg_get_userbyid(role) !~ '^(pg_|unknown )' order by 1",
            &[],
        )?;
        Ok(rows.iter().map(|row| lossy::text(row, 0)).collect())
    }

    /// # Errors
    /// As [`Server::query`].
    pub fn database_settings(&self) -> Result<DatabaseSettings> {
        let rows = self.query(
            "select pg_get_userbyid(datdba)::text, shobj_description(pg_database.oid, 'pg_database'),
                    coalesce(array_to_json(datacl::text[])::text, 'null'), datconnlimit,
                    datistemplate, spcname::text
             from pg_database join pg_tablespace on pg_tablespace.oid = dattablespace
             where datname = current_database()",
            &[],
        )?;
        let row = one(&rows)?;
        let settings = self.query(
            "select case when setrole <> 0 then pg_get_userbyid(setrole)::text end,
                    array_to_json(setconfig)::text
             from pg_db_role_setting
             where setdatabase = (select oid from pg_database where datname = current_database())
             order by 1 nulls first",
            &[],
        )?;
        let list = |text: String| serde_json::from_str(&text).unwrap_or_default();
        Ok(DatabaseSettings {
            owner: lossy::text(row, 0),
            comment: lossy::optional(row, 1),
            acl: list(lossy::text(row, 2)),
            parameters: settings
                .iter()
                .map(|row| Setting {
                    role: lossy::optional(row, 0),
                    values: list(lossy::text(row, 1)).unwrap_or_default(),
                })
                .collect(),
            connection_limit: Some(get(row, 3)?),
            is_template: Some(get(row, 4)?),
            tablespace: lossy::optional(row, 5),
            unknown: serde_json::Map::default(),
        })
    }

    fn django_migrations(&self) -> Result<Option<BTreeMap<String, String>>> {
        let there = self.query(
            "select coalesce(has_table_privilege(to_regclass('django_migrations'), 'SELECT'), false)",
            &[],
        )?;
        if !get::<bool>(one(&there)?, 0)? {
            return Ok(None);
        }
        let rows = self.query(
            "select distinct on (app) app::text, name::text from django_migrations
             order by app, id desc",
            &[],
        );
        // A table of that name need not be Django's.
        let Ok(rows) = rows else { return Ok(None) };
        Ok(Some(rows.iter().map(|row| (lossy::text(row, 0), lossy::text(row, 1))).collect()))
    }
}

fn one(rows: &[tokio_postgres::Row]) -> Result<&tokio_postgres::Row> {
    rows.first().ok_or_else(|| super::failure::answer("", ""))
}

fn get<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a tokio_postgres::Row,
    column: usize,
) -> Result<T> {
    row.try_get(column).map_err(|error| super::failure::answer("", &error.to_string()))
}
