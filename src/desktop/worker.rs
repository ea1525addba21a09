//! The thread that runs jobs, one at a time, and says how they go.

use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Instant;

use jiff::Timestamp;
use sauvegarde::backup::{self, BackupReport, BackupRequest, Patience};
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::catalog;
use sauvegarde::folder::check::{self, Problem};
use sauvegarde::folder::cloud;
use sauvegarde::folder::target::Target;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::progress::{Monitor, Progress, Stage};
use sauvegarde::restore::{self, Goal, RestoreRequest, Whole};
use sauvegarde::unattended::clockwork::Ended;
use sauvegarde::unattended::pass::{self, PassRequest, Tells, Wanted, When};
use sauvegarde::unattended::served::{Done, Served};
use sauvegarde::{Error, Result};

use super::configuration::Configuration;
use super::event::{BackedUp, Event, Failure, Outcome, Passed};
use super::question::{Confirmed, Question};
use super::sender::EventSender;
use super::state::Job;

/// Takes jobs; whoever drops it waits for the one that runs.
pub struct Worker {
    jobs: Option<mpsc::Sender<(Job, CancelToken)>>,
    thread: Option<JoinHandle<()>>,
    cancel: CancelToken,
}

impl Worker {
    /// # Errors
    /// No thread can be had.
    pub fn start(send: EventSender, configuration: Configuration) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<(Job, CancelToken)>();
        let thread = std::thread::Builder::new().name("job".to_owned()).spawn(move || {
            let mut upkeep = Upkeep::default();
            for (job, cancel) in queue {
                let profile = match &job {
                    Job::BackUp(profile, _) | Job::Pass(profile, _) => Some(profile.clone()),
                    _ => None,
                };
                let event = match job {
                    Job::Pass(profile, tells) => {
                        pass(&configuration, profile, tells, &cancel, &send)
                    }
                    job => Event::Ended(match run(job, &configuration, &cancel, &send) {
                        Ok(outcome) => outcome,
                        Err(error) => (&error).into(),
                    }),
                };
                let is_made = matches!(
                    &event,
                    Event::Ended(Outcome::BackedUp(_))
                        | Event::Passed(Passed { outcome: Some(Outcome::BackedUp(_)), .. })
                );
                send.send(event);
                if let Some(profile) = profile.filter(|_| is_made) {
                    upkeep.after(configuration.about(&profile), send.clone());
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), cancel: CancelToken::default() })
    }

    pub fn run(&mut self, job: Job) {
        self.cancel = CancelToken::default();
        if let Some(jobs) = &self.jobs {
            // The thread ends only after `jobs` is dropped.
            let _ = jobs.send((job, self.cancel.clone()));
        }
    }

    /// Of the job that runs now.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Passes what a job reports on to the loop.
struct Reporter<'a>(&'a EventSender);

impl Monitor for Reporter<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.0.send(Event::Progress(progress.clone()));
    }

    /// They come with the result.
    fn warning(&mut self, _: &Warning) {}
}

fn run(
    job: Job,
    configuration: &Configuration,
    cancel: &CancelToken,
    send: &EventSender,
) -> Result<Outcome> {
    let monitor = &mut Reporter(send);
    match job {
        Job::BackUp(profile, reason) => {
            let profile = &configuration.about(&profile).profile();
            let patience = Patience::default();
            let request = BackupRequest { profile, reason, patience, without_rows: &[], pin: None };
            backup::run(&request, cancel, monitor).map(|report| backed_up(&report))
        }
        Job::VerifyLatest(profile) => {
            verify_latest(&configuration.about(&profile).profile(), cancel, monitor)
        }
        Job::Replace(confirmed) => replace(*confirmed, cancel, monitor),
        // It has an ending of its own.
        Job::Pass(..) => Err(Error::Cancelled),
    }
}

/// What the schedule of one profile asks for.
fn pass(
    configuration: &Configuration,
    profile: String,
    tells: Tells,
    cancel: &CancelToken,
    send: &EventSender,
) -> Event {
    let config = &configuration.path;
    let wanted = Wanted::Named(vec![profile.clone()]);
    let request = PassRequest { config, wanted, tells, upkeep: When::Later };
    let pass = pass::run(&request, cancel, &mut |_, job| job(&mut Reporter(send)));
    let failed = |profile, error: &Error| Passed {
        profile,
        slot: Timestamp::MIN,
        ended: Ended::Failed,
        outcome: Some(error.into()),
        postponed: None,
    };
    let passed = match pass.map(|mut pass| pass.served.pop()) {
        Ok(Some(served)) => passed(served, tells),
        // One was asked for.
        Ok(None) => failed(profile, &Error::Cancelled),
        Err(error) => failed(profile, &error),
    };
    Event::Passed(passed)
}

fn passed(served: Served, tells: Tells) -> Passed {
    let ended = served.ended();
    let is_early = tells != Tells::All && ended == Ended::NoServer;
    let (outcome, postponed) = match &served.done {
        Done::Made(report) => (Some(backed_up(report)), None),
        Done::Failed(_) if is_early => (None, None),
        Done::Failed(error) => (Some(error.into()), None),
        Done::Postponed { percent } => {
            (None, Some(Warning::Postponed { percent: *percent }.message()))
        }
        Done::Nothing | Done::Busy => (None, None),
    };
    let slot = served.slot.unwrap_or(Timestamp::MIN);
    Passed { profile: served.profile, slot, ended, outcome, postponed }
}

