//! One backup from preflight to publication.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Map;

use super::damage;
use super::pg_dump::Dump;
use super::publish::publish;
use super::read_back::ReadBack;
use super::without_rows::WithoutRows;
use crate::alarms;
use crate::backup::plan::BackupPlan;
use crate::config::profile::Profile;
use crate::dump::scanner::DumpSummary;
use crate::dump::sink::Dumped;
use crate::folder::catalog;
use crate::folder::check;
use crate::folder::manifest::{
    self, Alarm, ClientInfo, FileInfo, Manifest, Pin, Reason, Verification, VerificationKind,
};
use crate::folder::run::{JobKey, JobLock, Run};
use crate::folder::staging::Staging;
use crate::folder::target::Target;
use crate::platform::child::{self, Ended};
use crate::platform::clock;
use crate::platform::installation;
use crate::platform::keep_awake::KeepAwake;
use crate::postgres::client_tools::{self, PgDump};
use crate::postgres::connection::Connection;
use crate::postgres::server::former;
use crate::postgres::server::{DatabaseFacts, Relay, Server, ServerFacts, databases_with_tables};
use crate::postgres::told;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::progress::{Monitor, Tracker};

/// How often the watching thread looks at the dump.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// For the server to see that a session of ours is closed.
const LEAVE_LIMIT: Duration = Duration::from_secs(5);
const LEAVE_EVERY: Duration = Duration::from_millis(200);
/// Preflight checks, for the percentages.
const CHECKS: u8 = 5;

/// When silence is worth a word and when it is the end. The defaults are the product's.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub silent: Duration,
    pub stalled: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silent: Duration::from_secs(60), stalled: Duration::from_secs(600) }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct BackupRequest<'a> {
    pub profile: &'a Profile,
    pub reason: Reason,
    pub patience: Patience,
    /// Tables whose rows are left out, as people write their names. The backup is incomplete then.
    pub without_rows: &'a [String],
    /// Why it is kept for ever, if it is.
    pub pin: Option<&'a str>,
}

/// A published backup.
#[derive(Clone, Debug)]
pub struct BackupReport {
    pub path: PathBuf,
    pub manifest: Manifest,
    pub warnings: Vec<Warning>,
}

/// Makes a backup, from the first check to the published manifest.
///
/// # Errors
/// Everything of [`Error`]; nothing is left behind then.
pub fn run(
    request: &BackupRequest<'_>,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<BackupReport> {
    let never = |_: &Target, _: &str| false;
    // Nothing only where it is not wanted.
    run_unless(request, &never, cancel, monitor)?.ok_or(Error::Cancelled)
}

