//! A connection as a URL.

use std::path::Path;

use super::hosts::{self, SessionTarget};
use super::{Connection, SslMode};

impl Connection {
    /// A URL without the password, for display and for the configuration file.
    #[must_use]
    pub fn url_without_password(&self) -> String {
        use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
        const KEPT: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
        let encode = |text: &str| utf8_percent_encode(text, KEPT).to_string();
        let (places, hosts) = hosts::in_url(&self.hosts(), &encode);
        let mut url = format!("postgresql://{}@{places}/", encode(&self.user));
        url.push_str(&encode(&self.database));
        let mut query: Vec<(&str, String)> = hosts;
        if self.alternatives.target != SessionTarget::Any {
            let target = self.alternatives.target.as_str();
            query.push(("target_session_attrs", target.to_owned()));
        }
        if self.alternatives.in_any_order {
            query.push(("load_balance_hosts", "random".to_owned()));
        }
        if self.ssl_mode != SslMode::Prefer {
            query.push(("sslmode", self.ssl_mode.as_str().to_owned()));
        }
        let path = |path: &Path| path.to_string_lossy().into_owned();
        if let Some(root) = &self.root_certificate {
            query.push(("sslrootcert", path(root)));
        }
        if let Some((certificate, key)) = &self.client_certificate {
            query.push(("sslcert", path(certificate)));
            query.push(("sslkey", path(key)));
        }
        query.extend(self.protection.parameters());
        if let Some(seconds) = self.connect_timeout_s {
            query.push(("connect_timeout", seconds.to_string()));
        }
        if let Some(options) = &self.options {
            query.push(("options", options.clone()));
        }
        if let Some(file) = &self.password_file {
            query.push(("passfile", path(file)));
        }
        let query: Vec<String> =
            query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query.join("&"));
        }
        url
    }

    /// As [`url_without_password`](Self::url_without_password), with the password: for our own
    /// memory only. The environment has no say in what it means.
    #[must_use]
    pub fn url_with_password(&self) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let mut url = self.url_without_password();
        let mut add = |key: &str, value: &str| {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(key);
            url.push('=');
            url.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        };
        if self.alternatives.target == SessionTarget::Any {
            add("target_session_attrs", SessionTarget::Any.as_str());
        }
        if self.ssl_mode == SslMode::Prefer {
            add("sslmode", self.ssl_mode.as_str());
        }
        if let Some(password) = &self.password {
            add("password", password.expose());
        }
        url
    }
}
