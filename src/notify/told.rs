//! Who was told, and what came of it.

use crate::report::error::Warning;
use crate::report::i18n::tr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Ping,
    Ntfy,
    Webhook,
    Mail,
    Metrics,
    After,
}

impl Channel {
    /// Its key in the configuration, and stable name for `--json`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Ntfy => "ntfy",
            Self::Webhook => "webhook",
            Self::Mail => "mail",
            Self::Metrics => "metrics",
            Self::After => "after",
        }
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Ping => tr!("notify-channel-ping"),
            Self::Ntfy => tr!("notify-channel-ntfy"),
            Self::Webhook => tr!("notify-channel-webhook"),
            Self::Mail => tr!("notify-channel-mail"),
            Self::Metrics => tr!("notify-channel-metrics"),
            Self::After => tr!("notify-channel-after"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub channel: Channel,
    /// What the other side said, or a sentence about why it was not told; without the address.
    pub answer: Result<String, String>,
}

impl Told {
    /// What is to be known of a channel that was not told.
    #[must_use]
    pub fn warning(&self) -> Option<Warning> {
        let detail = self.answer.as_ref().err()?.clone();
        Some(Warning::NotTold { channel: self.channel.name(), detail })
    }
}
