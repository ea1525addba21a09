//! A server that asks for a password, and the desktop's keyring.

use std::io::Write as _;
use std::process::Stdio;

use sauvegarde::cluster::Cluster;
use sauvegarde::connection::Connection;

use crate::desktop::{Desktop, Options, Tray};
use crate::harness;
use crate::item::Item;
use crate::patience::eventually;
use crate::process::Process;
use crate::scene::HIDDEN;
use crate::words::FRENCH;

const PASSWORD: &str = "mot de passe d’été";

/// A server whose user `ecole` has to say the password.
fn server() -> (Cluster, String) {
    let cluster = harness::own_server(&[]);
    let database = harness::small_database(&cluster);
    let create = format!("create role ecole superuser login password '{PASSWORD}'");
    harness::sql(&cluster, "postgres", &create);
    let rules = cluster.data_file("pg_hba.conf");
    std::fs::write(&rules, "local all postgres trust\nlocal all all scram-sha-256\n").unwrap();
    harness::sql(&cluster, "postgres", "select pg_reload_conf()");
    (cluster, database)
}

fn configured(cluster: &Cluster, database: &str) -> Desktop {
    let desktop = Desktop::start(&Options::default());
    let connection = Connection { user: "ecole".to_owned(), ..cluster.connection(database) };
    desktop.configure(&connection.url_without_password(), "");
    desktop
}

/// A keyring that is open, as after the login.
fn start_keyring(desktop: &Desktop) -> Process {
    let mut command = desktop.environment.command("gnome-keyring-daemon");
    command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
    let keyring = desktop.environment.start_with_input("keyring", command, b"session");
    desktop.bus().wait_for("org.freedesktop.secrets");
    keyring
}

fn ready(desktop: &Desktop) -> (Tray, Item) {
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(desktop);
    eventually("a tray that is ready", || {
        item.entry(FRENCH.back_up).is_some_and(|entry| entry.enabled)
    });
    (tray, item)
}

#[test]
fn a_password_in_the_keyring_is_used_and_stands_in_no_file() {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database);
    let _keyring = start_keyring(&desktop);
    let mut command = desktop.program(&["config", "password"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut told = command.spawn().unwrap();
    writeln!(told.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    let told = told.wait_with_output().unwrap();
    assert!(told.status.success(), "{told:?}");
    assert!(!std::fs::read_to_string(desktop.config()).unwrap().contains(PASSWORD));
    let (tray, item) = ready(&desktop);
    item.click(FRENCH.back_up);
    desktop.recorder().wait_for_text(FRENCH.done);
    assert!(!tray.process.err().contains(PASSWORD));
    tray.assert_sound();
}

#[test]
fn without_a_keyring_the_error_says_what_to_do() {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database);
    let (tray, item) = ready(&desktop);
    item.click(FRENCH.back_up);
    let error = desktop.recorder().wait_for_text(FRENCH.failed);
    assert!(error.body.lines().count() >= 2, "a remedy: {error:?}");
    tray.assert_sound();
}
