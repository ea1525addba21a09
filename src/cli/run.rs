//! `sauvegarde run`: one pass over what is due, or one at every slot.

use jiff::Timestamp;
use sauvegarde::Error;
use sauvegarde::platform::alarm::Bell;
use sauvegarde::platform::clock;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::Warning;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::unattended::pass::{self, PassRequest, Tells, Wanted, When};
use sauvegarde::unattended::served::{Done, Pass, Served};
use sauvegarde::unattended::{result, wait};
use sauvegarde::verify::timed::Drill;

use super::args::{Global, RunOptions};
use super::given;
use super::output::Output;
use super::watched::watched;

pub fn run(options: &RunOptions, global: &Global, output: &Output) -> Result<u8, Error> {
    let config = given::config_path(global);
    let named = global.profile.clone();
    let wanted = || named.clone().map_or(Wanted::Scheduled, |name| Wanted::Named(vec![name]));
    if options.dry_run {
        let now = options.at.as_deref().map_or_else(|| Ok(clock::now_here()), given::moment)?;
        let mut pass = pass::foresee(&config, &wanted(), &now)?;
        if now.timestamp() < clock::now() {
            // Seen from then, what was made since is from the future.
            for look in pass.served.iter_mut().filter_map(|served| served.look.as_mut()) {
                look.warnings.clear();
            }
        }
        show(&pass, true, output);
        return Ok(pass.exit());
    }
    if options.wait {
        return forever(global, output);
    }
    if options.patient {
        let cancel = CancelToken::default();
        let ready = cancelling(&cancel);
        let pass = wait::patiently(&config, &wanted(), &cancel, ready, &mut |_, job| {
            watched(output, job)
        })?;
        show(&pass, false, output);
        return Ok(pass.exit());
    }
    let cancel = given::cancel_on_interrupt();
    let (wanted, tells) = (wanted(), Tells::All);
    let request = PassRequest { config: &config, wanted, tells, upkeep: When::AfterBackup };
    let pass = pass::run(&request, &cancel, &mut |_, job| watched(output, job))?;
    show(&pass, false, output);
    Ok(pass.exit())
}

/// Until the system asks it to end; a pass that was interrupted by that is cancelled.
fn forever(global: &Global, output: &Output) -> Result<u8, Error> {
    let config = given::config_path(global);
    let cancel = CancelToken::default();
    let ready = cancelling(&cancel);
    output.text(&tr!("run-waits"));
    let mut was_cancelled = false;
    wait::run(
        &config,
        global.profile.as_deref(),
        &cancel,
        ready,
        &mut |_, job| watched(output, job),
        &mut |pass| match pass {
            Ok(pass) => {
                let cancelled = |it: &Served| matches!(it.done, Done::Failed(Error::Cancelled));
                was_cancelled |= pass.served.iter().any(cancelled);
                show(pass, false, output);
            }
            Err(error) => {
                output.failed(error);
            }
        },
    )?;
    Ok(if was_cancelled { Error::Cancelled.exit() } else { 0 })
}

/// Ctrl+C, and the system's request to end, end a wait too.
fn cancelling(cancel: &CancelToken) -> impl FnOnce(Bell) + use<> {
    let cancel = cancel.clone();
    move |bell: Bell| {
        // There is one call of this a process.
        let _ = ctrlc::set_handler(move || {
            cancel.cancel();
            bell.ring();
        });
    }
}

fn show(pass: &Pass, is_dry: bool, output: &Output) {
    if let Some(error) = &pass.notify_error {
        output.remark_error(error);
    }
    if output.is_json() {
        output.object(&result::json(pass, is_dry));
        return;
    }
    if pass.served.is_empty() {
        output.text(&tr!("run-no-schedule"));
    }
    for served in &pass.served {
        for warning in look_warnings(served) {
            output.warning(&warning);
        }
        let line = line(served, is_dry);
        match &served.done {
            Done::Failed(error) => {
                output.finding(&line);
                let advice = error.advice();
                if !advice.is_empty() {
                    output.finding(&format!("    {advice}"));
                }
            }
            _ => output.text(&line),
        }
        show_upkeep(served, output);
    }
    for told in &pass.told {
        if let Some(warning) = told.warning() {
            output.warning(&warning);
        }
    }
}

/// What followed the backup; that it could not be restored is said with `--quiet` too.
fn show_upkeep(served: &Served, output: &Output) {
    let profile = served.profile.as_str();
    let removed = served.upkeep.removed().len() as u64;
    if removed > 0 {
        output.text(&tr!("run-removed", profile = profile, count = removed));
    }
    match &served.upkeep.drill {
        Some(Drill::Proved(_, report)) => {
            let time = format::milliseconds(report.elapsed_ms);
            output.text(&tr!("run-proved", profile = profile, time = time));
        }
        Some(Drill::Failed(_, error)) => {
            output.finding(&tr!("run-unproved", profile = profile, message = error.message()));
            output.finding(&format!("    {}", tr!("status-unproved", "advice")));
        }
        Some(Drill::NotNow(why)) => {
            output.text(&tr!("run-not-proved", profile = profile, why = why.text()));
        }
        None => {}
    }
}

/// Those of the backup were told while it was made.
fn look_warnings(served: &Served) -> Vec<Warning> {
    let mut warnings = served.warnings();
    if let Done::Made(report) = &served.done {
        warnings.retain(|warning| !report.warnings.contains(warning));
    }
    warnings
}

/// What became of one profile, or what would.
fn line(served: &Served, is_dry: bool) -> String {
    let profile = served.profile.as_str();
    let date = |at: Option<Timestamp>| at.map_or_else(|| tr!("run-never"), format::date);
    let standing = served.look.as_ref().map(|look| &look.standing);
    let next = date(standing.and_then(|standing| standing.next));
    match &served.done {
        Done::Nothing if standing.is_some_and(|standing| standing.slot.is_none()) => {
            tr!("schedule-none", profile = profile)
        }
        Done::Nothing if is_dry && served.was_due => tr!(
            "run-would",
            profile = profile,
            slot = date(served.slot),
            last = date(standing.and_then(|standing| standing.last_good))
        ),
        Done::Nothing => tr!(
            "run-nothing",
            profile = profile,
            last = date(standing.and_then(|standing| standing.last_good)),
            next = next
        ),
        Done::Made(report) => tr!(
            "run-made",
            profile = profile,
            name = report.manifest.file.name.as_str(),
            size = format::bytes(report.manifest.file.bytes),
            next = next
        ),
        Done::Busy => tr!("run-busy", profile = profile),
        Done::Postponed { .. } => tr!("run-postponed", profile = profile),
        Done::Failed(error) => {
            tr!("run-failed", profile = profile, message = error.message())
        }
    }
}
