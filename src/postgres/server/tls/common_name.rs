//! The name in a certificate's subject, for certificates that give it nowhere else. rustls looks
//! at the `subjectAltName` only; libpq, and so `pg_dump`, still takes the common name of one that
//! has none, and many an office's server has such a certificate.
//!
//! Asked only about certificates whose chain is already verified.

use rustls::pki_types::{CertificateDer, ServerName};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Whether `certificate` has no host in a `subjectAltName` and its common name is `host`.
pub fn names_host(certificate: &CertificateDer<'_>, host: &ServerName<'_>) -> bool {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return false;
    };
    let has_hosts = match certificate.tbs_certificate.get::<SubjectAltName>() {
        Ok(None) => false,
        Ok(Some((_, SubjectAltName(names)))) => names
            .iter()
            .any(|name| matches!(name, GeneralName::DnsName(_) | GeneralName::IpAddress(_))),
        Err(_) => true,
    };
    let subject = certificate.tbs_certificate.subject.0.iter().flat_map(|part| part.0.iter());
    let name = subject.filter(|part| part.oid == COMMON_NAME).map(|part| part.value.value()).next();
    !has_hosts && name.and_then(|name| str::from_utf8(name).ok()).is_some_and(|n| matches(n, host))
}

/// Whether an authority may sign for some hosts only. The chain's verification holds that against
/// the `subjectAltName`, never against a common name.
pub fn is_constrained(authority: &CertificateDer<'_>) -> bool {
    let constraints = Certificate::from_der(authority)
        .and_then(|authority| Ok(authority.tbs_certificate.get::<NameConstraints>()?.is_some()));
    constraints.unwrap_or(true)
}

/// As libpq compares: without regard to case, with `*.` for exactly one label.
fn matches(name: &str, host: &ServerName<'_>) -> bool {
    match host {
        ServerName::DnsName(host) => {
            let host = host.as_ref();
            name.eq_ignore_ascii_case(host)
                || name.strip_prefix("*.").zip(host.split_once('.')).is_some_and(
                    |(name, (label, rest))| {
                        !label.is_empty() && !name.is_empty() && name.eq_ignore_ascii_case(rest)
                    },
                )
        }
        ServerName::IpAddress(address) => name == std::net::IpAddr::from(*address).to_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_libpq_does() {
        for (name, host, same) in [
            ("db.example", "db.example", true),
            ("DB.Example", "db.example", true),
            ("*.example", "db.example", true),
            ("*.example", "a.db.example", false),
            ("*.example", "example", false),
            ("*", "example", false),
            ("*.", "db.example", false),
            ("d*.example", "db.example", false),
            ("db.example\0.evil", "db.example", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("*.0.0.1", "127.0.0.1", false),
            ("::1", "::1", true),
        ] {
            let server = ServerName::try_from(host).unwrap();
            assert_eq!(matches(name, &server), same, "{name} {host}");
        }
    }
}
