//! The commands of psql in a script.

use super::tokens::{self, Token};

/// Those that `pg_dump` and `pg_dumpall` write.
pub enum Command {
    Connect(String),
    Restrict(Vec<u8>),
    Unrestrict,
    Encoding,
    Other,
}

impl Command {
    pub fn of(text: &[u8]) -> Self {
        let argument = |command: &[u8]| {
            let rest = text.strip_prefix(command)?;
            rest.first().is_some_and(u8::is_ascii_whitespace).then(|| rest.trim_ascii())
        };
        if let Some(key) = argument(b"\\restrict") {
            return Self::Restrict(key.to_vec());
        }
        if argument(b"\\unrestrict").is_some() {
            return Self::Unrestrict;
        }
        if argument(b"\\encoding").is_some() {
            return Self::Encoding;
        }
        let connect = argument(b"\\connect").or_else(|| argument(b"\\c"));
        let name = connect.and_then(|argument| database_of(&String::from_utf8_lossy(argument)));
        name.map_or(Self::Other, Self::Connect)
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
            let Command::Connect(name) = Command::of(command.as_bytes()) else {
                panic!("{command}");
            };
            assert_eq!(name, expected, "{command}");
        }
        for command in [r"\copy t from 'x'", r"\connected", r"\! ls", r"\i other.sql"] {
            assert!(matches!(Command::of(command.as_bytes()), Command::Other), "{command}");
        }
    }
}
