//! Decides, before anything is done, what a backup will be called, how large it should become and
//! whether there is room for it. PURE: facts in, plan out.

use jiff::Zoned;

use crate::folder::manifest::{DUMP_SUFFIX, Manifest};
use crate::postgres::server::ServerFacts;
use crate::report::error::Warning;

/// Compressed to plain, cautiously: real text gives 1:3, so a first backup is refused for lack
/// of room only where it could hardly fit.
const LIKELY_RATIO: u64 = 8;
/// Without a former backup: what the tables take, less what their pages waste.
const FILLED_PERCENT: u64 = 90;

/// What its file is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupName {
    stem: String,
}

impl BackupName {
    #[must_use]
    pub fn new(database: &str, at: &Zoned) -> Self {
        let (database, at) = (file_name_part(database), at.strftime("%Y%m%d_%H%M%S"));
        Self { stem: format!("backup_{database}_{at}") }
    }

    /// `attempt` 1 has none, the others end in `_2`, `_3` …
    #[must_use]
    pub fn file_name(&self, attempt: u32) -> String {
        match attempt {
            0 | 1 => format!("{}{DUMP_SUFFIX}", self.stem),
            _ => format!("{}_{attempt}{DUMP_SUFFIX}", self.stem),
        }
    }
}

/// How one backup will go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupPlan {
    pub name: BackupName,
    /// Uncompressed.
    pub expected_dump_bytes: u64,
    /// A guess from the catalogs.
    pub approximate: bool,
    /// What the file will take at the least; less free space than this is refused.
    pub least_file_bytes: u64,
    pub warnings: Vec<Warning>,
}

impl BackupPlan {
    #[must_use]
    pub fn new(
        database: &str,
        facts: &ServerFacts,
        last: Option<&Manifest>,
        now: &Zoned,
        available_bytes: Option<u64>,
    ) -> Self {
        let (expected_dump_bytes, likely_file_bytes) = if let Some(last) = last {
            let grown = |bytes| scale(bytes, facts.database_bytes, last.server.database_bytes);
            (grown(last.dump.bytes), grown(last.file.bytes))
        } else {
            let dump = facts.tables_bytes / 100 * FILLED_PERCENT;
            (dump, dump / LIKELY_RATIO)
        };
        let warnings = available_bytes
            .filter(|available| *available < likely_file_bytes.saturating_mul(3))
            .map(|available_bytes| Warning::LittleSpace { available_bytes })
            .into_iter()
            .collect();
        Self {
            name: BackupName::new(database, now),
            expected_dump_bytes,
            approximate: last.is_none(),
            least_file_bytes: likely_file_bytes / 2,
            warnings,
        }
    }
}

fn scale(bytes: u64, now: u64, then: u64) -> u64 {
    if now == 0 || then == 0 {
        return bytes;
    }
    let scaled = u128::from(bytes) * u128::from(now) / u128::from(then);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// The database's name with what Windows and OneDrive forbid in a file's name replaced. The real
/// name is in the manifest.
fn file_name_part(database: &str) -> String {
    let replaced: String = database
        .chars()
        .map(|c| if c.is_control() || r#""*:<>?/\|~%#"#.contains(c) { '_' } else { c })
        .collect();
    replaced.trim().trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::manifest::tests::example;

    fn facts(database_bytes: u64, tables_bytes: u64) -> ServerFacts {
        ServerFacts { version_num: 150_018, version: "15.18".into(), database_bytes, tables_bytes }
    }

    fn now() -> Zoned {
        "2026-11-22T18:04:05+01:00[Europe/Paris]".parse().unwrap()
    }

    #[test]
    fn the_name_says_database_and_local_time() {
        let plan = BackupPlan::new("torii", &facts(0, 0), None, &now(), None);
        assert_eq!(plan.name.file_name(1), "backup_torii_20261122_180405.sql.gz");
        assert_eq!(plan.name.file_name(2), "backup_torii_20261122_180405_2.sql.gz");
    }

    #[test]
    fn what_onedrive_forbids_is_replaced() {
        assert_eq!(file_name_part(r#" a:b/c\d"e|f?g*h<i>~$é.. "#), "a_b_c_d_e_f_g_h_i__$é");
    }

    #[test]
    fn the_former_backup_scaled_by_growth_is_expected() {
        let mut last = example();
        last.dump.bytes = 1000;
        last.file.bytes = 100;
        last.server.database_bytes = 500;
        let plan = BackupPlan::new("d", &facts(1000, 7), Some(&last), &now(), Some(400));
        assert_eq!((plan.expected_dump_bytes, plan.approximate), (2000, false));
        assert_eq!(plan.least_file_bytes, 100);
        assert_eq!(plan.warnings, [Warning::LittleSpace { available_bytes: 400 }]);
    }

    #[test]
    fn a_first_backup_is_estimated_from_the_catalogs() {
        let plan = BackupPlan::new("d", &facts(9, 1000), None, &now(), Some(u64::MAX));
        assert_eq!((plan.expected_dump_bytes, plan.approximate), (900, true));
        assert!(plan.warnings.is_empty());
    }
}
