//! Exchanges what is in the live database, for a login that may not create databases.
//!
//! Invariants: everything is one transaction of ours, in which each message to the server is one
//! statement, and no statement of the dump begins or ends a transaction; COMMIT is sent only after
//! the dump was read to its end a second time, is the one that was inspected, and the rows agree;
//! from the safety backup on nobody else writes.

use std::path::PathBuf;
use std::time::Duration;

use super::evictor::{Evictor, Whom};
use super::executor::{Rules, Transactions};
use super::fill::Filling;
use super::inspected::Inspected;
use super::request::Job;
use super::safety;
use super::way::Way;
use crate::config::profile::Profile;
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

mod survey;

use survey::Survey;

const BEGIN_LIMIT: Duration = Duration::from_secs(30);
/// For the sessions that hold on to a table to end.
const PATIENCE_S: u32 = 10;
/// To learn what became of a COMMIT whose answer did not come.
const TRIES: u32 = 20;
const TRY_EVERY: Duration = Duration::from_millis(500);

/// Gives the safety backup.
///
/// # Errors
/// [`Error::MayNotRestoreInPlace`] before anything is done; [`Error::SessionsStay`], or as
/// [`super::run`]: the database is then as before.
pub fn run(
    job: &mut Job<'_, '_>,
    maintenance: &Connection,
    rules: Rules,
    inspected: &Inspected,
    profile: &Profile,
) -> Result<PathBuf> {
    let Inspected { manifest, needs, source, .. } = inspected;
    let manifest = manifest.as_ref();
    let connection = job.request.connection;
    if let Some((line, what)) = needs.own_transactions.clone() {
        return Err(Error::DumpForbidden { line, what });
    }
    let server = Server::connect_session(connection)?;
    let survey = Survey::of(&server, manifest, needs.rights_on_the_database)?;
    if !survey.in_the_way.is_empty() {
        let (user, things) = (connection.user.clone(), survey.in_the_way);
        return Err(Error::MayNotRestoreInPlace { user, things });
    }
    let transaction = Transaction::begin(&server, connection)?;
    let evictor = Evictor::start(maintenance.clone(), Whom::InTheWayOf(server.pid()?));
    transaction.lock(&survey, job.cancel)?;
    let safety_backup = safety::back_up(job, profile, Way::InPlace)?;
    transaction.empty(&survey, job.cancel)?;
    drop(evictor);
    let (cancel, tracker) = (job.cancel, &mut job.tracker);
    let filling = Filling { source, manifest, cancel, tracker };
    let outcome = filling.run(&server, rules, Transactions::Ours, None)?;
    job.note(outcome);
    job.accept_incomplete()?;
    cancel.check()?;
    transaction.commit()?;
    Ok(safety_backup)
}

/// Rolled back unless it is committed.
struct Transaction<'a> {
    server: &'a Server,
    connection: &'a Connection,
    id: i64,
    finished: bool,
}

impl<'a> Transaction<'a> {
    fn begin(server: &'a Server, connection: &'a Connection) -> Result<Self> {
        let sql = format!(
            "set lock_timeout = '{PATIENCE_S}s'; set session characteristics as transaction
             isolation level read committed, read write"
        );
        server.batch(&sql, BEGIN_LIMIT)?;
        server.batch("begin", BEGIN_LIMIT)?;
        let id = server.transaction()?;
        Ok(Self { server, connection, id, finished: false })
    }

    /// Whoever reads goes on reading; nobody writes what the safety backup would not have.
    fn lock(&self, survey: &Survey, cancel: &CancelToken) -> Result<()> {
        if survey.tables.is_empty() {
            return Ok(());
        }
        let sql = format!("lock table {} in exclusive mode", survey.tables.join(", "));
        self.waiting(self.server.execute_one(&sql, cancel))
    }

    fn empty(&self, survey: &Survey, cancel: &CancelToken) -> Result<()> {
        survey.drops.iter().try_for_each(|sql| self.waiting(self.server.execute_one(sql, cancel)))
    }

    /// 55P03: the patience is over.
    fn waiting(&self, result: Result<()>) -> Result<()> {
        match result {
            Err(Error::ServerAnswer { sqlstate, .. }) if sqlstate == "55P03" => {
                let _ = self.server.batch("rollback", BEGIN_LIMIT);
                let database = self.connection.database.clone();
                let sessions = self.server.sessions(&database).unwrap_or_default();
                Err(Error::SessionsStay { database, sessions })
            }
            other => other,
        }
    }

    fn commit(mut self) -> Result<()> {
        // It is still the one that was begun: nothing in between has ended it.
        if self.server.transaction()? != self.id {
            return Err(Error::CommitUnknown { address: self.connection.address() });
        }
        self.finished = true;
        match self.server.execute_one("commit", &CancelToken::default()) {
            Err(Error::ServerLost { address }) => self.was_committed(address),
            Err(Error::ServerAnswer { sqlstate, detail, .. }) => {
                let statement = "COMMIT".to_owned();
                Err(Error::RestoreFailed { line: 0, statement, sqlstate, detail })
            }
            other => other,
        }
    }

    /// The answer was lost, not necessarily what it answers.
    fn was_committed(&self, address: String) -> Result<()> {
        for _ in 0..TRIES {
            std::thread::sleep(TRY_EVERY);
            let status = Server::connect(self.connection)
                .and_then(|server| server.transaction_status(self.id));
            match status.as_deref() {
                Ok("committed") => return Ok(()),
                Ok("aborted") => return Err(Error::ServerLost { address }),
                _ => {}
            }
        }
        Err(Error::CommitUnknown { address })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.finished {
            let _ = self.server.batch("rollback", BEGIN_LIMIT);
        }
    }
}
