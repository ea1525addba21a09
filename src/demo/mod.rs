//! The main job from end to end on an embedded default: a throwaway server, the database of an
//! institute that never was, a backup, its verification and its restore into a copy.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::backup::{self, BackupReport, BackupRequest, Patience};
use crate::config::profile::{Profile, Url};
use crate::folder::check;
use crate::folder::manifest::{Manifest, Reason};
use crate::platform::child::Child;
use crate::postgres::client_tools;
use crate::postgres::cluster::Cluster;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::i18n::tr;
use crate::report::progress::{Monitor, Silent};
use crate::report::sql::quote_identifier;
use crate::restore::{self, Goal, RestoreRequest, Whole};

/// The database of the demonstration.
pub const DATABASE: &str = "institut_torii_db";
const COPY: &str = "institut_torii_copie";
const CONTENT: &str = include_str!("torii.sql");
/// To fill the database at size 1, on a slow machine; it grows with the size.
const FILL_LIMIT: Duration = Duration::from_secs(120);
const DUMP_LIMIT: Duration = Duration::from_secs(600);
/// `pg_dump` alone is timed twice: the first time warms the caches.
const ALONE_RUNS: u32 = 2;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct DemoRequest {
    /// Where the backup goes.
    pub dir: PathBuf,
    /// 1 is about 300,000 rows.
    pub size: f64,
    /// The setting: the server's programs may be beside it.
    pub pg_dump: Option<PathBuf>,
}

/// What happened.
pub struct DemoReport {
    pub server_version: String,
    pub backup: BackupReport,
    pub pg_dump_alone: Duration,
    pub copy: String,
    /// Running, with the database and its copy; dropping it ends it.
    pub cluster: Cluster,
}

/// Runs the whole demonstration.
///
/// # Errors
/// [`Error::ServerProgramsMissing`], [`Error::DemoFailed`], or what a backup can meet.
pub fn run(
    request: &DemoRequest,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<DemoReport> {
    let programs = client_tools::find_server_programs_with(request.pg_dump.as_deref(), None)?;
    let cluster = Cluster::start(&programs, &std::env::temp_dir(), &[])?;
    cancel.check()?;
    let server_version = fill(&cluster, request.size)?;
    cancel.check()?;
    let pg_dump_alone = time_alone(&cluster)?;
    let profile = Profile {
        name: "demo".to_owned(),
        url: Some(Url(cluster.connection(DATABASE).url_without_password())),
        dir: Some(request.dir.clone()),
        pg_dump: Some(programs),
        is_throwaway: true,
        ..Profile::default()
    };
    let (reason, patience) = (Reason::Cli, Patience::default());
    let wish = BackupRequest { profile: &profile, reason, patience, without_rows: &[], pin: None };
    let backup = backup::run(&wish, cancel, monitor)?;
    let verified = check::verify(&backup.path, cancel, &mut |_, _| {})?;
    if !verified.problems.is_empty() {
        let problems = verified.problems.iter().map(check::Problem::message).collect();
        return Err(Error::Damaged { name: backup.manifest.file.name.clone(), problems });
    }
    let connection = cluster.connection(DATABASE);
    let request = RestoreRequest {
        connection: &connection,
        file: &backup.path,
        from: None,
        tools: None,
        goal: Goal::Into(COPY),
        leave_out_owners: false,
        leave_out_privileges: false,
        whole: Whole::Ask,
    };
    restore::run(&request, cancel, &mut Silent)?;
    compare(&cluster, &backup.manifest)?;
    Ok(DemoReport { server_version, backup, pg_dump_alone, copy: COPY.to_owned(), cluster })
}

fn fill(cluster: &Cluster, size: f64) -> Result<String> {
    let server = Server::connect(&cluster.connection("postgres"))?;
    let sql = format!("create database {DATABASE} template template0 encoding 'UTF8'");
    server.batch(&sql, FILL_LIMIT)?;
    let server = Server::connect(&cluster.connection(DATABASE))?;
    let limit = FILL_LIMIT.mul_f64(size.clamp(1.0, 100.0));
    server.batch(&format!("set torii.scale = '{size}'"), limit)?;
    server.batch(CONTENT, limit)?;
    Ok(server.facts()?.version)
}

fn time_alone(cluster: &Cluster) -> Result<Duration> {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let mut best = Duration::MAX;
    for _ in 0..ALONE_RUNS {
        // It is there, and what is not a file cannot be made empty.
        let file = OpenOptions::new().write(true).open(nowhere);
        let file = file.map_err(|error| Error::reading(Path::new(nowhere), error))?;
        let started = Instant::now();
        let mut pg_dump = cluster.program("pg_dump");
        pg_dump.envs(cluster.connection(DATABASE).child_environment());
        Child::spawn_logging(pg_dump, file)?.wait(DUMP_LIMIT)?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}

/// Number of rows and a sum of hashes of every table, in the source and in the copy.
fn compare(cluster: &Cluster, manifest: &Manifest) -> Result<()> {
    let source = Server::connect(&cluster.connection(DATABASE))?;
    let copy = Server::connect(&cluster.connection(COPY))?;
    for table in &manifest.tables {
        let name = format!("{}.{}", quote_identifier(&table.schema), quote_identifier(&table.name));
        let sql = format!(
            "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text
             from {name} t"
        );
        let fingerprint = |server: &Server| -> Result<(i64, String)> {
            let rows = server.query(&sql, &[])?;
            let row = rows.first().ok_or(Error::NoBackup { path: name.clone().into() })?;
            Ok((row.get(0), row.get(1)))
        };
        let (here, there) = (fingerprint(&source)?, fingerprint(&copy)?);
        if here != there || u64::try_from(here.0) != Ok(table.rows) {
            return Err(Error::DemoFailed { detail: tr!("demo-differs", table = name) });
        }
    }
    Ok(())
}
