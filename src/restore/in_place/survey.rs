//! What is in a database, whose it is, and how it is emptied.

use crate::folder::manifest::Manifest;
use crate::postgres::server::Server;
use crate::report::error::Result;
use crate::report::sql::quote_identifier;

/// Everything that somebody made: what belongs to extensions or goes with something else is left
/// out.
const THINGS: &str = "
with place as (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), thing(class, oid, owner, place) as (
  select 'pg_class'::regclass::oid, oid, relowner, relnamespace from pg_class
    where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all select 'pg_proc'::regclass, oid, proowner, pronamespace from pg_proc
  union all select 'pg_type'::regclass, oid, typowner, typnamespace from pg_type
  union all select 'pg_operator'::regclass, oid, oprowner, oprnamespace from pg_operator
  union all select 'pg_opclass'::regclass, oid, opcowner, opcnamespace from pg_opclass
  union all select 'pg_opfamily'::regclass, oid, opfowner, opfnamespace from pg_opfamily
  union all select 'pg_collation'::regclass, oid, collowner, collnamespace from pg_collation
  union all select 'pg_conversion'::regclass, oid, conowner, connamespace from pg_conversion
  union all select 'pg_ts_config'::regclass, oid, cfgowner, cfgnamespace from pg_ts_config
  union all select 'pg_ts_dict'::regclass, oid, dictowner, dictnamespace from pg_ts_dict
  union all select 'pg_ts_parser'::regclass, oid, 10, prsnamespace from pg_ts_parser
  union all select 'pg_ts_template'::regclass, oid, 10, tmplnamespace from pg_ts_template
  union all select 'pg_statistic_ext'::regclass, oid, stxowner, stxnamespace from pg_statistic_ext
  union all select 'pg_namespace'::regclass, oid, nspowner, oid from pg_namespace
    where nspname <> 'public'
), elsewhere(class, oid, owner) as (
  select 'pg_publication'::regclass::oid, oid, pubowner from pg_publication
  union all select 'pg_foreign_server'::regclass, oid, srvowner from pg_foreign_server
  union all select 'pg_foreign_data_wrapper'::regclass, oid, fdwowner from pg_foreign_data_wrapper
  union all select 'pg_event_trigger'::regclass, oid, evtowner from pg_event_trigger
  union all select 'pg_language'::regclass, oid, lanowner from pg_language where lanispl
  union all select 'pg_largeobject'::regclass, oid, lomowner from pg_largeobject_metadata
)
select found.type, found.identity, pg_has_role(owner, 'USAGE')::text, nspname::text, relkind::text
from (select thing.class, thing.oid, owner, nspname from thing join place on place.oid = place
      union all select class, oid, owner, null from elsewhere) made
left join pg_class on made.class = 'pg_class'::regclass and pg_class.oid = made.oid
cross join lateral pg_identify_object(made.class, made.oid, 0) found
where not exists (select from pg_depend d where d.classid = made.class and d.objid = made.oid
                  and d.objsubid = 0 and d.deptype in ('i', 'e'))
order by found.type <> 'schema', found.identity";

/// Extensions that would go with their schema and not come back.
const EXTENSIONS: &str = "
with allowed as (
  select distinct name from pg_available_extension_versions
  where trusted and has_database_privilege(current_database(), 'CREATE')
)
select extname::text from pg_extension join pg_namespace n on n.oid = extnamespace
where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
  and not (pg_has_role(extowner, 'USAGE') and extname in (select name from allowed))";

/// Rights of these roles on what they make later; a restored object must not get them.
const DEFAULTS: &str = "
select format('alter default privileges for role %I', pg_get_userbyid(defaclrole))
       || coalesce(' in schema ' || quote_ident(nspname), ''),
       case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
         when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end,
       case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
       quote_ident(pg_get_userbyid(defaclrole)), (nspname is null)::text
from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace,
     lateral (select distinct grantee from aclexplode(defaclacl)) granted
where pg_has_role(defaclrole, 'USAGE')";

/// A database, looked at before it is emptied.
#[derive(Debug, Default)]
pub struct Survey {
    /// What this login may not drop or could not make again.
    pub in_the_way: Vec<String>,
    /// Its tables, as SQL takes them.
    pub tables: Vec<String>,
    /// Statements that empty it.
    pub drops: Vec<String>,
}

