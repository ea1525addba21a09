//! Takes passwords out of a text: of URLs, of key/value strings, of `KEY=VALUE` files.

const STARS: &str = "***";
/// Words before `=` or `:` whose value is nobody's business.
const SECRET_WORDS: [&str; 4] = ["password", "passwd", "secret", "token"];

/// The text without what stands where passwords stand.
#[must_use]
pub fn redact(text: &str) -> String {
    text.split_inclusive('\n').map(|line| values(&urls(line))).collect()
}

/// `scheme://user:password@` keeps the user.
fn urls(line: &str) -> String {
    let mut redacted = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        redacted.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "\"'<>".contains(c));
        let (url, behind) = after.split_at(end.unwrap_or(after.len()));
        // A password may hold a bare `@` or `/`: all up to the last `@` is the login.
        match url.rsplit_once('@').map(|(login, place)| (login.split_once(':'), place)) {
            Some((Some((user, _)), place)) => {
                redacted.extend([user, ":", STARS, "@", place]);
            }
            _ => redacted.push_str(url),
        }
        rest = behind;
    }
    redacted + rest
}

/// `password = 'x y'` and the like keep the word.
fn values(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let places = SECRET_WORDS.iter().filter_map(|word| Some(lower.find(word)? + word.len()));
    let Some(end) = places.min() else { return line.to_owned() };
    let (before, after) = line.split_at(end);
    let sign = after.trim_start_matches(|c: char| c.is_alphanumeric() || " \t\"'_".contains(c));
    if !sign.starts_with(['=', ':']) {
        return before.to_owned() + &values(after);
    }
    let value = sign[1..].trim_start();
    let (opening, end) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => (1, value[1..].find(quote).map(|at| at + 2)),
        _ => (0, value.find(|c: char| c.is_whitespace() || ",;&)".contains(c))),
    };
    if value.len() == opening {
        return line.to_owned();
    }
    let behind = end.map_or("", |end| &value[end..]);
    let sign = &after[..after.len() - value.len()];
    format!("{before}{sign}{STARS}{}", values(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_go_and_the_rest_stays() {
        for (text, expected) in [
            (
                "url = \"postgresql://me:p%40ss@h:5/d\" # x",
                "url = \"postgresql://me:***@h:5/d\" # x",
            ),
            (
                "postgresql://me@h/d postgresql://a:b@c/d",
                "postgresql://me@h/d postgresql://a:***@c/d",
            ),
            ("postgresql://me:a/b@c@h/d", "postgresql://me:***@h/d"),
            ("host=h password=secret user=u", "host=h password=*** user=u"),
            ("PASSWORD = 'se cr' x", "PASSWORD = *** x"),
            ("DB_PASSWORD=abc\nHOST=h\n", "DB_PASSWORD=***\nHOST=h\n"),
            ("the password was refused for u", "the password was refused for u"),
            ("\"password\": \"x\", \"a\": 1", "\"password\": ***, \"a\": 1"),
            ("https://example.org/x?y=1", "https://example.org/x?y=1"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }
}
