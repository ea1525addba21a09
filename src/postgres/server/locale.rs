//! An empty database that sorts as the one that was saved, or as near to it as this server can.
//!
//! Locales are the operating system's: those of Windows have other names than those of Linux, and a
//! container often has none at all. What the server refuses is replaced by the next best that it
//! takes, and the user is told, because texts may then come in another order.

use std::time::Duration;

use super::{Server, lossy};
use crate::postgres::described::ServerInfo;
use crate::report::error::{Error, Result};
use crate::report::sql::quote_identifier;

mod candidates;
mod tongue;

use candidates::{Here, as_they_were, candidates};

/// A database is copied from its template and synced; on a slow disk that takes a while.
const DATABASE_LIMIT: Duration = Duration::from_secs(300);
/// How servers of 13 to 18 refuse an encoding or a locale, whatever language they speak: does not
/// go with the other (22023), not known (42809), not in this build (0A000), an option of a later
/// major (42601), not ICU's (XX000).
const NOT_THESE_RULES: [&str; 5] = ["22023", "42809", "0A000", "42601", "XX000"];
/// No encoding of this server.
const NOT_THIS_ENCODING: &str = "42704";

/// Both as people read them: `fr_FR (LATIN1)`, `ICU fr-FR (LATIN1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocaleReplaced {
    pub wanted: String,
    pub got: String,
}

impl Server {
    /// An empty database in `tablespace`, or else in the default one, with the encoding and the
    /// sorting rules of the one that was dumped. Where this server does not have the rules, it gets
    /// the nearest, and both come back.
    ///
    /// # Errors
    /// As [`Server::query`].
    pub fn create_database(
        &self,
        name: &str,
        like: Option<&ServerInfo>,
        tablespace: Option<&str>,
    ) -> Result<Option<LocaleReplaced>> {
        let place = tablespace
            .map_or(String::new(), |name| format!("tablespace {}", quote_identifier(name)));
        let create =
            format!("create database {} template template0 {place}", quote_identifier(name));
        let Some(like) = like.filter(|like| !like.encoding.is_empty()) else {
            return self.batch(&create, DATABASE_LIMIT).map(|()| None);
        };
        let here = self.locales()?;
        let (mut refused, mut unknown) = (None, None);
        let exact = as_they_were(like, here.major);
        for rules in candidates(like, &here) {
            if unknown.as_ref() == Some(&rules.encoding) {
                continue;
            }
            match self.batch(&format!("{create} {}", rules.options(here.major)), DATABASE_LIMIT) {
                Ok(()) if exact.as_ref() == Some(&rules) => return Ok(None),
                Ok(()) => {
                    let wanted = described(like);
                    return Ok(Some(LocaleReplaced { wanted, got: self.rules_of(name)? }));
                }
                Err(Error::ServerAnswer { sqlstate, detail, object })
                    if NOT_THESE_RULES.contains(&sqlstate.as_str())
                        || sqlstate == NOT_THIS_ENCODING =>
                {
                    if sqlstate == NOT_THIS_ENCODING {
                        unknown = Some(rules.encoding);
                    }
                    // What is said of the rules that were wanted says more than the last refusal.
                    refused.get_or_insert(Error::ServerAnswer { sqlstate, detail, object });
                }
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(|| super::failure::answer("", "")))
    }

    fn locales(&self) -> Result<Here> {
        let rows = self.query(
            "select current_setting('server_version_num')::int / 10000,
                    collprovider = 'i', collname::text, coalesce(collcollate::text, ''),
                    pg_encoding_to_char(collencoding)::text
             from pg_collation
             where collprovider in ('c', 'i') and collnamespace = 'pg_catalog'::regnamespace
             order by collname",
            &[],
        )?;
        let mut here = Here::default();
        for row in &rows {
            here.major = row.get::<_, i32>(0).try_into().unwrap_or_default();
            if row.get(1) {
                let name = lossy::text(row, 2);
                here.icu.extend(name.strip_suffix("-x-icu").map(str::to_owned));
            } else {
                here.libc.push((lossy::text(row, 3), lossy::text(row, 4)));
            }
        }
        here.libc.dedup();
        Ok(here)
    }

    /// As [`described`], of a database of this server.
    fn rules_of(&self, name: &str) -> Result<String> {
        let rows = self.query(
            "select pg_encoding_to_char(encoding)::text, datcollate::text, datctype::text,
                    coalesce(to_jsonb(pg_database) ->> 'datlocprovider', 'c'),
                    coalesce(to_jsonb(pg_database) ->> 'datlocale',
                             to_jsonb(pg_database) ->> 'daticulocale')
             from pg_database where datname = $1::text",
            &[&name],
        )?;
        let info = rows.first().map(|row| ServerInfo {
            encoding: lossy::text(row, 0),
            collation: lossy::text(row, 1),
            ctype: lossy::text(row, 2),
            locale_provider: lossy::text(row, 3),
            locale: lossy::optional(row, 4),
            ..ServerInfo::default()
        });
        Ok(described(&info.unwrap_or_default()))
    }
}

/// `C`, `C / fr_FR.UTF-8`, `ICU fr-FR, C`; and the encoding.
fn described(info: &ServerInfo) -> String {
    let ServerInfo { encoding, collation, ctype, .. } = info;
    let libc =
        if collation == ctype { collation.clone() } else { format!("{collation} / {ctype}") };
    match (&info.locale, info.locale_provider.as_str()) {
        (Some(locale), "i") => format!("ICU {locale}, {libc} ({encoding})"),
        (Some(locale), "b") => format!("builtin {locale}, {libc} ({encoding})"),
        _ => format!("{libc} ({encoding})"),
    }
}
