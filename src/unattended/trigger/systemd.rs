//! A service and its timer, as systemd's unit files.
//! Format: systemd.service(5), systemd.timer(5), systemd.time(7), systemd.syntax(7).

use jiff::civil::Weekday;

use super::order::Order;
use crate::schedule::{On, Pattern};

/// From here on a delay that is always the same can be asked for.
const FIXED_DELAY_SINCE: u32 = 247;
/// systemd itself does not start a program whose path has one of these.
const NOT_IN_A_PROGRAM: [char; 3] = ['"', '\'', '\\'];

/// Whose units they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    User,
    System,
}

/// A program that is gone with its package is no failure every day.
#[must_use]
pub fn service(order: &Order) -> String {
    let program = order.program.to_string_lossy();
    let arguments: Vec<String> = order.arguments().iter().map(|it| argument(it)).collect();
    let start = if program.contains(NOT_IN_A_PROGRAM) {
        format!("/usr/bin/env {}", argument(&program))
    } else {
        format!("\"{}\"", escaped(&program))
    };
    format!(
        "[Unit]\n\
         Description=Sauvegarde: PostgreSQL backups that are due\n\
         ConditionPathExists={}\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart={start} {}\n\
         Nice=10\n\
         IOSchedulingClass=best-effort\n\
         IOSchedulingPriority=7\n\
         TimeoutStartSec=infinity\n\
         SuccessExitStatus=3\n",
        program.replace('%', "%%"),
        arguments.join(" ")
    )
}

/// `version` is systemd's own, 0 where it is not known.
#[must_use]
pub fn timer(order: &Order, whose: Whose, version: u32) -> String {
    let moments: String = on_calendar(&order.patterns())
        .iter()
        .flat_map(|moment| ["OnCalendar=", moment, "\n"])
        .collect();
    let start = match whose {
        Whose::User => "OnStartupSec",
        Whose::System => "OnBootSec",
    };
    let fixed = if version >= FIXED_DELAY_SINCE { "FixedRandomDelay=true\n" } else { "" };
    format!(
        "[Unit]\n\
         Description=Sauvegarde: when PostgreSQL backups may be due\n\
         \n\
         [Timer]\n\
         {moments}{start}=3min\n\
         Persistent=true\n\
         RandomizedDelaySec=3min\n\
         {fixed}AccuracySec=1min\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n"
    )
}

/// Expressions of `OnCalendar`, each once.
#[must_use]
pub fn on_calendar(patterns: &[Pattern]) -> Vec<String> {
    let mut moments: Vec<String> = Vec::new();
    for pattern in patterns {
        let date = match &pattern.on {
            On::EveryDay => "*-*-*".to_owned(),
            On::Weekdays(days) => {
                let days: Vec<&str> = days.iter().map(|day| name(*day)).collect();
                format!("{} *-*-*", days.join(","))
            }
            On::MonthDays(days) => format!("*-*-{}", listed(days, 31)),
        };
        for (hours, minutes) in pattern.hours_and_minutes() {
            let moment = format!("{date} {}:{}:00", listed(&hours, 24), listed(&minutes, 60));
            if !moments.contains(&moment) {
                moments.push(moment);
            }
        }
    }
    moments
}

/// What [`service`] starts.
#[must_use]
pub fn program_of(service: &str) -> Option<String> {
    let path = service.lines().find_map(|line| line.strip_prefix("ConditionPathExists="))?;
    Some(path.replace("%%", "%"))
}

/// `systemd 252 (252.38-1)` is 252.
#[must_use]
pub fn version(said: &str) -> u32 {
    let number = said.split_whitespace().nth(1).unwrap_or_default();
    let digits = number.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

fn listed(numbers: &[i8], all: usize) -> String {
    if numbers.len() == all {
        return "*".to_owned();
    }
    numbers.iter().map(|number| format!("{number:02}")).collect::<Vec<_>>().join(",")
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

/// Variables are put into arguments, and not into the program's own path.
fn argument(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:,@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("\"{}\"", escaped(text).replace('$', "$$"))
}

/// Between double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str(r"\\"),
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str(r"\n"),
            '\t' => escaped.push_str(r"\t"),
            '%' => escaped.push_str("%%"),
            other => escaped.push(other),
        }
    }
    escaped
}
