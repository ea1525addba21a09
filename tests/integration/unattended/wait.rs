//! `run --wait`: a pass at every slot, until it is told to end.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use rustix::process::Signal;

use super::listener::{Listener, Manner};
use super::{DAILY, Deaf, Scene, backups_in, place, published};
use crate::background::{Background, dumps_of};
use crate::gate::{self, Gate};
use crate::harness::{self, Outcome, eventually};

/// What a service manager leaves a program that it ends.
const END: Duration = Duration::from_secs(10);
/// More than the moment behind a slot that a profile's name fixes.
const MOMENT: SignedDuration = SignedDuration::from_mins(5);

/// Until it listens to signals.
#[track_caller]
fn waiting(scene: &Scene) -> Background {
    let running = Background::start(scene.command(&["run", "--wait", "--json"]));
    let path = format!("/proc/{}/status", running.pid());
    eventually("a program that waits", || {
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:\t"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask, 16).ok());
        caught.is_some_and(|mask| mask & (1 << (Signal::TERM.as_raw() - 1)) != 0)
    });
    running
}

#[track_caller]
fn ended(running: Background) -> Outcome {
    let asked = Instant::now();
    running.signal(Signal::TERM);
    let outcome = running.wait();
    assert!(asked.elapsed() < END, "{:?}", asked.elapsed());
    outcome
}

#[track_caller]
fn eventually_backups(scene: &Scene, count: usize) {
    eventually("the backup", || published(&scene.program.dir) >= count);
    assert_eq!(scene.backups().len(), count);
}

/// Lets time pass until it is done: what a try was for it only knows a moment after others do.
#[track_caller]
fn in_time(what: &str, scene: &Scene, step_s: i64, done: impl Fn() -> bool) {
    eventually(what, || {
        let is_done = done();
        if !is_done {
            scene.later(SignedDuration::from_secs(step_s));
        }
        is_done
    });
}

/// What it has written of itself, in its log.
#[track_caller]
fn eventually_logged(scene: &Scene, words: &str) {
    eventually(words, || {
        let log = std::fs::read_to_string(scene.state().join("sauvegarde.log"));
        log.is_ok_and(|log| log.contains(words))
    });
}

#[test]
fn the_backup_is_made_at_the_slot_and_not_before() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    scene.at("2027-03-10T05:50:00Z");
    assert_eq!(scene.run(&["backup"]).code, Some(0));
    let running = waiting(&scene);
    for moment in ["2027-03-10T05:55:00Z", "2027-03-10T05:59:00Z", "2027-03-10T06:04:00Z"] {
        scene.at(moment);
    }
    eventually_backups(&scene, 2);
    let slot = "2027-03-10T06:00:00Z".parse().unwrap();
    assert!(scene.backups()[1].created_at >= slot);
    let outcome = ended(running);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let results = outcome.json().into_iter().filter(|line| line["type"] == "result");
    assert_eq!(results.count(), 1, "{outcome:?}");
    assert_eq!(scene.run(&["run", "--json"]).result()["profiles"][0]["due"], false);
}

#[test]
fn over_three_slots_at_once_only_one_is_made() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    assert_eq!(scene.pass().code, Some(0));
    let running = waiting(&scene);
    scene.later(SignedDuration::from_hours(3 * 24));
    eventually_backups(&scene, 2);
    // As far as its next slot, which shows that it had done with this one.
    scene.at("2027-03-14T06:00:00Z");
    scene.later(MOMENT);
    eventually_backups(&scene, 3);
    let outcome = ended(running);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(scene.backups().len(), 3);
}