/// As [`run`], unless `is_needless` says of the folder and the database, when no other backup of them
/// can begin any more, that there is no need. It is asked before the server is.
///
/// # Errors
/// As [`run`].
pub fn run_unless(
    request: &BackupRequest<'_>,
    is_needless: &dyn Fn(&Target, &str) -> bool,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<Option<BackupReport>> {
    let database = request.profile.place()?.database;
    let target = Target::open(request.profile.dir.as_deref())?;
    let key = JobKey::new(&target, &database);
    let lock = JobLock::acquire(&key, &database)?;
    if is_needless(&target, &database) {
        return Ok(None);
    }
    let mut run = Run::begin(lock, key.clone(), monitor);
    let connection = request.profile.connection();
    let result = connection
        .and_then(|connection| run_locked(request, &connection, &target, &key, cancel, &mut run));
    match &result {
        Ok(report) => run.completed(report.path.clone(), &report.manifest),
        Err(error) => run.failed(error),
    }
    result.map(Some)
}

fn run_locked(
    request: &BackupRequest<'_>,
    connection: &Connection,
    target: &Target,
    key: &JobKey,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<BackupReport> {
    let started = Instant::now();
    let created_at = clock::now();
    let tools = client_tools::Search::start(request.profile.pg_dump.as_deref());
    let mut job = Job { request, connection, target, cancel, tracker: Tracker::new(monitor) };
    for warning in told::warnings(connection) {
        job.tracker.warn(warning);
    }
    let staging = Staging::prepare(target, key)?;
    check::sweep(target.folder());
    for name in staging.recover()? {
        job.tracker.warn(Warning::Recovered { name });
    }
    job.checked(1)?;
    let server = Server::connect(connection)?;
    let pg_dump = tools.choose(server.version())?;
    let without_rows = WithoutRows::find(&server, request.without_rows)?;
    job.checked(2)?;
    let _awake = KeepAwake::start();
    let order = Order {
        pg_dump: &pg_dump,
        encoding: server.encoding().to_owned(),
        without_rows: &without_rows,
        staging: &staging,
    };
    let Made { dumped, read_back, plan, database, nothing_in_it, server } =
        job.make(server, &order)?;
    let dumped = job.check(dumped, read_back)?;
    let mut manifest = Manifest {
        manifest_version: manifest::VERSION,
        id: uuid::Uuid::new_v4().to_string(),
        profile: request.profile.name.clone(),
        reason: request.reason,
        created_at,
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        database: connection.database.clone(),
        server: database.server,
        client: ClientInfo {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            pg_dump_version: pg_dump.version.clone(),
            unknown: Map::new(),
        },
        file: dumped.file_info(""),
        dump: dumped.dump_info(),
        tables: dumped.summary.tables,
        large_objects: dumped.summary.large_objects,
        extensions: database.extensions,
        roles: database.roles,
        database_settings: database.settings,
        django: database.django,
        incomplete: without_rows.missing(),
        subscriptions: database.subscriptions,
        origin: None,
        installation: installation::id(),
        alarms: Vec::new(),
        accepted_at: None,
        unchanged_since: None,
        pinned: request.pin.map(|note| Pin::new(note, clock::now())),
        verifications: vec![Verification {
            at: clock::now(),
            kind: VerificationKind::Backup,
            ok: true,
            detail: String::new(),
        }],
        unknown: Map::new(),
    };
    alarms::note(&mut manifest, target, request.profile);
    let named = |name: &str| Manifest {
        file: FileInfo { name: name.to_owned(), ..manifest.file.clone() },
        ..manifest.clone()
    };
    let (path, manifest) = publish(dumped.file, &plan.name, &named, target, &staging)?;
    job.tracker.finished();
    if !manifest.alarms.is_empty() {
        let alarms = manifest.alarms.iter().map(Alarm::message).collect();
        job.tracker.warn(Warning::Suspicious { alarms, freezes: manifest.is_suspicious() });
    }
    told::remember(connection);
    if manifest.is_incomplete() {
        // The rows that it lacks may be in a former database: nothing goes because of it.
        job.tracker.warn(Warning::Incomplete { tables: manifest.tables_missing() });
    } else {
        for warning in remove_expired(server.as_ref(), connection) {
            job.tracker.warn(warning);
        }
    }
    drop(server);
    if nothing_in_it && request.reason != Reason::BeforeRestore {
        let (database, others) = (connection.database.clone(), databases_with_tables(connection));
        job.tracker.warn(Warning::NothingInDatabase { database, others });
    }
    let warnings =
        job.tracker.into_warnings().into_iter().filter(Warning::outlasts_the_run).collect();
    Ok(BackupReport { path, manifest, warnings })
}

/// The backup is there: what cannot be tidied up is said, and tried again by the next one.
fn remove_expired(server: Option<&Server>, connection: &Connection) -> Vec<Warning> {
    let database = &connection.database;
    let anew = || former::remove_expired(&Server::connect(connection)?, database);
    // The session may not have outlived a long dump, with a firewall in between that forgets.
    let removed = match server {
        Some(server) => former::remove_expired(server, database).or_else(|_| anew()),
        None => anew(),
    };
    removed.unwrap_or_else(|error| vec![Warning::FormersUnknown { detail: error.message() }])
}

fn check_privileges(
    server: &Server,
    facts: &ServerFacts,
    connection: &Connection,
    without_rows: &WithoutRows,
) -> Result<()> {
    let user = || connection.user.clone();
    let tables = server.tables_not_readable()?;
    if !tables.is_empty() {
        return Err(Error::TablesNotReadable { user: user(), tables });
    }
    let mut tables = server.tables_with_hidden_rows()?;
    tables.retain(|table| !without_rows.covers(table));
    if !tables.is_empty() {
        return Err(Error::RowLevelSecurity { user: user(), tables });
    }
    let objects = server.large_objects_not_readable(facts)?;
    if !objects.is_empty() {
        return Err(Error::LargeObjectsNotReadable { user: user(), objects });
    }
    Ok(())
}

fn plan(target: &Target, connection: &Connection, facts: &ServerFacts) -> Result<BackupPlan> {
    let last = catalog::latest(target, Some(&connection.database)).ok().map(|(_, last)| last);
    let available = target.available_bytes();
    let plan =
        BackupPlan::new(&connection.database, facts, last.as_ref(), &clock::now_here(), available);
    match available {
        Some(available_bytes) if available_bytes < plan.least_file_bytes => {
            Err(Error::TooLittleSpace {
                path: target.folder().to_owned(),
                needed_bytes: plan.least_file_bytes,
                available_bytes,
            })
        }
        _ => Ok(plan),
    }
}

/// What `pg_dump` is asked for.
struct Order<'a> {
    pg_dump: &'a PgDump,
    encoding: String,
    without_rows: &'a WithoutRows,
    staging: &'a Staging,
}

impl Order<'_> {
    fn start(&self, connection: &Connection) -> Result<Dump> {
        let Self { pg_dump, encoding, without_rows, staging } = self;
        Dump::start(pg_dump, connection, encoding, without_rows, staging)
    }
}

