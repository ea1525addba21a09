//! One pass over the profiles: what is due is backed up, and somebody is told.
//!
//! Invariants: what is due is read off the folders, under the lock of the backup itself, so that two
//! passes at the same moment make one backup; one profile's error is no other one's; whoever waits
//! elsewhere hears of the end, also of a panic's; nobody's notifier makes a backup later.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{Timestamp, Zoned};

use super::clockwork::Ended;
use super::look::{Look, is_satisfied};
use super::result;
use super::standing::Age;
use super::told::{Ear, Told as Memory};
use crate::backup::{self, BackupReport, BackupRequest, Patience};
use crate::config::Config;
use crate::config::notify::Notify;
use crate::config::profile::{DEFAULT, Profile};
use crate::folder::manifest::Reason;
use crate::notify::{Announcement, End, Message, Metrics, Told, Urgency};
use crate::platform::{battery, clock, log};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result, Warning};
use crate::report::format;
use crate::report::i18n::tr;
use crate::report::progress::Monitor;

/// Below this the machine may not last until the backup is done.
const LEAST_BATTERY_PERCENT: u8 = 20;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct PassRequest<'a> {
    pub config: &'a Path,
    pub wanted: Wanted,
    pub tells: Tells,
}

/// Which profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every one that has a schedule, and those that are not understood.
    Scheduled,
    Named(Vec<String>),
}

/// How much of a pass those hear who are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    All,
    /// The server may still be starting: its silence is nobody's business yet. `again` says that the
    /// beginning was told already.
    NotYetOfSilence {
        again: bool,
    },
}

/// One profile in a pass.
#[derive(Debug)]
pub struct Served {
    pub profile: String,
    /// Nothing where the profile or its folder is broken.
    pub look: Option<Look>,
    /// The last moment at which a backup was due, and whether none was there when the pass came.
    pub slot: Option<Timestamp>,
    pub was_due: bool,
    pub done: Done,
}

/// What became of it.
#[derive(Debug)]
pub enum Done {
    /// Nothing was due, or another process has made it meanwhile.
    Nothing,
    Made(Box<BackupReport>),
    /// Another process is making it.
    Busy,
    /// On a battery that is nearly empty.
    Postponed {
        percent: u8,
    },
    Failed(Error),
}

/// A pass.
#[derive(Debug)]
pub struct Pass {
    pub served: Vec<Served>,
    pub told: Vec<Told>,
    /// What is wrong with the table of those who are told: only what is right in it was heeded.
    pub notify_error: Option<Error>,
}

/// A backup that is about to be made, for whoever watches it.
pub type Job<'a> = dyn FnMut(&mut dyn Monitor) -> Result<Option<BackupReport>> + 'a;
/// Runs such a job, watched as the caller likes.
pub type Watch<'a> = dyn FnMut(&Profile, &mut Job<'_>) -> Result<Option<BackupReport>> + 'a;

/// Makes the pass.
///
/// # Errors
/// [`Error::ConfigUnreadable`], [`Error::ConfigInvalid`] or [`Error::ProfileUnknown`]; all else is in
/// the answer.
pub fn run(request: &PassRequest<'_>, cancel: &CancelToken, watch: &mut Watch<'_>) -> Result<Pass> {
    let now = clock::now_here();
    let Looks { notify, notify_error, looked } = match looks(request.config, &request.wanted, &now)
    {
        Ok(found) => found,
        Err(error) => {
            told_of_broken(request.config, &error, cancel);
            return Err(error);
        }
    };
    let is_due = |(_, look): &(String, Result<(Profile, Look)>)| {
        look.as_ref().map_or(true, |(_, look)| look.standing.is_due)
    };
    let starts = request.tells != Tells::NotYetOfSilence { again: true };
    let starts = starts && looked.iter().any(is_due);
    let mut announcement = Announcement::begin(&notify, starts, cancel);
    let started = Instant::now();
    let served: Vec<Served> =
        looked.into_iter().map(|(name, look)| serve(name, look, cancel, watch)).collect();
    if let Some(error) = &notify_error {
        log::line(&format!("run: {}: {}", error.code(), error.message()));
    }
    let mut pass = Pass { served, told: Vec::new(), notify_error };
    let is_early = request.tells != Tells::All;
    let is_told = |it: &&Served| !it.is_to_come(is_early);
    let told: Vec<&Served> = pass.served.iter().filter(is_told).collect();
    if told.len() < pass.served.len() {
        announcement.goes_on();
    }
    // That a backup is old is no less true while one waits for the mains.
    let is_heard = |it: &&Served| is_told(it) || matches!(it.done, Done::Postponed { .. });
    let heard: Vec<&Served> = pass.served.iter().filter(is_heard).collect();
    let people = messages(&heard, now.timestamp());
    let metrics = match notify.metrics {
        Some(_) => metrics(request, &told, &now, started.elapsed()),
        None => Vec::new(),
    };
    // The log is written by a thread of its own, and its end is told.
    log::finish();
    let end = End {
        exit: match pass.exit() {
            0 | WARNINGS if others_fail(request.config, &pass.served) => OTHERS_FAIL,
            exit => exit,
        },
        log_tail: log::tail(LOG_BYTES),
        result: result::of(&told, &pass),
        did_something: told.iter().any(|it| it.did_something()),
        people,
        metrics,
    };
    pass.told = announcement.end(&end);
    Ok(pass)
}

