//! Why a login came to nothing. Decides by SQLSTATE and by the name of the server's own routine,
//! never by the message: that one is in the server's language. A pooler names no routine, also where
//! it repeats a refusal of the server, and may have one SQLSTATE for everything, but its own words
//! are always the same.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_postgres::error::DbError;

use super::failure::{unreachable, with_cause};
use super::former::PROVISIONAL;
use super::stream::{self, SSL_REQUEST};
use super::tls;
use crate::postgres::connection::{Connection, SslMode};
use crate::report::error::{Crowd, Error};

/// The words of pgbouncer, Supavisor and Neon for what the server has a SQLSTATE for, in small
/// letters; and those of the server that pgbouncer repeats with a SQLSTATE of its own.
const POOLERS_WORDS: [(&str, &str); 10] = [
    ("pg_hba.conf", "28000"),
    ("too many connections", "53300"),
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("authentication failed", "28P01"),
    ("no such database", "3D000"),
    ("no such user", "28P01"),
    ("no more connections allowed", "53300"),
    ("max clients reached", "53300"),
    ("max client connections reached", "53300"),
];

/// What the login of `connection` met.
pub fn of(error: &tokio_postgres::Error, connection: &Connection) -> Error {
    match error.as_db_error() {
        Some(db) => answered(db, connection),
        None => not_answered(error, connection),
    }
}

/// What a server, or something else, has said to a request for encryption.
const POSTGRES_SAYS: &[u8] = b"SNE";
const PROBE_LIMIT: Duration = Duration::from_secs(2);
/// For what may follow the first byte. A server that says `S` waits for us.
const REST_LIMIT: Duration = Duration::from_millis(500);

/// The same, unless something answers at the address that is no PostgreSQL: a server of another
/// kind is waited for in vain, or says what nobody understands.
pub async fn unless_foreign(error: Error, connection: &Connection) -> Error {
    if !matches!(error, Error::ServerSilent { .. } | Error::ServerUnreachable { .. }) {
        return error;
    }
    let answer = async {
        let mut stream = stream::open(connection).await?;
        stream.write_u32(8).await?;
        stream.write_u32(SSL_REQUEST).await?;
        // Many wait for the end of a line.
        stream.write_all(b"\r\n\r\n").await?;
        let mut said = vec![stream.read_u8().await?];
        let mut rest = stream.take(3);
        let _ = tokio::time::timeout(REST_LIMIT, rest.read_to_end(&mut said)).await;
        std::io::Result::Ok(said)
    };
    match tokio::time::timeout(PROBE_LIMIT, answer).await {
        Ok(Ok(said)) if !POSTGRES_SAYS.contains(&said[0]) || said == b"SSH-" => {
            Error::NotPostgres { address: connection.address() }
        }
        _ => error,
    }
}

fn not_answered(error: &tokio_postgres::Error, connection: &Connection) -> Error {
    let address = connection.address();
    // The library's own texts, not the server's; it has no kinds for them.
    let text = with_cause(error);
    if connection.password.is_none() && text.contains("password missing") {
        if let Some(trouble) = connection.keyring_trouble.clone() {
            return Error::Keyring { trouble };
        }
        let (user, file) = (connection.user.clone(), connection.in_password_file());
        return Error::PasswordMissing { user, file };
    }
    if text.contains("server does not support TLS") {
        return Error::TlsNotOffered { address };
    }
    if text.starts_with("authentication error") {
        let detail = std::error::Error::source(error).map_or(text, ToString::to_string);
        return Error::LoginUnproven { address, detail };
    }
    match tls::refused_certificate(error) {
        Some(detail) => Error::CertificateRefused { address, detail },
        None => unreachable(&address, &text),
    }
}

