//! What a statement is, by all its tokens.

use crate::dump::lexer::tests::text;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String, usize),
    Literal(String),
    Other(u8),
    /// Outside parentheses.
    Semicolon,
}

pub(super) fn depth(tokens: &[Token]) -> usize {
    tokens.iter().fold(0_usize, |depth, token| match token {
        Token::Other(b'(') => depth + 1,
        Token::Other(b')') => depth.saturating_sub(1),
        _ => depth,
    })
}

fn is_word(token: Option<&Token>, choices: &[&str]) -> bool {
    matches!(token, Some(Token::Word(word, _)) if choices.contains(&word.as_str()))
}

fn is_outer_word(token: &Token, choice: &str) -> bool {
    matches!(token, Token::Word(word, 0) if word == choice)
}

pub(super) fn reads_stdin(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().filter_map(|token| match token {
        Token::Word(word, 0) => Some(word.as_str()),
        _ => None,
    });
    words.next() == Some("copy")
        && words.any(|word| word == "from")
        && matches!(words.next(), Some("stdin" | "stdout"))
}

pub(super) fn standard_strings(tokens: &[Token]) -> Option<bool> {
    let [set, rest @ ..] = tokens else {
        return None;
    };
    let scopes = rest.iter().take_while(|token| is_word(Some(token), &["session", "local"]));
    let rest = &rest[scopes.count()..];
    let [name, to, value, more @ ..] = rest else {
        return None;
    };
    let is_set = is_word(Some(set), &["set"])
        && is_word(Some(name), &["standard_conforming_strings"])
        && (is_word(Some(to), &["to"]) || *to == Token::Other(b'='))
        && more.is_empty();
    let value = match value {
        Token::Word(value, _) | Token::Literal(value) => value.clone(),
        Token::Other(byte) => text(&[*byte]),
        Token::Semicolon => return None,
    };
    match value.as_str() {
        _ if !is_set => None,
        "on" | "t" | "tr" | "tru" | "true" | "y" | "ye" | "yes" | "1" | "default" => Some(true),
        "of" | "off" | "f" | "fa" | "fal" | "fals" | "false" | "n" | "no" | "0" => Some(false),
        _ => None,
    }
}

pub(super) fn in_routine_body(tokens: &[Token]) -> bool {
    let words: Vec<&Token> =
        tokens.iter().filter(|token| matches!(token, Token::Word(..))).take(4).collect();
    let word = |place: usize, choices: &[&str]| is_word(words.get(place).copied(), choices);
    let kind_place = if word(1, &["or"]) && word(2, &["replace"]) { 3 } else { 1 };
    let is_routine =
        is_word(tokens.first(), &["create"]) && word(kind_place, &["function", "procedure"]);
    let body = tokens
        .windows(2)
        .position(|pair| is_outer_word(&pair[0], "begin") && is_outer_word(&pair[1], "atomic"));
    let (true, Some(body)) = (is_routine, body) else {
        return false;
    };
    let mut tokens = &tokens[body + 2..];
    loop {
        if tokens.first().is_some_and(|token| is_outer_word(token, "end")) {
            return false;
        }
        match tokens.iter().position(|token| *token == Token::Semicolon) {
            Some(semicolon) => tokens = &tokens[semicolon + 1..],
            None => return true,
        }
    }
}
