//! Errors of the connection as errors of ours.

use crate::report::error::{Error, ServerObject, system};
use crate::report::i18n::tr;

pub fn answer(sqlstate: &str, detail: &str) -> Error {
    let (sqlstate, detail) = (sqlstate.to_owned(), detail.to_owned());
    Error::ServerAnswer { sqlstate, detail, object: None }
}

pub fn named(db: &tokio_postgres::error::DbError) -> Option<ServerObject> {
    db.constraint().map(|name| ServerObject { constraint: Some(name.to_owned()) })
}

pub fn unreachable(address: &str, detail: &str) -> Error {
    // Of the systems' own words for it no kind is left.
    let unknown = ["failed to lookup address information", "(os error 11001)"];
    let detail = if unknown.iter().any(|words| detail.contains(words)) {
        tr!("system-host-unknown")
    } else {
        detail.to_owned()
    };
    Error::ServerUnreachable { address: address.to_owned(), detail }
}

/// tokio-postgres names the step, its cause says what happened.
pub fn with_cause(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error);
    let of_system = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    if let Some(detail) = of_system.and_then(|cause| system::known(cause.kind())) {
        return detail;
    }
    match cause {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
