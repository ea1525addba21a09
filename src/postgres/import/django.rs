//! `DATABASES` in Django's `settings.py`, where it is written out. No Python runs: what is computed
//! is said, not guessed.

use std::path::Path;

use super::values::Imported;
use crate::postgres::connection::{self, Connection, Parameters};
use crate::report::error::{Error, Result};

/// A value as it stands in the file.
enum Literal {
    Text(String),
    /// A number, `None`, `True`.
    Word(String),
    Dict(Vec<(String, Literal)>),
    /// With the variable of the environment that it names, if it does.
    Computed(Option<String>),
}

/// # Errors
/// [`Error::ImportComputed`], or what the connection cannot be.
pub fn connection(text: &str, path: &Path) -> Result<Option<Imported>> {
    let computed =
        |from: &str| Error::ImportComputed { path: path.to_owned(), from: from.to_owned() };
    let lines = text.match_indices("DATABASES").map(|(at, _)| {
        let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
        (at, &text[begin..at])
    });
    let mut mentions =
        lines.filter(|(at, before)| before.trim().is_empty() && is_mention(&text[*at..]));
    let Some((from, indent)) = mentions.next() else { return Ok(None) };
    // Behind a condition, or changed further down.
    if !indent.is_empty() || mentions.next().is_some() {
        return Err(computed("DATABASES"));
    }
    let after = text[from..].split_once('=').map_or("", |(_, after)| after);
    let mut reader = Reader { rest: after };
    let databases = reader.value('\n');
    let default = match databases {
        Some(Literal::Dict(entries)) => entries.into_iter().find(|(key, _)| key == "default"),
        _ => return Err(computed("DATABASES")),
    };
    match default {
        None => Ok(None),
        Some((_, Literal::Dict(entries))) => of_entries(entries, &computed).map(Some),
        Some((_, Literal::Computed(from))) => {
            Err(computed(&from.unwrap_or("DATABASES".to_owned())))
        }
        Some(_) => Err(computed("DATABASES")),
    }
}

fn is_mention(line: &str) -> bool {
    line.strip_prefix("DATABASES")
        .is_some_and(|after| after.trim_start().starts_with(['=', '[', '.', ':', '|', '+']))
}

fn of_entries(
    entries: Vec<(String, Literal)>,
    computed: &dyn Fn(&str) -> Error,
) -> Result<Imported> {
    let mut parameters = Parameters::default();
    let mut password_from = None;
    for (key, value) in entries {
        let known = match key.as_str() {
            "ENGINE" => "",
            "NAME" => "dbname",
            "USER" => "user",
            "PASSWORD" => "password",
            "HOST" => "host",
            "PORT" => "port",
            "OPTIONS" => {
                options(value, &mut parameters, computed)?;
                continue;
            }
            // How Django uses its connections.
            _ => continue,
        };
        match value {
            Literal::Text(text) if key == "ENGINE" => {
                let words = text.rsplit('.').map(|word| word.split('_').next().unwrap_or(word));
                words.take(2).try_for_each(connection::not_another)?;
            }
            Literal::Text(text) if text.is_empty() => {}
            Literal::Text(text) => parameters.set_own(known, text)?,
            Literal::Word(word) if key == "PORT" && word != "None" => {
                parameters.set_own(known, word)?;
            }
            Literal::Word(_) => {}
            Literal::Computed(from) if key == "PASSWORD" => password_from = from.or(Some(key)),
            Literal::Computed(from) => return Err(computed(&from.unwrap_or(key))),
            Literal::Dict(_) => return Err(computed(&key)),
        }
    }
    let connection = Connection::of(parameters)?;
    Ok(Imported { connection, password_from })
}