#[test]
fn a_clock_that_goes_back_a_day_and_on_again_makes_none_twice() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    let running = waiting(&scene);
    eventually_backups(&scene, 1);
    scene.at("2027-03-11T12:00:00Z");
    eventually_backups(&scene, 2);
    for (number, (back, on)) in [
        ("2027-03-10T12:30:00Z", "2027-03-12T06:10:00Z"),
        ("2027-03-11T12:30:00Z", "2027-03-13T06:10:00Z"),
    ]
    .iter()
    .enumerate()
    {
        scene.at(back);
        eventually("a look after the clock was set", || {
            // It may still have been at the backup when the clock was set before.
            scene.later(SignedDuration::from_secs(-1));
            let log = std::fs::read_to_string(scene.state().join("sauvegarde.log")).unwrap();
            log.matches("the clock was set").count() > number
        });
        // The next slot shows that it had done with those before.
        scene.at(on);
        eventually_backups(&scene, number + 3);
    }
    assert_eq!(ended(running).code, Some(0));
    let slots = ["2027-03-10", "2027-03-11", "2027-03-12", "2027-03-13"];
    let made = scene.backups();
    assert_eq!(made.len(), 4);
    assert!(made.iter().zip(slots).all(|(it, day)| it.created_at.to_string().starts_with(day)));
}

#[test]
fn a_server_that_comes_back_in_time_is_backed_up_and_no_error_is_told() {
    let mut server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let listener = Listener::start(Manner::Thanks);
    let more = format!(
        "[notify]\nping = \"{}\"\nntfy = \"{}\"\n",
        listener.url("/ping/u"),
        listener.url("/sujet")
    );
    let scene = Scene::daily(&server, &database, &more);
    server.stop();
    let running = waiting(&scene);
    let tries = |count: usize| {
        in_time("a try", &scene, 1, || {
            let log = std::fs::read_to_string(scene.state().join("sauvegarde.log"));
            log.is_ok_and(|log| log.matches("server_unreachable").count() >= count)
        });
    };
    for count in 1..=4 {
        tries(count);
    }
    scene.later(SignedDuration::from_mins(20));
    tries(6);
    assert_eq!(listener.asked(), ["POST /ping/u/start"]);
    server.restart().unwrap();
    in_time("the backup", &scene, 1, || published(&scene.program.dir) == 1);
    listener.wait_for(2);
    assert_eq!(ended(running).code, Some(0));
    assert_eq!(listener.asked(), ["POST /ping/u/start", "POST /ping/u"]);
}

#[test]
fn a_server_that_stays_away_for_half_an_hour_is_told_and_so_is_its_return() {
    let mut server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let listener = Listener::start(Manner::Thanks);
    let more = format!(
        "[notify]\nping = \"{}\"\nntfy = \"{}\"\n",
        listener.url("/ping/u"),
        listener.url("/sujet")
    );
    let scene = Scene::daily(&server, &database, &more);
    server.stop();
    let running = waiting(&scene);
    eventually_logged(&scene, "server_unreachable");
    let asked = |what: &str| listener.asked().iter().any(|it| it == what);
    in_time("the failure", &scene, 60, || asked("POST /ping/u/10"));
    eventually("a word to people", || listener.asked().iter().any(|it| it == "POST /"));
    server.restart().unwrap();
    in_time("the backup", &scene, 10, || published(&scene.program.dir) == 1);
    eventually("the success", || listener.asked().iter().any(|it| it == "POST /ping/u"));
    eventually("a second word to people", || {
        listener.asked().iter().filter(|it| *it == "POST /").count() == 2
    });
    assert_eq!(ended(running).code, Some(0));
    let people: Vec<_> =
        listener.seen().into_iter().filter(|it| it.what == "POST /").map(|it| it.body).collect();
    assert!(people[0].contains("Backup failed"), "{people:?}");
    assert!(people[1].contains("all is well again"), "{people:?}");
}

