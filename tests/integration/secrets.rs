//! Passwords and rows: where they may not appear, and that every place for a password works.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::Connection;
use sauvegarde::report::secret::Secret;

use crate::background::{Background, processes};
use crate::gate::{self, Gate};
use crate::guarded_server;
use crate::harness::{self, Outcome, Program};

#[cfg(feature = "tray")]
mod keyring;
mod rows;
mod tls;

/// Everything that a URL, a shell, a password file and SQL treat in their own way.
const PASSWORD: &str = r#"m#t:d@/p?s&s% é'"\ $(x)=€"#;

/// The password as text, as part of a URL, of a password file and of JSON.
fn spellings() -> Vec<String> {
    spellings_of(PASSWORD)
}

fn spellings_of(password: &str) -> Vec<String> {
    let json = serde_json::to_string(password).unwrap();
    let in_file = password.replace('\\', r"\\").replace(':', r"\:");
    vec![password.to_owned(), in_url(password), in_file, json.trim_matches('"').to_owned()]
}

fn in_url(text: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[track_caller]
fn keeps_quiet(outcome: &Outcome) {
    for spelling in spellings() {
        let told = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!told.contains(&spelling), "{spelling} in {outcome:?}");
    }
}

/// Every file below `folder` but `allowed` is free of all `words`.
#[track_caller]
fn files_are_free_of(folder: &Path, words: &[String], allowed: &[PathBuf]) -> usize {
    let mut looked_at = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            looked_at += files_are_free_of(&path, words, allowed);
        } else if !allowed.contains(&path) {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            for word in words {
                assert!(!text.contains(word.as_str()), "{word} in {}", path.display());
            }
            looked_at += 1;
        }
    }
    looked_at
}

/// A login of the guarded server with the password.
struct Guarded {
    program: Program,
    connection: Connection,
}

impl Guarded {
    fn new(server: &Cluster) -> Self {
        let user = guarded_server::login(server, PASSWORD);
        let database = harness::small_database(server);
        let connection = Connection { user, ..server.connection(&database) };
        Self { program: Program::new(), connection }
    }

    /// With the password in it.
    fn url(&self) -> String {
        let url = self.connection.url_without_password();
        url.replacen('@', &format!(":{}@", in_url(PASSWORD)), 1)
    }

    fn backup(&self, url: &str) -> Command {
        let mut command = self.program.command(["backup", "--json", "-v", "--url", url, "--dir"]);
        command.arg(&self.program.dir);
        command
    }

    /// A line of a password file, in `file` with `mode`.
    fn password_file(&self, file: &Path, mode: u32) {
        let escaped = PASSWORD.replace('\\', r"\\").replace(':', r"\:");
        fs::write(
            file,
            format!("# moi\n*:*:*:autre:x\n*:*:*:{}:{escaped}\n", self.connection.user),
        )
        .unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[track_caller]
    fn works(&self, command: &mut Command, allowed: &[PathBuf]) {
        let outcome = Outcome::of(command.output().unwrap());
        keeps_quiet(&outcome);
        outcome.completed();
        let looked_at = files_are_free_of(self.program.home.path(), &spellings(), allowed);
        assert!(looked_at >= 3, "dump, manifest and state: {looked_at}");
    }
}

#[test]
fn a_password_in_the_url_works_and_is_written_nowhere() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    guarded.works(&mut guarded.backup(&guarded.url()), &[]);
    let spelled_out = PASSWORD.replace('\\', r"\\").replace('\'', r"\'");
    let Connection { host, port, user, database, .. } = &guarded.connection;
    let pairs =
        format!("host={host} port={port} dbname={database} user='{user}' password='{spelled_out}'");
    guarded.works(&mut guarded.backup(&pairs), &[]);
}

#[test]
fn a_password_in_pgpassword_works_and_is_written_nowhere() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let url = guarded.connection.url_without_password();
    guarded.works(guarded.backup(&url).env("PGPASSWORD", PASSWORD), &[]);
}

