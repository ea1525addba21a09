//! What an address asks for beyond `sslmode`: that nobody stands between, and that the server is
//! the one that it says it is.

use std::ffi::OsString;
use std::path::PathBuf;

use super::address::invalid;
use super::parameters::Parameters;
use crate::report::error::Result;
use crate::report::i18n::tr;

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
        let asked = self.asked().into_iter();
        let mut parameters: Vec<_> =
            asked.map(|(parameter, _, value)| (parameter, value)).collect();
        parameters.extend(self.missing.iter().cloned());
        parameters
    }

    /// The names of what is not done.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        self.missing.iter().map(|(key, _)| (*key).to_owned()).collect()
    }

    pub(super) fn child_environment(&self) -> Vec<(&'static str, OsString)> {
        let asked = self.asked().into_iter();
        asked.map(|(_, variable, value)| (variable, value.into())).collect()
    }

    /// What libpq would not do unasked: its parameter, its variable and the value.
    fn asked(&self) -> Vec<(&'static str, &'static str, String)> {
        let binding = match self.channel_binding {
            ChannelBinding::Prefer => None,
            ChannelBinding::Disable => Some("disable"),
            ChannelBinding::Require => Some("require"),
        };
        let revoked = self.revoked.as_ref().map(|file| file.to_string_lossy().into_owned());
        let newest = self.newest_tls_only.then(|| "TLSv1.3".to_owned());
        [
            ("channel_binding", "PGCHANNELBINDING", binding.map(str::to_owned)),
            ("sslcrl", "PGSSLCRL", revoked),
            ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", newest),
        ]
        .into_iter()
        .filter_map(|(parameter, variable, value)| Some((parameter, variable, value?)))
        .collect()
    }
}
