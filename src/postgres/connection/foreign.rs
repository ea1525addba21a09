//! Names of connection parameters: libpq's, and what drivers and frameworks write in their place.
//!
//! What libpq does not know is passed over and said. What looks like a slip of the pen in one of
//! libpq's own names is refused: it could be the one that mattered.

/// libpq's keyword and the variable that stands for it.
pub(super) const KNOWN: [(&str, &str); 25] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslcrl", "PGSSLCRL"),
    ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("options", "PGOPTIONS"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    // These ask for a protection that we do not have; it is said.
    ("require_auth", "PGREQUIREAUTH"),
    ("requirepeer", "PGREQUIREPEER"),
    ("sslcrldir", "PGSSLCRLDIR"),
    ("sslcertmode", "PGSSLCERTMODE"),
    ("gssencmode", "PGGSSENCMODE"),
    // The variable is looked for where the file is.
    ("servicefile", ""),
];

/// libpq's parameters that change nothing here: we set our own, or they concern its inner workings.
const HARMLESS: [&str; 16] = [
    "application_name",
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gsslib",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "max_protocol_version",
    "min_protocol_version",
    "ssl_max_protocol_version",
    "sslcompression",
    "sslnegotiation",
    "sslsni",
];

/// What drivers, pools and frameworks are known to write, squashed. In a key/value string only these
/// are passed over, since there a stranger may be half of a password.
const OTHERS: [&str; 62] = [
    "allowencodingchanges",
    "autosave",
    "binaryparameters",
    "charset",
    "commandtimeout",
    "connectionlifetime",
    "connectionlimit",
    "currentschema",
    "datestyle",
    "defaultqueryexecmode",
    "defaultrowfetchsize",
    "defaulttransactionreadonly",
    "descriptioncachecapacity",
    "disablepreparedbinaryresult",
    "encoding",
    "includeerrordetail",
    "idleintransactionsessiontimeout",
    "keepalive",
    "locktimeout",
    "logintimeout",
    "maxpoolsize",
    "maximumpoolsize",
    "minimumpoolsize",
    "minpoolsize",
    "minreadbuffersize",
    "nosslpolicy",
    "pgbouncer",
    "pool",
    "poolhealthcheckperiod",
    "poolmaxconnidletime",
    "poolmaxconnlifetime",
    "poolmaxconnlifetimejitter",
    "poolmaxconns",
    "poolmode",
    "poolminconns",
    "poolsize",
    "pooltimeout",
    "pooling",
    "prefersimpleprotocol",
    "preparethreshold",
    "preparedstatements",
    "prepareservernamedstatements",
    "reaptimeout",
    "reconnect",
    "rewritebatchedinserts",
    "schema",
    "searchpath",
    "serverversion",
    "sockettimeout",
    "sslaccept",
    "sslidentity",
    // A key that needs one cannot be read.
    "sslpassword",
    "sslresponsetimeout",
    "statementcachecapacity",
    "statementcachemode",
    "statementcachesize",
    "statementtimeout",
    "stringtype",
    "supaapikey",
    "tcpkeepalive",
    "timeout",
    "timezone",
];

/// Whose rules a parameter is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// libpq's key/value string, its service file.
    Pairs,
    Url,
    Jdbc,
    Npgsql,
}

