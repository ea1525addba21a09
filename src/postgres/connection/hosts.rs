//! Several hosts in one address, by libpq's rules. The rest of the program knows one: which of them
//! it is, `Server::choose` decides before a job begins.

use std::net::IpAddr;
use std::path::Path;

use super::address::{self, DEFAULT_PORT, invalid};
use super::parameters::Parameters;
use crate::report::error::Result;
use crate::report::i18n::tr;

/// One of the places where a server may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// A host name, an address, or the folder of a Unix socket (it starts with `/`).
    pub name: String,
    /// libpq's `hostaddr`: where to connect to; the name is then for certificate and password file.
    pub address: Option<IpAddr>,
    pub port: u16,
}

/// libpq's `target_session_attrs`; the last is Java's and .NET's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionTarget {
    #[default]
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
    PreferPrimary,
}

impl SessionTarget {
    const NAMES: [(&str, Self); 7] = [
        ("any", Self::Any),
        ("read-write", Self::ReadWrite),
        ("read-only", Self::ReadOnly),
        ("primary", Self::Primary),
        ("standby", Self::Standby),
        ("prefer-standby", Self::PreferStandby),
        ("prefer-primary", Self::PreferPrimary),
    ];

    fn parse(text: &str) -> Result<Self> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        let unknown = || invalid(tr!("connection-session-target", value = text));
        found.map(|(_, target)| *target).ok_or_else(unknown)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, target)| *target == self).map_or("any", |(name, _)| *name)
    }

    /// What is looked for, in one round over the hosts after the other.
    #[must_use]
    pub fn rounds(self) -> &'static [Self] {
        match self {
            Self::Any => &[Self::Any],
            Self::ReadWrite => &[Self::ReadWrite],
            Self::ReadOnly => &[Self::ReadOnly],
            Self::Primary => &[Self::Primary],
            Self::Standby => &[Self::Standby],
            Self::PreferStandby => &[Self::Standby, Self::Any],
            Self::PreferPrimary => &[Self::Primary, Self::Any],
        }
    }
}

/// The other hosts of an address, and which one is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alternatives {
    /// After the first, which is the connection's own.
    pub more: Vec<Host>,
    pub target: SessionTarget,
    /// libpq's `load_balance_hosts`.
    pub in_any_order: bool,
    /// Those that were tried before the one that was chosen, and why it was not them.
    pub tried: Vec<(String, String)>,
}

pub(super) fn take(given: &mut Parameters) -> Result<(Vec<Host>, Alternatives)> {
    let (names, addresses) = (given.take("host"), given.take("hostaddr"));
    let ports = given.take("port").unwrap_or_default();
    let hosts = parse(names.as_deref(), addresses.as_deref(), &ports)?;
    let target = given.take("target_session_attrs").filter(|text| !text.is_empty());
    let target = target.map_or(Ok(SessionTarget::Any), |text| SessionTarget::parse(&text))?;
    let in_any_order = given.take("load_balance_hosts").is_some_and(|text| text == "random");
    let more = hosts.get(1..).unwrap_or_default().to_vec();
    Ok((hosts, Alternatives { more, target, in_any_order, tried: Vec::new() }))
}

pub fn parse(names: Option<&str>, addresses: Option<&str>, ports: &str) -> Result<Vec<Host>> {
    let names = names.filter(|names| !names.is_empty());
    let addresses = addresses.filter(|addresses| !addresses.is_empty());
    let list = |text: Option<&str>| -> Vec<String> {
        text.map(|text| text.split(',').map(|one| one.trim().to_owned()).collect())
            .unwrap_or_default()
    };
    let (names, addresses, ports) = (list(names), list(addresses), list(Some(ports)));
    let count = names.len().max(addresses.len()).max(1);
    let fits = |list: &[String]| list.is_empty() || list.len() == count;
    if !fits(&names) || !fits(&addresses) || (ports.len() != 1 && ports.len() != count) {
        return Err(invalid(tr!("connection-lists")));
    }
    let host = |at: usize| {
        let address = addresses.get(at).filter(|text| !text.is_empty());
        let parsed = address.map(|text| text.parse::<IpAddr>()).transpose();
        let parsed = parsed.map_err(|_| invalid(tr!("connection-host-address")))?;
        let name = names.get(at).filter(|name| !name.is_empty());
        let port = ports.get(at).or_else(|| ports.first());
        let port = address::port(port.map_or("", String::as_str))?.unwrap_or(DEFAULT_PORT);
        if let Some(name) = name {
            return Ok(Host { name: name.clone(), address: parsed, port });
        }
        let name = address.cloned().unwrap_or_else(default_host);
        Ok(Host { name, address: None, port })
    };
    (0..count).map(host).collect()
}

/// As an authority of a URL, or as parameters where a socket is among the hosts.
pub(super) fn in_url(
    hosts: &[Host],
    encode: &dyn Fn(&str) -> String,
) -> (String, Vec<(&'static str, String)>) {
    let mut query = Vec::new();
    let mut authority = String::new();
    if hosts.iter().any(|host| host.name.starts_with('/')) {
        let names: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
        query.push(("host", names.join(",")));
        if hosts.iter().any(|host| host.port != DEFAULT_PORT) {
            let ports: Vec<String> = hosts.iter().map(|host| host.port.to_string()).collect();
            query.push(("port", ports.join(",")));
        }
    } else {
        let places = hosts.iter().map(|host| {
            let name = encode(&host.name);
            if name.contains("%3A") {
                format!("[{}]:{}", name.replace("%3A", ":"), host.port)
            } else {
                format!("{name}:{}", host.port)
            }
        });
        authority = places.collect::<Vec<_>>().join(",");
    }
    if hosts.iter().any(|host| host.address.is_some()) {
        let address = |host: &Host| host.address.map(|a| a.to_string()).unwrap_or_default();
        let addresses: Vec<String> = hosts.iter().map(address).collect();
        query.push(("hostaddr", addresses.join(",")));
    }
    (authority, query)
}

fn default_host() -> String {
    if cfg!(windows) {
        return "localhost".to_owned();
    }
    // Debian's libpq looks in the first, an upstream build in the second.
    let folders = ["/var/run/postgresql", "/tmp"];
    let there = folders
        .iter()
        .find(|folder| Path::new(folder).join(format!(".s.PGSQL.{DEFAULT_PORT}")).exists());
    (*there.unwrap_or(&"localhost")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(names: &str, addresses: Option<&str>, ports: &str) -> Vec<(String, u16)> {
        let hosts = parse(Some(names), addresses, ports).unwrap();
        hosts.into_iter().map(|host| (host.name, host.port)).collect()
    }

    #[test]
    fn one_port_is_that_of_all_hosts_and_an_empty_one_is_the_default() {
        let expected =
            |ports: [u16; 2]| vec![("a".to_owned(), ports[0]), ("b".to_owned(), ports[1])];
        assert_eq!(places("a,b", None, "6"), expected([6, 6]));
        assert_eq!(places("a,b", None, ",7"), expected([5432, 7]));
        assert_eq!(places("a,b", Some("10.0.0.1,::1"), ""), expected([5432, 5432]));
    }

    #[test]
    fn lists_that_do_not_fit_are_refused() {
        for (names, addresses, ports) in [
            ("a,b", None, "1,2,3"),
            ("a", Some("::1,::2"), ""),
            ("a", Some("b"), ""),
            ("a", None, "1,2"),
        ] {
            assert!(parse(Some(names), addresses, ports).is_err(), "{names}");
        }
    }
}
