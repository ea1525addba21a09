//! Lines for a crontab.

use super::order::Order;
use crate::schedule::On;

/// One for all hours that have the same minutes.
#[must_use]
pub fn lines(order: &Order) -> Vec<String> {
    let mut words = vec![order.program.to_string_lossy().into_owned()];
    words.extend(order.arguments());
    let command: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let command = command.join(" ");
    let mut lines: Vec<String> = Vec::new();
    for pattern in order.patterns() {
        let (month_days, weekdays) = match &pattern.on {
            On::EveryDay => ("*".to_owned(), "*".to_owned()),
            On::Weekdays(days) => {
                ("*".to_owned(), listed(days.iter().map(|day| day.to_monday_one_offset()), 7))
            }
            On::MonthDays(days) => (listed(days.iter().copied(), 31), "*".to_owned()),
        };
        for (hours, minutes) in pattern.hours_and_minutes() {
            let (hours, minutes) = (listed(hours.into_iter(), 24), listed(minutes.into_iter(), 60));
            let line = format!("{minutes} {hours} {month_days} * {weekdays} {command}");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Whether a line of a crontab starts `sauvegarde run`.
#[must_use]
pub fn starts_it(table: &str) -> bool {
    let lines = table.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let is_ours = |words: Vec<&str>| {
        let program = |word: &&str| word.trim_matches(['"', '\'']).ends_with("sauvegarde");
        words.iter().position(program).is_some_and(|at| words[at..].contains(&"run"))
    };
    words.into_iter().any(is_ours)
}

fn listed(numbers: impl ExactSizeIterator<Item = i8>, all: usize) -> String {
    if numbers.len() == all {
        return "*".to_owned();
    }
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}

/// For sh, by way of cron, which ends the command at a `%`, also between quotes, unless a backslash
/// stands before it. Some take that backslash away and some leave it to sh, which does so outside of
/// quotes only.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:,@".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''").replace('%', r"'\%'"))
}
