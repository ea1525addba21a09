//! Constraints that are put aside while rows are filled in that they refuse, and put back at the
//! end.
//!
//! A check that reads another table, or other rows of its own, was true when each row was written.
//! While a table is filled it need not be, and `pg_dump` does not know.

use super::errors::{Refusal, refused};
use super::state::{Aside, Rows, Run};
use crate::report::error::{NotRestored, Result};
use crate::report::sql::{quote_identifier, quote_literal};

/// Rows may be refused by so many constraints, one after the other.
const MOST_CONSTRAINTS: usize = 32;

/// Of the table `$1` and its ancestors, and of the domains of its columns: those of this name, or
/// all that call functions of somebody.
const CONSTRAINTS: &str = "
with recursive line(oid) as (
  select pg_catalog.to_regclass($1)::oid
  union select inhparent from pg_catalog.pg_inherits join line on inhrelid = line.oid
), domain(oid) as (
  select atttypid from pg_catalog.pg_attribute where attrelid = pg_catalog.to_regclass($1)
    and attnum > 0 and not attisdropped
  union select coalesce(nullif(typbasetype, 0), typelem) from pg_catalog.pg_type t
    join domain on domain.oid = t.oid where typbasetype <> 0 or typelem <> 0
), found as (
  select c.oid, conname, conrelid, contypid,
         pg_catalog.pg_get_constraintdef(c.oid) as def,
         case when conrelid <> 0 then 'table ' || conrelid::pg_catalog.regclass::text
              else 'domain ' || contypid::pg_catalog.regtype::text end as place,
         case when conrelid <> 0 then conrelid::pg_catalog.regclass::text
              else contypid::pg_catalog.regtype::text end as owner
  from pg_catalog.pg_constraint c
  where contype = 'c' and coninhcount = 0
    and (conrelid in (select oid from line) or contypid in (select oid from domain))
    and case when $2 = '' then exists (
          select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_constraint'::regclass
          and d.objid = c.oid and d.refclassid = 'pg_catalog.pg_proc'::regclass)
        else conname = $2 end
)
select conname::text, place, owner, def,
       pg_catalog.obj_description(oid, 'pg_constraint')
from found order by place, conname";

impl Run<'_, '_> {
    /// Fills in rows whatever checks refuse them. Gives the refusal that nothing helps against.
    pub(super) fn fill_without_checks(
        &mut self,
        rows: &Rows,
        refusal: Refusal,
    ) -> Result<Option<Refusal>> {
        let Some(table) = rows.table.clone() else { return Ok(Some(refusal)) };
        let (mut aside, mut refusal) = (Vec::new(), refusal);
        while aside.len() < MOST_CONSTRAINTS {
            let found = self.constraints(&table, &refusal)?;
            let mut dropped = false;
            for constraint in found {
                if self.send(&constraint.drop).is_ok() {
                    dropped = true;
                    aside.push(constraint);
                }
            }
            if !dropped {
                break;
            }
            match self.fill_by_any_path(rows)? {
                None => {
                    self.aside.append(&mut aside);
                    return Ok(None);
                }
                Some(next) => refusal = next,
            }
        }
        self.aside.append(&mut aside);
        Ok(Some(refusal))
    }

    fn constraints(&self, table: &str, refusal: &Refusal) -> Result<Vec<Aside>> {
        let named = refusal.object.as_ref().and_then(|object| object.constraint.clone());
        let named = named.filter(|_| refusal.sqlstate == "23514").unwrap_or_default();
        let rows = self.server.texts(CONSTRAINTS, &[&table, &named.as_str()])?;
        let constraint = |row: Vec<Option<String>>| {
            let mut columns = row.into_iter();
            let mut next = || columns.next().flatten();
            let (name, place, owner, def) = (next()?, next()?, next()?, next()?);
            let comment = next();
            let quoted = quote_identifier(&name);
            let of = if place.starts_with("domain ") { "domain " } else { "" };
            Some(Aside {
                shown: format!("{name} ({owner})"),
                drop: format!("alter {place} drop constraint {quoted}"),
                add: format!("alter {place} ADD CONSTRAINT {quoted} {def}"),
                comment: comment.map(|text| {
                    format!(
                        "comment on constraint {quoted} on {of}{owner} is {}",
                        quote_literal(&text)
                    )
                }),
            })
        };
        Ok(rows.into_iter().filter_map(constraint).collect())
    }

    /// Every constraint is there again: for all rows if they keep it, else for new ones.
    pub(super) fn put_back(&mut self) -> Result<()> {
        for constraint in std::mem::take(&mut self.aside) {
            let refusal = match self.send(&constraint.add) {
                Ok(()) => None,
                Err(error) => match refused(error)? {
                    refusal if refusal.misses_something() => {
                        self.send_with_path(&constraint.add)?
                    }
                    refusal => Some(refusal),
                },
            };
            let Some(refusal) = refusal else {
                self.comment(&constraint)?;
                self.findings.put_back(constraint.shown);
                continue;
            };
            let weaker = format!("{} NOT VALID", constraint.add);
            match self.send(&weaker) {
                Ok(()) => {
                    self.comment(&constraint)?;
                    self.findings.not_valid(constraint.shown);
                }
                Err(error) => {
                    refused(error)?;
                    let thing = NotRestored {
                        kind: "constraint",
                        name: constraint.shown,
                        message: refusal.detail,
                        line: 0,
                        statement: constraint.add,
                        loses_rows: false,
                    };
                    self.findings.left_out(thing, None);
                }
            }
        }
        Ok(())
    }

    fn comment(&self, constraint: &Aside) -> Result<()> {
        match constraint.comment.as_ref().map(|sql| self.send(sql)) {
            Some(Err(error)) => refused(error).map(drop),
            _ => Ok(()),
        }
    }
}
