//! An address of chance is refused, or read as something that is written again as the same.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use sauvegarde::postgres::connection::{Connection, Secret};

const PASSWORD: &str = "Zq7-never-shown";

fuzz_target!(|text: &str| -> Corpus {
    // A service's file would be read; and chance soon finds the password that no text may hold.
    if text.contains("service") || text.contains(PASSWORD) {
        return Corpus::Reject;
    }
    let Ok(mut connection) = Connection::parse_place(text) else { return Corpus::Keep };
    let url = connection.url_without_password();
    let again = Connection::parse_place(&url).unwrap_or_else(|error| panic!("{url}: {error:?}"));
    // What was passed over is not written again.
    let passed_over = std::mem::take(&mut connection.passed_over);
    assert!(!passed_over.iter().any(|name| name.contains(['=', '@', '/', ':'])), "{passed_over:?}");
    assert!(again.passed_over.is_empty(), "{url}");
    let again = Connection { password: connection.password.clone(), ..again };
    assert_eq!(again, connection, "{url}");
    for (name, value) in connection.child_environment() {
        assert!(!value.as_encoded_bytes().contains(&0), "{name}");
    }
    connection.password = Some(Secret::new(PASSWORD));
    assert!(!format!("{connection:?}").contains(PASSWORD));
    assert!(!connection.address().contains(PASSWORD));
    assert!(!connection.url_without_password().contains(PASSWORD));
    for host in connection.hosts() {
        let chosen = connection.at(&host);
        assert_eq!(Connection::parse_place(&chosen.url_without_password()).unwrap().hosts(), [host]);
    }
    let elsewhere = connection.with_database("x").is_local();
    assert_eq!(elsewhere, connection.is_local());
    Corpus::Keep
});
