//! The main job from end to end on an embedded default: a throwaway server, the database of an
//! institute that never was, a backup, its verification and its restore into a copy.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;

use crate::backup::{self, BackupReport, BackupRequest, Patience};
use crate::cancel::CancelToken;
use crate::child::{self, Child};
use crate::client_tools;
use crate::cluster::Cluster;
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::manifest::{Manifest, Reason};
use crate::profile::{Profile, Url};
use crate::progress::Monitor;
use crate::server::Server;
use crate::tr;
use crate::verify;

/// The database of the demonstration.
pub const DATABASE: &str = "institut_torii_db";
const COPY: &str = "institut_torii_copie";
const CONTENT: &str = include_str!("demo/torii.sql");
/// To fill the database at size 1, on a slow machine; it grows with the size.
const FILL_LIMIT: Duration = Duration::from_secs(120);
const RESTORE_LIMIT: Duration = Duration::from_secs(600);
/// `pg_dump` alone is timed twice: the first time warms the caches.
const ALONE_RUNS: u32 = 2;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct DemoRequest {
    /// Where the backup goes.
    pub dir: PathBuf,
    /// 1 is about 300,000 rows.
    pub size: f64,
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
    let programs = client_tools::find_server_programs(None)?;
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
    };
    let wish =
        BackupRequest { profile: &profile, reason: Reason::Cli, patience: Patience::default() };
    let backup = backup::run(&wish, cancel, monitor)?;
    let verified = verify::verify(&backup.path, cancel, &mut |_, _| {})?;
    if !verified.problems.is_empty() {
        let problems = verified.problems.iter().map(verify::Problem::message).collect();
        return Err(Error::Damaged { name: backup.manifest.file.name.clone(), problems });
    }
    restore(&cluster, &backup.path)?;
    compare(&cluster, &backup.manifest)?;
    Ok(DemoReport { server_version, backup, pg_dump_alone, copy: COPY.to_owned(), cluster })
}

fn fill(cluster: &Cluster, size: f64) -> Result<String> {
    let server = Server::connect(&cluster.connection("postgres"))?;
    for name in [DATABASE, COPY] {
        let sql = format!("create database {name} template template0 encoding 'UTF8'");
        server.batch(&sql, FILL_LIMIT)?;
    }
    let server = Server::connect(&cluster.connection(DATABASE))?;
    let limit = FILL_LIMIT.mul_f64(size.clamp(1.0, 100.0));
    server.batch(&format!("set torii.scale = '{size}'"), limit)?;
    server.batch(CONTENT, limit)?;
    Ok(server.facts()?.version)
}

fn client(cluster: &Cluster, name: &str, connection: &Connection) -> Command {
    let mut command = cluster.program(name);
    command.envs(connection.child_environment());
    command
}

fn time_alone(cluster: &Cluster) -> Result<Duration> {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let mut best = Duration::MAX;
    for _ in 0..ALONE_RUNS {
        let file =
            File::create(nowhere).map_err(|error| Error::reading(Path::new(nowhere), error))?;
        let started = Instant::now();
        let pg_dump = client(cluster, "pg_dump", &cluster.connection(DATABASE));
        Child::spawn_logging(pg_dump, file)?.wait(RESTORE_LIMIT)?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}

/// By hand, as the README says it: decompressed, then given to psql.
fn restore(cluster: &Cluster, backup: &Path) -> Result<()> {
    let script = cluster.folder().join("copy.sql");
    let unpack = || -> io::Result<()> {
        let mut plain = File::create(&script)?;
        io::copy(&mut MultiGzDecoder::new(File::open(backup)?), &mut plain)?;
        Ok(())
    };
    unpack().map_err(|error| Error::reading(backup, error))?;
    let mut psql = client(cluster, "psql", &cluster.connection(COPY));
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&script);
    let (ended, _) = child::run(psql, RESTORE_LIMIT)?;
    let _ = std::fs::remove_file(&script);
    if ended.status.success() {
        return Ok(());
    }
    let detail = tr!("demo-restore-failed", detail = ended.stderr.trim());
    Err(Error::DemoFailed { detail })
}

/// Number of rows and a sum of hashes of every table, in the source and in the copy.
fn compare(cluster: &Cluster, manifest: &Manifest) -> Result<()> {
    let source = Server::connect(&cluster.connection(DATABASE))?;
    let copy = Server::connect(&cluster.connection(COPY))?;
    for table in &manifest.tables {
        let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let name = format!("{}.{}", quote(&table.schema), quote(&table.name));
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