#[test]
fn a_password_in_the_password_file_works_unless_others_may_read_it() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let url = guarded.connection.url_without_password();
    let usual = guarded.program.home.path().join(".pgpass");
    guarded.password_file(&usual, 0o600);
    guarded.works(&mut guarded.backup(&url), std::slice::from_ref(&usual));
    guarded.password_file(&usual, 0o644);
    let refused = Outcome::of(guarded.backup(&url).output().unwrap());
    keeps_quiet(&refused);
    let error = refused.failed("authentication_failed", 12);
    assert!(error["message"].as_str().unwrap().contains("none is known"), "{error}");
    fs::remove_file(&usual).unwrap();
    let other = guarded.program.home.path().join("mots de passe");
    guarded.password_file(&other, 0o600);
    let allowed = [other.clone()];
    guarded.works(guarded.backup(&url).env("PGPASSFILE", &other), &allowed);
}

#[test]
fn a_password_in_the_service_file_works_and_is_written_nowhere_else() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let Connection { host, port, user, database, .. } = &guarded.connection;
    let file = guarded.program.home.path().join(".pg_service.conf");
    let text = format!(
        "[institut]\nhost={host}\nport={port}\ndbname={database}\nuser={user}\npassword={PASSWORD}\n"
    );
    fs::write(&file, text).unwrap();
    guarded.works(&mut guarded.backup("service=institut"), std::slice::from_ref(&file));
    let mut command = guarded.program.command(["backup", "--json", "--dir"]);
    command.arg(&guarded.program.dir).env("PGSERVICE", "institut");
    guarded.works(&mut command, &[file]);
}

#[test]
fn no_command_and_no_failure_shows_the_password() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let url = guarded.url();
    let dir = guarded.program.dir.to_str().unwrap();
    let wrong_database = url.replacen(&guarded.connection.database, "absente", 1);
    let wrong_port = url.replacen(&format!(":{}/", guarded.connection.port), ":1/", 1);
    let wrong_password = url.replacen(&in_url(PASSWORD), &in_url(&PASSWORD.repeat(2)), 1);
    let no_host = format!("postgresql://moi:{}/base", in_url(PASSWORD));
    let as_pasted = format!("postgresql://moi:{PASSWORD}@127.0.0.1:1/d");
    let odd_mode = format!("{url}?sslmode=peut-être");
    let empty = tempfile::tempdir().unwrap();
    let expected: [(&str, &str); 7] = [
        (&url, "completed"),
        (&wrong_database, "database_unknown"),
        (&wrong_port, "server_unreachable"),
        (&wrong_password, "authentication_failed"),
        (&no_host, "connection_invalid"),
        (&as_pasted, "server_unreachable"),
        (&odd_mode, "connection_invalid"),
    ];
    for (url, what) in expected {
        for language in ["fr", "en"] {
            for arguments in [
                &["backup", "-v"][..],
                &["backup", "-v", "--json"],
                &["doctor"],
                &["doctor", "--json"],
                &["status", "--json"],
                &["backup", "--pg-dump", empty.path().to_str().unwrap()],
            ] {
                let mut command = guarded.program.command(arguments);
                command.args(["--dir", dir, "--url", url, "--lang", language]);
                let outcome = Outcome::of(command.output().unwrap());
                keeps_quiet(&outcome);
                if arguments == ["backup", "-v", "--json"] {
                    assert!(outcome.stdout.contains(&format!("\"{what}\"")), "{what}: {outcome:?}");
                }
            }
        }
    }
    let set = guarded.program.run(["config", "set", "url", &url]);
    assert_eq!(set.code, Some(2));
    keeps_quiet(&set);
    keeps_quiet(&guarded.program.run(["list", "--json", "-v", "--dir", dir]));
    files_are_free_of(guarded.program.home.path(), &spellings(), &[]);
}

