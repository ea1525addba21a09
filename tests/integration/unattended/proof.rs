//! Trial restores that nobody asks for.

use jiff::SignedDuration;
use sauvegarde::folder::manifest::VerificationKind;
use serde_json::Value;

use super::battery::discharging;
use super::{Scene, of_profile, place};
use crate::harness;

/// Every day at six, with trial restores as they are without a word in the configuration.
const PROVED: &str = "schedule = \"daily 06:00\"\n";

fn scene(server: &sauvegarde::postgres::cluster::Cluster, database: &str) -> Scene {
    let scene = Scene::new();
    let url = harness::url(server, database);
    scene.configure(&format!("{}{PROVED}", place(&url, &scene.program.dir)));
    scene
}

/// What the next pass says of the profile, and its exit status.
fn pass(scene: &Scene) -> (Value, Option<i32>) {
    let outcome = scene.pass();
    (of_profile(&outcome.result(), "default"), outcome.code)
}

#[test]
fn the_newest_backup_is_restored_on_trial_once_a_month_and_everywhere_it_is_said() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let scene = scene(&server, &database);
    let (first, code) = pass(&scene);
    assert_eq!((&first["drill"]["ok"], code), (&true.into(), Some(0)), "{first}");
    let [made] = &scene.backups()[..] else { panic!() };
    let drill = made.last_drill().unwrap();
    assert!(drill.ok);
    let status = scene.run(&["status", "--json"]).result();
    assert_eq!(status["proved"], drill.at.to_string());
    for day in 1..31 {
        scene.later(SignedDuration::from_hours(24));
        if day % 10 == 0 {
            // A database in use.
            harness::sql(&server, &database, &format!("insert into vide values ({day})"));
            let (later, code) = pass(&scene);
            let expected = if day == 30 { true.into() } else { Value::Null };
            assert_eq!((&later["drill"]["ok"], code), (&expected, Some(0)), "day {day}: {later}");
        }
    }
    scene.later(SignedDuration::from_hours(24));
    let text = scene.run(&["status"]).stdout;
    assert!(text.contains("Proved restorable 24 hours ago"), "{text}");
    let doctor = scene.run(&["doctor"]).stdout;
    assert!(doctor.contains("proved restorable 24 hours ago"), "{doctor}");
    scene.nothing_is_staged();
}

#[test]
fn a_backup_that_does_not_restore_is_an_error_that_stays_until_one_does() {
    let server = harness::server();
    let database = harness::unique("impossible");
    harness::create(&server, &database);
    harness::sql(&server, &database, &harness::data("impossible.sql"));
    let scene = scene(&server, &database);
    let (failed, code) = pass(&scene);
    assert_eq!((&failed["drill"]["ok"], code), (&false.into(), Some(17)), "{failed}");
    assert_eq!(failed["error"]["code"], "restore_failed", "{failed}");
    assert!(failed["backup"]["path"].is_string(), "{failed}");
    // The slot has no good backup: another one is made, and not tried on the same day.
    let (again, code) = pass(&scene);
    assert_eq!((&again["drill"], code), (&Value::Null, Some(0)), "{again}");
    assert_eq!(scene.pass().code, Some(0));
    assert_eq!(scene.backups().len(), 2);
    let status = scene.run(&["status", "--json"]);
    assert_eq!(status.code, Some(1));
    assert!(status.result()["drill_failed"]["detail"].is_string(), "{status:?}");
    let text = scene.run(&["status"]).stdout;
    assert!(text.contains("could not restore backup_"), "{text}");
    // The next day the fault is gone.
    let sql = "create or replace function part(integer) returns integer language plpgsql immutable
               as $$ begin return $1; end $$";
    harness::sql(&server, &database, sql);
    scene.later(SignedDuration::from_hours(24));
    let (mended, _) = pass(&scene);
    assert_eq!(mended["drill"]["ok"], true, "{mended}");
    let status = scene.run(&["status", "--json"]).result();
    assert_eq!(status["drill_failed"], Value::Null, "{status}");
}

#[test]
fn on_its_battery_a_machine_restores_nothing_on_trial() {
    let server = harness::server();
    let scene = scene(&server, &harness::small_database(&server));
    discharging(&scene, 90);
    let (made, code) = pass(&scene);
    assert_eq!((&made["drill"]["not_now"], code), (&"on_battery".into(), Some(0)), "{made}");
    let [backup] = &scene.backups()[..] else { panic!() };
    assert!(backup.verifications.iter().all(|it| it.kind != VerificationKind::Drill));
    std::fs::remove_dir_all(scene.power()).unwrap();
    scene.later(SignedDuration::from_hours(24));
    assert_eq!(pass(&scene).0["drill"]["ok"], true);
}

#[test]
fn a_trial_takes_no_room_that_somebody_may_need() {
    let server = harness::server();
    let scene = scene(&server, &harness::small_database(&server));
    let mut command = scene.command(&["--lang", "en", "run"]);
    // A fifth of the disk stays free.
    command.env("SAUVEGARDE_TEST_SPACE", "200000000000 1000000000000");
    let outcome = crate::harness::Outcome::of(command.output().unwrap());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("no trial restore this time: it takes 186"), "{outcome:?}");
    assert_eq!(scene.backups().len(), 1);
}
