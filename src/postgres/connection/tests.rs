use super::*;
use crate::report::error::Error;

fn resolve(text: &str, environment: &[(&str, &str)]) -> Result<Connection> {
    Connection::resolve(Parameters::parse(text)?, &|name| {
        environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn a_url_is_read_as_libpq_reads_it() {
    let connection =
        resolve("postgresql://m%C3%A9:p%40ss@db.example:5433/caf%C3%A9?sslmode=require", &[])
            .unwrap();
    assert_eq!(connection.user, "mé");
    assert_eq!(connection.password.as_ref().unwrap().expose(), "p@ss");
    assert_eq!(connection.address(), "db.example:5433");
    assert_eq!(connection.database, "café");
    assert_eq!(connection.ssl_mode, SslMode::Require);
    let socket = resolve("postgresql:///nom?host=/run/pg&user=u&port=6", &[]).unwrap();
    assert_eq!(Path::new(&socket.address()), Path::new("/run/pg/.s.PGSQL.6"));
    let v6 = resolve("postgres://u@[::1]:5/d", &[]).unwrap();
    assert_eq!((v6.host.as_str(), v6.port), ("::1", 5));
    assert!(v6.is_local());
}

#[test]
fn a_key_value_string_is_read_as_libpq_reads_it() {
    let connection = resolve(r"host=h dbname='a = b\'c' user = u password='x\\y'", &[]).unwrap();
    assert_eq!(connection.database, "a = b'c");
    assert_eq!(connection.password.unwrap().expose(), r"x\y");
}

#[test]
fn what_the_text_says_wins_over_the_environment() {
    let environment =
        [("PGHOST", "autre"), ("PGPORT", "7"), ("PGUSER", "e"), ("PGDATABASE", "base")];
    let connection = resolve("host=h", &environment).unwrap();
    assert_eq!(connection.address(), "h:7");
    assert_eq!((connection.user.as_str(), connection.database.as_str()), ("e", "base"));
}

#[test]
fn a_secret_file_holds_the_password_that_nothing_else_says() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("secret");
    std::fs::write(&file, "du fichier\n").unwrap();
    let named = ("PGPASSWORD_FILE", file.to_str().unwrap());
    let password = |text: &str, environment: &[(&str, &str)]| {
        let password = resolve(text, environment).unwrap().password;
        password.map(|it| it.expose().to_owned())
    };
    assert_eq!(password("host=h user=u", &[named]).as_deref(), Some("du fichier"));
    let both = [named, ("PGPASSWORD", "du mot")];
    assert_eq!(password("host=h user=u", &both).as_deref(), Some("du mot"));
    assert_eq!(password("host=h user=u password=x", &[named]).as_deref(), Some("x"));
    std::fs::write(&file, "").unwrap();
    assert_eq!(password("host=h user=u", &[named]), None);
    // A secret that was asked for and is not there is no missing password.
    std::fs::remove_file(&file).unwrap();
    let error = resolve("host=h user=u", &[named]).unwrap_err();
    assert!(error.message().contains("secret"), "{}", error.message());
}

#[test]
fn no_debug_text_holds_the_password() {
    let connection = resolve("postgresql://u:tr%C3%A8s-secret@h/d", &[]).unwrap();
    let text = format!("{connection:?} {}", connection.url_without_password());
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_url_survives_its_own_display() {
    for text in [
        "postgresql://é%20u@h:1/d%2F%3Fx?sslmode=verify-full",
        "host=/tmp/x user=u",
        "postgres://u@[fe80::1%25eth0]:5/d?sslcert=/a&sslkey=/b&sslrootcert=system",
        "host='a/b?c@d%[e]' user=u",
        "postgres://u@h/d?options=endpoint%3Dx%26y&passfile=/home/u/.mots",
    ] {
        let connection = resolve(text, &[]).unwrap();
        assert_eq!(resolve(&connection.url_without_password(), &[]).unwrap(), connection);
    }
}

#[test]
fn a_user_without_a_name_is_the_systems_as_for_libpq() {
    let user = resolve("host=h user=''", &[("USER", "u")]).unwrap().user;
    assert_eq!(user, resolve("host=h", &[("USER", "u")]).unwrap().user);
    assert!(!user.is_empty());
}

#[test]
fn what_cannot_be_understood_is_refused() {
    for text in [
        "host=h port=0",
        "host=h port=99999",
        "host=a,b port=1,2,3 user=u",
        "postgresql://u@h/d?sslmod=verify-full",
        "postgresql://u@h/d?target_session_attrs=best",
        "https://x.supabase.co",
        "host='h",
        "nonsense",
        "hots=h",
        "postgresql://u@h/d?sslmode=maybe",
        "postgresql://u@h/d?ssl=maybe",
        "jdbc:postgresql://h/d?ssl=maybe",
        "postgresql://u%zz@h/d",
        "postgresql://u:a%00b@h/d",
        "postgresql://u@h/d?options=%00",
    ] {
        let error = resolve(text, &[("USER", "u")]).unwrap_err();
        assert!(matches!(error, Error::ConnectionInvalid { .. }), "{text}: {error:?}");
    }
}

#[test]
fn a_password_is_taken_as_it_was_pasted() {
    for (pasted, password) in [
        ("p@ss", "p@ss"),
        ("a/b", "a/b"),
        ("12/b", "12/b"),
        ("p#s", "p#s"),
        ("p?s", "p?s"),
        ("a?b=c@d", "a?b=c@d"),
        ("p@s/w?d", "p@s/w?d"),
        ("100%", "100%"),
        ("100%zz", "100%zz"),
        ("a:b", "a:b"),
        ("p%40ss", "p@ss"),
    ] {
        let text = format!("postgresql://u:{pasted}@h:5433/d?sslmode=require&application_name=x@y");
        let connection = resolve(&text, &[]).unwrap();
        assert_eq!(connection.password.as_ref().unwrap().expose(), password, "{pasted}");
        let url = connection.url_without_password();
        assert_eq!(url, "postgresql://u@h:5433/d?sslmode=require", "{pasted}");
    }
    let azure = resolve("postgres://u@srv:p?x@srv.postgres.database.azure.com/d", &[]).unwrap();
    assert_eq!((azure.user.as_str(), azure.password.unwrap().expose()), ("u@srv", "p?x"));
}

#[test]
fn what_is_copied_along_with_an_address_is_taken_off() {
    for text in [
        "  postgres://u@h:5/d\n",
        "\u{feff}postgres://u@h:5/d",
        "DATABASE_URL=postgres://u@h:5/d",
        "export DATABASE_URL='postgres://u@h:5/d'",
        "$env:DATABASE_URL = \"postgres://u@h:5/d\"",
        "\"DATABASE_URL\": \"postgres://u@h:5/d\",",
        "url: postgres://u@h:5/d",
        "psql 'postgres://u@h:5/d'",
        "« postgres://u@h:5/d »",
        "DSN=\"host=h port=5 user=u dbname=d\"",
    ] {
        let url = resolve(text, &[]).unwrap().url_without_password();
        assert_eq!(url, "postgresql://u@h:5/d", "{text}");
    }
}

#[test]
fn several_hosts_are_read_as_libpq_reads_them() {
    let expected = "postgresql://u@a:1,[::1]:5432,c:3/d?target_session_attrs=read-write";
    for text in [
        "postgresql://u@a:1,[::1],c:3/d?target_session_attrs=read-write",
        "host=a,::1,c port=1,,3 user=u dbname=d target_session_attrs=read-write",
    ] {
        let connection = resolve(text, &[]).unwrap();
        assert_eq!(connection.url_without_password(), expected);
        assert_eq!(connection.address(), "a:1");
    }
    let environment =
        [("PGHOST", "a,b"), ("PGPORT", "7"), ("PGTARGETSESSIONATTRS", "standby"), ("PGUSER", "u")];
    let connection = resolve("dbname=d", &environment).unwrap();
    let url = connection.url_without_password();
    assert_eq!(url, "postgresql://u@a:7,b:7/d?target_session_attrs=standby");
    let sqlalchemy = "postgresql+psycopg2://u@/d?host=a:1&host=b:2";
    assert_eq!(
        resolve(sqlalchemy, &[]).unwrap().url_without_password(),
        "postgresql://u@a:1,b:2/d"
    );
}

#[test]
fn an_address_of_the_environment_is_not_that_of_a_host_of_the_text() {
    let environment = [("PGHOSTADDR", "10.0.0.1"), ("PGUSER", "u")];
    assert_eq!(resolve("host=h", &environment).unwrap().host_address, None);
    assert_eq!(resolve("dbname=d", &environment).unwrap().host, "10.0.0.1");
    let both = resolve("host=h hostaddr=::1 user=u", &[]).unwrap();
    assert_eq!((both.host.as_str(), both.host_address), ("h", Some("::1".parse().unwrap())));
}

#[test]
fn the_protection_that_is_asked_for_is_kept_or_said() {
    let asked =
        "postgres://u@h/d?channel_binding=require&sslcrl=/r&ssl_min_protocol_version=TLSv1.3";
    let connection = resolve(asked, &[]).unwrap();
    let environment = connection.child_environment();
    for (name, value) in [
        ("PGCHANNELBINDING", "require"),
        ("PGSSLCRL", "/r"),
        ("PGSSLMINPROTOCOLVERSION", "TLSv1.3"),
    ] {
        assert!(environment.contains(&(name, value.into())), "{name}");
    }
    let connection =
        resolve("host=h user=u require_auth=scram-sha-256 gssencmode=prefer", &[]).unwrap();
    assert_eq!(connection.protection.missing(), ["require_auth"]);
}

#[test]
fn what_another_program_says_of_tls_is_not_weakened() {
    use SslMode::{Disable, Prefer, Require, VerifyFull};
    for (text, mode) in [
        ("postgres://u@h/d?ssl=true", Require),
        ("postgres://u@h/d?sslmode=verify-full&ssl=true", VerifyFull),
        ("postgres://u@h/d?sslmode=no-verify&uselibpqcompat=true", Require),
        ("postgres://u@h/d?ssl=false", Disable),
        ("postgresql+asyncpg://u@h/d?ssl=verify-full", VerifyFull),
        ("postgres://u@h/d?sslmode=require&sslaccept=strict", VerifyFull),
        ("postgres://u@h/d?sslmode=require&sslaccept=accept_invalid_certs", Require),
        ("jdbc:postgresql://h/d?ssl=true", VerifyFull),
        ("jdbc:postgresql://h/d?ssl=", VerifyFull),
        ("jdbc:postgresql://h/d?ssl=true&sslmode=require", Require),
        (
            "jdbc:postgresql://h/d?sslfactory=org.postgresql.ssl.NonValidatingFactory&ssl=true",
            Require,
        ),
        ("r2dbc:postgresql://h/d?sslMode=verify-full", VerifyFull),
        ("Host=h;SSL Mode=VerifyFull;Trust Server Certificate=true", VerifyFull),
        ("Host=h;SslMode=Require", Require),
        ("postgres://u@h/d", Prefer),
    ] {
        assert_eq!(resolve(text, &[("USER", "u")]).unwrap().ssl_mode, mode, "{text}");
    }
}

#[test]
fn what_was_passed_over_is_named_and_a_password_is_not() {
    let passed = |text: &str| resolve(text, &[("USER", "u")]).unwrap().passed_over;
    let prisma = "postgresql://u:p@h/d?schema=public&connection_limit=5&pgbouncer=true&schema=x";
    assert_eq!(passed(prisma), ["schema", "connection_limit", "pgbouncer"]);
    assert_eq!(passed("postgres://u@h/d?brandnew=1&options[search_path]=x").len(), 2);
    assert_eq!(passed("jdbc:postgresql://h/d?user=u&password=geheim&im=1"), ["…"]);
    assert_eq!(passed("Host=h;Username=u;Password=ge;heim=1"), ["…"]);
    assert_eq!(
        passed("host=h TimeZone=Asia/Tokyo pool_max_conns=4"),
        ["TimeZone", "pool_max_conns"]
    );
    for text in [prisma, "Host=h;Username=u;Password='a;b';Pooling=true"] {
        let connection = resolve(text, &[]).unwrap();
        let again = resolve(&connection.url_without_password(), &[]).unwrap();
        assert!(again.passed_over.is_empty());
        assert_eq!(again.database, connection.database);
    }
}

#[test]
fn a_login_with_several_hosts_can_be_moved() {
    let connection = resolve("postgresql://u@a:1,b:2/d", &[]).unwrap();
    let hosts = connection.hosts();
    assert_eq!(connection.at(&hosts[1]).url_without_password(), "postgresql://u@b:2/d");
    let moved = connection.with_hosts("c,d", "3").unwrap();
    assert_eq!(moved.url_without_password(), "postgresql://u@c:3,d:3/d");
}

#[test]
fn a_string_with_semicolons_needs_no_host() {
    for text in [
        "pgsql:dbname=d;user=u;password=geheim",
        "dbname=d;user=u;password=geheim",
        "user=u;dbname=d;password=geheim",
        "Database=d;User Id=u;Password=geheim",
        "pgsql:password=geheim;user=u;dbname=d;",
    ] {
        let connection = resolve(text, &[("PGHOST", "h")]).unwrap();
        assert_eq!(connection.url_without_password(), "postgresql://u@h:5432/d", "{text}");
        assert_eq!(connection.password.unwrap().expose(), "geheim", "{text}");
    }
    let with_strangers = resolve("dbname=d;user=u;password=ge;heim=1", &[]).unwrap();
    assert_eq!((with_strangers.database.as_str(), with_strangers.user.as_str()), ("d", "u"));
    // libpq's own form may begin with a quote, or have a `;` in a value.
    let of_libpq = resolve("host='h' user=u password='a;b' dbname=d", &[]).unwrap();
    assert_eq!((of_libpq.host.as_str(), of_libpq.password.unwrap().expose()), ("h", "a;b"));
}

#[test]
fn half_of_a_password_behind_a_semicolon_is_part_of_no_name() {
    for text in [
        "dbname=d;user=u;password=ge;heim",
        "Host=h;Username=u;Password=ge;heim",
        "pgsql:dbname=d;password='ge;heim",
        "pgsql:dbname=d;password='ge'heim",
        "dbname=d=x;user=u;password=geheim",
        "host=h user=u password=mot geheim= dbname=d",
    ] {
        match resolve(text, &[("USER", "u")]) {
            Err(error) => assert!(!error.message().contains("heim"), "{text}: {error}"),
            Ok(found) => assert!(!format!("{found:?}").contains("heim"), "{text}: {found:?}"),
        }
    }
}

#[test]
fn names_of_libpq_in_a_string_of_dotnet_have_its_values() {
    let connection = resolve("host=h;user=u;sslmode=Require;database=d", &[]).unwrap();
    assert_eq!(connection.ssl_mode, SslMode::Require);
    for (text, hosts) in [
        ("Host=a:5433,b:5434;Username=u;Database=d", "a:5433,b:5434"),
        ("Host=a:5433,b;Port=6;Username=u;Database=d", "a:5433,b:6"),
        ("Server=a,b;Port=6;Username=u;Database=d", "a:6,b:6"),
        ("Host=a;Port=6;Username=u;Database=d;Host=b", "b:6"),
    ] {
        let url = resolve(text, &[]).unwrap().url_without_password();
        assert_eq!(url, format!("postgresql://u@{hosts}/d"), "{text}");
    }
}

#[test]
fn the_string_of_another_database_is_told_as_its_address_is() {
    for (text, name) in [
        ("DataSource=app.db;Cache=Shared", "SQLite"),
        ("Data Source=app.db", "SQLite"),
        ("Filename=:memory:", "SQLite"),
        (
            "Server=tcp:x.database.windows.net,1433;Initial Catalog=d;User ID=u;Password=p",
            "SQL Server",
        ),
        ("Server=.;Database=d;User Id=u;Password=p;MultipleActiveResultSets=true", "SQL Server"),
        (r"Server=(localdb)\mssqllocaldb;Database=d;Trusted_Connection=True", "SQL Server"),
        ("Server=h;Database=d;Uid=u;Pwd=p;AllowUserVariables=true", "MySQL"),
        ("mysql://u@h/d", "MySQL"),
        ("jdbc:mysql://h/d", "MySQL"),
        ("sqlite:///db.sqlite3", "SQLite"),
        ("prisma+postgres://x/?api_key=y", "Prisma Accelerate"),
    ] {
        match resolve(text, &[("USER", "u")]) {
            Err(Error::OtherDatabase { name: found }) => assert_eq!(found, name, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    let of_old_npgsql = "Host=h;Username=u;Database=d;Integrated Security=true";
    assert_eq!(resolve(of_old_npgsql, &[]).unwrap().host, "h");
}

#[test]
fn a_url_for_our_own_memory_means_the_same_whatever_the_environment_says() {
    let connection = resolve("postgresql://u:p@h/d?sslmode=prefer", &[]).unwrap();
    let environment = [("PGTARGETSESSIONATTRS", "standby"), ("PGSSLMODE", "verify-full")];
    assert_eq!(resolve(&connection.url_with_password(), &environment).unwrap(), connection);
}

#[test]
fn hosts_that_are_written_again_keep_their_addresses() {
    let connection = resolve("host=a,b hostaddr=10.0.0.1,10.0.0.2 user=u dbname=d", &[]).unwrap();
    assert_eq!(connection.with_hosts("a,b", "").unwrap(), connection);
    let exchanged = connection.with_hosts("b,c", "").unwrap();
    let addresses: Vec<_> = exchanged.hosts().into_iter().map(|host| host.address).collect();
    assert_eq!(addresses, [Some("10.0.0.2".parse().unwrap()), None]);
}

#[test]
fn what_is_set_one_by_one_is_settled_too() {
    let mut parameters = Parameters::default();
    for (key, value) in [("host", "h"), ("user", "u"), ("sslMode", "verify-full")] {
        parameters.set_own(key, value.to_owned()).unwrap();
    }
    assert_eq!(Connection::of(parameters).unwrap().ssl_mode, SslMode::VerifyFull);
}

/// What addresses are made of.
const PIECES: [&str; 58] = [
    "postgresql://",
    "postgresql+psycopg2://",
    "jdbc:postgresql:",
    "r2dbc:pool:postgresql://",
    "pgsql:",
    "Host=",
    "Server=",
    "Password=",
    "password=",
    "user=",
    "host=",
    "hostaddr=",
    "port=",
    "dbname=",
    "sslmode=",
    "require",
    "ssl=true",
    "sslaccept=strict",
    "sslcert=",
    "sslkey=",
    "options=",
    "schema=public",
    "options[x]=1",
    "target_session_attrs=",
    "primary",
    "any",
    "load_balance_hosts=random",
    "channel_binding=require",
    "connect_timeout=",
    "require_auth=",
    "DATABASE_URL=",
    "export ",
    "psql ",
    "u",
    "secret",
    "h",
    "127.0.0.1",
    "::1",
    "[::1]",
    "/tmp",
    "5433",
    "0",
    ":",
    "@",
    "/",
    "?",
    "&",
    "=",
    ",",
    ";",
    " ",
    "'",
    "\"",
    "\\",
    "%",
    "%2F",
    "%00",
    "é",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
    #[test]
    fn an_address_of_chance_is_refused_or_written_again_as_the_same(
        pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14),
    ) {
        let text = pieces.concat();
        if let Ok(mut connection) = resolve(&text, &[("USER", "moi")]) {
            let url = connection.url_without_password();
            let again = resolve(&url, &[("USER", "moi")]).unwrap();
            proptest::prop_assert!(again.passed_over.is_empty(), "{text}: {url}");
            connection.passed_over.clear();
            let again = Connection { password: connection.password.clone(), ..again };
            proptest::prop_assert_eq!(&again, &connection, "{}: {}", text, url);
            let with_password = resolve(&connection.url_with_password(), &[("USER", "moi")]);
            proptest::prop_assert_eq!(with_password.unwrap(), connection);
        }
    }
}
