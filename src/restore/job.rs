//! One restore from the file to its name, and the way back.

use std::collections::BTreeSet;
use std::time::Instant;

use jiff::Timestamp;

use super::crew::Crew;
use super::executor::{Executor, Later, Rules, Transactions};
use super::fill::Filling;
use super::inspected::Inspected;
use super::maintenance::{self, READ_WRITE, refuse_standby, writable};
use super::new_database::{self, NewDatabase, ScratchRoles, sweep};
use super::properties::Properties;
use super::request::{Goal, Job, Kept, Replaced, RestoreReport, RestoreRequest, Undone, Whole};
use super::swap;
use super::way::Way;
use super::{hanging, in_place, safety, statistics};
use crate::folder::manifest::{DatabaseSettings, Manifest};
use crate::postgres::client_tools;
use crate::postgres::connection::Connection;
use crate::postgres::server::Server;
use crate::postgres::server::former;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, NotRestored, Result, Warning};
use crate::report::i18n::tr;
use crate::report::progress::{Monitor, Tracker};

/// In a database that nobody knows yet, no statement waits for the disk: the commit that gives the
/// database its name does, and with it everything that was written before.
const WAIT_FOR_NO_DISK: &str = "set synchronous_commit = off";
const WAIT_FOR_THE_DISK: &str = "select set_config('synchronous_commit', 'on', false)
    where current_setting('synchronous_commit') = 'off'";
/// The server cuts a longer name, and nobody finds the database by it.
const LONGEST_NAME_BYTES: usize = 63;
/// As `pg_dump` sets it.
const EMPTY_PATH: &str = "set search_path = ''";

/// Restores a backup.
///
/// # Errors
/// Refused (exit 15 or 16) or failed (17): the server is then as before.
pub fn run(
    request: &RestoreRequest<'_>,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<RestoreReport> {
    let started = Instant::now();
    if let Goal::Into(name) = request.goal
        && !(1..=LONGEST_NAME_BYTES).contains(&name.len())
    {
        let detail = tr!("usage-database-name", name = name, bytes = LONGEST_NAME_BYTES);
        return Err(Error::Usage { detail });
    }
    let mut job = Job { request, cancel, tracker: Tracker::new(monitor), not_restored: Vec::new() };
    let inspected = Inspected::of(request, cancel, &mut job.tracker)?;
    let (server, maintenance) =
        maintenance::connect(request.connection, request.replaced(), writable)?;
    let file_major = inspected.manifest.as_ref().map_or(0, |it| it.server.version_num / 10_000);
    let server_major = client_tools::major_of(server.version()).unwrap_or_default();
    job.run(&server, &maintenance, inspected, started).map_err(|error| match error {
        Error::RestoreFailed { .. } | Error::Incomplete { .. } if file_major > server_major => {
            let error = Box::new(error);
            Error::NewerThanServer { error, file: file_major, server: server_major }
        }
        other => other,
    })
}

/// Brings back the database that the last restore replaced.
///
/// # Errors
/// [`Error::NothingToUndo`], or what [`run`] can meet at its end; everything is then as before.
pub fn undo(connection: &Connection) -> Result<Undone> {
    // What it does is one transaction, so any session will do.
    let replaced = Some(connection.database.as_str());
    let (server, maintenance) = maintenance::connect(connection, replaced, Server::connect)?;
    refuse_standby(&server, connection)?;
    let warnings = hanging::left_behind(&server, &connection.database)?;
    let (former, set_aside) = swap::undo(&server, &maintenance, &connection.database)?;
    let kept_until = former::kept_until(Timestamp::now());
    Ok(Undone { former, set_aside: Kept { name: set_aside, until: kept_until }, warnings })
}

