//! Which of several hosts it is, decided once, before a job: all of its sessions and `pg_dump` then
//! go to the same one.

use super::Server;
use crate::postgres::connection::{Alternatives, Connection, Host, SessionTarget};
use crate::report::error::{Error, Result};
use crate::report::i18n::tr;

/// What a host is asked; the second is libpq's measure of a session that may write.
const STATE: &str = "select pg_is_in_recovery(),
    pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on'";

/// The exit status of all errors of a server that does not let anybody in.
const UNREACHED: u8 = 10;

/// What is to be done there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Reading,
    /// A restore needs the primary, whatever the address says.
    Writing,
}

impl Server {
    /// The connection on the host that its address means, by libpq's rules, with its password. An
    /// address with one host and no wishes needs no look at the server.
    ///
    /// # Errors
    /// [`Error::NoHostFits`]; or what the first host that answers has against the login.
    pub fn choose(place: Connection, access: Access) -> Result<Connection> {
        let Alternatives { more, target, in_any_order, .. } = &place.alternatives;
        let target = match access {
            Access::Reading => *target,
            Access::Writing if more.is_empty() => SessionTarget::Any,
            Access::Writing => SessionTarget::Primary,
        };
        if more.is_empty() && target == SessionTarget::Any {
            return Ok(place.with_stored_password());
        }
        let mut hosts = place.hosts();
        if *in_any_order {
            hosts.sort_by_cached_key(|_| uuid::Uuid::new_v4());
        }
        let mut tried = Vec::new();
        let rounds = target.rounds();
        for wanted in rounds {
            tried.clear();
            for host in &hosts {
                match look_at(&place, host, *wanted)? {
                    Ok(mut chosen) => {
                        // In a later round nobody was what was preferred, which is no news.
                        chosen.alternatives.tried = tried;
                        return Ok(chosen);
                    }
                    Err(why) => tried.push((place.at(host).address(), why)),
                }
            }
        }
        // The last round says most: after a preference it takes whoever answers.
        let target = rounds.last().copied().unwrap_or(target);
        let target = (target != SessionTarget::Any).then(|| target.as_str());
        Err(Error::NoHostFits { target, tried })
    }
}

/// The connection on this host, or why it is not that one. As for libpq, whoever refuses the login
/// ends the search: the next host would hear the same password.
fn look_at(
    place: &Connection,
    host: &Host,
    wanted: SessionTarget,
) -> Result<std::result::Result<Connection, String>> {
    let connection = place.at(host).with_stored_password();
    let state = Server::connect(&connection).and_then(|server| {
        let rows = server.query(STATE, &[])?;
        let flag = |at: usize| rows.first().and_then(|row| row.try_get(at).ok()).unwrap_or(false);
        Ok((flag(0), flag(1)))
    });
    let (is_standby, is_read_only) = match state {
        Ok(state) => state,
        Err(Error::ServerUnreachable { detail, .. }) => return Ok(Err(detail)),
        // Whatever else keeps the server from being reached; a certificate that is refused is no
        // matter of reaching it.
        Err(error) if error.exit() == UNREACHED && !is_certificate(&error) => {
            // It stands in brackets, in the middle of a sentence.
            return Ok(Err(error.message().trim_end_matches('.').to_owned()));
        }
        Err(error) => return Err(error),
    };
    let why_not = match wanted {
        SessionTarget::ReadWrite if is_read_only => tr!("host-read-only"),
        SessionTarget::ReadOnly if !is_read_only => tr!("host-read-write"),
        SessionTarget::Primary if is_standby => tr!("host-standby"),
        SessionTarget::Standby if !is_standby => tr!("host-primary"),
        _ => return Ok(Ok(connection)),
    };
    Ok(Err(why_not))
}

fn is_certificate(error: &Error) -> bool {
    matches!(error, Error::CertificateRefused { .. })
}
