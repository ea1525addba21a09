//! Backups that earlier versions made are listed, verified, restored, compared with and never deleted.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::harness::{self, Program};

const OLD: &str = "backup_ecole_20261201_110658.sql.gz";

/// A folder that holds one, as its version left it.
fn program() -> Program {
    let program = Program::new();
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/backups");
    for name in [OLD.to_owned(), format!("{OLD}.json")] {
        fs::copy(data.join(&name), program.dir.join(&name)).unwrap();
    }
    program
}

#[test]
fn a_backup_without_an_installation_is_whole_and_restores() {
    let server = harness::own_server(&[]);
    let program = program();
    let dir = program.dir.to_str().unwrap();
    let url = harness::url(&server, "postgres");
    let list = program.run(["list", "--json", "--dir", dir]).result();
    assert_eq!(list["backups"][0]["state"], "complete", "{list}");
    let verified = program.run(["verify", "--json", "--dir", dir, OLD]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let restore = ["restore", "--json", "--url", &url, "--dir", dir, OLD, "--into", "ecole"];
    let restored = program.run(restore);
    // Its owner is no role of this server.
    assert_eq!(restored.code, Some(3), "{restored:?}");
    let sql = "select count(*) from eleves where nom like 'Élève %'";
    assert_eq!(harness::number(&server, "ecole", sql), 400);
}

#[test]
fn it_is_what_a_new_backup_is_compared_with_and_no_rule_deletes_it() {
    let server = harness::own_server(&[]);
    let program = program();
    let dir = program.dir.to_str().unwrap();
    harness::create(&server, "ecole");
    harness::sql(
        &server,
        "ecole",
        "create table eleves(id int primary key, nom text, inscrit date);
         create table cours(id int primary key, titre text);
         insert into cours select g, 'Cours ' || g from generate_series(1, 12) g;",
    );
    let url = harness::url(&server, "ecole");
    let made = program.run(["backup", "--json", "--url", &url, "--dir", dir]);
    assert_eq!(made.code, Some(3), "{made:?}");
    let alarms = made.result()["manifest"]["alarms"].as_array().unwrap().clone();
    let emptied = json!(
        { "kind": "table_emptied", "table": "public.eleves", "before": 400, "after": 0 }
    );
    assert!(alarms.contains(&emptied), "{alarms:?}");
    assert!(alarms.iter().any(|alarm| alarm["kind"] == "other_server"), "{alarms:?}");
    let accepted = program.run(["accept", "--url", &url, "--dir", dir, "latest"]);
    assert_eq!(accepted.code, Some(0), "{accepted:?}");
    let config = program.home.path().join("config.toml");
    fs::write(
        &config,
        format!("url = \"{url}\"\ndir = \"{dir}\"\n[retention]\nkeep_last = 1\nkeep_min = 1\n"),
    )
    .unwrap();
    let config = config.to_str().unwrap();
    for _ in 0..2 {
        assert_eq!(program.run(["backup", "--config", config]).code, Some(0));
    }
    let pruned = program.run(["prune", "--json", "--config", config]);
    assert_eq!(pruned.code, Some(0), "{pruned:?}");
    let result = pruned.result();
    assert_eq!(result["removed"].as_array().unwrap().len(), 1, "{result}");
    let kept = result["kept"].as_array().unwrap();
    let old = kept.iter().find(|it| it["path"].as_str().unwrap().ends_with(OLD)).unwrap();
    assert_eq!(old["reasons"], json!(["not made here"]), "{result}");
    assert!(program.dir.join(OLD).exists());
}
