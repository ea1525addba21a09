//! Addresses as frameworks, drivers and providers write them, with the server's own place in them,
//! and what several hosts and the password file come to.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::connection::Connection;
use serde_json::Value;

use crate::guarded_server;
use crate::harness::{self, Outcome, Program};

const PASSWORD: &str = "cl@ir/e?#1";

/// Who writes it so, the address, and the parameters that are passed over. `U`, `P` (as pasted),
/// `E` (percent-encoded), `H`, `N` (the port), `S` (the socket's folder, encoded) and `D` are put in.
const ADDRESSES: [(&str, &str, &str); 30] = [
    ("libpq", "postgresql://{U}:{E}@{H}:{N}/{D}?connect_timeout=5&application_name=x", ""),
    ("libpq, key/value", "host={H} port={N} user={U} password='{P}' dbname={D}", ""),
    ("SQLAlchemy, psycopg2", "postgresql+psycopg2://{U}:{E}@{H}:{N}/{D}", ""),
    ("SQLAlchemy, psycopg", "postgresql+psycopg://{U}:{E}@{H}:{N}/{D}?sslmode=prefer", ""),
    (
        "SQLAlchemy, asyncpg",
        "postgresql+asyncpg://{U}:{E}@{H}:{N}/{D}?ssl=require&prepared_statement_cache_size=0",
        "prepared_statement_cache_size",
    ),
    ("SQLAlchemy, pg8000", "postgresql+pg8000://{U}:{E}@{H}:{N}/{D}", ""),
    ("SQLAlchemy, hosts", "postgresql+psycopg2://{U}:{E}@/{D}?host={H}:1&host={H}:{N}", ""),
    ("dj-database-url", "postgis://{U}:{E}@{H}:{N}/{D}?conn_max_age=600", "conn_max_age"),
    ("django-environ", "psql://{U}:{P}@{H}:{N}/{D}", ""),
    (
        "Rails",
        "postgresql://{U}:{E}@{H}:{N}/{D}?pool=5&timeout=5000&encoding=unicode&prepared_statements=false",
        "pool, timeout, encoding, prepared_statements",
    ),
    ("Rails, socket", "postgresql:///{D}?host={S}&port={N}&user={U}&password={E}&pool=5", "pool"),
    (
        "Symfony, Doctrine",
        "postgresql://{U}:{E}@{H}:{N}/{D}?serverVersion=15&charset=utf8",
        "serverVersion, charset",
    ),
    ("Doctrine DBAL", "pdo-pgsql://{U}:{E}@{H}:{N}/{D}", ""),
    ("PHP, PDO", "pgsql:host={H};port={N};dbname={D};user={U};password={P}", ""),
    (
        "JDBC",
        "jdbc:postgresql://{H}:{N}/{D}?user={U}&password={E}&currentSchema=public&ApplicationName=x",
        "currentSchema",
    ),
    (
        "JDBC, hosts",
        "jdbc:postgresql://{H}:1,{H}:{N}/{D}?user={U}&password={E}&targetServerType=primary&loadBalanceHosts=false",
        "",
    ),
    ("R2DBC", "r2dbc:pool:postgresql://{U}:{E}@{H}:{N}/{D}?maxSize=5&sslMode=prefer", "maxSize"),
    (
        "Npgsql",
        "Host={H};Port={N};Username={U};Password={P};Database={D};SSL Mode=Require;Trust Server Certificate=true;Pooling=true",
        "Pooling",
    ),
    (
        "ADO.NET",
        "Server={H};Port={N};Database={D};User Id={U};Password=\"{P}\";Command Timeout=30",
        "Command Timeout",
    ),
    (
        "Go, pgx",
        "postgres://{U}:{E}@{H}:{N}/{D}?sslmode=prefer&pool_max_conns=10",
        "pool_max_conns",
    ),
    (
        "Go, GORM",
        "host={H} user={U} password='{P}' dbname={D} port={N} sslmode=disable TimeZone=Asia/Shanghai",
        "TimeZone",
    ),
    ("Go, lib/pq", "postgres://{U}:{E}@{H}:{N}/{D}?binary_parameters=yes", "binary_parameters"),
    (
        "Prisma",
        "postgresql://{U}:{E}@{H}:{N}/{D}?schema=public&connection_limit=5&pool_timeout=10&pgbouncer=true&sslcert=../ca.pem",
        "schema, connection_limit, pool_timeout, pgbouncer, sslcert",
    ),
    ("node-postgres", "postgres://{U}:{E}@{H}:{N}/{D}?sslmode=no-verify&uselibpqcompat=true", ""),
    ("node-postgres, ssl", "postgres://{U}:{E}@{H}:{N}/{D}?ssl=true", ""),
    ("Ecto", "ecto://{U}:{E}@{H}:{N}/{D}?pool_size=10", "pool_size"),
    (
        "sqlx",
        "postgres://{U}:{E}@{H}:{N}/{D}?statement-cache-capacity=0&options[search_path]=x",
        "statement-cache-capacity, options[search_path]",
    ),
    ("Neon", "postgresql://{U}:{E}@{H}:{N}/{D}?sslmode=require&channel_binding=require", ""),
    ("a line of .env", "export DATABASE_URL=\"postgres://{U}:{P}@{H}:{N}/{D}\"", ""),
    ("a provider's button", "psql 'postgres://{U}:{E}@{H}:{N}/{D}?sslmode=require'", ""),
];

