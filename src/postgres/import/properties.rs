//! Java's `.properties`, as `java.util.Properties` reads them.

use super::values::Values;

pub fn values(text: &str) -> Values {
    let mut values = Values::default();
    let mut lines = text.lines().map(str::trim_start);
    while let Some(line) = lines.next() {
        if line.starts_with(['#', '!']) {
            continue;
        }
        let mut whole = line.to_owned();
        while goes_on(&whole) {
            whole.pop();
            let Some(next) = lines.next() else { break };
            whole.push_str(next);
        }
        let (key, value) = pair(&whole);
        // `${…}` stays for others to read.
        values.insert(&key, &value, false);
    }
    values
}

/// It ends with a backslash that no other one escapes.
fn goes_on(line: &str) -> bool {
    let backslashes = line.len() - line.trim_end_matches('\\').len();
    backslashes % 2 == 1
}

/// `key=value`, `key: value` or `key value`.
fn pair(line: &str) -> (String, String) {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '=' | ':');
    let mut escaped = false;
    let end = line.find(|c| {
        let here = !escaped && is_separator(c);
        escaped = !escaped && c == '\\';
        here
    });
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_start();
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
    (unescaped(key), unescaped(value))
}

fn unescaped(text: &str) -> String {
    let mut units = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            '\\' => match characters.next() {
                Some('u') => {
                    let digits: String = characters.by_ref().take(4).collect();
                    units.extend(u16::from_str_radix(&digits, 16));
                    continue;
                }
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('f') => '\u{c}',
                Some(other) => other,
                None => continue,
            },
            other => other,
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}
