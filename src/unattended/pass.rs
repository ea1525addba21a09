//! One pass over the profiles: what is due is backed up, and somebody is told.
//!
//! Invariants: what is due is read off the folders, under the lock of the backup itself, so that two
//! passes at the same moment make one backup; one profile's error is no other one's; whoever waits
//! elsewhere hears of the end, also of a panic's; nobody's notifier makes a backup later.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{Timestamp, Zoned};

use super::look::{Look, is_satisfied};
use super::people::{failure, messages};
use super::result;
use super::served::{Done, Pass, Served, WARNINGS};
use super::told::{Ear, Told as Memory};
use super::upkeep::Upkeep;
use crate::backup::{self, BackupReport, BackupRequest, Patience};
use crate::config::Config;
use crate::config::notify::Notify;
use crate::config::profile::Profile;
use crate::folder::manifest::Reason;
use crate::notify::{Announcement, End, Metrics};
use crate::platform::{battery, clock, log};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};
use crate::report::progress::Monitor;

/// Below this the machine may not last until the backup is done.
const LEAST_BATTERY_PERCENT: u8 = 20;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct PassRequest<'a> {
    pub config: &'a Path,
    pub wanted: Wanted,
    pub tells: Tells,
    pub upkeep: When,
}

/// When older backups go, and the newest is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// After a backup that this pass makes.
    AfterBackup,
    /// Also where none is due: one was just made.
    Now,
    /// Another pass will.
    Later,
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
        looked.into_iter().map(|(name, look)| serve(request, name, look, cancel, watch)).collect();
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
    request: &PassRequest<'_>,
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
        Done::Nothing => {
            log::line(&format!("run: {profile}: already made"));
            // By another process since, which the folder shows now.
            if let Ok(look) = Look::at(&settled, &clock::now_here()) {
                served.look = Some(look);
            }
        }
        Done::Busy => log::line(&format!("run: {profile}: another process makes it")),
        Done::Postponed { percent } => {
            log::line(&format!("run: {profile}: postponed, battery at {percent} %"));
        }
    }
    let is_wanted = match &served.done {
        Done::Made(_) => request.upkeep != When::Later,
        Done::Nothing => request.upkeep == When::Now,
        _ => false,
    };
    if let Some(look) = served.look.as_mut().filter(|_| is_wanted) {
        served.upkeep = Upkeep::after(&settled, look, cancel);
        if let Ok(after) = Look::at(&settled, &clock::now_here()) {
            *look = after;
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
    let request = BackupRequest { profile, reason, patience, without_rows: &[], pin: None };
    let is_made = |target: &_, database: &str| {
        is_satisfied(target, database, &profile.name, slot, clock::now())
    };
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
