//! What is in the tables stays in the dump.

use rustix::process::Signal;

use crate::background::{self, Background, dumps_of};
use crate::gate::{self, Gate};
use crate::harness::{self, Outcome, Program};
use crate::secrets::files_are_free_of;

/// In rows, and nowhere else.
const ROW: &str = "Dossier médical 4711";

#[test]
fn rows_appear_in_the_dump_only() {
    let server = harness::server();
    let database = gate::database(&server);
    let insert = format!("insert into cours select g, '{ROW}' from generate_series(1, 9) g");
    harness::sql(&server, &database, &insert);
    let program = Program::new();
    let words = [ROW.to_owned(), "Dossier m\\u00e9dical".to_owned()];
    let told = |outcome: &Outcome| {
        for word in &words {
            assert!(!outcome.stdout.contains(word), "{outcome:?}");
            assert!(!outcome.stderr.contains(word), "{outcome:?}");
        }
    };
    let dir = program.dir.to_str().unwrap();
    let url = harness::url(&server, &database);
    let place = ["-v", "--dir", dir, "--url", &url];
    let whole = program.run(["backup", "--json"].iter().chain(&place));
    whole.completed();
    told(&whole);
    told(&program.run(["backup"].iter().chain(&place)));
    for event in [Signal::KILL, Signal::TERM] {
        let gate = Gate::before(&server);
        let mut command = program.command(["backup", "--json", "-v", "--dir", dir, "--url"]);
        command.arg(gate.url(&server, &database));
        let running = Background::start(command);
        gate.wait_until_held();
        background::signal(dumps_of(program.home.path())[0], event);
        gate.open();
        let failed = running.wait();
        failed.failed("dump_failed", 1);
        told(&failed);
        told(&program.run(["status"].iter().chain(&place)));
        told(&program.run(["doctor"].iter().chain(&place)));
    }
    told(&program.run(["verify", "-v", "--all", "--dir", dir]));
    told(&program.run(["list", "-v", "--json", "--dir", dir]));
    files_are_free_of(program.home.path(), &words, &[]);
}
