//! Passwords in Windows' Credential Manager.

use std::io::Write as _;
use std::process::Stdio;

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, windows};

const PASSWORD: &str = "mot de passe d'été";
const RULES: &str = "
local all postgres              trust
host  all postgres 127.0.0.1/32 trust
host  all all      127.0.0.1/32 scram-sha-256
";

#[test]
fn the_credential_manager_keeps_a_password_until_it_is_forgotten() {
    let server = wine::own_server();
    std::fs::write(server.data_file("pg_hba.conf"), RULES).unwrap();
    harness::sql(&server, "postgres", "select pg_reload_conf()");
    let database = harness::small_database(&server);
    let password = PASSWORD.replace('\'', "''");
    let role = format!("create role eleve login password '{password}' in role pg_read_all_data");
    harness::sql(&server, "postgres", &role);
    let program = Program::new();
    let port = server.connection("postgres").port;
    let url = format!("postgresql://eleve@127.0.0.1:{port}/{database}");
    let (dir, pg_dump) = (windows(&program.dir), windows(&wine::programs()));
    let backup =
        || program.run(["backup", "--json", "--dir", &dir, "--url", &url, "--pg-dump", &pg_dump]);
    harness::eventually("a refusal", || backup().code == Some(12));

    let mut command = program.command(["config", "password", "--url", &url]);
    let mut asked = command.stdin(Stdio::piped()).spawn().unwrap();
    asked.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    let kept = Outcome::of(asked.wait_with_output().unwrap());
    assert_eq!(kept.code, Some(0), "{kept:?}");
    backup().completed();

    let forgotten = program.run(["config", "password", "--forget", "--url", &url]);
    assert_eq!(forgotten.code, Some(0), "{forgotten:?}");
    assert_eq!(backup().code, Some(12));
}
