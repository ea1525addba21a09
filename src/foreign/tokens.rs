//! The tokens of a statement that `pg_dump` wrote about a database or a role. PURE.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word without quotes, in lower case: of the language, or a name.
    Word(String),
    /// A name in quotes.
    Name(String),
    Literal(String),
    Sign(char),
}

impl Token {
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(it) if it == word)
    }

    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Name(name) => Some(name),
            Self::Literal(_) | Self::Sign(_) => None,
        }
    }

    /// Of a setting: `'8MB'`, `on`, `17`.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Word(value) | Self::Name(value) | Self::Literal(value) => Some(value),
            Self::Sign(_) => None,
        }
    }
}

/// Comments are left out. What is not closed ends with the statement.
#[must_use]
pub fn of(statement: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = statement.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
            continue;
        }
        let escape = rest.strip_prefix(['E', 'e']).filter(|rest| rest.starts_with('\''));
        if first == '\'' || escape.is_some() {
            let (text, after) = quoted(&escape.unwrap_or(rest)[1..], '\'', escape.is_some());
            tokens.push(Token::Literal(text));
            rest = after;
        } else if first == '"' {
            let (text, after) = quoted(&rest[1..], '"', false);
            tokens.push(Token::Name(text));
            rest = after;
        } else if is_of_a_word(first) {
            let end = rest.find(|it| !is_of_a_word(it)).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_lowercase()));
            rest = &rest[end..];
        } else {
            tokens.push(Token::Sign(first));
            rest = &rest[first.len_utf8()..];
        }
        rest = rest.trim_start();
    }
    tokens
}

fn is_of_a_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '$')
}

/// Behind the opening quote: the text, and what follows the closing one.
fn quoted(rest: &str, quote: char, escapes: bool) -> (String, &str) {
    let mut text = String::new();
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && escapes {
            text.extend(characters.next().map(|(_, escaped)| escaped));
        } else if character != quote {
            text.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == quote) {
            characters.next();
            text.push(quote);
        } else {
            return (text, &rest[at + quote.len_utf8()..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_literals_and_signs_are_told_apart() {
        let word = |text: &str| Token::Word(text.to_owned());
        let statement = "ALTER DATABASE \"a \"\"b\"\"\" -- c\n SET x TO 'it''s', E'a\\\\b', 'é;\";";
        assert_eq!(
            of(statement),
            [
                word("alter"),
                word("database"),
                Token::Name("a \"b\"".to_owned()),
                word("set"),
                word("x"),
                word("to"),
                Token::Literal("it's".to_owned()),
                Token::Sign(','),
                Token::Literal("a\\b".to_owned()),
                Token::Sign(','),
                Token::Literal("é;\";".to_owned()),
            ]
        );
    }
}