impl Survey {
    /// `makes_schemas`: the dump makes what needs rights on the database itself.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn of(server: &Server, manifest: Option<&Manifest>, makes_schemas: bool) -> Result<Self> {
        let mut survey = Self::default();
        // As long as their schemas are there.
        survey.look_at_defaults(server)?;
        survey.look_at_things(server)?;
        survey.look_at_rights(server, makes_schemas)?;
        survey.look_at_extensions(server, manifest)?;
        Ok(survey)
    }

    fn look_at_things(&mut self, server: &Server) -> Result<()> {
        for row in &server.texts(THINGS, &[])? {
            let [kind, identity, ours, schema, relkind] = columns(row);
            if ours != "true" {
                self.in_the_way.push(format!("{kind} {identity}"));
            }
            if matches!(relkind, "r" | "p") {
                self.tables.push(identity.to_owned());
            }
            match kind {
                "large object" => {
                    self.drops.push(format!("select pg_catalog.lo_unlink({identity})"));
                }
                "schema" => self.drops.push(format!("drop schema if exists {identity} cascade")),
                // What is in another schema goes with it.
                _ if matches!(schema, "" | "public") => {
                    let kind = match kind {
                        "foreign-data wrapper" => "foreign data wrapper",
                        "statistics object" => "statistics",
                        kind => kind,
                    };
                    self.drops.push(format!("drop {kind} if exists {identity} cascade"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn look_at_rights(&mut self, server: &Server, makes_schemas: bool) -> Result<()> {
        let rows = server.texts(
            "select has_database_privilege(current_database(), 'CREATE')::text,
                    coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), true)::text,
                    quote_ident(current_database())",
            &[],
        )?;
        for row in &rows {
            let [on_database, in_public, database] = columns(row);
            if makes_schemas && on_database != "true" {
                self.in_the_way.push(format!("database {database}"));
            }
            if in_public != "true" {
                self.in_the_way.push("schema public".to_owned());
            }
        }
        Ok(())
    }

    fn look_at_extensions(&mut self, server: &Server, manifest: Option<&Manifest>) -> Result<()> {
        for row in &server.texts(EXTENSIONS, &[])? {
            let [name] = columns(row);
            self.in_the_way.push(format!("extension {name}"));
        }
        let Some(manifest) = manifest else { return Ok(()) };
        // An extension stays, and with it its tables: their rows are exchanged.
        let tables = manifest.tables.iter().filter(|table| table.rows > 0).map(|table| {
            format!("{}.{}", quote_identifier(&table.schema), quote_identifier(&table.name))
        });
        let tables: Vec<String> = tables.collect();
        let rows = server.texts(
            "select name from unnest($1::text[]) name join pg_depend d
             on d.classid = 'pg_class'::regclass and d.objid = to_regclass(name)
             where d.deptype = 'e' and not (has_table_privilege(d.objid, 'DELETE')
                                            and has_table_privilege(d.objid, 'INSERT'))",
            &[&tables],
        )?;
        for row in &rows {
            let [name] = columns(row);
            self.in_the_way.push(format!("table {name}"));
        }
        Ok(())
    }

    fn look_at_defaults(&mut self, server: &Server) -> Result<()> {
        for row in &server.texts(DEFAULTS, &[])? {
            let [head, kind, grantee, role, of_no_schema] = columns(row);
            self.drops.push(format!("{head} revoke all on {kind} from {grantee}"));
            if of_no_schema != "true" {
                continue;
            }
            // The server compares them with its own, and forgets them when they are equal.
            self.drops.push(format!("{head} grant all on {kind} to {role}"));
            match kind {
                "functions" => {
                    self.drops.push(format!("{head} grant execute on functions to public"));
                }
                "types" => self.drops.push(format!("{head} grant usage on types to public")),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The columns of a row; NULL is empty.
fn columns<const COUNT: usize>(row: &[Option<String>]) -> [&str; COUNT] {
    std::array::from_fn(|at| row.get(at).and_then(Option::as_deref).unwrap_or_default())
}