/// What libpq is told besides.
fn options(
    value: Literal,
    parameters: &mut Parameters,
    computed: &dyn Fn(&str) -> Error,
) -> Result<()> {
    let Literal::Dict(entries) = value else { return Err(computed("OPTIONS")) };
    for (key, value) in entries {
        match value {
            Literal::Text(text) => parameters.set_own(&key, text)?,
            Literal::Computed(from) if Parameters::is_known(&key) => {
                return Err(computed(&from.unwrap_or(key)));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads literals of Python; whatever else there is, it skips.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// One value, up to a comma, a closing brace or `end`.
    fn value(&mut self, end: char) -> Option<Literal> {
        self.skip_blank(end != '\n');
        let start = self.rest;
        let literal =
            if self.rest.starts_with('{') { self.dict() } else { self.text().map(Literal::Text) };
        // What is no literal is read once more, whole, as an expression.
        if literal.is_none() {
            self.rest = start;
        }
        self.skip_blank(end != '\n');
        let expression = self.expression(end);
        match literal {
            Some(literal) if expression.trim().is_empty() => Some(literal),
            None if is_word(expression.trim()) => Some(Literal::Word(expression.trim().to_owned())),
            _ if expression.trim().is_empty() => None,
            _ => Some(Literal::Computed(variable(expression))),
        }
    }

    fn dict(&mut self) -> Option<Literal> {
        self.rest = self.rest.strip_prefix('{')?;
        let mut entries = Vec::new();
        loop {
            self.skip_blank(true);
            if let Some(rest) = self.rest.strip_prefix('}') {
                self.rest = rest;
                return Some(Literal::Dict(entries));
            }
            // `**other` and the like: the whole is computed then.
            let key = self.text()?;
            self.skip_blank(true);
            self.rest = self.rest.strip_prefix(':')?;
            entries.push((key, self.value('}')?));
            self.rest = self.rest.strip_prefix(',').unwrap_or(self.rest);
        }
    }

    /// `'…'`, `"…"`, `r'…'`, `'''…'''`, several beside each other; not an `f'…'`.
    fn text(&mut self) -> Option<String> {
        let mut text = self.one_text()?;
        loop {
            let before = self.rest;
            self.skip_blank(true);
            let Some(more) = self.one_text() else {
                self.rest = before;
                return Some(text);
            };
            text.push_str(&more);
        }
    }

    fn one_text(&mut self) -> Option<String> {
        let prefix = self.rest.chars().take_while(char::is_ascii_alphabetic).count();
        let (prefix, quoted) = self.rest.split_at(prefix);
        if !matches!(prefix.to_ascii_lowercase().as_str(), "" | "r" | "u") {
            return None;
        }
        let marks = ["'''", "\"\"\"", "'", "\""];
        let quote = marks.iter().find(|quote| quoted.starts_with(**quote))?;
        let is_raw = prefix.eq_ignore_ascii_case("r");
        let mut text = String::new();
        let inside = &quoted[quote.len()..];
        let mut characters = inside.char_indices();
        while let Some((at, character)) = characters.next() {
            if inside[at..].starts_with(quote) {
                self.rest = &inside[at + quote.len()..];
                return Some(text);
            }
            if character != '\\' {
                text.push(character);
                continue;
            }
            match characters.next()?.1 {
                escaped if is_raw => text.extend(['\\', escaped]),
                '\n' => {}
                'n' => text.push('\n'),
                't' => text.push('\t'),
                escaped @ ('\\' | '\'' | '"') => text.push(escaped),
                // By a number: too rare to be read here.
                'x' | 'u' | 'U' | 'N' | '0'..='7' => return None,
                escaped => text.extend(['\\', escaped]),
            }
        }
        None
    }

    /// The rest of what stands here, with all that brackets and quotes hold together.
    fn expression(&mut self, end: char) -> &str {
        let (mut depth, mut at) = (0_usize, 0);
        let whole = self.rest;
        while let Some(character) = whole[at..].chars().next() {
            if let quote @ ('\'' | '"') = character {
                let mut is_escaped = false;
                let ends = |c: char| {
                    let ends = c == quote && !is_escaped;
                    is_escaped = c == '\\' && !is_escaped;
                    ends
                };
                let inside = &whole[at + 1..];
                at += 1 + inside.find(ends).map_or(inside.len(), |end| end + 1);
                continue;
            }
            match character {
                '#' => {
                    at += whole[at..].find('\n').unwrap_or(whole.len() - at);
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                _ if depth == 0 && (character == end || matches!(character, ',' | '}')) => break,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += whole[at..].chars().next().map_or(1, char::len_utf8);
        }
        let (expression, rest) = whole.split_at(at.min(whole.len()));
        self.rest = rest;
        expression
    }

    fn skip_blank(&mut self, over_lines: bool) {
        loop {
            let is_blank = |c: char| c == ' ' || c == '\t' || (over_lines && c.is_whitespace());
            self.rest = self.rest.trim_start_matches(is_blank);
            let Some(comment) = self.rest.strip_prefix('#') else { return };
            self.rest = comment.find('\n').map_or("", |end| &comment[end..]);
        }
    }
}

fn is_word(text: &str) -> bool {
    matches!(text, "None" | "True" | "False")
        || (!text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '_'))
}

/// The first argument of a call that asks the environment. Other texts may be secrets.
fn variable(expression: &str) -> Option<String> {
    let asks = ["environ", "getenv", "env(", "env.", "config("];
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut places: Vec<usize> = asks
        .iter()
        .flat_map(|word| expression.match_indices(word))
        .map(|(at, _)| at)
        .filter(|at| !expression[..*at].ends_with(is_part))
        .collect();
    places.sort_unstable();
    places.into_iter().find_map(|at| asked_for(&expression[at..]))
}

/// `environ.get('NAME', …)`, `environ['NAME']`, `env('NAME')`, `config(env='NAME')`
fn asked_for(call: &str) -> Option<String> {
    let (_, argument) = call.split_once(['(', '['])?;
    let argument = argument.trim_start();
    let argument = argument.strip_prefix("env=").unwrap_or(argument);
    let name = argument.strip_prefix(['\'', '"'])?.split(['\'', '"']).next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.len() <= 40 && name.chars().all(is_name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Imported>> {
        connection(text, Path::new("settings.py"))
    }

    #[test]
    fn what_is_written_out_is_taken() {
        let text = "
import os
# DATABASES = {}
DATABASES = {
    'default': {
        'ENGINE': 'django.contrib.gis.db.backends.postgis',  # GeoDjango
        \"NAME\": 'torii', 'USER': u'u',
        'PASSWORD': r'a\\b' 'c}',
        'HOST': 'h', 'PORT': 5433, 'CONN_MAX_AGE': 60 * 5,
        'TEST': {'NAME': os.environ.get('X')},
        'OPTIONS': {'sslmode': 'require', 'pool': True},
    },
    'replica': {'ENGINE': 'django.db.backends.mysql'},
}
OTHER = 1
";
        let imported = read(text).unwrap().unwrap();
        let url = imported.connection.url_without_password();
        assert_eq!(url, "postgresql://u@h:5433/torii?sslmode=require");
        assert_eq!(imported.connection.password.unwrap().expose(), r"a\bc}");
        assert_eq!(imported.password_from, None);
    }

    #[test]
    fn a_password_from_the_environment_is_named_and_the_rest_taken() {
        let text =
            "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'h',
            'NAME': 'd', 'USER': 'u', 'PASSWORD': os.environ.get('DB_PASSWORD', 'hunter2')}}";
        let imported = read(text).unwrap().unwrap();
        assert_eq!(imported.connection.database, "d");
        assert_eq!(imported.connection.password, None);
        assert_eq!(imported.password_from.as_deref(), Some("DB_PASSWORD"));
    }

    #[test]
    fn what_is_computed_within_an_entry_that_is_not_used_ends_there() {
        let text = "DATABASES = {'default': {'NAME': 'd', 'USER': 'u', 'HOST': 'h',
            'TEST': {**BASE_TEST, 'NAME': 'test_db'}, 'PORT': 5}}";
        let imported = read(text).unwrap().unwrap();
        assert_eq!(imported.connection.url_without_password(), "postgresql://u@h:5/d");
    }

    #[test]
    fn the_name_that_is_shown_is_one_that_the_environment_is_asked_for() {
        for (expression, from) in [
            ("decrypt('hunter2', env('K'))", "K"),
            ("decrypt('hunter2', os.environ[\"K\"])", "K"),
            ("os.getenv('K', 'hunter2')", "K"),
            ("env.str('K')", "K"),
            ("config(default='hunter2')", "PASSWORD"),
            ("decrypt_config('hunter2')", "PASSWORD"),
            ("os.environ.get(KEY, 'hunter2')", "PASSWORD"),
            ("env(KEY) + 'hunter2'", "PASSWORD"),
        ] {
            let text = format!("DATABASES = {{'default': {{'PASSWORD': {expression}}}}}");
            let imported = read(&text).unwrap().unwrap();
            assert_eq!(imported.password_from.as_deref(), Some(from), "{expression}");
        }
    }

    #[test]
    fn what_is_computed_is_said_and_not_guessed() {
        for (text, name) in [
            ("DATABASES = {'default': env.db()}", "DATABASES"),
            ("DATABASES = {'default': dj_database_url.config(env='MY_URL')}", "MY_URL"),
            ("DATABASES = {'default': {'NAME': os.environ['DB_NAME']}}", "DB_NAME"),
            ("DATABASES = {'default': {'NAME': f'{X}_d'}}", "NAME"),
            ("DATABASES = {'default': {'NAME': 'a' + decrypt('hunter2')}}", "NAME"),
            ("DATABASES = {'default': {**BASE, 'NAME': 'd'}}", "DATABASES"),
            ("DATABASES = load()", "DATABASES"),
            ("if X:\n    DATABASES = {'default': {'NAME': 'd'}}", "DATABASES"),
            (
                "DATABASES = {'default': {'NAME': 'd'}}\nDATABASES['default']['HOST'] = h",
                "DATABASES",
            ),
        ] {
            match read(text) {
                Err(Error::ImportComputed { from, .. }) => assert_eq!(from, name, "{text}"),
                _ => panic!("{text}"),
            }
        }
    }

    #[test]
    fn another_database_is_named() {
        let text =
            "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE / 'x'}}";
        assert!(read(text).err().unwrap().message().contains("SQLite"));
    }

    #[test]
    fn an_unfinished_file_ends_nothing() {
        let whole = "DATABASES = {'default': {'ENGINE': 'x', 'NAME': 'é' # a\n, 'PORT': 5, 'HOST': f(\"x\", {1}), }}";
        for (at, _) in whole.char_indices() {
            let _ = read(&whole[..at]);
            let _ = read(&format!("{}# é", &whole[..at]));
            let _ = read(&format!("{}'\\", &whole[..at]));
        }
    }
}
