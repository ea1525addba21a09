//! Who is told what happened when nobody watches: the table `[notify]`.

use std::path::PathBuf;

use crate::report::secret::Secret;

/// Addresses are secrets: whoever knows one can speak in our name, or listen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notify {
    /// A dead man's switch in healthchecks.io's protocol, or Uptime Kuma's push address.
    pub ping: Option<Secret>,
    /// The address of a topic of ntfy.
    pub ntfy: Option<Secret>,
    /// Gets the JSON result of a run by `POST`.
    pub webhook: Option<Secret>,
    pub mail: Option<Mail>,
    /// A text file for Prometheus' node exporter.
    pub metrics: Option<PathBuf>,
    /// A program and its arguments, which gets the JSON result on its standard input.
    pub after: Vec<String>,
}

impl Notify {
    /// Whether there is anybody to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: Vec<String>,
    pub from: String,
    /// `smtps://user@host:465` or `smtp://user@host:587`, which then changes to TLS; the password
    /// is in the keyring.
    pub server: Secret,
}
