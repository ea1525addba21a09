//! Folders that OneDrive, Nextcloud and Dropbox copy: found, preferred in this order, and named as
//! their users name them.

use std::fs;
use std::path::PathBuf;

use crate::harness::{self, Program};

type Install = fn(&Program) -> PathBuf;

/// A folder in the home folder, as its client keeps it.
fn folder(program: &Program, name: &str) -> PathBuf {
    let folder = program.home.path().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn install_dropbox(program: &Program) -> PathBuf {
    let synced = folder(program, "Dropbox (École)");
    let info = format!(r#"{{"business": {{"path": "{}", "is_team": true}}}}"#, synced.display());
    fs::write(folder(program, ".dropbox").join("info.json"), info).unwrap();
    synced
}

fn install_nextcloud(program: &Program) -> PathBuf {
    let synced = folder(program, "Nuage");
    let settings = format!("[Accounts]\n0\\Folders\\1\\localPath={}/\n", synced.display());
    fs::write(folder(program, "config/Nextcloud").join("nextcloud.cfg"), settings).unwrap();
    synced
}

fn install_onedrive(program: &Program) -> PathBuf {
    let settings = "# sync_dir = \"~/OneDrive\"\nsync_dir = \"~/Mes fichiers\"\n";
    fs::write(folder(program, "config/onedrive").join("config"), settings).unwrap();
    folder(program, "Mes fichiers")
}

#[test]
fn backups_go_to_the_first_synced_folder_by_themselves() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    program.run(["config", "set", "url", &harness::url(&server, &database)]);
    let nowhere = program.run(["backup", "--json"]);
    assert_eq!(nowhere.result()["error"]["code"], "target_not_configured", "{nowhere:?}");
    // Each one that is added comes before those that were there.
    let services: [(&str, Install); 3] = [
        ("Dropbox", install_dropbox),
        ("Nextcloud", install_nextcloud),
        ("OneDrive", install_onedrive),
    ];
    for (service, install) in services {
        let inside = install(&program).join("Torii-management/backups");
        let outcome = program.run(["backup"]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let shown = format!("{service}/Torii-management/backups");
        assert!(outcome.stdout.contains(&shown), "{outcome:?}");
        assert_eq!(harness::names_in(&inside).len(), 2, "{outcome:?}");
        let doctor = program.run(["doctor"]);
        assert!(doctor.stdout.contains(&format!("the backups are in {service}")), "{doctor:?}");
    }
    assert!(program.staged().is_empty());
}

#[test]
fn doctor_says_of_a_folder_that_nothing_copies_which_one_would_be() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let (url, dir) = (harness::url(&server, &database), program.dir.to_str().unwrap());
    let doctor = || program.run(["doctor", "--url", &url, "--dir", dir]).stdout;
    let text = doctor();
    assert!(text.contains("no OneDrive, Nextcloud, Dropbox or iCloud Drive"), "{text}");
    install_nextcloud(&program);
    let text = doctor();
    assert!(text.contains("the backups are not in Nextcloud"), "{text}");
}
