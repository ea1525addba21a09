//! `sauvegarde doctor`

use sauvegarde::backup::doctor::{self, Finding, Subject};
use sauvegarde::config::profile::{AD_HOC, Profile};
use sauvegarde::platform::clock;
use sauvegarde::report::i18n::tr;
use sauvegarde::unattended::{checkup, trigger};
use serde_json::{Value, json};

use super::args::Global;
use super::given;
use super::output::{EXIT_WARNINGS, Output};

pub fn run(profile: &Profile, global: &Global, output: &Output) -> u8 {
    let mut findings = doctor::examine(profile);
    // What the command line names has no schedule.
    if profile.name != AD_HOC {
        let config = trigger::other(&given::config_path(global));
        let installed = trigger::installed(config.as_deref());
        let tray_comes = tray_starts_with_the_session();
        let now = clock::now_here();
        let schedule = checkup::of_schedule(profile, installed.as_ref(), tray_comes, &now);
        findings.push((Subject::Schedule, schedule));
    }
    findings.extend(checkup::of_backups(profile, &clock::now_here()));
    let first_bad = findings.iter().find_map(|(_, finding)| match finding {
        Finding::Bad(error) => Some(error.exit()),
        _ => None,
    });
    let weak = findings.iter().any(|(_, finding)| matches!(finding, Finding::Weak(..)));
    if output.is_json() {
        let checks: Vec<Value> = findings.iter().map(as_json).collect();
        let status = if first_bad.is_some() { "failed" } else { "completed" };
        output.object(&json!({ "type": "result", "status": status, "checks": checks }));
    } else {
        for (subject, finding) in &findings {
            show(*subject, finding, output);
        }
        output.line(&match (first_bad, weak) {
            (Some(_), _) => tr!("doctor-bad"),
            (None, true) => tr!("doctor-weak"),
            (None, false) => tr!("doctor-good"),
        });
    }
    first_bad.unwrap_or(if weak { EXIT_WARNINGS } else { 0 })
}

/// A program without the tray is not the one that would.
pub fn tray_starts_with_the_session() -> bool {
    #[cfg(feature = "tray")]
    return crate::desktop::os::autostart::is_on();
    #[cfg(not(feature = "tray"))]
    false
}

fn show(subject: Subject, finding: &Finding, output: &Output) {
    let colon = tr!("colon");
    let (mark, text, remedy) = match finding {
        Finding::Good(text) => ('✓', text.clone(), String::new()),
        Finding::Weak(text, remedy) => ('!', text.clone(), remedy.clone()),
        Finding::Bad(error) => ('✗', error.message(), error.advice()),
    };
    output.line(&format!("{mark} {}{colon}{text}", subject.name()));
    if !remedy.is_empty() {
        output.line(&format!("    {remedy}"));
    }
}

fn as_json((subject, finding): &(Subject, Finding)) -> Value {
    match finding {
        Finding::Good(text) => json!({ "check": subject, "state": "good", "message": text }),
        Finding::Weak(text, remedy) => {
            json!({ "check": subject, "state": "weak", "message": text, "advice": remedy })
        }
        Finding::Bad(error) => {
            json!({ "check": subject, "state": "bad", "error": error.as_json() })
        }
    }
}
