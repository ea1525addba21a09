//! Somebody who is to be told and does not listen: a warning, and no later backup.

use std::time::Instant;

use super::listener::{Listener, Manner};
use super::{Scene, published};
use crate::background::Background;
use crate::harness::{self, eventually};

#[test]
fn who_never_answers_makes_no_backup_later() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let listener = Listener::start(Manner::Silent);
    let more = format!(
        "[notify]\nping = \"{}\"\nwebhook = \"{}\"\n",
        listener.url("/ping/marqueur"),
        listener.url("/crochet")
    );
    let scene = Scene::daily(&server, &database, &more);
    let begun = Instant::now();
    let running = Background::start(scene.command(&["run", "--json"]));
    eventually("the manifest", || published(&scene.program.dir) == 1);
    let published = begun.elapsed();
    // The run still waits for them.
    assert!(std::path::Path::new(&format!("/proc/{}", running.pid())).exists());
    let verified = scene.run(&["verify", "latest", "--json"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let outcome = running.wait();
    let ended = begun.elapsed();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(published * 2 < ended, "published after {published:?} of {ended:?}");
    let result = outcome.result();
    assert_eq!(result["status"], "completed");
    for told in result["profiles"][0]["notified"].as_array().unwrap() {
        assert_eq!(told["ok"], false, "{told}");
        assert_eq!(told["answer"], "The server did not answer in time.");
    }
    assert_eq!(scene.backups().len(), 1);
    scene.nothing_is_staged();
}

#[test]
fn who_answers_with_an_error_is_asked_three_times_and_then_a_warning() {
    let server = harness::server();
    let listener = Listener::start(Manner::Fails);
    let more = format!("[notify]\nwebhook = \"{}\"\n", listener.url("/crochet"));
    let scene = Scene::daily(&server, &harness::small_database(&server), &more);
    let outcome = scene.run(&["run"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("Notification not delivered (webhook)"), "{outcome:?}");
    assert!(outcome.stderr.contains("500"), "{outcome:?}");
    assert_eq!(listener.asked(), ["POST /crochet"; 3]);
    assert_eq!(scene.backups().len(), 1);
    // Nothing is due any more, so there is nothing to tell and nothing to warn of.
    assert_eq!(scene.run(&["run"]).code, Some(0));
}

#[test]
fn nobody_at_the_address_is_a_warning() {
    let server = harness::server();
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let more = format!("[notify]\nping = \"http://{address}/marqueur\"\nafter = [\"/absent/x\"]\n");
    let scene = Scene::daily(&server, &harness::small_database(&server), &more);
    let outcome = scene.pass();
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let told = &outcome.result()["profiles"][0]["notified"];
    assert!(told.as_array().unwrap().iter().all(|it| it["ok"] == false), "{told}");
    assert!(told.to_string().contains("refuses the connection"), "{told}");
    assert!(told.to_string().contains("/absent/x"), "{told}");
    assert_eq!(scene.backups().len(), 1);
}