/// Of providers with names of their own: what the address is read as.
const PROVIDERS: [(&str, &str, &str); 11] = [
    (
        "Supabase, pooler",
        "postgresql://postgres.ref:pw@aws-0-eu-west-3.pooler.supabase.com:6543/postgres?pgbouncer=true&supa=base-pooler.x",
        "postgresql://postgres.ref@aws-0-eu-west-3.pooler.supabase.com:6543/postgres",
    ),
    (
        "Neon, old clients",
        "postgres://u:pw@ep-x-1.eu-central-1.aws.neon.tech/d?options=endpoint%3Dep-x-1&sslmode=require",
        "postgresql://u@ep-x-1.eu-central-1.aws.neon.tech:5432/d?sslmode=require&options=endpoint%3Dep-x-1",
    ),
    (
        "Heroku",
        "postgres://u:pw@ec2-1.compute-1.amazonaws.com:5432/d",
        "postgresql://u@ec2-1.compute-1.amazonaws.com:5432/d",
    ),
    ("Render", "postgresql://u:pw@dpg-x-a/d_x", "postgresql://u@dpg-x-a:5432/d_x"),
    (
        "Railway",
        "postgresql://postgres:pw@roundhouse.proxy.rlwy.net:34567/railway",
        "postgresql://postgres@roundhouse.proxy.rlwy.net:34567/railway",
    ),
    (
        "Aiven",
        "postgres://avnadmin:AVNS_x@pg-x.aivencloud.com:21699/defaultdb?sslmode=require",
        "postgresql://avnadmin@pg-x.aivencloud.com:21699/defaultdb?sslmode=require",
    ),
    (
        "DigitalOcean",
        "postgresql://doadmin:pw@db-x.b.db.ondigitalocean.com:25060/defaultdb?sslmode=require",
        "postgresql://doadmin@db-x.b.db.ondigitalocean.com:25060/defaultdb?sslmode=require",
    ),
    (
        "Azure, single server",
        "postgres://adm@srv:p@ss@srv.postgres.database.azure.com/d?sslmode=require",
        "postgresql://adm%40srv@srv.postgres.database.azure.com:5432/d?sslmode=require",
    ),
    (
        "Amazon RDS",
        "postgresql://u:pw@x.y.eu-west-1.rds.amazonaws.com:5432/d?sslmode=verify-full&sslrootcert=/etc/rds.pem",
        "postgresql://u@x.y.eu-west-1.rds.amazonaws.com:5432/d?sslmode=verify-full&sslrootcert=%2Fetc%2Frds.pem",
    ),
    (
        "Cloud SQL",
        "postgresql+pg8000://u:pw@/d?unix_sock=/cloudsql/p:r:i/.s.PGSQL.5432",
        "postgresql://u@/d?host=%2Fcloudsql%2Fp%3Ar%3Ai",
    ),
    (
        "Vercel",
        "postgres://default:pw@ep-x-pooler.us-east-1.aws.neon.tech:5432/verceldb?pgbouncer=true&connect_timeout=15&sslmode=require",
        "postgresql://default@ep-x-pooler.us-east-1.aws.neon.tech:5432/verceldb?sslmode=require&connect_timeout=15",
    ),
];

