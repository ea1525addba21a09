//! A task of Windows' Task Scheduler, as its XML with every setting said, since what is left out is
//! mostly not what one would think: not on battery, ended when the battery comes in, never made up.
//! Format: <https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema>; the elements
//! stand in the order of its schema.

use jiff::civil::{Time, Weekday};

use super::order::Order;
use super::xml::{content, escaped, unescaped};
use crate::schedule::{On, Pattern};

/// The Task Scheduler's own limit.
const MOST_TRIGGERS: usize = 48;
/// With the one of the log-on.
const MOST_MOMENTS: usize = MOST_TRIGGERS - 1;
const DAY_MIN: i32 = 24 * 60;
/// Before any machine on which this runs; a Monday.
const FIRST_DAY: &str = "2024-01-01";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `user` is `DOMAIN\name`; `order.program` is what the task starts.
#[must_use]
pub fn xml(order: &Order, user: &str) -> String {
    let patterns = order.patterns();
    let count: usize = patterns.iter().map(|pattern| pattern.times.len()).sum();
    let calendar: String = if count <= MOST_MOMENTS {
        let moments = |pattern: &Pattern| -> String {
            let days = days(&pattern.on);
            pattern.times.iter().map(|time| trigger(*time, "", &days)).collect()
        };
        patterns.iter().map(moments).collect()
    } else {
        repeated(&patterns)
    };
    let user = escaped(user);
    let program = escaped(&order.program.to_string_lossy());
    let arguments: Vec<String> = order.arguments().iter().map(|it| quoted(it)).collect();
    let arguments = escaped(&arguments.join(" "));
    format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>{user}</Author>
    <Description>Sauvegarde</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
      <Delay>PT1M</Delay>
    </LogonTrigger>
{calendar}  </Triggers>
  <Settings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <WakeToRun>false</WakeToRun>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
  </Settings>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#
    )
}

/// As the Task Scheduler reads a file: UTF-16, little end first, behind its mark.
#[must_use]
pub fn bytes(xml: &str) -> Vec<u8> {
    let lines = xml.replace('\n', "\r\n");
    std::iter::once(0xfeff).chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// What the task of this XML starts.
#[must_use]
pub fn program_of(xml: &str) -> Option<String> {
    content(xml, "Command").map(unescaped)
}

/// Whether somebody has switched the task off; each trigger has a switch of its own.
#[must_use]
pub fn is_disabled(xml: &str) -> bool {
    let settings = content(xml, "Settings").unwrap_or_default();
    content(settings, "Enabled").is_some_and(|value| value.trim() == "false")
}

fn trigger(time: Time, repetition: &str, days: &str) -> String {
    let time = time.strftime("%H:%M:%S");
    format!(
        "    <CalendarTrigger>\n      <Enabled>true</Enabled>\n      \
         <StartBoundary>{FIRST_DAY}T{time}</StartBoundary>\n{repetition}      \
         <RandomDelay>PT3M</RandomDelay>\n{days}    </CalendarTrigger>\n"
    )
}

/// Every day, at the greatest distance that meets all moments.
fn repeated(patterns: &[Pattern]) -> String {
    let minute = |time: &Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    let minutes = || patterns.iter().flat_map(|pattern| pattern.times.iter().map(minute));
    let first = minutes().min().unwrap_or_default();
    let step = minutes().fold(DAY_MIN, |step, minute| common(step, minute - first));
    let part = |number: i32| i8::try_from(number).unwrap_or_default();
    let start = first % step;
    let start = Time::constant(part(start / 60), part(start % 60), 0, 0);
    let repetition = format!(
        "      <Repetition>\n        <Interval>PT{step}M</Interval>\n        \
         <Duration>P1D</Duration>\n        \
         <StopAtDurationEnd>false</StopAtDurationEnd>\n      </Repetition>\n"
    );
    trigger(start, &repetition, &days(&On::EveryDay))
}

/// The greatest common divisor.
fn common(one: i32, other: i32) -> i32 {
    if other == 0 { one } else { common(other, one % other) }
}

fn days(on: &On) -> String {
    match on {
        On::EveryDay => "      <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      \
                         </ScheduleByDay>\n"
            .to_owned(),
        On::Weekdays(days) => {
            let days = each(days, |day| format!("<{} />", name(*day)));
            format!(
                "      <ScheduleByWeek>\n        <WeeksInterval>1</WeeksInterval>\n        \
                 <DaysOfWeek>\n{days}        </DaysOfWeek>\n      </ScheduleByWeek>\n"
            )
        }
        On::MonthDays(days) => {
            let days = each(days, |day| format!("<Day>{day}</Day>"));
            let months = each(&MONTHS, |month| format!("<{month} />"));
            format!(
                "      <ScheduleByMonth>\n        <DaysOfMonth>\n{days}        </DaysOfMonth>\n        \
                 <Months>\n{months}        </Months>\n      </ScheduleByMonth>\n"
            )
        }
    }
}

/// A line for each.
fn each<T>(all: &[T], element: impl Fn(&T) -> String) -> String {
    let lines: Vec<String> =
        all.iter().flat_map(|it| ["          ".to_owned(), element(it), "\n".to_owned()]).collect();
    lines.concat()
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// As Windows' programs cut their command line: backslashes count before a quote only, and a path
/// holds no quote.
fn quoted(argument: &str) -> String {
    if !argument.contains(' ') && !argument.contains('\t') && !argument.is_empty() {
        return argument.to_owned();
    }
    let ending = argument.len() - argument.trim_end_matches('\\').len();
    format!("\"{argument}{}\"", r"\".repeat(ending))
}