impl Job<'_, '_> {
    /// With a file that is fit to be restored.
    fn run(
        mut self,
        server: &Server,
        maintenance: &Connection,
        inspected: Inspected,
        started: Instant,
    ) -> Result<RestoreReport> {
        let request = self.request;
        server.execute(WAIT_FOR_THE_DISK, self.cancel)?;
        sweep(server)?;
        let way = match request.goal {
            Goal::Replace(_) => Way::of(server)?,
            Goal::Into(_) | Goal::Drill => Way::Swap,
        };
        let mut left_behind = Vec::new();
        if let Goal::Replace(_) = request.goal {
            left_behind = hanging::before_replacing(server, request.name(), way)?;
            for warning in left_behind.clone() {
                self.tracker.warn(warning);
            }
            if let Some(tables) = &inspected.tables {
                self.tell_what_is_not_in(tables)?;
            }
            if let Some(manifest) = &inspected.manifest {
                self.accept_missing_rows(manifest)?;
            }
        }
        let said = |warning: &Warning| matches!(warning, Warning::SubscriptionsLeft { .. });
        if let Some(manifest) = &inspected.manifest
            && !manifest.subscriptions.is_empty()
            && !matches!(request.goal, Goal::Drill)
            && !left_behind.iter().any(said)
        {
            let names = manifest.subscriptions.clone();
            self.tracker.warn(Warning::SubscriptionsNotRestored { names });
        }
        let (rules, roles_made) = self.prepare(server, inspected.manifest.as_ref(), way)?;
        let mut name = request.name().to_owned();
        let replaced = match (request.goal, way) {
            (Goal::Replace(profile), Way::InPlace) => {
                let safety_backup =
                    in_place::run(&mut self, maintenance, rules, &inspected, profile)?;
                Some(Replaced { kept: None, safety_backup })
            }
            (Goal::Replace(profile), Way::Swap) => {
                let safety_backup = safety::back_up(&mut self, profile, way)?;
                let rules = Rules { will_be_named: Some(name.clone()), ..rules };
                let (new, later) = self.make(server, rules.clone(), &inspected)?;
                self.accept_incomplete()?;
                // What has come meanwhile, such as a worker that was just starting.
                for warning in hanging::left_behind(server, &name)? {
                    if !left_behind.contains(&warning) {
                        self.tracker.warn(warning);
                    }
                }
                let former = new.replace(maintenance, &name)?;
                self.do_later(server, maintenance, rules, &inspected, later)?;
                let until = former::kept_until(Timestamp::now());
                Some(Replaced { kept: Some(Kept { name: former, until }), safety_backup })
            }
            (Goal::Into(wanted), _) => {
                let (new, _) = self.make(server, rules, &inspected)?;
                if self.not_restored.iter().any(|thing| thing.loses_rows) {
                    name = new_database::provisional(wanted);
                    let (wanted, database) = (wanted.to_owned(), name.clone());
                    self.tracker.warn(Warning::NameWithheld { wanted, database });
                }
                new.rename(&name)?;
                None
            }
            (Goal::Drill, _) => {
                // They own what is in the database, so they go after it.
                let _scratch_roles = ScratchRoles::new(server, roles_made);
                self.make(server, rules, &inspected)?.0.discard()?;
                None
            }
        };
        if !matches!(request.goal, Goal::Drill) {
            self.analyze(&name);
        }
        self.tracker.finished();
        Ok(RestoreReport {
            file: request.file.to_owned(),
            database: name,
            manifest: inspected.manifest.filter(Manifest::counts_rows),
            replaced,
            not_restored: self.not_restored,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            warnings: self.tracker.into_warnings(),
        })
    }

    /// Of the live database: the file may be a selection.
    fn tell_what_is_not_in(&mut self, tables: &BTreeSet<String>) -> Result<()> {
        let live = Server::connect_session(self.request.connection)?.tables_to_count()?;
        let names = live.into_iter().map(|(name, _)| name);
        let tables: Vec<String> = names.filter(|name| !tables.contains(name)).collect();
        if !tables.is_empty() {
            self.tracker.warn(Warning::TablesNotInFile { tables });
        }
        Ok(())
    }

    /// Checks and makes what the dump needs outside of its database. Also gives the roles that it
    /// has made.
    fn prepare(
        &mut self,
        server: &Server,
        manifest: Option<&Manifest>,
        way: Way,
    ) -> Result<(Rules, Vec<String>)> {
        let RestoreRequest { connection, goal, .. } = *self.request;
        let database = self.request.name().to_owned();
        match (goal, server.database_exists(&database)?) {
            (Goal::Into(_), true) => return Err(Error::DatabaseExists { database }),
            (Goal::Replace(_), false) => {
                let former = former::newest(server, &database)?.map(|former| former.name);
                return Err(Error::NothingToReplace { database, former });
            }
            (Goal::Replace(_), true) if way == Way::Swap && !server.may_rename(&database)? => {
                return Err(Error::MayNotReplace { user: connection.user.clone(), database });
            }
            _ => {}
        }
        let (may_create_databases, may_create_roles) = server.may_create()?;
        if way == Way::Swap && !may_create_databases {
            return Err(Error::MayNotCreateDatabases { user: connection.user.clone() });
        }
        let mut applied = Rules {
            leave_out_owners: self.request.leave_out_owners,
            leave_out_privileges: self.request.leave_out_privileges,
            keep_going: self.request.whole == Whole::Anything,
            tablespaces: server.tablespaces()?,
            search_path: server.own_search_path()?,
            ..Rules::default()
        };
        let Some(manifest) = manifest else { return Ok((applied, Vec::new())) };
        let of_whom = [&manifest.database_settings.owner, &connection.user];
        let own = manifest.database_settings.value("search_path", &of_whom);
        applied.search_path = own.map(str::to_owned).or(applied.search_path);
        let names = server.roles_not_there(&manifest.roles)?;
        if names.is_empty() || (applied.leave_out_owners && applied.leave_out_privileges) {
            return Ok((applied, Vec::new()));
        }
        if !may_create_roles {
            applied.leave_out_owners = true;
            applied.leave_out_privileges = true;
            self.tracker.warn(Warning::RolesLeftOut { names });
            return Ok((applied, Vec::new()));
        }
        names.iter().try_for_each(|name| server.create_role(name))?;
        if !matches!(goal, Goal::Drill) {
            self.tracker.warn(Warning::RolesCreated { names: names.clone() });
        }
        Ok((applied, names))
    }

