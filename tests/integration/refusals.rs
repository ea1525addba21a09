//! A server that answers no: each refusal has its own code and its own sentences, whatever the
//! server's language. `--nocapture` prints them.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::{Connection, SslMode};
use sauvegarde::postgres::server::Server;

use crate::harness::{self, Outcome, Program};

const OVER_TCP: &str = "listen_addresses = '127.0.0.1'";

/// A server and the program that tries to back up its database `ecole`.
struct Scene {
    server: Cluster,
    program: Program,
}

impl Scene {
    fn new(settings: &[&str], statements: &[&str]) -> Self {
        let server = harness::own_server(settings);
        harness::create(&server, "ecole");
        harness::sql(&server, "ecole", "create table t as select 1 a");
        harness::sql(&server, "postgres", "create role lea login in role pg_read_all_data");
        for sql in statements {
            harness::sql(&server, "postgres", sql);
        }
        Self { server, program: Program::new() }
    }

    fn as_lea(&self) -> Connection {
        Connection { user: "lea".to_owned(), ..self.server.connection("ecole") }
    }

    fn backup(&self, connection: &Connection, language: &str) -> Outcome {
        let url = connection.url_without_password();
        let mut command = self.program.command(["backup", "--json", "--lang", language, "--url"]);
        let password = connection.password.as_ref().map(|word| word.expose().to_owned());
        command.arg(url).arg("--dir").arg(&self.program.dir);
        Outcome::of(command.envs(password.map(|word| ("PGPASSWORD", word))).output().unwrap())
    }

    /// Refused with this code in both languages, each of which names all of `names`.
    #[track_caller]
    fn refuses(&self, connection: &Connection, code: &str, exit: i32, names: &[&str]) {
        let [french, english] = ["fr", "en"].map(|language| {
            let error = self.backup(connection, language).failed(code, exit);
            let [message, advice] = ["message", "advice"].map(|key| error[key].as_str().unwrap());
            println!("| {code} | {language} | {message} | {advice} |");
            for name in names {
                assert!(format!("{message} {advice}").contains(name), "{name}: {message} {advice}");
            }
            for wrong in ["Démarrez le service", "Start the PostgreSQL", "perdue", "was lost"] {
                assert!(!format!("{message} {advice}").contains(wrong), "{message} {advice}");
            }
            format!("{message} {advice}")
        });
        assert_ne!(french, english);
        assert_eq!(self.program.files(), [] as [&str; 0]);
    }

    fn rules(&self, rules: &str) {
        let all =
            format!("local all postgres trust\nhost all postgres 127.0.0.1/32 trust\n{rules}");
        fs::write(self.server.data_file("pg_hba.conf"), all).unwrap();
        // What is in force cannot be asked for, only when it was loaded.
        let loaded = || {
            let sql = "select (extract(epoch from pg_conf_load_time()) * 1000000)::bigint";
            harness::number(&self.server, "postgres", sql)
        };
        let before = loaded();
        self.pg_ctl(&["reload"]);
        harness::eventually("the rules", || loaded() != before);
    }