fn encoded(text: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn passed_over(result: &Value) -> String {
    let warnings = result["warnings"].as_array().unwrap();
    let of_ours: Vec<&str> = warnings.iter().filter_map(|it| it.as_str()).collect();
    assert!(of_ours.len() <= 1, "{of_ours:?}");
    let Some(warning) = of_ours.first() else { return String::new() };
    let names = warning.split("parameters of the address: ").nth(1).unwrap();
    names.split(". They are meant").next().unwrap().to_owned()
}

#[test]
fn the_addresses_of_frameworks_lead_to_their_database() {
    let server = guarded_server::server();
    let user = harness::unique("adresse");
    let role = format!("create role {user} login password '{PASSWORD}' in role pg_read_all_data");
    harness::sql(&server, "postgres", &role);
    let database = harness::small_database(&server);
    let port = server.connection(&database).port.to_string();
    let socket = encoded(&server.folder().display().to_string());
    for (who, address, names) in ADDRESSES {
        let address = [
            ("{U}", user.as_str()),
            ("{P}", PASSWORD),
            ("{E}", &encoded(PASSWORD)),
            ("{H}", "127.0.0.1"),
            ("{N}", &port),
            ("{S}", &socket),
            ("{D}", &database),
        ]
        .iter()
        .fold(address.to_owned(), |text, (mark, value)| text.replace(mark, value));
        let program = Program::new();
        let mut command = program.command(["backup", "--json", "--url", &address, "--dir"]);
        let outcome = Outcome::of(command.arg(&program.dir).output().unwrap());
        let (_, manifest) = outcome.completed();
        assert_eq!(manifest["database"], database, "{who}");
        assert_eq!(manifest["tables"].as_array().unwrap().len(), 3, "{who}");
        assert_eq!(passed_over(&outcome.result()), names, "{who}: {outcome:?}");
        assert_eq!(outcome.code, Some(if names.is_empty() { 0 } else { 3 }), "{who}: {outcome:?}");
        for spelling in [PASSWORD, &encoded(PASSWORD)] {
            let told = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(!told.contains(spelling), "{who}: {told}");
        }
    }
}

#[test]
fn the_addresses_of_providers_are_read_as_they_are_meant() {
    for (who, address, meant) in PROVIDERS {
        let read = Connection::parse_place(address).unwrap();
        assert_eq!(read.url_without_password(), meant, "{who}");
        assert!(read.password.is_some(), "{who}");
    }
}

#[test]
fn what_is_passed_over_is_told_once_an_address() {
    let server = harness::server();
    let [first, second] = [(); 2].map(|()| harness::small_database(&server));
    let program = Program::new();
    let names = |database: &str| {
        let url = format!("{}&schema=public", harness::url(&server, database));
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        let outcome = Outcome::of(command.arg(&program.dir).output().unwrap());
        (passed_over(&outcome.result()), outcome.code)
    };
    assert_eq!(names(&first), ("schema".to_owned(), Some(3)));
    assert_eq!(names(&first), (String::new(), Some(0)));
    assert_eq!(names(&second), ("schema".to_owned(), Some(3)));
}

#[test]
fn an_address_is_put_into_the_configuration_without_what_is_passed_over() {
    let program = Program::new();
    let set = |url: &str| program.run(["config", "set", "url", url]);
    let done = set("postgresql+asyncpg://u@h:5/d?schema=public&sslmode=require");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.stderr.contains("of the address: schema."), "{done:?}");
    let shown = program.run(["config", "show"]).stdout;
    assert!(
        shown.starts_with("url = \"dbname=d host=h port=5 sslmode=require user=u\"\n"),
        "{shown}"
    );
    // What is libpq's own stays as it was written.
    set("postgresql://u@h:5/d?sslmode=require&keepalives=1");
    assert!(program.run(["config", "show"]).stdout.contains("keepalives=1"));
    let refused = program.run([
        "config",
        "set",
        "url",
        "jdbc:postgresql://h/d?user=u&password=x&schema=y",
        "--json",
    ]);
    refused.failed("config_holds_password", 2);
}

