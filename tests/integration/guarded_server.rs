//! A server that asks for passwords and speaks TLS, shared by the tests that run now.
//!
//! Every login needs a SCRAM password, except the superuser's and that of `chiffre`, which needs
//! TLS instead.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use sauvegarde::postgres::cluster::Cluster;

use crate::harness;

const RULES: &str = "
local   all postgres              trust
host    all postgres 127.0.0.1/32 trust
hostssl all chiffre  127.0.0.1/32 trust
hostnossl all chiffre 127.0.0.1/32 reject
local   all all                   scram-sha-256
host    all all      127.0.0.1/32 scram-sha-256
";

pub fn server() -> Arc<Cluster> {
    static RUNNING: OnceLock<Arc<Cluster>> = OnceLock::new();
    let start = || {
        let names = ["subjectAltName=DNS:localhost", "basicConstraints=critical,CA:FALSE"];
        harness::kept(with_certificate(&["-addext", names[0], "-addext", names[1]]))
    };
    Arc::clone(RUNNING.get_or_init(start))
}

/// A new login with this password.
pub fn login(server: &Cluster, password: &str) -> String {
    let name = harness::unique("élève");
    let sql = format!(
        "create role {} login password '{}' in role pg_read_all_data",
        harness::quoted(&name),
        password.replace('\'', "''")
    );
    harness::sql(server, "postgres", &sql);
    name
}

/// A server of its own; `server.crt` is for `localhost`, signed by itself, and what `more` says.
pub fn with_certificate(more: &[&str]) -> Cluster {
    let listening = ["listen_addresses = '127.0.0.1'", "password_encryption = 'scram-sha-256'"];
    let server = harness::own_server(&listening);
    let key = server.data_file("server.key");
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost"])
        .args(more)
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(server.data_file("server.crt"))
        .output()
        .expect("openssl is installed");
    assert!(output.status.success(), "{output:?}");
    let owner = fs::metadata(server.data_file("")).unwrap();
    chown(&key, Some(owner.uid()), Some(owner.gid())).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    harness::sql(&server, "postgres", "create role chiffre login in role pg_read_all_data");
    fs::write(server.data_file("pg_hba.conf"), RULES).unwrap();
    harness::session(&server, "postgres").query("alter system set ssl = on", &[]).unwrap();
    assert!(
        server
            .program("pg_ctl")
            .arg("reload")
            .arg("-D")
            .arg(server.data_file(""))
            .output()
            .unwrap()
            .status
            .success()
    );
    harness::eventually("TLS", || {
        harness::number(
            &server,
            "postgres",
            "select count(*) from pg_settings where name = 'ssl' and setting = 'on'",
        ) == 1
    });
    server
}
