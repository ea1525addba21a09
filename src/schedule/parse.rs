//! From the text of a schedule to its calendar. People mix the languages and add small words, so
//! those of both are taken everywhere, and the small ones are passed over.

use jiff::civil::Time;

use super::calendar::{Calendar, Days, Numbers, all};
use crate::report::i18n::{self, Language};

mod cron;
mod interval;
mod nearest;
mod time;
mod words;

pub use words::Wrong;

use nearest::nearest;
use words::Word;

#[derive(Clone, Copy, PartialEq)]
enum Head {
    Hourly,
    /// `every`, before an interval or a day.
    Every,
    Daily,
    Workdays,
    Monthly,
    Weekday(i8),
}

/// The first of each meaning and language is what a misspelt word is told.
const HEADS: [(Head, &[&str]); 12] = [
    (Head::Hourly, &["hourly", "horaire", "hour", "hours", "heure", "heures"]),
    (Head::Every, &["every", "toutes", "tous", "chaque"]),
    (Head::Daily, &["daily", "quotidien", "quotidienne", "day", "days", "jour", "jours"]),
    (Head::Workdays, &["weekdays", "ouvrés", "ouvré", "weekday"]),
    (Head::Monthly, &["monthly", "mensuel", "mensuelle", "month", "mois"]),
    (Head::Weekday(1), &["monday", "lundi", "mondays", "lundis", "mon", "lun"]),
    (Head::Weekday(2), &["tuesday", "mardi", "tuesdays", "mardis", "tue", "mar"]),
    (Head::Weekday(3), &["wednesday", "mercredi", "wednesdays", "mercredis", "wed", "mer"]),
    (Head::Weekday(4), &["thursday", "jeudi", "thursdays", "jeudis", "thu", "jeu"]),
    (Head::Weekday(5), &["friday", "vendredi", "fridays", "vendredis", "fri", "ven"]),
    (Head::Weekday(6), &["saturday", "samedi", "saturdays", "samedis", "sat", "sam"]),
    (Head::Weekday(7), &["sunday", "dimanche", "sundays", "dimanches", "sun", "dim"]),
];
const SMALL_WORDS: [&str; 10] = ["and", "at", "on", "of", "the", "et", "à", "le", "les", "de"];

/// The words that are left, and the last one taken.
struct Reader<'a> {
    words: std::iter::Peekable<std::vec::IntoIter<Word<'a>>>,
    last: Word<'a>,
}

pub fn parse(text: &str) -> Result<Calendar, Wrong> {
    let words = words::split(text);
    let Some(first) = words.first().cloned() else {
        return Err(Wrong { at: 1, word: String::new(), nearest: Some(example("12:30")) });
    };
    if time::parse(&first).is_some() {
        return Err(first.wrong(Some(example(first.text))));
    }
    if first.text.starts_with(|c: char| c.is_ascii_digit() || c == '*') {
        return cron::parse(text);
    }
    let mut reader = Reader { words: words.into_iter().peekable(), last: first };
    let calendar = reader.calendar()?;
    match reader.take() {
        Some(word) => Err(word.wrong(None)),
        None => Ok(calendar),
    }
}

impl<'a> Reader<'a> {
    fn calendar(&mut self) -> Result<Calendar, Wrong> {
        let mut head = self.head()?;
        if head == Head::Every {
            if let Some(calendar) = self.interval()? {
                return Ok(calendar);
            }
            head = self.head()?;
        }
        let is_workdays =
            |reader: &mut Self| reader.next_is(|word| head_of(word) == Some(Head::Workdays));
        let days = match head {
            Head::Hourly => return Ok(Calendar::every(60)),
            Head::Daily if is_workdays(self) => {
                self.take();
                Days::Week(all(1..=5))
            }
            Head::Workdays => Days::Week(all(1..=5)),
            Head::Monthly => Days::Month(self.month_days()?),
            Head::Weekday(day) => self.weekdays(day),
            Head::Daily | Head::Every => Days::Every,
        };
        Ok(Calendar::new(days, self.times(matches!(head, Head::Weekday(_)))?))
    }

