//! The word that was probably meant.

use super::words::folded;

/// More letters that differ make another word of it.
const MOST_DIFFERENT: usize = 3;

pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = folded(word);
    let most = (word.chars().count() / 2).min(MOST_DIFFERENT);
    let names = names.map(|name| (distance(&word, &folded(name)), name));
    let (found, name) = names.min_by_key(|(distance, _)| *distance)?;
    (found <= most).then(|| name.to_owned())
}

/// How many letters to put in, take out or exchange (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, d) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(c != *d);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