#[test]
fn a_protection_that_is_not_there_is_said_each_time() {
    let server = harness::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let url = format!("{}&require_auth=none", harness::url(&server, &database));
    for _ in 0..2 {
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        let outcome = Outcome::of(command.arg(&program.dir).output().unwrap());
        outcome.completed();
        let warnings = outcome.result()["warnings"].to_string();
        assert!(warnings.contains("require_auth"), "{warnings}");
        assert_eq!(outcome.code, Some(3));
    }
}

#[test]
fn binding_to_the_channel_needs_one() {
    let server = guarded_server::server();
    let user = guarded_server::login(&server, "x");
    let database = harness::small_database(&server);
    let port = server.connection(&database).port;
    let program = Program::new();
    let backup = |mode: &str| {
        let url = format!(
            "postgresql://{}:x@127.0.0.1:{port}/{database}?sslmode={mode}&channel_binding=require",
            encoded(&user)
        );
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        Outcome::of(command.arg(&program.dir).output().unwrap())
    };
    backup("require").completed();
    let error = backup("disable").failed("login_unproven", 12);
    assert!(error["message"].as_str().unwrap().contains("channel binding"), "{error}");
}

/// A primary and its standby.
struct Pair {
    primary: Cluster,
    standby: Cluster,
    database: String,
}

impl Pair {
    fn new() -> Self {
        let primary = harness::own_server(&["wal_level = replica", "max_wal_senders = 4"]);
        let database = harness::small_database(&primary);
        let mut standby = harness::own_server(&[]);
        standby.stop();
        let data = standby.data_file("");
        let owner = fs::metadata(&data).unwrap();
        let copied = data.with_file_name("copie");
        let mut copy = harness::client(&primary, "pg_basebackup", "postgres");
        copy.args(["-R", "-X", "stream", "-c", "fast", "-D"]).arg(&copied);
        let output = copy.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        // The port and the socket's folder are its own.
        fs::copy(data.join("postgresql.conf"), copied.join("postgresql.conf")).unwrap();
        fs::remove_dir_all(&data).unwrap();
        fs::rename(&copied, &data).unwrap();
        chown(&data, &owner);
        standby.restart().unwrap();
        Self { primary, standby, database }
    }

    /// The first host is one where nobody listens.
    fn url(&self, more: &str) -> String {
        let places = [&self.standby, &self.primary].map(|server| server.connection("postgres"));
        let hosts: Vec<String> = places.iter().map(|place| encoded(&place.host)).collect();
        let ports: Vec<String> = places.iter().map(|place| place.port.to_string()).collect();
        let (hosts, ports) = (hosts.join(","), ports.join(","));
        format!(
            "postgresql://postgres@/{}?host=/nowhere,{hosts}&port=5432,{ports}{more}",
            self.database
        )
    }
}

fn chown(path: &PathBuf, owner: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            chown(&entry.unwrap().path(), owner);
        }
    }
}

