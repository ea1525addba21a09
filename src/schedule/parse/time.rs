//! A time of day: `12:30`, `12h30`, `3h`, `12 h 30`, `midi`.

use jiff::civil::{Time, time};

use super::words::Word;

pub fn parse(word: &Word) -> Option<Time> {
    if word.is_one_of(&["noon", "midi"]) {
        return Some(time(12, 0, 0, 0));
    }
    if word.is_one_of(&["midnight", "minuit"]) {
        return Some(Time::midnight());
    }
    let text = word.text.to_lowercase();
    let (hour, minute) = text.split_once([':', 'h'])?;
    let (hour, minute) = (hour.trim(), minute.trim());
    let minute = if minute.is_empty() && text.ends_with('h') { "00" } else { minute };
    let is_right = digits(hour) && hour.len() <= 2 && digits(minute) && minute.len() == 2;
    if !is_right {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// What somebody who wrote `25:00`, `12.30` or `1230` may have meant.
pub fn suggestion(word: &Word) -> Option<String> {
    let numbers: Vec<&str> =
        word.text.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let (hour, minute) = match numbers[..] {
        [both] if both.len() > 2 => both.split_at_checked(both.len() - 2)?,
        [hour] => (hour, "0"),
        [hour, minute, ..] => (hour, minute),
        [] => return None,
    };
    let most = |text: &str, most: u32| text.parse::<u32>().map_or(most, |number| number.min(most));
    Some(format!("{:02}:{:02}", most(hour, 23), most(minute, 59)))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
