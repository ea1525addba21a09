//! An error for a program that reads it.

use serde_json::{Value, json};

use super::kind::Error;

impl Error {
    /// As the JSON contract shows it.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let error = self;
        let cause = match error {
            Error::NewerThanServer { error, .. } => error,
            other => other,
        };
        let mut described = json!({
            "code": error.code(),
            "exit": error.exit(),
            "message": error.message(),
            "advice": error.advice(),
        });
        match cause {
            Error::Incomplete { things } => described["not_restored"] = json!(things),
            Error::BackupAmbiguous { found: names, .. }
            | Error::BackupUnknown { near: names, .. } => {
                described["candidates"] = json!(names);
            }
            _ => {}
        }
        described
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::error::NotRestored;

    #[test]
    fn what_is_missing_is_told_of_a_newer_file_too() {
        let thing = NotRestored {
            kind: "view",
            name: "v".to_owned(),
            message: String::new(),
            line: 1,
            statement: String::new(),
            loses_rows: false,
        };
        let error = Box::new(Error::Incomplete { things: vec![thing] });
        let described = Error::NewerThanServer { error, file: 18, server: 15 }.as_json();
        assert_eq!(described["code"], "incomplete");
        assert_eq!(described["not_restored"][0]["name"], "v");
    }
}
