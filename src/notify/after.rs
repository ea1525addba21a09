//! A program of the user's, which gets the result of a run on its standard input.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::limits::Limits;
use super::together::Outcome;
use super::trouble::Trouble;
use crate::platform::{child, log};

/// The end of what a program said is what explains its failure.
const SHOWN_BYTES: usize = 300;

pub fn run(words: &[String], result: &Value, limits: Limits) -> Outcome {
    let Some((program, arguments)) = words.split_first() else { return Ok(String::new()) };
    let program = PathBuf::from(program);
    let mut command = child::command(Path::new(&program));
    command.args(arguments);
    let input = format!("{result}\n").into_bytes();
    let ended = child::run_fed(command, input, limits.after)
        .map_err(|error| Trouble::NotRun(Box::new(error)))?;
    if ended.status.success() {
        return Ok(child::describe(ended.status));
    }
    let said = log::redact(ended.stderr.trim());
    let stderr = log::last_within(&said, SHOWN_BYTES).to_owned();
    Err(Trouble::ProgramFailed { program, status: ended.status, stderr })
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;

    fn shell(script: &str, limits: Limits) -> Outcome {
        let words = ["/bin/sh", "-c", script].map(str::to_owned);
        run(&words, &json!({ "status": "ok", "filler": "x".repeat(200_000) }), limits)
    }

    #[test]
    fn a_program_gets_the_result_and_need_not_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reçu");
        shell(&format!("cat > '{}'", path.display()), Limits::PATIENT).unwrap();
        let got: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(got["status"], "ok");
        shell("exit 0", Limits::PATIENT).unwrap();
    }

    #[test]
    fn a_program_that_fails_is_told_with_the_end_of_what_it_said() {
        let script = "echo mail.example ne répond pas, password=abc >&2; exit 7";
        let told = shell(script, Limits::PATIENT).unwrap_err().message();
        assert!(told.contains('7') && told.contains("ne répond pas"), "{told}");
        assert!(!told.contains("abc"), "{told}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let begun = Instant::now();
        let told = shell("sleep 60", Limits::SHORT).unwrap_err();
        assert!(matches!(told, Trouble::NotRun(_)), "{told:?}");
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_program_that_is_not_there_is_told_by_name() {
        let told = run(&["/absent/script".to_owned()], &json!({}), Limits::PATIENT).unwrap_err();
        assert!(told.message().contains("/absent/script"), "{}", told.message());
    }
}