pub(super) enum Meaning {
    Libpq(&'static str, String),
    /// In the words of others; libpq's own win.
    Likely(&'static str, String),
    Harmless,
    PassedOver,
    /// Of this parameter.
    Typo(&'static str),
    Unknown,
}

pub(super) fn meaning(dialect: Dialect, key: &str, value: String) -> Meaning {
    if let Some(key) = known(key) {
        // .NET has names of libpq's with values of its own.
        let is_npgsqls = dialect == Dialect::Npgsql;
        return if is_npgsqls { likely(key, value) } else { Meaning::Libpq(key, value) };
    }
    if HARMLESS.contains(&key) {
        return Meaning::Harmless;
    }
    let squashed = squash(key);
    if dialect == Dialect::Npgsql {
        match squashed.as_str() {
            // Npgsql checks the certificate by `SSL Mode` alone.
            "trustservercertificate" | "usesslstream" | "persistsecurityinfo" => {
                return Meaning::Harmless;
            }
            "timeout" => return Meaning::Likely("connect_timeout", value),
            _ => {
                if let Some((_, key)) = NPGSQL.iter().find(|(name, _)| *name == squashed) {
                    return likely(key, value);
                }
            }
        }
    }
    if dialect != Dialect::Pairs
        && let Some(meaning) = in_other_words(dialect, &squashed, &value)
    {
        return meaning;
    }
    let is_option = key.starts_with("options[") && is_a_name(key);
    if is_option || OTHERS.contains(&squashed.as_str()) {
        return Meaning::PassedOver;
    }
    if HARMLESS.iter().any(|harmless| squash(harmless) == squashed) {
        return Meaning::Harmless;
    }
    match KNOWN.iter().find(|(known, _)| is_near(&squash(known), &squashed)) {
        Some((known, _)) => Meaning::Typo(known),
        None => Meaning::Unknown,
    }
}

/// What ADO.NET and PHP call them, squashed.
const NPGSQL: [(&str, &str); 18] = [
    ("server", "host"),
    ("datasource", "host"),
    ("address", "host"),
    ("addr", "host"),
    ("username", "user"),
    ("userid", "user"),
    ("uid", "user"),
    ("pwd", "password"),
    ("database", "dbname"),
    ("db", "dbname"),
    ("initialcatalog", "dbname"),
    ("targetsessionattributes", "target_session_attrs"),
    ("loadbalancehosts", "load_balance_hosts"),
    ("rootcertificate", "sslrootcert"),
    ("sslcertificate", "sslcert"),
    ("ssl", "sslmode"),
    ("hostname", "host"),
    ("dbname", "dbname"),
];

/// The translations that are not a matter of spelling alone.
fn in_other_words(dialect: Dialect, squashed: &str, value: &str) -> Option<Meaning> {
    let is = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    let to = |key, value: &str| Some(likely(key, value.to_owned()));
    match squashed {
        // libpq's own word for it in a URL. Java then checks the certificate.
        "ssl" if is(&["true", "1", "on", "yes", ""]) && dialect == Dialect::Jdbc => {
            to("sslmode", "verify-full")
        }
        "ssl" if is(&["true", "1", "on", "yes"]) => to("sslmode", "require"),
        "ssl" if is(&["false", "0", "off", "no"]) => to("sslmode", "disable"),
        // What is none is refused as a `sslmode` is: it could have asked for encryption.
        "ssl" => to("sslmode", value),
        "sslfactory" if value.contains("NonValidating") => to("sslmode", "require"),
        // Prisma's; otherwise it does not look at the certificate.
        "sslaccept" if is(&["strict"]) => to("sslaccept", "strict"),
        "uselibpqcompat" => Some(Meaning::Harmless),
        "targetservertype" => match value.to_ascii_lowercase().as_str() {
            "any" => to("target_session_attrs", "any"),
            "primary" | "master" => to("target_session_attrs", "primary"),
            "secondary" | "slave" => to("target_session_attrs", "standby"),
            "preferprimary" => to("target_session_attrs", "prefer-primary"),
            "prefersecondary" | "preferslave" => to("target_session_attrs", "prefer-standby"),
            _ => None,
        },
        "username" => to("user", value),
        "database" | "databasename" | "db" => to("dbname", value),
        "unixsock" | "socket" | "unixsocketpath" if value.starts_with('/') => {
            let folder = value.split("/.s.PGSQL.").next().unwrap_or(value);
            to("host", folder)
        }
        _ => {
            let (key, _) = KNOWN.iter().find(|(known, _)| squash(known) == squashed)?;
            Some(likely(key, value.to_owned()))
        }
    }
}

/// In libpq's spelling of the values too: `VerifyFull`, `no-verify`, `true`.
fn likely(key: &'static str, value: String) -> Meaning {
    let value = match (key, squash(&value).as_str()) {
        ("sslmode", "noverify" | "tunnel" | "true" | "require") => "require".to_owned(),
        ("sslmode", "verifyca") => "verify-ca".to_owned(),
        ("sslmode", "verifyfull") => "verify-full".to_owned(),
        ("load_balance_hosts", "true" | "random") => "random".to_owned(),
        ("sslmode", "false") | ("load_balance_hosts", _) => "disable".to_owned(),
        ("sslmode" | "channel_binding" | "target_session_attrs", _) => value.to_ascii_lowercase(),
        _ => value,
    };
    Meaning::Likely(key, value)
}

fn known(key: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == key).map(|(known, _)| *known)
}

/// Whether libpq or we know what a parameter of this name is.
pub(super) fn is_known(key: &str) -> bool {
    let squashed = squash(key);
    let mut names = KNOWN.iter().map(|(known, _)| known).chain(&HARMLESS);
    names.any(|known| squash(known) == squashed)
        || OTHERS.contains(&squashed.as_str())
        || matches!(squashed.as_str(), "username" | "database" | "databasename")
}

pub(super) fn is_npgsqls(key: &str) -> bool {
    let squashed = squash(key);
    NPGSQL.iter().any(|(name, _)| *name == squashed)
        || KNOWN.iter().any(|(known, _)| squash(known) == squashed)
        || OTHERS.contains(&squashed.as_str())
}

/// The database that only a string of its own says such things of, by its scheme.
pub(super) fn other_database(pairs: &[(String, String)]) -> Option<&'static str> {
    let is_said = |test: &dyn Fn(&str, &str) -> bool| {
        pairs.iter().any(|(key, value)| test(&squash(key), value))
    };
    // Those of SQL Server, which has no `Host`; .NET's PostgreSQL once had the last.
    let sql_servers =
        ["trustedconnection", "multipleactiveresultsets", "encrypt", "integratedsecurity"];
    let is_sql_servers = is_said(&|key, value| {
        sql_servers.contains(&key) || (is_npgsqls_host(key) && value.starts_with("tcp:"))
    });
    if is_sql_servers && !is_said(&|key, _| matches!(key, "host" | "port" | "username")) {
        return Some("sqlserver");
    }
    let is_file = |value: &str| {
        let endings = [".db", ".db3", ".sqlite", ".sqlite3"];
        let value = value.to_ascii_lowercase();
        value == ":memory:" || endings.iter().any(|ending| value.ends_with(ending))
    };
    if is_said(&|key, value| matches!(key, "datasource" | "filename") && is_file(value)) {
        return Some("sqlite");
    }
    let mysqls = ["allowuservariables", "allowpublickeyretrieval", "convertzerodatetime"];
    is_said(&|key, _| mysqls.contains(&key)).then_some("mysql")
}

pub(super) fn is_npgsqls_host(key: &str) -> bool {
    let squashed = squash(key);
    squashed == "host" || NPGSQL.iter().any(|(name, meant)| *name == squashed && *meant == "host")
}

/// Whether a text can be the name of a parameter, and so be shown.
pub(super) fn is_a_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c))
}

/// Without what makes `sslMode`, `SSL Mode` and `ssl_mode` differ.
fn squash(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// One letter more, less, other or exchanged with the next.
fn is_near(known: &str, given: &str) -> bool {
    let (known, given): (Vec<char>, Vec<char>) = (known.chars().collect(), given.chars().collect());
    let same = known.iter().zip(&given).take_while(|(a, b)| a == b).count();
    let (known, given) = (&known[same..], &given[same..]);
    match (known, given) {
        ([], []) => true,
        ([_, known @ ..], given) if known == given => true,
        (known, [_, given @ ..]) if known == given => true,
        ([_, known @ ..], [_, given @ ..]) if known == given => true,
        ([a, b, known @ ..], [c, d, given @ ..]) => (a, b) == (d, c) && known == given,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_word_is_not() {
        for given in ["hots", "host1", "hst", "hosx", "gost"] {
            assert!(is_near("host", given), "{given}");
        }
        for given in ["pool", "hosted", "h", ""] {
            assert!(!is_near("host", given), "{given}");
        }
    }
}
