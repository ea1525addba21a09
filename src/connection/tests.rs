use super::*;

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
        "postgresql://u:a/b@h/d",
        "host=h port=0",
        "host=h port=99999",
        "host=a,b user=u",
        "host='h",
        "nonsense",
        "hots=h",
        "postgresql://u@h/d?sslmode=maybe",
        "mysql://u@h/d",
        "postgresql://u%zz@h/d",
        "postgresql://u:a%00b@h/d",
        "postgresql://u@h/d?options=%00",
    ] {
        let error = resolve(text, &[("USER", "u")]).unwrap_err();
        assert!(matches!(error, Error::ConnectionInvalid { .. }), "{text}: {error:?}");
    }
}