/// Whether a profile that this pass has not served failed when it was last tried: one sign of life
/// stands for all of them.
fn others_fail(config: &Path, served: &[Served]) -> bool {
    let Ok(config) = Config::load(config) else { return false };
    let memory = Memory::load();
    let is_other = |name: &&str| served.iter().all(|it| it.profile != **name);
    let is_scheduled = |name: &&str| config.profile(name).is_ok_and(|it| it.schedule.is_some());
    let mut others = config.profile_names().filter(is_other).filter(is_scheduled);
    others.any(|name| memory.has_failed(Ear::Elsewhere, name))
}

/// The exit status that is told for it.
const OTHERS_FAIL: u8 = 1;

/// What a dead man's switch is sent of the log.
const LOG_BYTES: usize = 10_000;

/// Of every profile, in their order, whichever this pass has served: the file is replaced whole.
fn metrics(
    request: &PassRequest<'_>,
    served: &[&Served],
    now: &Zoned,
    elapsed: Duration,
) -> Vec<Metrics> {
    let all = match request.wanted {
        Wanted::Scheduled => None,
        Wanted::Named(_) => foresee(request.config, &Wanted::Scheduled, now).ok(),
    };
    let all: Vec<&Served> = all.iter().flat_map(|all| &all.served).collect();
    let same =
        |some: &[&Served], it: &Served| some.iter().position(|other| other.profile == it.profile);
    let now_known = all.iter().map(|it| same(served, it).map_or(*it, |at| served[at]));
    // One that was named need not have a schedule.
    let unscheduled = served.iter().copied().filter(|it| same(&all, it).is_none());
    now_known.chain(unscheduled).map(|it| result::metrics(it, elapsed)).collect()
}

/// What [`run`] would do at the time `now`; nothing is done and nobody told.
///
/// # Errors
/// As [`run`].
pub fn foresee(config: &Path, wanted: &Wanted, now: &Zoned) -> Result<Pass> {
    let Looks { looked, notify_error, .. } = looks(config, wanted, now)?;
    let foreseen = |(profile, look): (String, Result<(Profile, Look)>)| match look {
        Ok((_, look)) => Served::looked_at(profile, look),
        Err(error) => Served::broken(profile, error),
    };
    let served = looked.into_iter().map(foreseen).collect();
    Ok(Pass { served, told: Vec::new(), notify_error })
}

/// Who is told, and what the folder of each profile shows that is to be served.
struct Looks {
    notify: Notify,
    notify_error: Option<Error>,
    looked: Vec<(String, Result<(Profile, Look)>)>,
}

fn looks(config: &Path, wanted: &Wanted, now: &Zoned) -> Result<Looks> {
    let config = Config::load(config)?;
    let (notify, notify_error) = match config.notify() {
        Ok(notify) => (notify, None),
        Err(error) => (Config::notify_of_broken(config.path()), Some(error)),
    };
    let look = |name: &str| {
        let profile = config.profile(name)?;
        let look = Look::at(&profile, now)?;
        Ok((profile, look))
    };
    let names: Vec<&str> = match wanted {
        Wanted::Named(names) => {
            for name in names {
                if let Err(error @ Error::ProfileUnknown { .. }) = config.profile(name) {
                    return Err(error);
                }
            }
            names.iter().map(String::as_str).collect()
        }
        Wanted::Scheduled => config
            .profile_names()
            .filter(|name| config.profile(name).map_or(true, |it| it.schedule.is_some()))
            .collect(),
    };
    let looked = names.into_iter().map(|name| (name.to_owned(), look(name))).collect();
    Ok(Looks { notify, notify_error, looked })
}

