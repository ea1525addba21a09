//! `KEY=value` lines.

use super::values::Values;

/// With `export`, quotes and comments as shells and python-dotenv take them.
pub fn values(text: &str) -> Values {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let mut values = Values::default();
    for line in lines {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        let (value, is_literal) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                (value[1..].split(quote).next().unwrap_or_default(), quote == '\'')
            }
            _ => (value.split(" #").next().unwrap_or_default().trim_end(), false),
        };
        values.insert(key.trim(), value, is_literal);
    }
    values
}