/// What follows backups, on a thread of its own: nobody waits for a trial restore to back up again.
#[derive(Default)]
struct Upkeep {
    thread: Option<JoinHandle<()>>,
    cancel: CancelToken,
}

impl Upkeep {
    fn after(&mut self, about: Configuration, send: EventSender) {
        // One that goes on is cut short: the new backup is the one to try.
        self.stop();
        self.cancel = CancelToken::default();
        let cancel = self.cancel.clone();
        let follow = move || {
            follow(&about, &cancel);
            // Older ones may be gone by now, and the newest proved.
            send.send(Event::AlarmRang);
        };
        // Without a thread it is done after the next backup.
        self.thread = std::thread::Builder::new().name("upkeep".to_owned()).spawn(follow).ok();
    }

    fn stop(&mut self) {
        self.cancel.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A backup that somebody asked for satisfies the schedule: whoever waits elsewhere for a sign of
/// life hears of it as of a pass that found nothing to do; and what follows any backup is done.
fn follow(about: &Configuration, cancel: &CancelToken) {
    if about.profile().schedule.is_none() {
        return;
    }
    let wanted = Wanted::Named(vec![about.profile_name.clone()]);
    let (config, tells) = (about.path.as_path(), Tells::All);
    let request = PassRequest { config, wanted, tells, upkeep: When::Now };
    // What it cannot tell is in the log.
    let _ = pass::run(&request, cancel, &mut |_, _| Ok(None));
}

/// What was confirmed, where it was confirmed: the configuration may name another database by now.
fn replace(
    confirmed: Confirmed,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<Outcome> {
    let (question, profile) = confirmed.into_parts();
    let connection = profile.connection_to_write()?;
    match question {
        Question::Restore { file, missing } => {
            let request = RestoreRequest {
                connection: &connection,
                file: &file,
                from: None,
                tools: profile.pg_dump.as_deref(),
                goal: Goal::Replace(&profile),
                leave_out_owners: false,
                leave_out_privileges: false,
                whole: if missing.is_some() { Whole::Rows } else { Whole::Ask },
            };
            let report = restore::run(&request, cancel, monitor)?;
            let (kept, safety_backup) =
                report.replaced.map(|it| (it.kept, cloud::display(&it.safety_backup))).unzip();
            let kept_until = kept.flatten().map(|kept| format::date(kept.until));
            let warnings = report.warnings.iter().map(Warning::message).collect();
            Ok(Outcome::Restored {
                database: report.database,
                counted: report.manifest.is_some(),
                kept_until,
                safety_backup: safety_backup.unwrap_or_default(),
                warnings,
            })
        }
        Question::Undo => {
            let undone = restore::undo(&connection)?;
            let warnings = undone.warnings.iter().map(Warning::message).collect();
            Ok(Outcome::Undone { database: connection.database, warnings })
        }
    }
}

fn backed_up(report: &BackupReport) -> Outcome {
    let folder = report.path.parent().map(cloud::display).unwrap_or_default();
    let alarms = report.manifest.alarms.iter().filter(|alarm| alarm.freezes()).cloned().collect();
    // The alarms say it, with what can be done here.
    let is_alarm =
        |warning: &&Warning| matches!(warning, Warning::Suspicious { freezes: true, .. });
    let warnings = report.warnings.iter().filter(|warning| !is_alarm(warning));
    Outcome::BackedUp(BackedUp {
        path: report.path.clone(),
        name: report.manifest.file.name.clone(),
        file_bytes: report.manifest.file.bytes,
        folder,
        incomplete: report.manifest.is_incomplete(),
        alarms,
        warnings: warnings.map(Warning::message).collect(),
    })
}

/// The newest backup of the profile's database, from its first byte to its last.
fn verify_latest(
    profile: &Profile,
    cancel: &CancelToken,
    monitor: &mut dyn Monitor,
) -> Result<Outcome> {
    let database = profile.place()?.database;
    let target = Target::open(profile.dir.as_deref())?;
    let (path, manifest) = catalog::latest(&target, Some(&database))?;
    let started = Instant::now();
    let mut told = None;
    let verified = check::verify(&path, cancel, &mut |bytes, total| {
        let percent = u8::try_from(bytes * 100 / total.max(1)).unwrap_or(100).min(99);
        // A window shows whole percents.
        if told != Some(percent) {
            told = Some(percent);
            monitor.progress(&reading(percent, bytes, total, started));
        }
    })?;
    // A backup that cannot be noted in, for instance on a read-only disk, is no worse for it.
    let _ = check::record(&path, &verified);
    let problems = verified.problems.iter().map(Problem::message).collect();
    Ok(Outcome::Verified { name: manifest.file.name, problems })
}

fn reading(percent: u8, bytes: u64, total: u64, started: Instant) -> Progress {
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    let bytes_per_s = bytes.saturating_mul(1000) / elapsed_ms;
    let left = total.saturating_sub(bytes);
    Progress {
        stage: Stage::Verification,
        percent,
        table: None,
        dump_bytes: 0,
        file_bytes: bytes,
        bytes_per_s,
        eta_s: (elapsed_ms >= 1000 && bytes_per_s > 0).then(|| left.div_ceil(bytes_per_s)),
        approximate: false,
    }
}

impl From<&sauvegarde::Error> for Outcome {
    fn from(error: &sauvegarde::Error) -> Self {
        Self::Failed(Failure::from(error))
    }
}