#[test]
fn a_password_that_was_not_escaped_is_not_repeated() {
    let program = Program::new();
    let dir = program.dir.to_str().unwrap();
    let refused = |url: &str, error: &str, code: i32| {
        let outcome = program.run(["backup", "--json", "-v", "--dir", dir, "--url", url]);
        outcome.failed(error, code);
        let told = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!told.contains("secret"), "{url}: {told}");
    };
    for url in [
        "postgresql://moi:motsecret/base",
        "postgresql://moi:motsecret",
        "host=h user=moi password=mot secret dbname=d",
        "host=h user=moi password='motsecret",
        "motsecret",
        "host=h user=moi password=mot secret= dbname=d",
        "Host=127.0.0.1;Port=1;Username=moi;Password=mot;secret",
    ] {
        refused(url, "connection_invalid", 2);
    }
    // These are understood as they are meant.
    for url in [
        "postgresql://moi:mot?secret@127.0.0.1:1/base",
        "postgresql://moi:mot?secret=motsecret@127.0.0.1:1/base",
        "postgresql://moi:motsecret/x@127.0.0.1:1/base",
        "postgresql://moi:%motsecret@127.0.0.1:1/base",
        "jdbc:postgresql://127.0.0.1:1/base?user=moi&password=mot&secret=x",
    ] {
        refused(url, "server_unreachable", 10);
    }
    // Without a host, which is then somewhere on this computer.
    for url in [
        "pgsql:dbname=absente;user=moi;password=motsecret;port=1",
        "dbname=absente;user=moi;password=motsecret;port=1",
        "user=moi;dbname=absente;password=motsecret;port=1",
    ] {
        refused(url, "server_unreachable", 10);
        let set = program.run(["config", "set", "url", url, "--json"]);
        set.failed("config_holds_password", 2);
    }
}

#[test]
fn no_process_shows_the_password_while_the_dump_runs() {
    // Its own: other tests give theirs on the command line, where users may put it, too.
    let password: String = PASSWORD.chars().rev().collect();
    let server = guarded_server::server();
    let database = gate::database(&server);
    let user = guarded_server::login(&server, &password);
    let gate = Gate::before(&server);
    let program = Program::new();
    let connection = Connection { user, ..gate.connection(&server, &database) };
    let mut command = program.command(["backup", "--json", "-v", "--dir"]);
    command.arg(&program.dir).env("DATABASE_URL", connection.url_without_password());
    let running = Background::start({
        command.env("PGPASSWORD", &password);
        command
    });
    gate.wait_until_held();
    let mut seen_dump = false;
    for pid in processes() {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        seen_dump |= line.contains("--lock-wait-timeout");
        for spelling in spellings_of(&password) {
            assert!(!line.contains(&spelling), "{pid}: {line}");
        }
        assert!(!line.contains("--lock-wait-timeout") || !line.contains(&database), "{line}");
    }
    assert!(seen_dump);
    let staged = files_are_free_of(program.home.path(), &spellings_of(&password), &[]);
    assert!(staged >= 3, "lock, state and the unfinished dump: {staged}");
    gate.open();
    let outcome = running.wait();
    let told = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(spellings_of(&password).iter().all(|spelling| !told.contains(spelling)), "{told}");
    outcome.completed();
}

#[test]
fn an_imported_password_goes_into_the_password_file_only() {
    let server = guarded_server::server();
    let guarded = Guarded::new(&server);
    let home = guarded.program.home.path();
    let env_file = home.join("application.env");
    fs::write(&env_file, format!("DEBUG=1\nDATABASE_URL={}\n", guarded.url())).unwrap();
    let imported = guarded.program.run(["config", "import", env_file.to_str().unwrap(), "-v"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    keeps_quiet(&imported);
    let password_file = home.join(".pgpass");
    let mode = fs::metadata(&password_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    files_are_free_of(home, &spellings(), &[env_file.clone(), password_file.clone()]);
    let dir = guarded.program.dir.to_str().unwrap();
    let outcome = guarded.program.run(["backup", "--json", "--dir", dir]);
    keeps_quiet(&outcome);
    outcome.completed();
}

#[test]
fn no_debug_text_shows_the_password() {
    let connection = Connection {
        password: Some(Secret::new(PASSWORD)),
        ..harness::server().connection("postgres")
    };
    let url = sauvegarde::config::profile::Url(format!("postgresql://u:{}@h/d", in_url(PASSWORD)));
    let text = format!("{connection:?} {url:?}");
    assert!(spellings().iter().all(|spelling| !text.contains(spelling.as_str())), "{text}");
}