    fn pg_ctl(&self, action: &[&str]) {
        let mut command = self.server.program("pg_ctl");
        command.arg("-D").arg(self.server.data_file("")).args(action);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn a_server_without_a_free_connection_is_not_off() {
    let few = ["max_connections = 4", "superuser_reserved_connections = 1", "max_wal_senders = 0"];
    let scene = Scene::new(&few, &[]);
    let lea = scene.as_lea();
    let mut held: Vec<Server> = (0..3).map(|_| Server::connect(&lea).unwrap()).collect();
    // What is left is for superusers.
    scene.refuses(&lea, "too_many_connections", 10, &["max_connections"]);
    held.push(Server::connect(&scene.server.connection("ecole")).unwrap());
    scene.refuses(&lea, "too_many_connections", 10, &["max_connections"]);
    scene.refuses(&scene.server.connection("ecole"), "too_many_connections", 10, &[]);
}

#[test]
fn whose_connections_are_all_taken_is_said() {
    let sql = "alter database ecole connection limit 0; create role zoe login connection limit 0";
    let scene = Scene::new(&[], &[sql]);
    let lea = scene.as_lea();
    scene.refuses(&lea, "too_many_connections", 10, &["ALTER DATABASE \"ecole\""]);
    let zoe = Connection { user: "zoe".to_owned(), ..scene.server.connection("postgres") };
    scene.refuses(&zoe, "too_many_connections", 10, &["ALTER ROLE \"zoe\""]);
}

#[test]
fn one_connection_is_enough_for_a_backup() {
    let sql = "alter role lea connection limit 1";
    let scene = Scene::new(&[], &[sql]);
    let outcome = scene.backup(&scene.as_lea(), "en");
    outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let sql = "alter role lea connection limit -1; alter database ecole connection limit 1";
    harness::sql(&scene.server, "postgres", sql);
    scene.backup(&scene.as_lea(), "en").completed();
}

#[test]
fn the_last_connection_of_a_server_is_enough_for_a_backup() {
    let few = ["max_connections = 4", "superuser_reserved_connections = 1", "max_wal_senders = 0"];
    let scene = Scene::new(&few, &[]);
    let lea = scene.as_lea();
    let _held: Vec<Server> = (0..2).map(|_| Server::connect(&lea).unwrap()).collect();
    scene.backup(&lea, "en").completed();
}

#[test]
fn a_server_that_shuts_down_says_so() {
    let scene = Scene::new(&[], &[]);
    let held = Server::connect(&scene.as_lea()).unwrap();
    scene.pg_ctl(&["stop", "-m", "smart", "--no-wait"]);
    let refused = || Server::connect(&scene.as_lea()).err().map(|error| error.code());
    harness::eventually("the end", || refused() == Some("server_not_ready"));
    scene.refuses(&scene.as_lea(), "server_not_ready", 10, &["shutting down"]);
    drop(held);
}

#[test]
fn a_server_that_recovers_from_a_crash_says_so() {
    let scene = Scene::new(&[], &[]);
    let [stopped, killed] = [(); 2].map(|()| Server::connect(&scene.as_lea()).unwrap());
    let signal = |name: &str, server: &Server| {
        let pid = server.pid().unwrap().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    };
    // The others are told to end; one that cannot is waited for, and killed five seconds later.
    let stopped_pid = stopped.pid().unwrap();
    signal("-STOP", &stopped);
    signal("-KILL", &killed);
    let refused = || Server::connect(&scene.as_lea()).err().map(|error| error.code());
    harness::eventually("the crash", || refused() == Some("server_not_ready"));
    for (language, words) in [("fr", "se remet d’un incident"), ("en", "recovering")] {
        let outcome = scene.backup(&scene.as_lea(), language);
        let advice = outcome.failed("server_not_ready", 10)["advice"].to_string();
        assert!(advice.contains(words), "{advice}");
    }
    let _ = Command::new("kill").args(["-KILL", &stopped_pid.to_string()]).status();
}

#[test]
fn a_server_that_starts_and_one_that_only_follows_say_so() {
    let mut scene = Scene::new(&[], &[]);
    let socket = scene.as_lea();
    let refused = || Server::connect(&socket).err().map(|error| error.code());
    scene.server.stop();
    // Nobody gives it the log that it asks for first.
    let conf = scene.server.data_file("postgresql.conf");
    let before = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, format!("{before}restore_command = 'sleep 300'\n")).unwrap();
    let signal = scene.server.data_file("standby.signal");
    fs::write(&signal, "").unwrap();
    let log = scene.server.folder().join("log2").display().to_string();
    scene.pg_ctl(&["start", "--no-wait", "-l", &log]);
    harness::eventually("the start", || refused() == Some("server_not_ready"));
    scene.refuses(&socket, "server_not_ready", 10, &["starting up"]);
    scene.pg_ctl(&["stop", "-m", "immediate"]);
    fs::write(&conf, format!("{before}hot_standby = off\n")).unwrap();
    scene.pg_ctl(&["start", "--no-wait", "-l", &log]);
    harness::eventually("the standby", || refused() == Some("standby_closed"));
    scene.refuses(&socket, "standby_closed", 10, &["hot_standby"]);
    scene.pg_ctl(&["stop", "-m", "immediate"]);
}

#[test]
fn a_database_that_is_not_there_is_told_with_those_that_are() {
    let scene = Scene::new(&[], &["create database \"Torii\"", "create database fermee"]);
    harness::sql(&scene.server, "postgres", "revoke connect on database fermee from public");
    let lea = scene.as_lea().with_database("torii");
    scene.refuses(&lea, "database_unknown", 2, &["torii", "ecole", "Torii"]);
    let error = scene.backup(&lea, "en").failed("database_unknown", 2);
    assert!(!error.to_string().contains("fermee"), "{error}");
}

#[test]
fn a_login_that_is_none_is_told_from_a_wrong_password() {
    let scene = Scene::new(&[], &["create role groupe"]);
    for nobody in ["personne", "groupe"] {
        let connection = Connection { user: nobody.to_owned(), ..scene.as_lea() };
        scene.refuses(&connection, "role_not_admitted", 12, &[nobody, "LOGIN"]);
    }
}

#[test]
fn the_rules_of_the_server_are_told_with_the_line_that_is_missing() {
    let sql = "create role zoe login password 'une phrase' valid until '2020-01-01'";
    let scene = Scene::new(&[OVER_TCP], &[sql]);
    let lea = scene.as_lea();
    let line = "host ecole lea 127.0.0.1/32 scram-sha-256";
    scene.rules("");
    scene.refuses(&lea, "not_in_pg_hba", 12, &[line]);
    scene.rules("host all lea 127.0.0.1/32 reject\n");
    scene.refuses(&lea, "not_in_pg_hba", 12, &[line]);
    scene.rules("host all zoe 127.0.0.1/32 scram-sha-256\n");
    let password = Some(sauvegarde::report::secret::Secret::new("une phrase"));
    let zoe = Connection { user: "zoe".to_owned(), password, ..lea.clone() };
    scene.refuses(&zoe, "authentication_failed", 12, &["VALID UNTIL"]);
    scene.rules("local all lea peer\n");
    let socket = Connection { host: scene.server.folder().display().to_string(), ..lea.clone() };
    scene.refuses(&socket, "login_not_allowed", 12, &["lea"]);
    let encrypted = Connection { ssl_mode: SslMode::Require, ..lea };
    scene.refuses(&encrypted, "tls_not_offered", 10, &["ssl = on"]);
}

#[test]
fn a_certificate_that_the_server_wants_is_told() {
    let server = crate::guarded_server::with_certificate(&[]);
    harness::create(&server, "ecole");
    harness::sql(&server, "postgres", "create role lea login");
    let scene = Scene { server, program: Program::new() };
    let folder = scene.server.data_file("server.crt").display().to_string();
    let sql = format!("alter system set ssl_ca_file = '{folder}'");
    harness::session(&scene.server, "postgres").query(&sql, &[]).unwrap();
    scene.rules("hostssl all lea 127.0.0.1/32 cert\n");
    let encrypted = Connection { ssl_mode: SslMode::Require, ..scene.as_lea() };
    scene.refuses(&encrypted, "client_certificate_wanted", 12, &["sslcert"]);
    // A rule for those who do not encrypt, of a server that offers to: libpq finds it, too.
    scene.rules("hostnossl all lea 127.0.0.1/32 trust\n");
    Server::connect(&scene.as_lea()).unwrap();
}

#[test]
fn a_database_that_takes_no_connections_and_a_setting_that_is_none_are_told() {
    let scene = Scene::new(
        &[],
        &[
            "alter database ecole allow_connections false",
            "create database autre",
            "revoke connect on database autre from public",
        ],
    );
    let lea = scene.as_lea();
    scene.refuses(&lea, "database_closed", 12, &["ALLOW_CONNECTIONS"]);
    let grant = "GRANT CONNECT ON DATABASE \"autre\" TO \"lea\";";
    scene.refuses(&lea.with_database("autre"), "may_not_connect", 12, &[grant]);
    let options = Some("-c absent=1".to_owned());
    let strange = Connection { options, ..lea.with_database("postgres") };
    scene.refuses(&strange, "server_refused", 10, &["absent", "42704"]);
}

#[test]
fn a_server_of_another_kind_is_told() {
    let scene = Scene::new(&[], &[]);
    // One waits for a line; one speaks first, hears nothing, and begins as PostgreSQL does.
    for (speaks_first, words) in
        [(false, "HTTP/1.1 400 Bad Request\r\n\r\n"), (true, "SSH-2.0-x\r\n")]
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                std::thread::spawn(move || {
                    if !speaks_first {
                        let mut line = Vec::new();
                        let _ = BufReader::new(&stream).read_until(b'\n', &mut line);
                    }
                    let _ = stream.write_all(words.as_bytes());
                    let _ = BufReader::new(&stream).read_to_end(&mut Vec::new());
                });
            }
        });
        let connection =
            Connection { host: "127.0.0.1".to_owned(), port, ..scene.server.connection("ecole") };
        scene.refuses(&connection, "not_postgres", 10, &["5432"]);
    }
}

