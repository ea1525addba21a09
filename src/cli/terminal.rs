//! A bar on a terminal.

use std::io::{self, BufRead as _, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sauvegarde::report::error::{NotRestored, Warning};
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::report::progress::{Monitor, Progress, Stage};

use super::output::Output;

pub struct Bar<'a> {
    bar: ProgressBar,
    output: &'a Output,
}

impl<'a> Bar<'a> {
    pub fn new(output: &'a Output) -> Self {
        let bar = percent_bar();
        Self { bar, output }
    }
}

/// 0 to 100 on standard error, with a text behind it.
pub fn percent_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3} % {wide_msg}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

impl Monitor for Bar<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.bar.set_message(line(progress));
        self.bar.set_position(progress.percent.into());
        if progress.percent == 100 {
            self.bar.finish_and_clear();
        }
    }

    fn warning(&mut self, warning: &Warning) {
        self.bar.suspend(|| self.output.warning(warning));
    }

    fn accepts(&mut self, missing: &[NotRestored]) -> bool {
        io::stdin().is_terminal() && self.bar.suspend(|| ask(missing, self.output))
    }
}

/// Only the whole word is a yes.
fn ask(missing: &[NotRestored], output: &Output) -> bool {
    let rows_are_missing = missing.iter().any(|thing| thing.loses_rows);
    output.line(&if rows_are_missing {
        tr!("restore-incomplete-rows")
    } else {
        tr!("restore-incomplete")
    });
    for thing in missing {
        output.line(&format!("  {}", thing.sentence()));
    }
    output.line(&tr!("restore-incomplete-ask"));
    let mut line = String::new();
    let _ = io::stdin().lock().read_line(&mut line);
    line.trim().eq_ignore_ascii_case(&tr!("word-yes"))
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The table comes last: its name may be longer than what is left of the line.
fn line(progress: &Progress) -> String {
    let mut parts = Vec::new();
    if progress.stage == Stage::Dump && progress.dump_bytes > 0 {
        parts.push(tr!(
            "progress-rate",
            dump = format::bytes(progress.dump_bytes),
            file = format::bytes(progress.file_bytes),
            rate = format::bytes(progress.bytes_per_s)
        ));
    }
    if let Some(eta_s) = progress.eta_s {
        let about = if progress.approximate { "≈ " } else { "" };
        let time = format!("{about}{}", format::seconds(eta_s));
        parts.push(tr!("progress-eta", time = time));
    }
    parts.push(progress.stage_text());
    parts.join(" · ")
}