    /// A new database with all that belongs into it, under a name that nobody looks for.
    fn make<'s>(
        &mut self,
        server: &'s Server,
        rules: Rules,
        inspected: &Inspected,
    ) -> Result<(NewDatabase<'s>, Vec<Later>)> {
        let manifest = inspected.manifest.as_ref();
        let owners = !rules.leave_out_owners;
        let any_bytes = inspected.needs.any_bytes;
        let properties = Properties::of(self.request, manifest, any_bytes)?;
        let (new, warnings) = NewDatabase::create(server, &properties)?;
        for warning in warnings {
            self.tracker.warn(warning);
        }
        let later = self.fill(&new, rules, inspected)?;
        match &properties.settings {
            Some(settings) if !matches!(self.request.goal, Goal::Drill) => {
                self.apply_settings(server, &new, settings, owners)?;
            }
            _ => {}
        }
        self.cancel.check()?;
        Ok((new, later))
    }

    fn fill(
        &mut self,
        new: &NewDatabase<'_>,
        rules: Rules,
        Inspected { manifest, source, .. }: &Inspected,
    ) -> Result<Vec<Later>> {
        let connection = self.request.connection.with_database(&new.name);
        let server = Server::connect_session(&connection)?;
        server.execute(WAIT_FOR_NO_DISK, self.cancel)?;
        let (manifest, cancel, tracker) = (manifest.as_ref(), self.cancel, &mut self.tracker);
        let filling = Filling { source, manifest, cancel, tracker };
        // A script of another tool may do what only one session sees, like temporary tables.
        let crew = |_: &Manifest| Crew::new(&connection, &server, source);
        let mut crew = manifest.map(crew).transpose()?;
        if let Some(crew) = &mut crew {
            crew.settings(WAIT_FOR_NO_DISK);
        }
        let outcome = filling.run(&server, rules, Transactions::OfTheDump, crew.as_mut())?;
        Ok(self.note(outcome))
    }

    /// Of a backup that was made without the rows of a table.
    fn accept_missing_rows(&mut self, manifest: &Manifest) -> Result<()> {
        let missing = |name| NotRestored {
            kind: "rows",
            name,
            message: tr!("not-restored-not-in-backup"),
            line: 0,
            statement: String::new(),
            loses_rows: true,
        };
        self.accept(manifest.tables_missing().into_iter().map(missing).collect())
    }

    /// What needs the database's name. If rows are refused then, the former database comes back.
    fn do_later(
        &mut self,
        server: &Server,
        maintenance: &Connection,
        rules: Rules,
        Inspected { source, .. }: &Inspected,
        later: Vec<Later>,
    ) -> Result<()> {
        if later.is_empty() {
            return Ok(());
        }
        let rules = Rules { will_be_named: None, ..rules };
        let name = self.request.name().to_owned();
        let connection = self.request.connection.with_database(&name);
        let (cancel, tracker) = (self.cancel, &mut self.tracker);
        let done = Server::connect_session(&connection).and_then(|server| {
            server.execute(READ_WRITE, cancel)?;
            server.execute(EMPTY_PATH, cancel)?;
            let transactions = Transactions::OfTheDump;
            Executor::new(&server, rules, transactions, None, cancel, source, tracker)
                .run_later(later)
        });
        let before = self.not_restored.len();
        let done = done.and_then(|outcome| {
            self.note(outcome);
            if self.not_restored.len() > before { self.accept_incomplete() } else { Ok(()) }
        });
        if let Err(error) = done {
            let (_, set_aside) = swap::undo(server, maintenance, &name)?;
            server.drop_database(&set_aside)?;
            return Err(error);
        }
        Ok(())
    }

    /// The planner's statistics, last of all: nobody waits for his database because of them, and a
    /// database that is there is not given up for them.
    fn analyze(&mut self, database: &str) {
        self.tracker.analyzing();
        let connection = self.request.connection.with_database(database);
        if let Err(error) = statistics::gather(&connection, self.cancel) {
            let (database, detail) = (database.to_owned(), error.message());
            self.tracker.warn(Warning::StatisticsMissing { database, detail });
        }
    }

    /// A database that holds everything is not given up for a setting that could not be made.
    fn apply_settings(
        &mut self,
        server: &Server,
        new: &NewDatabase<'_>,
        settings: &DatabaseSettings,
        owners: bool,
    ) -> Result<()> {
        for detail in server.apply_settings(&new.name, settings, owners)? {
            self.tracker.warn(Warning::SettingLeftOut { detail });
        }
        Ok(())
    }
}
