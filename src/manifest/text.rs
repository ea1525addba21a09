//! Why a backup was made, in the user's words.

use super::Reason;
use crate::tr;

impl Reason {
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Manual => tr!("reason-manual"),
            Self::Hotkey => tr!("reason-hotkey"),
            Self::Scheduled => tr!("reason-scheduled"),
            Self::BeforeRestore => tr!("reason-before-restore"),
            Self::Cli => tr!("reason-cli"),
        }
    }
}