#[test]
fn of_two_profiles_the_one_without_a_server_keeps_nobody_from_hearing_of_the_other() {
    let server = harness::server();
    let listener = Listener::start(Manner::Thanks);
    let scene = Scene::new();
    let folders = ["a", "b"].map(|name| scene.program.dir.join(name));
    for folder in &folders {
        std::fs::create_dir(folder).unwrap();
    }
    let good = place(&harness::url(&server, &harness::small_database(&server)), &folders[0]);
    let away = place("host=/absent dbname=ecole", &folders[1]);
    scene.configure(&format!(
        "[profiles.a]\n{good}{DAILY}[profiles.b]\n{away}{DAILY}\
         [notify]\nwebhook = \"{}\"\nping = \"{}\"\n",
        listener.url("/crochet"),
        listener.url("/ping/u"),
    ));
    let running = waiting(&scene);
    eventually("the backup", || published(&folders[0]) == 1);
    eventually("the webhook", || listener.asked().contains(&"POST /crochet".to_owned()));
    let told = listener.seen().into_iter().find(|it| it.what == "POST /crochet").unwrap();
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    assert!(super::of_profile(&told, "a")["backup"].is_object(), "{told}");
    assert!(!listener.asked().iter().any(|it| it.contains("/10")), "{:?}", listener.asked());
    assert_eq!(ended(running).code, Some(0));
    assert_eq!(backups_in(&folders[0]).len(), 1);
}

#[test]
fn what_was_postponed_is_made_when_the_machine_is_plugged_in() {
    let server = harness::server();
    let scene = Scene::daily(&server, &harness::small_database(&server), "");
    super::battery::discharging(&scene, 5);
    let running = waiting(&scene);
    eventually_logged(&scene, "postponed, battery at 5 %");
    std::fs::remove_dir_all(scene.power()).unwrap();
    in_time("the backup", &scene, 10, || published(&scene.program.dir) == 1);
    assert_eq!(ended(running).code, Some(0));
}

#[test]
fn told_to_end_while_it_waits_it_ends_at_once() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    assert_eq!(scene.pass().code, Some(0));
    let deaf = Deaf::new();
    scene.serve(&deaf.url(&database), "");
    for _ in 0..3 {
        let outcome = ended(waiting(&scene));
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    deaf.nobody_came();
    assert_eq!(scene.backups().len(), 1);
}

#[test]
fn told_to_end_in_the_middle_of_a_dump_it_leaves_nothing_behind() {
    let server = harness::server();
    let database = gate::database(&server);
    let gate = Gate::before(&server);
    let scene = Scene::new();
    scene.serve(&gate.url(&server, &database), "");
    let running = waiting(&scene);
    gate.wait_until_held();
    assert_eq!(dumps_of(scene.program.home.path()).len(), 1);
    let outcome = ended(running);
    assert_eq!(outcome.code, Some(130), "{outcome:?}");
    assert_eq!(dumps_of(scene.program.home.path()), [] as [u32; 0]);
    assert_eq!(scene.program.files(), [] as [&str; 0]);
    scene.nothing_is_staged();
    gate.open();
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 1);
}

#[test]
fn told_to_end_while_pg_dump_waits_for_a_lock_it_leaves_nothing_behind() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = Scene::daily(&server, &database, "");
    let holder = harness::session(&server, &database);
    let lock = "begin; lock table eleves in access exclusive mode";
    holder.batch(lock, Duration::from_secs(10)).unwrap();
    let running = waiting(&scene);
    eventually("pg_dump", || !dumps_of(scene.program.home.path()).is_empty());
    let outcome = ended(running);
    assert_eq!(outcome.code, Some(130), "{outcome:?}");
    assert_eq!(dumps_of(scene.program.home.path()), [] as [u32; 0]);
    assert_eq!(scene.program.files(), [] as [&str; 0]);
    scene.nothing_is_staged();
}

#[test]
fn told_to_end_while_nobody_answers_who_should_be_told_it_ends_in_time() {
    let server = harness::server();
    let database = gate::database(&server);
    let listener = Listener::start(Manner::Silent);
    let more = format!(
        "[notify]\nping = \"{}\"\nwebhook = \"{}\"\n",
        listener.url("/ping/u"),
        listener.url("/hook")
    );
    let gate = Gate::before(&server);
    let scene = Scene::new();
    scene.serve(&gate.url(&server, &database), &more);
    let running = waiting(&scene);
    gate.wait_until_held();
    ended(running);
    scene.nothing_is_staged();
    gate.open();
    // Also while a backup that is there is told.
    let running = waiting(&scene);
    eventually_backups(&scene, 1);
    eventually("the webhook", || {
        listener.asked().iter().filter(|it| *it == "POST /hook").count() > 1
    });
    ended(running);
}