#[test]
fn of_several_hosts_it_is_the_one_that_is_asked_for() {
    let pair = Pair::new();
    let program = Program::new();
    let base = pair.url("");
    let backup = |more: &str| {
        let url = format!("{base}{more}");
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        Outcome::of(command.arg(&program.dir).output().unwrap())
    };
    let [standby, primary] =
        [&pair.standby, &pair.primary].map(|server| server.connection("postgres").address());
    // From here on only the primary has a fourth table.
    harness::session(&pair.standby, "postgres").query("select pg_wal_replay_pause()", &[]).unwrap();
    harness::eventually("the pause", || {
        let sql = "select (pg_get_wal_replay_pause_state() = 'paused')::int::bigint";
        harness::number(&pair.standby, "postgres", sql) == 1
    });
    harness::sql(&pair.primary, &pair.database, "create table du_principal(x int)");
    for (more, chosen) in [
        ("", &standby),
        ("&target_session_attrs=read-write", &primary),
        ("&target_session_attrs=primary", &primary),
        ("&target_session_attrs=read-only", &standby),
        ("&target_session_attrs=standby", &standby),
        ("&target_session_attrs=prefer-standby&load_balance_hosts=random", &standby),
    ] {
        let outcome = backup(more);
        let (_, manifest) = outcome.completed();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let tables = if chosen == &primary { 4 } else { 3 };
        assert_eq!(manifest["tables"].as_array().unwrap().len(), tables, "{more}: {outcome:?}");
        let goes_to = format!("goes to {chosen},");
        assert!(
            outcome.stderr.contains(&goes_to) || more.contains("random"),
            "{more}: {outcome:?}"
        );
    }
    // A restore goes to the primary, and so does its safety backup.
    let url = pair.url("&target_session_attrs=standby");
    harness::sql(&pair.primary, &pair.database, "create table nouvelle(x int)");
    let latest =
        ["restore", "latest", "--confirm", &pair.database, "--json", "--url", &url, "--dir"];
    let restored = Outcome::of(program.command(latest).arg(&program.dir).output().unwrap());
    assert_eq!(restored.result()["status"], "completed", "{restored:?}");
    let count = "select count(*) from pg_class where relname = 'nouvelle'";
    assert_eq!(harness::number(&pair.primary, &pair.database, count), 0);
    let safety = restored.result()["safety_backup"].as_str().unwrap().to_owned();
    let manifest =
        fs::read_to_string(sauvegarde::folder::manifest::path_beside(safety.as_ref())).unwrap();
    assert!(manifest.contains("nouvelle"), "{manifest}");
    drop(pair.primary);
    let alone = backup("&target_session_attrs=primary").failed("no_host_fits", 10);
    let message = alone["message"].as_str().unwrap();
    assert!(message.contains("a standby") && message.contains(&primary), "{message}");
    // After a preference everything counts that answers, and here nothing does.
    drop(pair.standby);
    let none = backup("&target_session_attrs=prefer-standby").failed("no_host_fits", 10);
    let message = none["message"].as_str().unwrap();
    assert!(message.contains("can be used") && !message.contains("prefer-standby"), "{message}");
}

#[test]
fn what_is_wrong_with_each_host_stands_in_one_sentence() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let program = Program::new();
    let url = format!("postgresql://u@127.0.0.1:1,127.0.0.1:{port}/d?connect_timeout=2");
    let told =
        program.run(["backup", "--json", "--url", &url, "--dir", program.dir.to_str().unwrap()]);
    let failed = told.failed("no_host_fits", 10);
    let message = failed["message"].as_str().unwrap();
    assert!(message.ends_with("2 s)."), "{message}");
}

#[test]
fn a_host_that_says_nothing_costs_its_time_limit_and_the_next_is_taken() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = guarded_server::server();
    let database = harness::small_database(&server);
    let port = server.connection("postgres").port;
    let program = Program::new();
    let url = format!(
        "postgresql://postgres@127.0.0.1:{},127.0.0.1:{port}/{database}?connect_timeout=2",
        silent.local_addr().unwrap().port()
    );
    let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
    let outcome = Outcome::of(command.arg(&program.dir).output().unwrap());
    outcome.completed();
    assert!(outcome.stderr.contains("for 2 s"), "{outcome:?}");
}

#[test]
fn whoever_refuses_the_login_ends_the_search() {
    let server = guarded_server::server();
    let user = guarded_server::login(&server, "x");
    let database = harness::small_database(&server);
    let port = server.connection("postgres").port;
    let program = Program::new();
    let url = format!("postgresql://{}:y@127.0.0.1:{port},127.0.0.1:1/{database}", encoded(&user));
    let outcome = program.run(["doctor", "--json", "--url", &url]);
    let told = outcome.result().to_string();
    assert!(told.contains("authentication_failed"), "{told}");
}

