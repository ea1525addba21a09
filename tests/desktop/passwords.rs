//! A server that asks for a password, and the desktop's keyring.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::Connection;
use zbus::zvariant::ObjectPath;

use crate::desktop::{Desktop, Options, Tray};
use crate::harness;
use crate::item::Item;
use crate::patience::eventually;
use crate::process::Process;
use crate::scene::HIDDEN;
use crate::words::{ENGLISH, FRENCH, Words};

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

fn configured(cluster: &Cluster, database: &str, words: &Words) -> Desktop {
    let desktop = Desktop::start(&Options { language: words.locale, ..Options::default() });
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

/// The user locks it.
fn lock(desktop: &Desktop) {
    let collection = ObjectPath::from_static_str("/org/freedesktop/secrets/collection/login");
    let body = (vec![collection.unwrap()],);
    let (name, path) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
    let interface = Some("org.freedesktop.Secret.Service");
    let bus = desktop.bus().connection();
    bus.call_method(Some(name), path, interface, "Lock", &body).unwrap();
}

fn keep_password(desktop: &Desktop) {
    let mut command = desktop.program(&["config", "password"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut told = command.spawn().unwrap();
    writeln!(told.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    let told = told.wait_with_output().unwrap();
    assert!(told.status.success(), "{told:?}");
}

fn ready(desktop: &Desktop, words: &Words) -> (Tray, Item) {
    let tray = desktop.start_tray(HIDDEN);
    let item = tray.item(desktop);
    eventually("a tray that is ready", || {
        item.entry(words.back_up).is_some_and(|entry| entry.enabled)
    });
    (tray, item)
}

#[test]
fn a_password_in_the_keyring_is_used_and_stands_in_no_file() {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database, &FRENCH);
    let _keyring = start_keyring(&desktop);
    keep_password(&desktop);
    assert!(!std::fs::read_to_string(desktop.config()).unwrap().contains(PASSWORD));
    let (tray, item) = ready(&desktop, &FRENCH);
    item.click(FRENCH.back_up);
    desktop.recorder().wait_for_text(FRENCH.done);
    assert!(!tray.process.err().contains(PASSWORD));
    tray.assert_sound();
}

#[test]
fn without_a_keyring_the_error_says_what_to_do() {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database, &FRENCH);
    let (tray, item) = ready(&desktop, &FRENCH);
    item.click(FRENCH.back_up);
    let error = desktop.recorder().wait_for_text(FRENCH.failed);
    assert!(error.body.lines().count() >= 2, "a remedy: {error:?}");
    tray.assert_sound();
}

/// `locked` and `unlock` are what the error says, and what it says to do.
fn a_locked_keyring(words: &'static Words, locked: &str, unlock: &str) {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database, words);
    let _keyring = start_keyring(&desktop);
    keep_password(&desktop);
    lock(&desktop);
    let (tray, item) = ready(&desktop, words);
    item.click(words.back_up);
    let error = desktop.recorder().wait_for_text(words.failed);
    assert!(error.body.contains(locked), "{error:?}");
    assert!(error.body.contains(unlock) && error.body.contains(".pgpass"), "{error:?}");
    assert_eq!(error.labels(), [words.retry, words.details]);
    eventually("a red icon", || item.icon().red() > 50);
    assert_eq!(desktop.complete(), 0);
    // The other way that it names.
    let file = desktop.home().join(".pgpass");
    std::fs::write(&file, format!("*:*:*:ecole:{PASSWORD}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    desktop.recorder().press(words.retry);
    desktop.recorder().wait_for_text(words.done);
    assert_eq!(desktop.complete(), 1);
    tray.assert_sound();
}

#[test]
fn a_locked_keyring_is_said_with_the_way_out_in_french() {
    a_locked_keyring(&FRENCH, "est verrouillé", "Déverrouillez le trousseau");
}

#[test]
fn a_locked_keyring_is_said_with_the_way_out_in_english() {
    a_locked_keyring(&ENGLISH, "is locked", "Open the keyring");
}

#[test]
fn a_keyring_that_starts_after_the_tray_is_found() {
    let (cluster, database) = server();
    let desktop = configured(&cluster, &database, &FRENCH);
    let keyring = start_keyring(&desktop);
    keep_password(&desktop);
    drop(keyring);
    let (tray, item) = ready(&desktop, &FRENCH);
    item.click(FRENCH.back_up);
    let error = desktop.recorder().wait_for_text(FRENCH.failed);
    assert!(error.body.contains("trousseau"), "{error:?}");
    for _ in 0..2 {
        // Again, too: the second one is another process than the first.
        let _keyring = start_keyring(&desktop);
        let before = desktop.complete();
        item.click(FRENCH.back_up);
        desktop.wait_for_backups(before + 1);
        eventually("a tray at rest", || item.entry(FRENCH.back_up).is_some_and(|it| it.enabled));
    }
    tray.assert_sound();
}
