//! `4h`, `30 minutes`: what follows `every`.

use super::words::{Word, Wrong};

const DAY_MIN: i16 = 24 * 60;
const SHORTEST_MIN: i16 = 5;
const LONGEST_MIN: i16 = 720;
const HOURS: [&str; 5] = ["h", "hour", "hours", "heure", "heures"];
const MINUTES: [&str; 6] = ["min", "mn", "m", "mins", "minute", "minutes"];

/// Its minutes. The unit is a word of its own, or the end of the first one.
pub fn parse(word: &Word, unit: Option<&Word>) -> Result<i16, Wrong> {
    let end = word.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.text.len());
    let (digits, ending) = word.text.split_at(end);
    let number: i16 = digits.parse().unwrap_or(i16::MAX);
    let own = Word { at: word.at, text: ending.trim() };
    let typed = unit.unwrap_or(&own);
    let (right, minutes) = if typed.is_one_of(&HOURS) {
        let hours = number.clamp(1, 24);
        (hours, 60 * hours)
    } else if typed.is_one_of(&MINUTES) {
        let minutes = nearest(number);
        (minutes, minutes)
    } else {
        let as_hours = format!("{}h", number.clamp(1, 24));
        let no_unit = |unit: &Word| unit.wrong(Some("h".to_owned()));
        return Err(unit.map_or_else(|| word.wrong(Some(as_hours)), no_unit));
    };
    // The unit stays where the text has it.
    if right == number { Ok(minutes) } else { Err(word.wrong(Some(format!("{right}{ending}")))) }
}

/// Only what divides a day comes at the same times every day; of two as near, the longer one.
fn nearest(minutes: i16) -> i16 {
    let right = (SHORTEST_MIN..=LONGEST_MIN).rev().filter(|number| DAY_MIN % number == 0);
    right.min_by_key(|number| number.abs_diff(minutes)).unwrap_or(LONGEST_MIN)
}