/// What came of it.
struct Made {
    dumped: Dumped,
    read_back: ReadBack,
    plan: BackupPlan,
    database: DatabaseFacts,
    nothing_in_it: bool,
    /// Our session, where it could stay beside `pg_dump`'s.
    server: Option<Server>,
}

/// What the stages share.
struct Job<'a, 'm> {
    request: &'a BackupRequest<'a>,
    connection: &'a Connection,
    target: &'a Target,
    cancel: &'a CancelToken,
    tracker: Tracker<'m>,
}

impl Job<'_, '_> {
    /// The staging folder is on the target's volume: the user knows the target.
    fn target_error(&self, error: io::Error) -> Error {
        Error::of_target(self.target.folder(), error)
    }

    fn checked(&mut self, count: u8) -> Result<()> {
        self.tracker.preflight(count, CHECKS);
        self.cancel.check()
    }

    /// What can still be checked before the dump is worth its time.
    fn prepare(
        &mut self,
        server: &Server,
        without_rows: &WithoutRows,
    ) -> Result<(ServerFacts, BackupPlan)> {
        let facts = server.facts()?;
        self.checked(3)?;
        check_privileges(server, &facts, self.connection, without_rows)?;
        self.checked(4)?;
        let plan = plan(self.target, self.connection, &facts)?;
        for warning in plan.warnings.clone() {
            self.tracker.warn(warning);
        }
        self.checked(CHECKS)?;
        Ok((facts, plan))
    }

    /// Until `pg_dump` has ended. It begins with the catalogs: what is left to check is checked
    /// meanwhile, and stops it if need be before there is much to throw away; then the manifest's
    /// facts are asked for. Where there is no second connection, it comes after the questions.
    fn make(&mut self, server: Server, order: &Order<'_>) -> Result<Made> {
        // A pooler may have one connection for us as well, and waits instead of saying so.
        let beside = !server.is_pooled();
        if !beside && !server.lends_transactions() {
            return Err(Server::connect(self.connection)?.transaction_needed(self.connection));
        }
        let dump = beside.then(|| order.start(self.connection)).transpose()?;
        let (facts, plan) = match self.prepare(&server, order.without_rows) {
            Ok(prepared) => prepared,
            Err(error) => {
                if let Some(dump) = dump {
                    dump.abandon();
                }
                return Err(error);
            }
        };
        self.tracker.dump_starts(plan.expected_dump_bytes, plan.approximate);
        let database = server.database_facts(&facts).unwrap_or_else(|error| {
            self.tracker.warn(Warning::FactsMissing { detail: error.message() });
            DatabaseFacts::default()
        });
        let nothing_in_it = !server.has_anything().unwrap_or(true);
        let done = dump.map(|dump| self.finish(dump));
        let (server, done) = match done {
            None | Some(Err(Error::TooManyConnections { .. })) => {
                (None, self.dump_alone(server, order))
            }
            Some(done) => (Some(server), done),
        };
        let (dumped, read_back) = done?;
        Ok(Made { dumped, read_back, plan, database, nothing_in_it, server })
    }

    /// Through a pooler, or with the one connection that this login may have.
    fn dump_alone(&mut self, server: Server, order: &Order<'_>) -> Result<(Dumped, ReadBack)> {
        let relay = server.is_pooled().then(|| Relay::start(self.connection)).transpose()?;
        drop(server);
        let Some(relay) = relay else {
            // The server takes a moment to end the session that we have left.
            let patience = Instant::now() + LEAVE_LIMIT;
            loop {
                let dump = order.start(self.connection)?;
                match self.finish(dump) {
                    Err(Error::TooManyConnections { .. } | Error::DumpFailed { .. })
                        if Instant::now() < patience =>
                    {
                        std::thread::sleep(LEAVE_EVERY);
                    }
                    done => return done,
                }
            }
        };
        let dump = order.start(&relay.instead_of(self.connection))?;
        self.finish(dump)
    }

