//! `run --wait`: a pass at every slot, until it is told to end. For containers, and for servers
//! without a service manager.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::clockwork::{Clockwork, Ended, GRACE, WAITS_S};
use super::pass::{self, PassRequest, Tells, Wanted, Watch, When};
use super::served::{Pass, Served};
use crate::platform::alarm::{Alarm, Bell, Rang};
use crate::platform::{child, clock, log};
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, IoAction, Result};

/// The configuration may have changed by then.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// Waits and makes passes until `cancel` is cancelled and the bell rings, which `ready` is given.
/// `passed` is told of every pass.
///
/// # Errors
/// No clock can be had. A broken configuration is told, and read again later.
pub fn run(
    config: &Path,
    profile: Option<&str>,
    cancel: &CancelToken,
    ready: impl FnOnce(Bell),
    watch: &mut Watch<'_>,
    passed: &mut dyn FnMut(&Result<Pass>),
) -> Result<()> {
    let no_clock = |source| Error::Io { action: IoAction::Run, path: config.to_owned(), source };
    let (alarm, bell) = Alarm::new().map_err(no_clock)?;
    ready(bell);
    let mut clockwork = Clockwork::default();
    let mut broken: Option<&'static str> = None;
    while !cancel.is_cancelled() {
        let now = clock::now_here();
        let wanted = profile.map_or(Wanted::Scheduled, |name| Wanted::Named(vec![name.to_owned()]));
        let mut next = later(now.timestamp());
        match pass::foresee(config, &wanted, &now) {
            Ok(foreseen) => {
                broken = None;
                if let Some(pass) = due(&foreseen, &mut clockwork, config, cancel, watch) {
                    passed(&pass);
                    continue;
                }
                next = next_look(&foreseen, &clockwork).map_or(next, |look| look.min(next));
            }
            // It does not come by itself.
            Err(error @ Error::ProfileUnknown { .. }) => return Err(error),
            // Told once; by the pass, which also tells whoever listens elsewhere.
            Err(error) if broken != Some(error.code()) => {
                broken = Some(error.code());
                let tells = Tells::All;
                let request = PassRequest { config, wanted, tells, upkeep: When::AfterBackup };
                passed(&pass::run(&request, cancel, watch));
            }
            Err(_) => {}
        }
        if cancel.is_cancelled() {
            break;
        }
        child::bury_orphans();
        if alarm.wait(Some(next)).map_err(no_clock)? == Rang::ClockSet {
            log::line("run: the clock was set");
            clockwork.look_again(clock::now());
        }
    }
    Ok(())
}

/// One pass, and further ones while a server does not answer, for as long as that is no error: what a
/// system's scheduler starts, perhaps on a machine that has just woken up. Gives the last one.
///
/// # Errors
/// As [`pass::run`], and no clock can be had.
pub fn patiently(
    config: &Path,
    wanted: &Wanted,
    cancel: &CancelToken,
    ready: impl FnOnce(Bell),
    watch: &mut Watch<'_>,
) -> Result<Pass> {
    let no_clock = |source| Error::Io { action: IoAction::Run, path: config.to_owned(), source };
    let (alarm, bell) = Alarm::new().map_err(no_clock)?;
    ready(bell);
    let first = clock::now();
    let mut waits = WAITS_S.into_iter();
    loop {
        let now = clock::now();
        let is_early = now.duration_since(first).abs() < GRACE;
        let again = waits.len() < WAITS_S.len();
        let tells = if is_early { Tells::NotYetOfSilence { again } } else { Tells::All };
        let wanted = wanted.clone();
        let request = PassRequest { config, wanted, tells, upkeep: When::AfterBackup };
        let pass = pass::run(&request, cancel, watch)?;
        let is_silent = pass.served.iter().any(|served| served.ended() == Ended::NoServer);
        if tells == Tells::All || !is_silent || cancel.is_cancelled() {
            return Ok(pass);
        }
        let wait = waits.next().unwrap_or(WAITS_S[WAITS_S.len() - 1]);
        let next = clock::now().checked_add(SignedDuration::from_secs(wait));
        // However it ends, it is time to look again.
        alarm.wait(next.ok()).map_err(no_clock)?;
    }
}

/// Makes the pass over what is due by now; nothing where nothing is.
fn due(
    foreseen: &Pass,
    clockwork: &mut Clockwork,
    config: &Path,
    cancel: &CancelToken,
    watch: &mut Watch<'_>,
) -> Option<Result<Pass>> {
    let now = clock::now();
    let slot = |it: &Served| {
        let look = it.look.as_ref()?;
        // One that is broken has no slot, and is told of as often as it would be tried.
        clockwork.is_time(&it.profile, &look.standing, now).then_some(it.slot)?
    };
    let mut names = Vec::new();
    let (mut is_early, mut was_tried) = (true, false);
    for served in &foreseen.served {
        match (slot(served), &served.look) {
            (Some(slot), _) => {
                is_early &= clockwork.is_early(&served.profile, now);
                was_tried |= clockwork.was_tried(&served.profile, slot);
                names.push(served.profile.clone());
            }
            (None, None) if clockwork.is_time_of_broken(&served.profile, now) => {
                is_early = false;
                names.push(served.profile.clone());
            }
            _ => {}
        }
    }
    if names.is_empty() {
        return None;
    }
    let tells = if is_early { Tells::NotYetOfSilence { again: was_tried } } else { Tells::All };
    let wanted = Wanted::Named(names);
    let request = PassRequest { config, wanted, tells, upkeep: When::AfterBackup };
    let pass = pass::run(&request, cancel, watch);
    let ended = clock::now();
    for served in pass.iter().flat_map(|pass| &pass.served) {
        let slot = served.slot.unwrap_or(Timestamp::MIN);
        clockwork.ended(&served.profile, slot, served.ended(), ended);
    }
    Some(pass)
}

fn next_look(foreseen: &Pass, clockwork: &Clockwork) -> Option<Timestamp> {
    let look = |served: &Served| {
        let look = served.look.as_ref()?;
        clockwork.next_look(&served.profile, &look.standing)
    };
    foreseen.served.iter().filter_map(look).min()
}

fn later(now: Timestamp) -> Timestamp {
    now.checked_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX)
}