    fn head(&mut self) -> Result<Head, Wrong> {
        let Some(word) = self.take() else {
            return Err(self.last.wrong(Some(example("12:30"))));
        };
        head_of(&word).ok_or_else(|| word.wrong(nearest(word.text, names(|_| true))))
    }

    fn interval(&mut self) -> Result<Option<Calendar>, Wrong> {
        if !self.next_is(|word| word.text.starts_with(|c: char| c.is_ascii_digit())) {
            return Ok(None);
        }
        let Some(number) = self.take() else { return Ok(None) };
        let unit = if number.is_number() { self.words.next() } else { None };
        interval::parse(&number, unit.as_ref()).map(|minutes| Some(Calendar::every(minutes)))
    }

    fn weekdays(&mut self, first: i8) -> Days {
        let mut days = Numbers::from([first]);
        while let Some(Head::Weekday(day)) = self.peek().and_then(|word| head_of(&word)) {
            self.take();
            days.insert(day);
        }
        if days.len() == 7 { Days::Every } else { Days::Week(days) }
    }

    fn month_days(&mut self) -> Result<Numbers, Wrong> {
        let mut days = Numbers::new();
        while let Some(word) = self.peek().filter(|word| time::parse(word).is_none()) {
            let Some(digits) = word.month_day() else { break };
            let day = digits.parse().unwrap_or(i8::MAX);
            if !(1..=31).contains(&day) {
                return Err(word.wrong(Some(day.clamp(1, 31).to_string())));
            }
            self.take();
            days.insert(day);
        }
        if !days.is_empty() {
            return Ok(days);
        }
        let word = self.peek().unwrap_or_else(|| self.last.clone());
        let example = match time::parse(&word) {
            Some(_) => format!("1 {}", word.text),
            None if head_of(&word).is_some() => format!("{} 1 03:00", word.text),
            None => "1".to_owned(),
        };
        Err(word.wrong(Some(example)))
    }

    fn times(&mut self, after_weekdays: bool) -> Result<Vec<Time>, Wrong> {
        let mut times = Vec::new();
        while let Some(word) = self.take() {
            times.push(time::parse(&word).ok_or_else(|| {
                let day = |head| after_weekdays && matches!(head, Head::Weekday(_));
                word.wrong(time::suggestion(&word).or_else(|| nearest(word.text, names(day))))
            })?);
        }
        if times.is_empty() {
            return Err(self.last.wrong(Some(format!("{} 12:30", self.last.text))));
        }
        Ok(times)
    }

    fn peek(&mut self) -> Option<Word<'a>> {
        while self.words.next_if(|word| word.is_one_of(&SMALL_WORDS)).is_some() {}
        self.words.peek().cloned()
    }

    fn take(&mut self) -> Option<Word<'a>> {
        let word = self.peek()?;
        self.words.next();
        self.last = word.clone();
        Some(word)
    }

    fn next_is(&mut self, what: impl Fn(&Word) -> bool) -> bool {
        self.peek().is_some_and(|word| what(&word))
    }
}

fn head_of(word: &Word) -> Option<Head> {
    HEADS.iter().find(|(_, names)| word.is_one_of(names)).map(|(head, _)| *head)
}

/// The names that a misspelt word may be told: one of each language.
fn names(wanted: impl Fn(Head) -> bool) -> impl Iterator<Item = &'static str> {
    let heads = HEADS.iter().filter(move |(head, _)| wanted(*head));
    heads.flat_map(|(_, names)| names.iter().copied().take(2))
}

fn example(time: &str) -> String {
    match i18n::current() {
        Language::French => format!("quotidien {time}"),
        Language::English => format!("daily {time}"),
    }
}