#[test]
fn a_password_file_of_any_editor_is_read() {
    let server = guarded_server::server();
    let user = guarded_server::login(&server, "clé:x");
    let database = harness::small_database(&server);
    let place = server.connection(&database);
    let program = Program::new();
    let file = program.home.path().join(".pgpass");
    let text = format!("# moi\r\n{}:{}:*:{user}:clé\\:x\r\n", place.host, place.port);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let url = Connection { user: user.clone(), ..place }.url_without_password();
    for bytes in [
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
    ] {
        fs::write(&file, bytes).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        Outcome::of(command.arg(&program.dir).output().unwrap()).completed();
    }
    // What is of no certain encoding is somebody's password, byte for byte.
    let latin = b"h:1:d:u:cl\xe9\n";
    fs::write(&file, latin).unwrap();
    let env_file = program.home.path().join(".env");
    fs::write(&env_file, "DATABASE_URL=postgres://a:b@h/d").unwrap();
    assert_eq!(program.run(["config", "import", env_file.to_str().unwrap()]).code, Some(0));
    assert_eq!(fs::read(&file).unwrap(), [b"h:5432:d:a:b\n", &latin[..]].concat());
    // What an import adds is readable for all, and so is what was there.
    fs::write(&file, [b"\xff\xfe", &little[..]].concat()).unwrap();
    assert_eq!(program.run(["config", "import", env_file.to_str().unwrap()]).code, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("h:5432:d:a:b\n{text}"));
}

#[test]
fn a_password_file_without_the_line_says_what_comes_closest() {
    let server = guarded_server::server();
    let user = guarded_server::login(&server, "x");
    let database = harness::small_database(&server);
    let place = Connection { user: user.clone(), ..server.connection(&database) };
    let program = Program::new();
    let file = program.home.path().join(".pgpass");
    let url = place.url_without_password();
    let told = |text: &str, mode: u32| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = program.command(["backup", "--json", "--url", &url, "--dir"]);
        let error = Outcome::of(command.arg(&program.dir).output().unwrap())
            .failed("authentication_failed", 12);
        let doctor = program.run(["doctor", "--url", &url]).stdout;
        let message = error["message"].as_str().unwrap().to_owned();
        assert!(message.contains(".pgpass"), "{message}");
        let said = message.split("known. ").nth(1).unwrap().to_owned();
        assert!(doctor.contains(&said), "{doctor}");
        assert!(!format!("{error}{doctor}").contains("geheim"), "{error}{doctor}");
        format!("{message} {}", error["advice"])
    };
    let nearly = format!("*:*:une_autre:{user}:geheim\nx:1:y:z:geheim\n");
    let message = told(&nearly, 0o600);
    assert!(message.contains("line 1 comes closest and differs in: database"), "{message}");
    let message = told(&nearly, 0o640);
    assert!(message.contains("people other than you may read it"), "{message}");
    let message = told("h:geheim\n", 0o600);
    assert!(message.contains("no line that can be used"), "{message}");
    assert!(message.contains("Add a line to it") && !message.contains("that line"), "{message}");
}

#[test]
fn a_settings_file_of_django_is_imported_without_running_it() {
    let program = Program::new();
    let file = program.home.path().join("settings.py");
    fs::write(
        &file,
        "import os; os.abort()
DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': 'h', 'NAME': 'd',
    'USER': 'u', 'PASSWORD': os.environ['DB_PASSWORD'], 'OPTIONS': {'pool': True}}}
",
    )
    .unwrap();
    let imported = program.run(["config", "import", file.to_str().unwrap()]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert!(imported.stdout.contains("postgresql://u@h:5432/d"), "{imported:?}");
    assert!(imported.stdout.contains("comes from “DB_PASSWORD”"), "{imported:?}");
    fs::write(&file, "DATABASES = {'default': dj_database_url.config()}\n").unwrap();
    let refused = program.run(["config", "import", file.to_str().unwrap(), "--json"]);
    refused.failed("import_computed", 2);
}