fn answered(db: &DbError, connection: &Connection) -> Error {
    let (address, user) = (connection.address(), connection.user.clone());
    let (database, detail) = (connection.database.clone(), db.message().to_owned());
    match (sqlstate(db), db.routine()) {
        ("28P01", _) => {
            Error::AuthenticationFailed { user, password_given: connection.password.is_some() }
        }
        // The name of the file is the same in every language, and a pooler repeats the message.
        ("28000", _) if detail.contains("pg_hba.conf") => {
            Error::NotInPgHba { user, detail, line: line_for(connection, db.message()) }
        }
        ("28000", Some("InitializeSessionUserId") | None) => {
            Error::RoleNotAdmitted { user, detail }
        }
        ("28000", Some("ClientAuthentication")) => Error::ClientCertificateWanted { user, detail },
        ("28000", Some(_)) => Error::LoginNotAllowed { user, detail },
        ("3D000", _) => Error::DatabaseUnknown { database, others: Vec::new() },
        ("42501", Some("CheckMyDatabase") | None) => Error::MayNotConnect { user, database },
        ("42501", _) => Error::Forbidden { detail },
        ("53300", routine) => Error::TooManyConnections {
            address,
            crowd: match routine {
                Some("CheckMyDatabase") => Crowd::Database(database),
                Some("InitializeSessionUserId") => Crowd::Role(user),
                Some(_) => Crowd::Server,
                None => Crowd::Pooler,
            },
        },
        ("55000", Some("CheckMyDatabase")) => Error::DatabaseClosed { database },
        // Only a standby says more of it than that it does not take connections.
        ("57P03", _) if db.detail().is_some() => Error::StandbyClosed { address, detail },
        ("57P01" | "57P02" | "57P03", _) => Error::ServerNotReady { address, detail },
        (_, None) => Error::PoolerRefused { address, detail },
        (sqlstate, Some(_)) => {
            Error::ServerRefused { address, detail, sqlstate: sqlstate.to_owned() }
        }
    }
}

fn sqlstate(db: &DbError) -> &str {
    let said = db.message().to_lowercase();
    // What it has from the server it gives on in the server's words.
    let of_server = |kind: &str| said.starts_with(kind) && said.ends_with("does not exist");
    match db.code().code() {
        "08P01" if db.routine().is_none() => {
            let known = POOLERS_WORDS.iter().find(|(words, _)| said.contains(words));
            match known {
                Some((_, sqlstate)) => sqlstate,
                None if of_server("database") => "3D000",
                None if of_server("role") => "28000",
                None => "08P01",
            }
        }
        sqlstate => sqlstate,
    }
}

/// The line of `pg_hba.conf` that would let this login in. The address is ours as the server sees
/// it, which is the one that its message has.
fn line_for(connection: &Connection, message: &str) -> String {
    let quoted = |name: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.chars().all(plain) { name.to_owned() } else { format!("\"{name}\"") }
    };
    let user = quoted(&connection.user);
    // A database that is being restored has another name each time.
    let passing = connection.database.starts_with(PROVISIONAL);
    let database = if passing { "all".to_owned() } else { quoted(&connection.database) };
    // Also of a pooler that reaches its server so.
    if connection.is_socket() || message.contains("[local]") {
        return format!("local {database} {user} scram-sha-256");
    }
    let encrypted = connection.ssl_mode >= SslMode::Require;
    let kind = if encrypted { "hostssl" } else { "host" };
    let separators = |c: char| !(c.is_ascii_hexdigit() || c == '.' || c == ':');
    let found = message.split(separators).find_map(|word| word.parse::<IpAddr>().ok());
    let address = match found {
        Some(address @ IpAddr::V4(_)) => format!("{address}/32"),
        Some(address @ IpAddr::V6(_)) => format!("{address}/128"),
        None => "…/32".to_owned(),
    };
    format!("{kind} {database} {user} {address} scram-sha-256")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_pg_hba_has_the_address_that_the_server_sees() {
        let connection = Connection::parse_place("postgresql://léa@db.example/torii").unwrap();
        let german = "kein pg_hba.conf-Eintrag für Host »192.168.7.12«, Benutzer »léa«, SSL aus";
        assert_eq!(
            line_for(&connection, german),
            "host torii \"léa\" 192.168.7.12/32 scram-sha-256"
        );
        let connection = Connection { ssl_mode: SslMode::Require, ..connection };
        let english = "no pg_hba.conf entry for host \"fe80::7\", user \"léa\", SSL encryption";
        assert_eq!(
            line_for(&connection, english),
            "hostssl torii \"léa\" fe80::7/128 scram-sha-256"
        );
    }
}
