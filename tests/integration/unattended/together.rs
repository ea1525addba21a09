//! Two triggers at the same moment.

use std::process::Child;

use super::Scene;
use crate::background::Background;
use crate::gate::{self, Gate};
use crate::harness::{self, Outcome};

#[test]
fn two_at_the_same_moment_make_one_backup_and_both_are_content() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    for day in 1..=8 {
        scene.at(&format!("2027-03-{:02}T12:00:00Z", 10 + day));
        let pair: Vec<Child> =
            (0..2).map(|_| scene.command(&["run", "--json"]).spawn().unwrap()).collect();
        let mut made = 0;
        for child in pair {
            let outcome = Outcome::of(child.wait_with_output().unwrap());
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
            made += usize::from(outcome.result()["profiles"][0]["backup"].is_object());
        }
        assert_eq!((made, scene.backups().len()), (1, day));
    }
    scene.nothing_is_staged();
}

#[test]
fn one_that_comes_while_another_makes_it_says_so_and_leaves() {
    let server = harness::server();
    let database = gate::database(&server);
    let gate = Gate::before(&server);
    let scene = Scene::new();
    scene.serve(&gate.url(&server, &database), "");
    let first = Background::start(scene.command(&["run", "--json"]));
    gate.wait_until_held();
    let second = scene.pass();
    assert_eq!(second.code, Some(0), "{second:?}");
    let passed = &second.result()["profiles"][0];
    assert_eq!((&passed["busy"], &passed["due"]), (&true.into(), &true.into()));
    let text = scene.run(&["run"]);
    assert!(text.stdout.contains("another process is making the backup"), "{text:?}");
    gate.open();
    let first = first.wait();
    assert_eq!(first.code, Some(0), "{first:?}");
    assert_eq!(scene.backups().len(), 1);
}