fn serve(
    profile: String,
    look: Result<(Profile, Look)>,
    cancel: &CancelToken,
    watch: &mut Watch<'_>,
) -> Served {
    let (settled, look) = match look {
        Ok(found) => found,
        Err(error) => {
            log::line(&format!("run: {profile}: {}: {}", error.code(), error.message()));
            return Served::broken(profile, error);
        }
    };
    let mut served = Served::looked_at(profile, look);
    let slot = served.slot.filter(|_| served.was_due);
    served.done = match (slot, battery::discharging_percent()) {
        (None, _) => Done::Nothing,
        (Some(_), Some(percent)) if percent < LEAST_BATTERY_PERCENT => Done::Postponed { percent },
        (Some(slot), _) => back_up(&settled, slot, cancel, watch),
    };
    let profile = served.profile.as_str();
    match &served.done {
        Done::Nothing if slot.is_none() => {}
        Done::Made(report) => {
            log::line(&format!("run: {profile}: made {}", report.path.display()));
            for warning in &report.warnings {
                log::line(&format!("run: {profile}: {}", warning.message()));
            }
            if let Some(look) = &mut served.look {
                look.made(report);
            }
        }
        Done::Failed(error) => {
            log::line(&format!("run: {profile}: {}: {}", error.code(), error.message()));
        }
        Done::Nothing => log::line(&format!("run: {profile}: already made")),
        Done::Busy => log::line(&format!("run: {profile}: another process makes it")),
        Done::Postponed { percent } => {
            log::line(&format!("run: {profile}: postponed, battery at {percent} %"));
        }
    }
    served
}

/// A backup, unless one of another process satisfies the slot already; a panic is an error.
fn back_up(
    profile: &Profile,
    slot: Timestamp,
    cancel: &CancelToken,
    watch: &mut Watch<'_>,
) -> Done {
    let (reason, patience) = (Reason::Scheduled, Patience::default());
    let request = BackupRequest { profile, reason, patience, without_rows: &[] };
    let is_made = |target: &_, database: &str| is_satisfied(target, database, slot, clock::now());
    let mut job =
        |monitor: &mut dyn Monitor| backup::run_unless(&request, &is_made, cancel, monitor);
    match catch_unwind(AssertUnwindSafe(|| watch(profile, &mut job))) {
        Ok(Ok(Some(report))) => Done::Made(Box::new(report)),
        Ok(Ok(None)) => Done::Nothing,
        Ok(Err(Error::Busy { .. })) => Done::Busy,
        Ok(Err(error)) => Done::Failed(error),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Done::Failed(Error::Crashed { detail: text.unwrap_or_default() })
        }
    }
}

fn told_of_broken(config: &Path, error: &Error, cancel: &CancelToken) {
    log::line(&format!("run: {}: {}", error.code(), error.message()));
    let mut memory = Memory::load();
    let is_news = memory.is_due(Ear::Elsewhere, "", error.code(), clock::now());
    memory.save();
    let people = is_news.then(|| failure(None, error)).into_iter().collect();
    let announcement = Announcement::begin(&Config::notify_of_broken(config), false, cancel);
    log::finish();
    // What is not told is in the log, and this pass fails anyway.
    let _ = announcement.end(&End {
        exit: error.exit(),
        log_tail: log::tail(LOG_BYTES),
        result: result::of_error(error),
        did_something: true,
        people,
        metrics: Vec::new(),
    });
}

