//! Why somebody was not told.
//!
//! Invariant: no sentence has an address in it. The texts of the HTTP and mail libraries may, so
//! only their kind is taken over.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use crate::platform::child;
use crate::report::error::{Error, KeyringTrouble};
use crate::report::i18n::tr;

#[derive(Debug)]
pub enum Trouble {
    AddressUnusable,
    HostUnknown,
    Refused,
    Unreachable,
    /// Nothing came in the time that it had.
    Silent,
    Cut,
    Certificate(Certificate),
    Tls,
    NotHttp,
    Proxy,
    /// A status that is no success; with what the server says.
    Answered {
        status: u16,
        answer: String,
    },
    /// A redirect.
    Moved {
        answer: String,
    },
    /// A status of success for something that was thrown away.
    NotAccepted {
        answer: String,
    },
    Mail(MailTrouble),
    NotWritten {
        path: PathBuf,
        source: io::Error,
    },
    NotRun(Box<Error>),
    ProgramFailed {
        program: PathBuf,
        status: ExitStatus,
        stderr: String,
    },
    /// It still ran when its time was over, or did not come back at all.
    Unfinished,
}

/// What only a mail server can meet.
#[derive(Debug, PartialEq, Eq)]
#[expect(dead_code, reason = "a build meets what its features leave it")]
pub enum MailTrouble {
    /// The program was built without mail.
    LeftOut,
    NoAddress {
        address: String,
    },
    Refused {
        answer: String,
    },
    /// It wants to be asked again later.
    PutOff {
        answer: String,
    },
    /// Neither encryption nor a way to log in that we have in common.
    Unsuitable,
    PasswordMissing,
    Keyring(KeyringTrouble),
}

impl MailTrouble {
    fn message(&self) -> String {
        match self {
            Self::LeftOut => tr!("notify-mail-left-out"),
            Self::NoAddress { address } => {
                tr!("notify-mail-address", address = address.as_str())
            }
            Self::Refused { answer } | Self::PutOff { answer } => {
                tr!("notify-answered", answer = answer.as_str())
            }
            Self::Unsuitable => tr!("notify-mail-unsuitable"),
            Self::PasswordMissing => tr!("notify-password-missing"),
            Self::Keyring(trouble) => Error::Keyring { trouble: trouble.clone() }.message(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    UnknownAuthority,
    OtherName,
    OutOfDate,
    Invalid,
}

impl Trouble {
    /// Whether another try may help.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::HostUnknown
            | Self::Refused
            | Self::Unreachable
            | Self::Silent
            | Self::Cut
            | Self::Proxy
            | Self::Mail(MailTrouble::PutOff { .. }) => true,
            Self::Answered { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }

    pub fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Self::of_tls(tls);
        }
        match error.kind() {
            Kind::ConnectionRefused => Self::Refused,
            Kind::TimedOut | Kind::WouldBlock => Self::Silent,
            Kind::BrokenPipe
            | Kind::ConnectionAborted
            | Kind::ConnectionReset
            | Kind::NotConnected
            | Kind::UnexpectedEof => Self::Cut,
            _ => Self::Unreachable,
        }
    }

    /// What rustls says has the names of the server in it.
    pub fn of_tls(error: &rustls::Error) -> Self {
        use rustls::CertificateError as Refused;
        let rustls::Error::InvalidCertificate(refused) = error else { return Self::Tls };
        Self::Certificate(match refused {
            Refused::UnknownIssuer => Certificate::UnknownAuthority,
            Refused::NotValidForName | Refused::NotValidForNameContext { .. } => {
                Certificate::OtherName
            }
            Refused::Expired
            | Refused::ExpiredContext { .. }
            | Refused::NotValidYet
            | Refused::NotValidYetContext { .. } => Certificate::OutOfDate,
            _ => Certificate::Invalid,
        })
    }

    /// The sentence in the current language.
    pub fn message(&self) -> String {
        match self {
            Self::AddressUnusable => tr!("notify-address-unusable"),
            Self::HostUnknown => tr!("notify-host-unknown"),
            Self::Refused => tr!("notify-refused"),
            Self::Unreachable => tr!("notify-unreachable"),
            Self::Silent => tr!("notify-silent"),
            Self::Cut => tr!("notify-cut"),
            Self::Certificate(Certificate::UnknownAuthority) => tr!("notify-unknown-authority"),
            Self::Certificate(Certificate::OtherName) => tr!("notify-certificate-other-name"),
            Self::Certificate(Certificate::OutOfDate) => tr!("notify-certificate-out-of-date"),
            Self::Certificate(Certificate::Invalid) => tr!("notify-certificate-invalid"),
            Self::Tls => tr!("notify-tls"),
            Self::NotHttp => tr!("notify-not-http"),
            Self::Proxy => tr!("notify-proxy"),
            Self::Answered { answer, .. } => tr!("notify-answered", answer = answer.as_str()),
            Self::Moved { answer } => tr!("notify-moved", answer = answer.as_str()),
            Self::NotAccepted { answer } => tr!("notify-not-accepted", answer = answer.as_str()),
            Self::Mail(trouble) => trouble.message(),
            Self::NotWritten { path, source } => tr!(
                "notify-not-written",
                path = path.display().to_string(),
                detail = source.to_string()
            ),
            Self::NotRun(error) => error.message(),
            Self::ProgramFailed { program, status, stderr } => tr!(
                "notify-program-failed",
                program = program.display().to_string(),
                status = child::describe(*status),
                said = stderr.as_str()
            ),
            Self::Unfinished => tr!("notify-unfinished"),
        }
    }
}
