//! What an address asks for beyond `sslmode`: that nobody stands between, and that the server is
//! the one that it says it is.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{Parameters, invalid};
use crate::error::Result;
use crate::tr;

/// libpq's `channel_binding`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    Disable,
    #[default]
    Prefer,
    Require,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protection {
    pub channel_binding: ChannelBinding,
    /// Certificates that their authority has taken back; libpq's `sslcrl`.
    pub revoked: Option<PathBuf>,
    /// `ssl_min_protocol_version=TLSv1.3`; less than 1.2 is never spoken.
    pub newest_tls_only: bool,
    /// What was asked for and is not done here, as it was written.
    pub missing: Vec<(&'static str, String)>,
}

impl Protection {
    pub(super) fn take(given: &mut Parameters) -> Result<Self> {
        let channel_binding = match given.take("channel_binding").as_deref() {
            None | Some("" | "prefer") => ChannelBinding::Prefer,
            Some("disable") => ChannelBinding::Disable,
            Some("require") => ChannelBinding::Require,
            Some(other) => return Err(invalid(tr!("connection-channel-binding", value = other))),
        };
        let newest = given.take("ssl_min_protocol_version");
        let mut missing = Vec::new();
        // Of the last two only one value asks for something.
        for key in ["require_auth", "requirepeer", "sslcrldir", "sslcertmode", "gssencmode"] {
            let is_mild = |value: &str| {
                value.is_empty()
                    || (matches!(key, "sslcertmode" | "gssencmode") && value != "require")
            };
            if let Some(value) = given.take(key).filter(|value| !is_mild(value)) {
                missing.push((key, value));
            }
        }
        Ok(Self {
            channel_binding,
            revoked: given.take("sslcrl").filter(|path| !path.is_empty()).map(PathBuf::from),
            newest_tls_only: newest.is_some_and(|version| version.eq_ignore_ascii_case("TLSv1.3")),
            missing,
        })
    }

    /// As they stand in a URL.
    pub(super) fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        match self.channel_binding {
            ChannelBinding::Prefer => {}
            ChannelBinding::Disable => parameters.push(("channel_binding", "disable".to_owned())),
            ChannelBinding::Require => parameters.push(("channel_binding", "require".to_owned())),
        }
        if let Some(file) = &self.revoked {
            parameters.push(("sslcrl", file.to_string_lossy().into_owned()));
        }
        if self.newest_tls_only {
            parameters.push(("ssl_min_protocol_version", "TLSv1.3".to_owned()));
        }
        parameters.extend(self.missing.iter().cloned());
        parameters
    }

    /// The names of what is not done.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.missing.iter().map(|(key, _)| (*key).to_owned()).collect()
    }

    pub(super) fn child_environment(&self) -> Vec<(&'static str, OsString)> {
        let mut environment: Vec<(&'static str, OsString)> = Vec::new();
        match self.channel_binding {
            ChannelBinding::Prefer => {}
            ChannelBinding::Disable => environment.push(("PGCHANNELBINDING", "disable".into())),
            ChannelBinding::Require => environment.push(("PGCHANNELBINDING", "require".into())),
        }
        if let Some(file) = &self.revoked {
            environment.push(("PGSSLCRL", file.clone().into()));
        }
        if self.newest_tls_only {
            environment.push(("PGSSLMINPROTOCOLVERSION", "TLSv1.3".into()));
        }
        environment
    }
}