/// Follows `primary`, in a folder below that one's.
struct Standby<'a> {
    primary: &'a Cluster,
    data: PathBuf,
    connection: Connection,
}

impl<'a> Standby<'a> {
    fn of(primary: &'a Cluster) -> Self {
        let data = primary.folder().join("standby");
        let there = primary.connection("postgres");
        let output = primary
            .program("pg_basebackup")
            .args(["--no-sync", "--checkpoint=fast", "--write-recovery-conf", "-h", &there.host])
            .args(["-p", &there.port.to_string(), "-U", &there.user, "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let host = data.display().to_string();
        let conf = format!("listen_addresses = ''\nunix_socket_directories = '{host}'\n");
        let settings = data.join("postgresql.auto.conf");
        let before = fs::read_to_string(&settings).unwrap();
        fs::write(&settings, before + &conf).unwrap();
        let standby = Self { primary, data, connection: Connection { host, ..there } };
        standby.pg_ctl(&["start", "-w", "-l", &format!("{}.log", standby.data.display())]);
        standby
    }

    fn pg_ctl(&self, action: &[&str]) {
        let mut command = self.primary.program("pg_ctl");
        let output = command.arg("-D").arg(&self.data).args(action).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

impl Drop for Standby<'_> {
    fn drop(&mut self) {
        self.pg_ctl(&["stop", "-m", "immediate"]);
    }
}

#[test]
fn a_standby_is_backed_up_and_names_the_server_to_restore_on() {
    let scene = Scene::new(&[OVER_TCP], &[]);
    let standby = Standby::of(&scene.server);
    harness::eventually("the replication", || {
        let server = Server::connect(&standby.connection).unwrap();
        server.primary().unwrap().is_some_and(|primary| primary.is_some())
    });
    let outcome = scene.backup(&standby.connection.with_database("ecole"), "en");
    let (path, _) = outcome.completed();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let url = standby.connection.with_database("ecole").url_without_password();
    let file = path.to_str().unwrap();
    let dir = scene.program.dir.to_str().unwrap();
    let primary = scene.server.connection("ecole").address();
    let attempts: [&[&str]; 4] = [
        &["restore", file, "--into", "copie"],
        &["restore", file, "--confirm", "ecole", "--dir", dir],
        &["restore", "--undo"],
        &["verify", file, "--drill"],
    ];
    for attempt in attempts {
        for language in ["fr", "en"] {
            let more = ["--json", "--url", &url, "--lang", language];
            let outcome = scene.program.run(attempt.iter().copied().chain(more));
            let error = outcome.failed("read_only_standby", 16);
            println!(
                "| read_only_standby | {language} | {} | {} |",
                error["message"], error["advice"]
            );
            assert!(error["advice"].as_str().unwrap().contains(&primary), "{error}");
        }
    }
}
