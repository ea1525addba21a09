//! `sauvegarde notify test`

use sauvegarde::Error;
use sauvegarde::config::Config;
use sauvegarde::notify;
use sauvegarde::report::i18n::tr;
use serde_json::{Value, json};

use super::args::Global;
use super::given;
use super::output::{EXIT_WARNINGS, Output};

/// Sends one of each and shows the answers.
pub fn test(global: &Global, output: &Output) -> Result<u8, Error> {
    let notify = Config::load(&given::config_path(global))?.notify()?;
    if notify.is_empty() {
        return Err(Error::Usage { detail: tr!("notify-nobody") });
    }
    let told = notify::test(&notify);
    let all = told.iter().all(|told| told.answer.is_ok());
    if output.is_json() {
        let answers: Vec<Value> = told
            .iter()
            .map(|told| {
                let answer = told.answer.as_ref().unwrap_or_else(|trouble| trouble);
                json!({ "channel": told.channel.code(), "ok": told.answer.is_ok(), "answer": answer })
            })
            .collect();
        output.object(&json!({ "type": "result", "status": "completed", "notified": answers }));
    } else {
        for told in &told {
            let (mark, answer) = match &told.answer {
                Ok(answer) => ('✓', answer),
                Err(trouble) => ('✗', trouble),
            };
            output.line(&format!("{mark} {}{}{answer}", told.channel.name(), tr!("colon")));
        }
    }
    Ok(if all { 0 } else { EXIT_WARNINGS })
}
