//! `sauvegarde schedule set|show|off`: the key of the configuration, and the system's own scheduler
//! that follows it.

use jiff::Timestamp;
use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::platform::clock;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::schedule::Schedule;
use sauvegarde::unattended::look::Look;
use sauvegarde::unattended::trigger::{self, Installed, Kind, Obstacle};
use serde_json::{Value, json};

use super::args::{Global, ScheduleCommand};
use super::given;
use super::output::{EXIT_WARNINGS, Output};

pub fn run(command: &ScheduleCommand, global: &Global, output: &Output) -> Result<u8, Error> {
    let file = given::config_path(global);
    let profile = global.profile.as_deref().unwrap_or(DEFAULT);
    match command {
        ScheduleCommand::Set { when } => {
            let when = when.join(" ");
            if when.trim().is_empty() {
                return Err(Error::Usage { detail: tr!("schedule-set-nothing") });
            }
            Schedule::parse(&when)?;
            let mut config = Config::load(&file)?;
            // It must be there, unless it is the one that needs no name.
            if profile != DEFAULT {
                config.profile(profile)?;
            }
            config.set(&key(profile), &when)?;
            let installed = trigger::follow(&config)?;
            show(&config, Some(profile), installed.as_ref(), output)
        }
        ScheduleCommand::Off => {
            let mut config = Config::load(&file)?;
            config.unset(&key(profile))?;
            trigger::follow(&config)?;
            if output.is_json() {
                let message = tr!("schedule-off", profile = profile);
                output.object(&json!({
                    "type": "result", "status": "completed", "message": message,
                }));
            }
            output.text(&tr!("schedule-off", profile = profile));
            Ok(0)
        }
        ScheduleCommand::Show => {
            let config = Config::load(&file)?;
            let installed = trigger::known(&config)?;
            show(&config, global.profile.as_deref(), installed.as_ref(), output)
        }
    }
}

fn key(profile: &str) -> String {
    match profile {
        DEFAULT => "schedule".to_owned(),
        name => format!("profiles.{name}.schedule"),
    }
}

/// What is known of one profile's schedule.
struct Shown {
    profile: String,
    schedule: Result<Option<Schedule>, Error>,
    look: Option<Look>,
}

fn show(
    config: &Config,
    wanted: Option<&str>,
    installed: Option<&Installed>,
    output: &Output,
) -> Result<u8, Error> {
    let names: Vec<&str> = match wanted {
        Some(name) => {
            config.profile(name)?;
            vec![name]
        }
        None => config.profile_names().collect(),
    };
    let now = clock::now_here();
    let shown = |name: &str| {
        let profile = config.profile(name);
        let look = profile.as_ref().ok().and_then(|profile| Look::at(profile, &now).ok());
        let schedule = profile.map(|profile| profile.schedule);
        Shown { profile: name.to_owned(), schedule, look }
    };
    let shown: Vec<Shown> = names.into_iter().map(shown).collect();
    let keepers = keepers(installed);
    let obstacles: &[Obstacle] = installed.map_or(&[], |installed| &installed.obstacles);
    let is_kept = !keepers.is_empty();
    let has_any = shown.iter().any(|it| matches!(it.schedule, Ok(Some(_))));
    if output.is_json() {
        output.object(&as_json(&shown, installed, &keepers));
    } else {
        for it in &shown {
            output.line(&it.sentence());
        }
        if has_any {
            for keeper in &keepers {
                output.line(keeper);
            }
            if !is_kept && trigger::kind() == Kind::Cron {
                output.line(&tr!("schedule-nobody"));
            } else if !is_kept {
                output.line(&tr!("doctor-schedule-nobody"));
            }
            let lines = installed.iter().flat_map(|installed| &installed.cron_lines);
            for line in lines.filter(|_| !is_kept) {
                output.line(&format!("    {line}"));
            }
            for obstacle in obstacles {
                output.line(&format!("! {} {}", obstacle.sentence(), obstacle.remedy()));
            }
        }
    }
    // It was told in its line.
    let broken = shown.iter().find_map(|it| it.schedule.as_ref().err());
    if let Some(error) = broken {
        return Ok(error.exit());
    }
    Ok(if has_any && (!is_kept || !obstacles.is_empty()) { EXIT_WARNINGS } else { 0 })
}

impl Shown {
    fn sentence(&self) -> String {
        let profile = self.profile.as_str();
        let schedule = match &self.schedule {
            Ok(Some(schedule)) => schedule,
            Ok(None) => return tr!("schedule-none", profile = profile),
            Err(error) => return format!("{profile}{}{}", tr!("colon"), error.message()),
        };
        let now = clock::now_here();
        let date = |at: Option<Timestamp>| at.map_or_else(|| tr!("run-never"), format::date);
        let standing = self.look.as_ref().map(|look| &look.standing);
        let next = schedule.next_slot(&now).map(|next| next.timestamp());
        tr!(
            "schedule-line",
            profile = profile,
            meaning = schedule.meaning(),
            next = date(next),
            last = date(standing.and_then(|standing| standing.last_good))
        )
    }
}

/// Who makes the passes, in words.
fn keepers(installed: Option<&Installed>) -> Vec<String> {
    let mut keepers = Vec::new();
    if let Some(installed) = installed.filter(|installed| installed.kind != Kind::Cron) {
        keepers.push(tr!("schedule-keeper-system", name = installed.kind.name()));
    }
    if trigger::cron_starts_it() {
        keepers.push(tr!("schedule-keeper-system", name = Kind::Cron.name()));
    }
    if super::doctor::tray_starts_with_the_session() {
        keepers.push(tr!("schedule-keeper-tray"));
    }
    keepers
}

fn as_json(shown: &[Shown], installed: Option<&Installed>, keepers: &[String]) -> Value {
    let now = clock::now_here();
    let profiles: Vec<Value> = shown
        .iter()
        .map(|it| {
            let schedule = it.schedule.as_ref().ok().and_then(Option::as_ref);
            let standing = it.look.as_ref().map(|look| &look.standing);
            json!({
                "profile": it.profile,
                "schedule": schedule.map(Schedule::text),
                "meaning": schedule.map(Schedule::meaning),
                "next": schedule.and_then(|it| it.next_slot(&now)).map(|it| it.timestamp()),
                "last_good": standing.and_then(|standing| standing.last_good),
                "error": it.schedule.as_ref().err().map(Error::as_json),
            })
        })
        .collect();
    let obstacles: Vec<Value> = installed
        .iter()
        .flat_map(|installed| &installed.obstacles)
        .map(|it| json!({ "message": it.sentence(), "advice": it.remedy() }))
        .collect();
    json!({
        "type": "result",
        "status": "completed",
        "profiles": profiles,
        "trigger": installed.map(|installed| installed.kind.code()),
        "keepers": keepers,
        "obstacles": obstacles,
        "cron": installed.map(|installed| &installed.cron_lines),
    })
}
