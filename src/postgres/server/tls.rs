//! TLS by rustls, with libpq's meaning of `sslmode`.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer, ServerName, UnixTime,
};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::postgres::connection::{Connection, SslMode};
use crate::report::error::{Error, Result};

mod common_name;

/// # Errors
/// [`Error::CertificateUnusable`] for a file that is not there or not a certificate.
pub fn connector(connection: &Connection) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = verifier(connection, &provider)?;
    let versions = if connection.protection.newest_tls_only {
        &[&rustls::version::TLS13][..]
    } else {
        rustls::DEFAULT_VERSIONS
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|error| unusable(Path::new("TLS"), &error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match &connection.client_certificate {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let secret = PrivateKeyDer::from_pem_file(key)
                .map_err(|error| unusable(key, &error.to_string()))?;
            builder
                .with_client_auth_cert(certificates(certificate)?, secret)
                .map_err(|error| unusable(certificate, &error.to_string()))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

/// libpq: below `verify-ca` the certificate is not checked, unless a root certificate was named.
fn verifier(
    connection: &Connection,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let check_name = connection.ssl_mode == SslMode::VerifyFull;
    let named = connection.root_certificate.as_deref();
    let check_chain = connection.ssl_mode >= SslMode::VerifyCa
        || (connection.ssl_mode == SslMode::Require && named.is_some());
    let provider = Arc::clone(provider);
    if !check_chain {
        let trusted = Vec::new();
        return Ok(Arc::new(LibpqVerifier { chain: None, trusted, check_name, provider }));
    }
    let trusted = trusted(named)?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trusted.iter().cloned());
    let place = named.unwrap_or(Path::new("system"));
    let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .with_crls(revoked(connection.protection.revoked.as_deref())?)
        .build()
        .map_err(|error| unusable(place, &error.to_string()))?;
    Ok(Arc::new(LibpqVerifier { chain: Some(chain), trusted, check_name, provider }))
}

/// Why the server's certificate was not accepted, if that is what went wrong.
pub fn refused_certificate(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let cause = error.source()?.downcast_ref::<std::io::Error>()?;
    match cause.get_ref()?.downcast_ref::<rustls::Error>()? {
        refused @ rustls::Error::InvalidCertificate(_) => Some(refused.to_string()),
        _ => None,
    }
}

/// The authorities of the file that was named, else of the user's, else of the system.
fn trusted(named: Option<&Path>) -> Result<Vec<CertificateDer<'static>>> {
    let of_user = dirs::home_dir().map(|home| home.join(".postgresql").join("root.crt"));
    let path = match named {
        Some(path) if path == Path::new("system") => None,
        Some(path) => Some(path.to_owned()),
        None => of_user.filter(|path| path.exists()),
    };
    match path {
        Some(path) => certificates(&path),
        None => Ok(rustls_native_certs::load_native_certs().certs),
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error: rustls::pki_types::pem::Error| unusable(path, &error.to_string()))
}

/// The lists of a file; without them nobody is asked whether a certificate was taken back.
fn revoked(path: Option<&Path>) -> Result<Vec<CertificateRevocationListDer<'static>>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    CertificateRevocationListDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error: rustls::pki_types::pem::Error| unusable(path, &error.to_string()))
}

fn unusable(path: &Path, detail: &str) -> Error {
    Error::CertificateUnusable { path: path.to_owned(), detail: detail.to_owned() }
}

/// Checks what libpq checks: nothing, the chain, or the chain and the name.
#[derive(Debug)]
struct LibpqVerifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    trusted: Vec<CertificateDer<'static>>,
    check_name: bool,
    provider: Arc<CryptoProvider>,
}

impl LibpqVerifier {
    fn common_name_is(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) -> bool {
        common_name::names_host(certificate, name)
            && !intermediates.iter().chain(&self.trusted).any(common_name::is_constrained)
    }
}

impl ServerCertVerifier for LibpqVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        // OpenSSL takes a certificate that is itself trusted even if it is an authority's, and
        // that is what the recipe in PostgreSQL's manual makes.
        let verified = if self.trusted.contains(certificate) {
            verify_server_name(&ParsedCertificate::try_from(certificate)?, name)
                .map(|()| ServerCertVerified::assertion())
        } else {
            // The chain first, then the name.
            chain.verify_server_cert(certificate, intermediates, name, ocsp, now)
        };
        match verified {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.check_name || self.common_name_is(certificate, intermediates, name) => {
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
