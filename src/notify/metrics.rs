//! How the profiles are, for Prometheus: a text file that its node exporter reads.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;

use super::together::Outcome;
use super::trouble::Trouble;
use crate::platform::public_file;

/// One profile, as it is now. What is not known is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics {
    pub profile: String,
    pub last_success: Option<Timestamp>,
    pub last_exit: Option<u8>,
    /// Of the last run.
    pub seconds: Option<f64>,
    pub dump_bytes: Option<u64>,
    pub file_bytes: Option<u64>,
    pub rows: Option<u64>,
    pub last_drill: Option<Timestamp>,
    /// A later drill than that could not restore.
    pub drill_failed: bool,
    pub stale: bool,
    pub alarms_open: usize,
}

/// Replaces the file with the metrics of all profiles.
pub fn write(path: &Path, all: &[Metrics]) -> Outcome {
    outcome(path, public_file::replace(path, text(all).as_bytes()))
}

/// Whether the file could be written; what stands in it is true and stays.
pub fn test(path: &Path) -> Outcome {
    outcome(path, public_file::could_replace(path))
}

fn outcome(path: &Path, result: std::io::Result<()>) -> Outcome {
    result.map_err(|source| Trouble::NotWritten { path: path.to_owned(), source })?;
    Ok(path.display().to_string())
}

type Value = fn(&Metrics) -> Option<String>;

/// Name, explanation, value.
const TABLE: [(&str, &str, Value); 10] = [
    ("last_success_timestamp_seconds", "When the last backup that succeeded ended.", |it| {
        it.last_success.map(seconds)
    }),
    ("last_exit_status", "Exit status of the last run; 0 and 3 are success.", |it| {
        it.last_exit.map(|status| status.to_string())
    }),
    ("last_duration_seconds", "How long the last run took.", |it| {
        it.seconds.map(|seconds| seconds.to_string())
    }),
    ("last_dump_bytes", "What pg_dump sent for the last backup.", |it| {
        it.dump_bytes.map(|bytes| bytes.to_string())
    }),
    ("last_file_bytes", "Size of the last backup's file.", |it| {
        it.file_bytes.map(|bytes| bytes.to_string())
    }),
    ("last_rows", "Rows in the last backup.", |it| it.rows.map(|rows| rows.to_string())),
    ("last_drill_timestamp_seconds", "When a backup was last restored to try it.", |it| {
        it.last_drill.map(seconds)
    }),
    ("drill_failed", "Whether the last drill could not restore its backup.", |it| {
        Some(u8::from(it.drill_failed).to_string())
    }),
    ("stale", "Whether the last backup is older than it should be.", |it| {
        Some(u8::from(it.stale).to_string())
    }),
    ("alarms_open", "Alarms that nobody has closed.", |it| Some(it.alarms_open.to_string())),
];

fn text(all: &[Metrics]) -> String {
    let mut text = String::new();
    for (name, help, value) in TABLE {
        let known = all.iter().filter_map(|it| Some((label(&it.profile), value(it)?)));
        let mut known = known.peekable();
        if known.peek().is_none() {
            continue;
        }
        let _ = writeln!(text, "# HELP sauvegarde_{name} {help}");
        let _ = writeln!(text, "# TYPE sauvegarde_{name} gauge");
        for (profile, value) in known {
            let _ = writeln!(text, "sauvegarde_{name}{{profile=\"{profile}\"}} {value}");
        }
    }
    text
}

fn seconds(time: Timestamp) -> String {
    time.as_second().to_string()
}

fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_profiles() -> [Metrics; 2] {
        let full = Metrics {
            profile: "compta".to_owned(),
            last_success: Some(Timestamp::from_second(1_795_000_000).unwrap()),
            last_exit: Some(3),
            seconds: Some(12.5),
            dump_bytes: Some(5_000_000_000),
            file_bytes: Some(700),
            rows: Some(42),
            last_drill: Some(Timestamp::from_second(1_790_000_000).unwrap()),
            drill_failed: true,
            stale: false,
            alarms_open: 0,
        };
        let never = Metrics {
            profile: "a\"b\\c\nd".to_owned(),
            stale: true,
            alarms_open: 2,
            ..Metrics::default()
        };
        [full, never]
    }

    #[test]
    fn the_file_is_in_the_format_of_prometheus() {
        let expected = r#"# HELP sauvegarde_last_success_timestamp_seconds When the last backup that succeeded ended.
# TYPE sauvegarde_last_success_timestamp_seconds gauge
sauvegarde_last_success_timestamp_seconds{profile="compta"} 1795000000
# HELP sauvegarde_last_exit_status Exit status of the last run; 0 and 3 are success.
# TYPE sauvegarde_last_exit_status gauge
sauvegarde_last_exit_status{profile="compta"} 3
# HELP sauvegarde_last_duration_seconds How long the last run took.
# TYPE sauvegarde_last_duration_seconds gauge
sauvegarde_last_duration_seconds{profile="compta"} 12.5
# HELP sauvegarde_last_dump_bytes What pg_dump sent for the last backup.
# TYPE sauvegarde_last_dump_bytes gauge
sauvegarde_last_dump_bytes{profile="compta"} 5000000000
# HELP sauvegarde_last_file_bytes Size of the last backup's file.
# TYPE sauvegarde_last_file_bytes gauge
sauvegarde_last_file_bytes{profile="compta"} 700
# HELP sauvegarde_last_rows Rows in the last backup.
# TYPE sauvegarde_last_rows gauge
sauvegarde_last_rows{profile="compta"} 42
# HELP sauvegarde_last_drill_timestamp_seconds When a backup was last restored to try it.
# TYPE sauvegarde_last_drill_timestamp_seconds gauge
sauvegarde_last_drill_timestamp_seconds{profile="compta"} 1790000000
# HELP sauvegarde_drill_failed Whether the last drill could not restore its backup.
# TYPE sauvegarde_drill_failed gauge
sauvegarde_drill_failed{profile="compta"} 1
sauvegarde_drill_failed{profile="a\"b\\c\nd"} 0
# HELP sauvegarde_stale Whether the last backup is older than it should be.
# TYPE sauvegarde_stale gauge
sauvegarde_stale{profile="compta"} 0
sauvegarde_stale{profile="a\"b\\c\nd"} 1
# HELP sauvegarde_alarms_open Alarms that nobody has closed.
# TYPE sauvegarde_alarms_open gauge
sauvegarde_alarms_open{profile="compta"} 0
sauvegarde_alarms_open{profile="a\"b\\c\nd"} 2
"#;
        assert_eq!(text(&two_profiles()), expected);
    }

    #[test]
    fn the_file_is_replaced_whole_and_a_test_leaves_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sauvegarde.prom");
        std::fs::write(&path, "former").unwrap();
        test(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "former");
        write(&path, &two_profiles()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text(&two_profiles()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let absent = folder.path().join("absent").join("x.prom");
        assert!(matches!(write(&absent, &[]), Err(Trouble::NotWritten { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn another_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sauvegarde.prom");
        write(&path, &[]).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }
}
