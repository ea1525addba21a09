//! The words of a schedule, with their places.

/// The first word that has no place in a schedule.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Of its first character, from 1.
    pub at: usize,
    pub word: String,
    /// What stands in its place in a schedule that is right.
    pub nearest: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Word<'a> {
    /// Of its first character, from 1.
    pub at: usize,
    pub text: &'a str,
}

impl Word<'_> {
    pub fn wrong(&self, nearest: Option<String>) -> Wrong {
        Wrong { at: self.at, word: self.text.to_owned(), nearest }
    }

    /// Accents are often left out.
    pub fn is_one_of(&self, names: &[&str]) -> bool {
        let own = folded(self.text);
        names.iter().any(|name| folded(name) == own)
    }

    pub fn is_number(&self) -> bool {
        self.text.chars().all(|c| c.is_ascii_digit())
    }

    /// The digits of `15`, `1er` and `3rd`.
    pub fn month_day(&self) -> Option<&str> {
        let end = self.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len());
        let (digits, ending) = self.text.split_at(end);
        let ending = folded(ending);
        let is_ordinal = ["", "er", "e", "st", "nd", "rd", "th"].contains(&ending.as_str());
        (is_ordinal && !digits.is_empty()).then_some(digits)
    }
}

pub fn folded(text: &str) -> String {
    let plain = |c| match c {
        'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'û' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// Between spaces and commas; `12 h 30`, as French typography has it, is one word.
pub fn split(text: &str) -> Vec<Word<'_>> {
    let words = pieces(text, |c| c.is_whitespace() || c == ',' || c == ';');
    let mut joined: Vec<Word> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(mut word) = words.next() {
        if word.is_number()
            && let Some(h) = words.next_if(|next| next.text.eq_ignore_ascii_case("h"))
        {
            let minutes = words.next_if(|next| next.is_number() && next.text.len() == 2);
            word.text = between(text, &word, minutes.as_ref().unwrap_or(&h));
        }
        joined.push(word);
    }
    joined
}

/// Between spaces only: commas belong to the fields of cron.
pub fn fields(text: &str) -> Vec<Word<'_>> {
    pieces(text, char::is_whitespace)
}

fn pieces(text: &str, separates: impl Fn(char) -> bool) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (index, (byte, c)) in text.char_indices().enumerate() {
        match start {
            Some((at, from)) if separates(c) => {
                words.push(Word { at, text: &text[from..byte] });
                start = None;
            }
            None if !separates(c) => start = Some((index + 1, byte)),
            _ => {}
        }
    }
    words.extend(start.map(|(at, from)| Word { at, text: &text[from..] }));
    words
}

/// From the first to the last word, with what is between them.
fn between<'a>(text: &'a str, first: &Word, last: &Word) -> &'a str {
    let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte);
    &text[byte(first.at - 1)..byte(last.at - 1 + last.text.chars().count())]
}