/// What people are to hear: of a failure or an old backup once and then once a day, and that all is
/// well again.
fn messages(served: &[&Served], now: Timestamp) -> Vec<Message> {
    let mut memory = Memory::load();
    // The file itself is understood again.
    memory.forget(Ear::Elsewhere, "");
    let mut messages = Vec::new();
    for it in served {
        let profile = it.profile.as_str();
        let message = match (&it.done, &it.look) {
            (Done::Failed(error), _) => {
                let is_news = memory.is_due(Ear::Elsewhere, profile, error.code(), now);
                is_news.then(|| failure(Some(profile), error))
            }
            (_, Some(look)) if look.standing.age > Age::Fresh => {
                let is_news = memory.is_due(Ear::Elsewhere, profile, "stale", now);
                is_news.then(|| stale(profile, look))
            }
            (Done::Made(_) | Done::Nothing, Some(look)) if look.last_good.is_some() => {
                memory.forget(Ear::Elsewhere, profile).then(|| all_well(profile, look))
            }
            _ => None,
        };
        messages.extend(message);
    }
    memory.save();
    messages
}

/// Of one profile, or of all together.
fn failure(profile: Option<&str>, error: &Error) -> Message {
    Message {
        urgency: Urgency::Failure,
        title: tr!("told-failed", profile = profile.unwrap_or(DEFAULT)),
        body: format!("{}\n{}", error.message(), error.advice()),
    }
}

fn stale(profile: &str, look: &Look) -> Message {
    Message {
        urgency: Urgency::Stale,
        title: tr!("told-stale", profile = profile),
        body: last_good(look),
    }
}

fn all_well(profile: &str, look: &Look) -> Message {
    Message {
        urgency: Urgency::AllWell,
        title: tr!("told-all-well", profile = profile),
        body: last_good(look),
    }
}

fn last_good(look: &Look) -> String {
    match look.standing.last_good {
        Some(at) => {
            tr!("told-last-good", database = look.database.as_str(), date = format::date(at))
        }
        None => tr!("told-never", database = look.database.as_str()),
    }
}

impl Served {
    fn looked_at(profile: String, look: Look) -> Self {
        let (slot, was_due) = (look.standing.slot, look.standing.is_due);
        Self { profile, look: Some(look), slot, was_due, done: Done::Nothing }
    }

    fn broken(profile: String, error: Error) -> Self {
        Self { profile, look: None, slot: None, was_due: false, done: Done::Failed(error) }
    }

    /// For whoever tries again.
    #[must_use]
    pub fn ended(&self) -> Ended {
        match &self.done {
            Done::Nothing | Done::Made(_) => Ended::Done,
            Done::Busy | Done::Postponed { .. } => Ended::Postponed,
            Done::Failed(_) if self.is_without_server() => Ended::NoServer,
            Done::Failed(_) => Ended::Failed,
        }
    }

    fn is_without_server(&self) -> bool {
        matches!(&self.done, Done::Failed(error) if error.exit() == NO_SERVER)
    }

    /// Neither done nor failed: it waits for its server or for the mains, or was told to stop. Whoever
    /// waits for a sign of life goes on waiting.
    fn is_to_come(&self, is_early: bool) -> bool {
        match &self.done {
            Done::Postponed { .. } | Done::Failed(Error::Cancelled) => true,
            Done::Failed(_) => is_early && self.is_without_server(),
            Done::Nothing | Done::Made(_) | Done::Busy => false,
        }
    }

    fn did_something(&self) -> bool {
        !matches!(self.done, Done::Nothing | Done::Busy)
    }

    /// What is worth a word although nothing failed.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.look.as_ref().map(|look| look.warnings.clone()).unwrap_or_default();
        match &self.done {
            Done::Made(report) => warnings.extend(report.warnings.iter().cloned()),
            Done::Postponed { percent } => warnings.push(Warning::Postponed { percent: *percent }),
            _ => {}
        }
        warnings
    }
}

/// The exit status of errors that say that the server does not answer.
const NO_SERVER: u8 = 10;
/// Done, with warnings.
const WARNINGS: u8 = 3;

impl Pass {
    /// The first failure's, or 3 with warnings; a backup that another process makes is none.
    #[must_use]
    pub fn exit(&self) -> u8 {
        let failed = self.served.iter().find_map(|served| match &served.done {
            Done::Failed(error) => Some(error.exit()),
            _ => None,
        });
        let failed = failed.or_else(|| self.notify_error.as_ref().map(Error::exit));
        let has_warnings = || {
            self.served.iter().any(|served| !served.warnings().is_empty())
                || self.told.iter().any(|told| told.answer.is_err())
        };
        failed.unwrap_or_else(|| if has_warnings() { WARNINGS } else { 0 })
    }
}
