//! A server that sends nothing any more, seen through the library: the program's own patience is
//! ten minutes.

use std::process::Command;
use std::time::Duration;

use sauvegarde::Error;
use sauvegarde::backup::{self, BackupRequest, Patience};
use sauvegarde::config::profile::{Profile, Url};
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::Warning;
use sauvegarde::report::progress::{Monitor, Progress};

use crate::failures::Scene;
use crate::gate::{self, Gate};
use crate::harness;

/// Set in the process that makes the backup.
const PLACE: &str = "SAUVEGARDE_TEST_STALLED";

#[derive(Default)]
struct Seen(Vec<Warning>);

impl Monitor for Seen {
    fn progress(&mut self, _: &Progress) {}
    fn warning(&mut self, warning: &Warning) {
        self.0.push(warning.clone());
    }
}

/// The library finds its folders by the environment, so it runs in a process of its own: this
/// test again.
#[test]
fn a_stalled_dump_is_first_warned_about_and_then_stopped() {
    if let Ok(place) = std::env::var(PLACE) {
        let (url, dir) = place.split_once('\n').unwrap();
        return warned_and_stopped(url, dir);
    }
    let server = harness::server();
    let database = gate::database(&server);
    let scene = Scene::new(&server, &database);
    let gate = Gate::before(&server);
    let own = scene.program.command([] as [&str; 0]);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "failures::stalled::a_stalled_dump_is_first_warned_about_and_then_stopped",
    ]);
    for (name, value) in own.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    let place = format!("{}\n{}", gate.url(&server, &database), scene.program.dir.display());
    let output = command.env(PLACE, place).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    scene.nothing_is_left();
    scene.the_earlier_backup_is_good();
}

fn warned_and_stopped(url: &str, dir: &str) {
    let profile =
        Profile { url: Some(Url(url.to_owned())), dir: Some(dir.into()), ..Profile::default() };
    let (silent, stalled) = (Duration::from_millis(500), Duration::from_secs(2));
    let (reason, patience) = (Reason::Manual, Patience { silent, stalled });
    let request =
        BackupRequest { profile: &profile, reason, patience, without_rows: &[], pin: None };
    let mut seen = Seen::default();
    let error = backup::run(&request, &CancelToken::default(), &mut seen).unwrap_err();
    assert!(matches!(error, Error::DumpStalled { after } if after == stalled), "{error:?}");
    assert_eq!((error.code(), error.exit()), ("dump_stalled", 1));
    assert_eq!(seen.0, [Warning::Silent { after: silent }]);
}
