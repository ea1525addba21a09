//! Through pgbouncer, in session mode and in transaction mode, with and without passwords.

use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::{ChannelBinding, Connection, Protection, SslMode};
use sauvegarde::postgres::server::{Relay, Server};
use sauvegarde::report::secret::Secret;

use crate::contents;
use crate::guarded_server;
use crate::harness::{self, Outcome, Program};

/// What is wrong in a dump whose session had another `search_path`.
const CONTENT: &str = "
    create table eleves(id int primary key, nom text, ne date);
    insert into eleves select g, 'Élève ' || g, date '2010-12-31' + g from generate_series(1, 500) g;
    create function initiale(eleves) returns text immutable language sql as 'select left($1.nom, 1)';
    create view noms as select nom, initiale(eleves) from eleves;
    create index on eleves(initiale(eleves))";

/// pgbouncer before a server. Ended when it is dropped.
struct Bouncer {
    child: Child,
    connection: Connection,
}

impl Bouncer {
    fn start(server: &Cluster, pool_mode: &str, settings: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = server.folder().display();
        let file = |ending: &str| server.folder().join(format!("bouncer-{port}.{ending}"));
        let there = server.connection("");
        let mut text = format!(
            "[databases]\n* = host={} port={}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir = {folder}\n\
             pool_mode = {pool_mode}\nauth_type = trust\nauth_file = {}\nlogfile = {}\n",
            there.host,
            there.port,
            file("users").display(),
            file("log").display(),
        );
        for setting in settings {
            writeln!(text, "{setting}").unwrap();
        }
        let users = "\"postgres\" \"secret\"\n\"lea\" \"une phrase\"\n\"absent\" \"\"\n";
        std::fs::write(file("ini"), text).unwrap();
        std::fs::write(file("users"), users).unwrap();
        let child = server
            .program("/usr/sbin/pgbouncer")
            .arg("-q")
            .arg(file("ini"))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer is installed");
        harness::eventually("pgbouncer", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        let connection = Connection { host: "127.0.0.1".to_owned(), port, ..there };
        Self { child, connection }
    }

    fn connection(&self, database: &str) -> Connection {
        self.connection.with_database(database)
    }

    fn url(&self, database: &str) -> String {
        self.connection(database).url_without_password()
    }

    fn url_as(&self, user: &str, database: &str) -> String {
        Connection { user: user.to_owned(), ..self.connection(database) }.url_without_password()
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A database behind a pooler, with a backup that was made through it.
struct Scene {
    // The pooler goes before its server.
    bouncer: Bouncer,
    server: Cluster,
    program: Program,
    file: PathBuf,
}

impl Scene {
    fn new(pool_mode: &str, settings: &[&str]) -> Self {
        let server = harness::own_server(&[]);
        harness::create(&server, "ecole");
        harness::sql(&server, "ecole", CONTENT);
        let bouncer = Bouncer::start(&server, pool_mode, settings);
        let program = Program::new();
        let mut scene = Self { bouncer, server, program, file: PathBuf::new() };
        scene.file = scene.run("backup", &["--dir"]).completed().0;
        scene
    }

    /// With `--json` and the address of the pooler; `--dir` is followed by the backups' folder.
    fn run(&self, command: &str, arguments: &[&str]) -> Outcome {
        self.run_at(&self.bouncer.url("ecole"), command, arguments)
    }

    fn run_at(&self, url: &str, command: &str, arguments: &[&str]) -> Outcome {
        let mut all = vec![command, "--json", "--url", url];
        all.extend_from_slice(arguments);
        if arguments.last() == Some(&"--dir") {
            all.push(self.program.dir.to_str().unwrap());
        }
        self.program.run(all)
    }

    fn file(&self) -> &str {
        self.file.to_str().unwrap()
    }

    fn databases(&self) -> i64 {
        harness::number(&self.server, "postgres", "select count(*) from pg_database")
    }

    /// Not through the pooler.
    fn dump_of(&self, database: &str) -> Vec<u8> {
        contents::pg_dump(&self.server, self.server.programs(), database)
    }

    #[track_caller]
    fn is_restored_in(&self, database: &str) {
        contents::assert_same(&self.dump_of(database), &self.dump_of("ecole"));
    }
}

#[track_caller]
fn succeeds(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn everything_works_through_a_pooler_in_session_mode() {
    let scene = Scene::new("session", &[]);
    let file = scene.file();
    let doctor = scene.run("doctor", &["--dir"]);
    assert!(doctor.stdout.contains("in session mode"), "{doctor:?}");
    succeeds(&scene.run("list", &["--dir"]));
    succeeds(&scene.run("status", &["--dir"]));
    succeeds(&scene.run("verify", &[file, "--drill"]));
    succeeds(&scene.run("restore", &[file, "--into", "copie"]));
    scene.is_restored_in("copie");
    harness::sql(&scene.server, "ecole", "delete from eleves");
    succeeds(&scene.run("restore", &[file, "--confirm", "ecole", "--dir"]));
    let count = "select count(*) from eleves";
    assert_eq!(harness::number(&scene.server, "ecole", count), 500);
    succeeds(&scene.run("restore", &["--undo"]));
    assert_eq!(harness::number(&scene.server, "ecole", count), 0);
}

#[test]
fn all_but_a_restore_works_through_a_pooler_in_transaction_mode() {
    let scene = Scene::new("transaction", &[]);
    let file = scene.file();
    let doctor = scene.run("doctor", &["--dir"]);
    assert!(doctor.stdout.contains("for a transaction only"), "{doctor:?}");
    assert!(!doctor.stdout.contains("\"bad\""), "{doctor:?}");
    succeeds(&scene.run("list", &["--dir"]));
    succeeds(&scene.run("status", &["--dir"]));
    succeeds(&scene.run("verify", &[file]));
    // Nothing is touched by what cannot be done, and the way that can is named.
    let before = (scene.databases(), scene.dump_of("ecole"));
    let files = scene.program.files();
    let attempts: [(&str, &[&str]); 3] = [
        ("verify", &[file, "--drill"]),
        ("restore", &[file, "--into", "copie"]),
        ("restore", &[file, "--confirm", "ecole", "--dir"]),
    ];
    for (command, arguments) in attempts {
        let error = scene.run(command, arguments).failed("session_needed", 16);
        let advice = error["advice"].as_str().unwrap();
        assert!(advice.contains("127.0.0.1:5432"), "{advice}");
    }
    assert_eq!((scene.databases(), scene.dump_of("ecole")), before);
    assert_eq!(scene.program.files(), files);
    // An undo is one transaction.
    let direct = harness::url(&scene.server, "ecole");
    harness::sql(&scene.server, "ecole", "delete from eleves");
    succeeds(&scene.run_at(&direct, "restore", &[file, "--confirm", "ecole", "--dir"]));
    succeeds(&scene.run("restore", &["--undo"]));
    assert_eq!(harness::number(&scene.server, "ecole", "select count(*) from eleves"), 0);
}

#[test]
fn a_restore_in_place_is_refused_through_a_pooler_in_transaction_mode() {
    let scene = Scene::new("transaction", &[]);
    harness::sql(
        &scene.server,
        "postgres",
        "create role lea login; alter database ecole owner to lea",
    );
    let url = scene.bouncer.url_as("lea", "ecole");
    scene
        .run_at(&url, "restore", &[scene.file(), "--confirm", "ecole", "--dir"])
        .failed("session_needed", 16);
}

#[test]
fn each_of_eight_backups_beside_busy_clients_is_whole_and_leaves_no_setting_behind() {
    let scene = Scene::new("transaction", &[]);
    let (stop, strange, asked) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let server = Server::connect(&scene.bouncer.connection("ecole")).unwrap();
                let sql = "select current_setting('search_path') = '\"$user\", public'
                               and current_setting('statement_timeout') = '0'
                               and current_setting('lock_timeout') = '0'
                               and current_setting('row_security') = 'on'
                               and pg_sleep(0.002) is not null";
                while !stop.load(Ordering::Relaxed) {
                    let usual: bool = server.query(sql, &[]).unwrap()[0].get(0);
                    strange.fetch_add(u32::from(!usual), Ordering::Relaxed);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let backups: Vec<Outcome> = (0..8).map(|_| scene.run("backup", &["--dir"])).collect();
        stop.store(true, Ordering::Relaxed);
        for outcome in backups {
            let (path, _) = outcome.completed();
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
            let dump = String::from_utf8(contents::dump_in(&path)).unwrap();
            assert!(dump.contains("FROM public.eleves"), "{dump}");
            assert!(dump.contains("(public.initiale("), "{dump}");
        }
    });
    assert!(asked.into_inner() > 100);
    assert_eq!(strange.into_inner(), 0);
}

#[test]
fn one_connection_of_the_pooler_is_enough() {
    for pool_mode in ["session", "transaction"] {
        let scene = Scene::new(pool_mode, &["default_pool_size = 1", "query_wait_timeout = 10"]);
        scene.run("backup", &["--dir"]).completed();
    }
}

#[test]
fn a_pooler_that_asks_for_passwords_is_given_them() {
    for kind in ["md5", "scram-sha-256"] {
        let auth = format!("auth_type = {kind}");
        for pool_mode in ["session", "transaction"] {
            let server = harness::own_server(&[]);
            let database = harness::small_database(&server);
            let login = "create role lea login in role pg_read_all_data";
            harness::sql(&server, "postgres", login);
            let bouncer = Bouncer::start(&server, pool_mode, &[&auth]);
            let program = Program::new();
            let url = bouncer.url_as("lea", &database);
            let backup = |password: Option<&str>| {
                let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
                command.arg(&program.dir).envs(password.map(|word| ("PGPASSWORD", word)));
                Outcome::of(command.output().unwrap())
            };
            backup(Some("une phrase")).completed();
            backup(Some("une autre")).failed("authentication_failed", 12);
            backup(None).failed("authentication_failed", 12);
        }
    }
}

#[test]
fn a_pooler_that_refuses_is_told_from_the_server() {
    let server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let bouncer = Bouncer::start(&server, "transaction", &["max_client_conn = 1"]);
    let program = Program::new();
    let backup = |url: &str| {
        let mut command = program.command(["backup", "--json", "--url", url, "--dir"]);
        Outcome::of(command.arg(&program.dir).output().unwrap())
    };
    let with = |change: &str| format!("{}?options=-c%20{change}", bouncer.url(&database));
    let error = backup(&with("work_mem=8MB")).failed("pooler_refused", 10);
    let sentences = format!("{} {}", error["message"], error["advice"]);
    assert!(sentences.contains("options") && sentences.contains("ignore_startup"), "{sentences}");
    let error = backup(&bouncer.url("absente")).failed("database_unknown", 2);
    assert!(error["advice"].as_str().unwrap().contains(&database), "{error}");
    backup(&bouncer.url_as("absent", &database)).failed("role_not_admitted", 12);
    let held = Server::connect(&bouncer.connection(&database)).unwrap();
    backup(&bouncer.url(&database)).failed("too_many_connections", 10);
    drop(held);
    let password = Some(Secret::new("secret"));
    let admin = Connection { password, ..bouncer.connection("pgbouncer") };
    assert_eq!(Server::connect(&admin).err().map(|error| error.code()), Some("pooler_refused"));
}

#[test]
fn a_refusal_of_the_server_that_a_pooler_repeats_is_told_as_the_server_s() {
    let server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let roles = "create role lea login in role pg_read_all_data;
                 create role zoe login connection limit 0 in role pg_read_all_data";
    harness::sql(&server, "postgres", roles);
    let hba = "local all postgres trust\nlocal all zoe trust\n";
    std::fs::write(server.data_file("pg_hba.conf"), hba).unwrap();
    let mut reload = server.program("pg_ctl");
    reload.arg("reload").arg("-D").arg(server.data_file(""));
    assert!(reload.output().unwrap().status.success());
    let lea = Connection { user: "lea".to_owned(), ..server.connection(&database) };
    let refused = || Server::connect(&lea).err().map(|error| error.code());
    harness::eventually("the rules", || refused() == Some("not_in_pg_hba"));
    let auth = [format!("auth_file = {}", server.folder().join("logins").display())];
    std::fs::write(server.folder().join("logins"), "\"lea\" \"\"\n\"zoe\" \"\"\n").unwrap();
    let bouncer = Bouncer::start(&server, "transaction", &[&auth[0]]);
    let program = Program::new();
    let backup = |user: &str| {
        let url = bouncer.url_as(user, &database);
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        Outcome::of(command.arg(&program.dir).output().unwrap())
    };
    let error = backup("lea").failed("not_in_pg_hba", 12);
    let line = format!("local {database} lea ");
    assert!(error["advice"].as_str().unwrap().contains(&line), "{error}");
    let error = backup("zoe").failed("too_many_connections", 10);
    assert!(error["message"].as_str().unwrap().contains("or the server behind it"), "{error}");
}

#[test]
fn the_relay_takes_one_client_where_nobody_else_can_come() {
    let server = harness::own_server(&[]);
    let connection = server.connection("postgres");
    let relay = Relay::start(&connection).unwrap();
    let door = relay.instead_of(&connection);
    let mode = std::fs::metadata(&door.host).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let _first = UnixStream::connect(door.address()).unwrap();
    harness::eventually("the end of the door", || UnixStream::connect(door.address()).is_err());
    drop(relay);
    assert!(!std::path::Path::new(&door.host).exists());
}

#[test]
fn a_pooler_that_lends_the_server_for_single_statements_is_told_with_the_way_around_it() {
    let server = harness::own_server(&[]);
    let database = harness::small_database(&server);
    let bouncer = Bouncer::start(&server, "statement", &[]);
    let program = Program::new();
    let (path, _) = program.backup(&server, &database).completed();
    let url = bouncer.url(&database);
    let dir = program.dir.to_str().unwrap();
    for arguments in [
        &["backup", "--dir", dir][..],
        &["restore", path.to_str().unwrap(), "--into", "copie"],
        &["verify", path.to_str().unwrap(), "--drill"],
    ] {
        let outcome = program.run(arguments.iter().chain(&["--json", "--url", &url]));
        let error = match outcome.result()["backups"][0]["drill"]["error"].clone() {
            serde_json::Value::Null => outcome.failed("transaction_needed", 16),
            error => error,
        };
        assert_eq!(error["code"], "transaction_needed", "{error}");
        assert!(error["advice"].as_str().unwrap().contains("direct address"), "{error}");
    }
    let doctor = program.run(["doctor", "--url", &url, "--dir", dir]);
    assert_eq!(doctor.code, Some(16), "{doctor:?}");
    assert!(doctor.stdout.contains("one statement at a time"), "{doctor:?}");
}

#[test]
fn through_a_pooler_each_major_writes_the_dump_that_it_writes_without() {
    for major in 13..=18 {
        let programs = harness::programs(major);
        let server = Cluster::start(&programs, &harness::servers_folder(), &[]).unwrap();
        harness::create(&server, "ecole");
        harness::sql(&server, "ecole", CONTENT);
        let bouncer = Bouncer::start(&server, "transaction", &[]);
        let program = Program::new();
        let mut command = program.command(["backup", "--json", "--url", &bouncer.url("ecole")]);
        command.arg("--pg-dump").arg(&programs).arg("--dir").arg(&program.dir);
        let outcome = Outcome::of(command.output().unwrap());
        let (path, _) = outcome.completed();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let direct = contents::pg_dump(&server, &programs, "ecole");
        contents::assert_same(&contents::dump_in(&path), &direct);
    }
}

#[test]
fn an_encrypted_pooler_is_reached() {
    let server = guarded_server::with_certificate(&[]);
    let database = harness::small_database(&server);
    let [key, certificate] = ["key", "crt"].map(|ending| {
        format!(
            "client_tls_{ending}_file = {}",
            server.data_file(&format!("server.{ending}")).display()
        )
    });
    let certificate = certificate.replace("_crt_", "_cert_");
    let both = "listen_addr = 127.0.0.1, 127.0.0.2";
    let settings = ["client_tls_sslmode = require", &key, &certificate, both];
    let bouncer = Bouncer::start(&server, "transaction", &settings);
    let program = Program::new();
    // The certificate's name, and where that is: what of it `pg_dump` is told must not lead past us.
    let connection = Connection {
        host: "localhost".to_owned(),
        host_address: Some("127.0.0.2".parse().unwrap()),
        ssl_mode: SslMode::VerifyFull,
        root_certificate: Some(server.data_file("server.crt")),
        ..bouncer.connection(&database)
    };
    let url = format!("{}&ssl_min_protocol_version=TLSv1.3", connection.url_without_password());
    let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
    Outcome::of(command.arg(&program.dir).output().unwrap()).completed();
}

#[test]
fn the_relay_takes_a_password_past_the_encryption_that_ends_in_it() {
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    let login = guarded_server::login(&server, "une phrase");
    let protection =
        Protection { channel_binding: ChannelBinding::Require, ..Protection::default() };
    let connection = Connection {
        user: login,
        password: Some(Secret::new("une phrase")),
        host: "127.0.0.1".to_owned(),
        ssl_mode: SslMode::Require,
        protection,
        ..server.connection(&database)
    };
    // Our own login binds to the encryption; the relay's encryption is not `pg_dump`'s.
    Server::connect(&connection).unwrap();
    let relay = Relay::start(&connection).unwrap();
    let output = harness::client(&server, "pg_dump", &database)
        .envs(relay.instead_of(&connection).child_environment())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("COPY public.eleves"));
}
