//! The commands of psql in a script.

use super::tokens::{self, Token};

/// Those that `pg_dump` and `pg_dumpall` write.
pub enum Command {
    Connect(String),
    Restrict(Vec<u8>),
    Unrestrict(Vec<u8>),
    Encoding,
    Other,
}

impl Command {
    pub fn of(text: &str) -> Self {
        let argument = |command: &str| {
            let rest = text.strip_prefix(command)?;
            rest.starts_with(|c: char| c.is_ascii_whitespace()).then(|| rest.trim())
        };
        if let Some(key) = argument("\\restrict") {
            return Self::Restrict(key.as_bytes().to_vec());
        }
        if let Some(key) = argument("\\unrestrict") {
            return Self::Unrestrict(key.as_bytes().to_vec());
        }
        if argument("\\encoding").is_some() {
            return Self::Encoding;
        }
        let connect = argument("\\connect").or_else(|| argument("\\c"));
        connect.and_then(database_of).map_or(Self::Other, Self::Connect)
    }
}

/// `src`, `"a b"`, `src bob`, `-reuse-previous=on "dbname='a=b c'"`
fn database_of(argument: &str) -> Option<String> {
    let argument = argument.strip_prefix("-reuse-previous=on").unwrap_or(argument).trim();
    let name = match tokens::of(argument).first()? {
        Token::Name(name) | Token::Literal(name) => name.clone(),
        // Names as psql takes them are not folded.
        Token::Word(_) => argument.split_whitespace().next()?.to_owned(),
        Token::Sign(_) => return None,
    };
    let Some(pair) = name.strip_prefix("dbname=") else { return Some(name) };
    match tokens::of(&format!("E{pair}")).first() {
        Some(Token::Literal(name)) => Some(name.clone()),
        _ => Some(pair.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_a_connect_is_read_as_psql_reads_it() {
        for (command, expected) in [
            (r"\connect src", "src"),
            (r"\c Src", "Src"),
            (r#"\connect "a b""#, "a b"),
            (r"\connect src bob", "src"),
            (r#"\connect -reuse-previous=on "dbname='a=b c'""#, "a=b c"),
            (r#"\connect -reuse-previous=on "dbname='l\'eau'""#, "l'eau"),
        ] {
            let Command::Connect(name) = Command::of(command) else {
                panic!("{command}");
            };
            assert_eq!(name, expected, "{command}");
        }
        for command in [r"\copy t from 'x'", r"\connected", r"\! ls", r"\i other.sql"] {
            assert!(matches!(Command::of(command), Command::Other), "{command}");
        }
    }
}