    fn finish(&mut self, dump: Dump) -> Result<(Dumped, ReadBack)> {
        if let Err(error) = self.watch(&dump) {
            dump.abandon();
            return Err(error);
        }
        let (dumped, read_back, ended) = dump.finish(self.target)?;
        self.judge(&ended, &dumped)?;
        Ok((dumped, read_back))
    }

    /// Until the last byte is read, or there is a reason to stop.
    fn watch(&mut self, dump: &Dump) -> Result<()> {
        let Patience { silent, stalled } = self.request.patience;
        let (mut seen_bytes, mut last_byte, mut said) = (0, Instant::now(), false);
        while !dump.ends_within(LOOK_EVERY) {
            let dump_bytes = dump.gauge().dump_bytes();
            if dump_bytes > seen_bytes {
                (seen_bytes, last_byte, said) = (dump_bytes, Instant::now(), false);
            }
            self.tracker.dumping(dump_bytes, dump.gauge().file_bytes(), dump.gauge().table());
            let waited = last_byte.elapsed();
            self.cancel.check()?;
            if waited >= stalled {
                return Err(Error::DumpStalled { after: stalled });
            }
            if waited >= silent && !said {
                said = true;
                self.tracker.warn(Warning::Silent { after: silent });
            }
        }
        Ok(())
    }

    /// A dump is good if `pg_dump` says so and its trailer came.
    fn judge(&mut self, ended: &Ended, dumped: &Dumped) -> Result<()> {
        if !ended.status.success() {
            return Err(self.diagnose(ended, &dumped.summary));
        }
        if !dumped.summary.complete {
            return Err(Error::DumpIncomplete);
        }
        let said = ended.stderr.trim();
        if !said.is_empty() {
            self.tracker.warn(Warning::PgDumpSaid { text: said.to_owned() });
        }
        Ok(())
    }

    /// Why `pg_dump` failed. Its messages are in the server's language, so they are shown and not
    /// understood; the server is asked instead.
    fn diagnose(&self, ended: &Ended, summary: &DumpSummary) -> Error {
        let lost = || Error::ServerLost { address: self.connection.address() };
        match Server::connect(self.connection) {
            Err(
                Error::ServerUnreachable { .. }
                | Error::ServerSilent { .. }
                | Error::ServerNotReady { .. },
            ) => return lost(),
            // Of a dump that had begun, that is not the reason.
            Err(Error::TooManyConnections { .. }) if summary.bytes > 0 => {}
            Err(error) => return error,
            Ok(server) => {
                if let Ok(Some((table, by))) = server.locked_table() {
                    return Error::TableLocked { table, by };
                }
                match damage::find(&server, summary, &ended.stderr, self.cancel) {
                    Ok(Some(damaged)) => {
                        let left_out = self.request.without_rows.to_vec();
                        let (table, detail) = (damaged.name, damaged.detail);
                        return Error::TableDamaged { table, detail, left_out };
                    }
                    Err(error @ (Error::Cancelled | Error::ServerLost { .. })) => return error,
                    Ok(None) | Err(_) => {}
                }
            }
        }
        Error::DumpFailed {
            status: child::describe(ended.status),
            output: ended.stderr.trim().to_owned(),
        }
    }

    /// On the disk, then what has not been read back yet is, and all of it is hashed again.
    fn check(&mut self, mut dumped: Dumped, read_back: ReadBack) -> Result<Dumped> {
        let path = dumped.file.path().to_owned();
        dumped.file.sync().map_err(|error| self.target_error(error))?;
        self.tracker.compressed(dumped.summary.bytes, dumped.file_bytes);
        let (tracker, cancel) = (&mut self.tracker, self.cancel);
        let (bytes, sha256) = read_back.finish(&mut |bytes| {
            tracker.reading_back(bytes, dumped.file_bytes);
            cancel.check()
        })?;
        if bytes != dumped.file_bytes || sha256 != dumped.file_sha256 {
            return Err(Error::ReadBackDiffers { path });
        }
        Ok(dumped)
    }
}
