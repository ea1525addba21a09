//! A launch agent, as macOS' property list.
//! Format: launchd.plist(5).

use jiff::civil::Weekday;

use super::order::Order;
use super::xml::{content, escaped, unescaped};
use crate::schedule::{On, Pattern};

/// The agent that starts the tray has the name itself.
#[must_use]
pub fn label(name: &str) -> String {
    format!("{name}.run")
}

#[must_use]
pub fn plist(order: &Order, name: &str) -> String {
    let mut words = vec![order.program.to_string_lossy().into_owned()];
    words.extend(order.arguments());
    let words: Vec<String> =
        words.iter().map(|word| format!("    <string>{}</string>\n", escaped(word))).collect();
    let words = words.concat();
    let moments: String = order.patterns().iter().flat_map(moments).collect();
    let label = escaped(&label(name));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{label}</string>
  <key>ProgramArguments</key>
  <array>
{words}  </array>
  <key>StartCalendarInterval</key>
  <array>
{moments}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>ProcessType</key>
  <string>Background</string>
  <key>LowPriorityIO</key>
  <true/>
  <key>Nice</key>
  <integer>10</integer>
</dict>
</plist>
"#
    )
}

/// What [`plist`] starts.
#[must_use]
pub fn program_of(plist: &str) -> Option<String> {
    let (_, rest) = plist.split_once("<key>ProgramArguments</key>")?;
    content(rest, "string").map(unescaped)
}

fn moments(pattern: &Pattern) -> Vec<String> {
    let days: Vec<Option<(&str, i8)>> = match &pattern.on {
        On::EveryDay => vec![None],
        On::Weekdays(days) => days.iter().map(|day| Some(("Weekday", number(*day)))).collect(),
        On::MonthDays(days) => days.iter().map(|day| Some(("Day", *day))).collect(),
    };
    let mut moments = Vec::new();
    for day in days {
        for (hours, minutes) in pattern.hours_and_minutes() {
            // What is not named is any.
            let hours = if hours.len() == 24 { vec![None] } else { some("Hour", &hours) };
            let minutes = if minutes.len() == 60 { vec![None] } else { some("Minute", &minutes) };
            for hour in &hours {
                moments.extend(minutes.iter().map(|minute| dictionary([day, *hour, *minute])));
            }
        }
    }
    moments
}

fn some(key: &'static str, numbers: &[i8]) -> Vec<Option<(&'static str, i8)>> {
    numbers.iter().map(|number| Some((key, *number))).collect()
}

fn dictionary(values: [Option<(&str, i8)>; 3]) -> String {
    let pair = |(key, number): (&str, i8)| {
        format!("      <key>{key}</key>\n      <integer>{number}</integer>\n")
    };
    let pairs: String = values.into_iter().flatten().map(pair).collect();
    format!("    <dict>\n{pairs}    </dict>\n")
}

/// From Sunday, 0.
fn number(day: Weekday) -> i8 {
    day.to_sunday_zero_offset()
}
