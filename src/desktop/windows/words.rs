//! The sentences of the windows, in the user's language.

use sauvegarde::tr;

use super::{CardWords, Words};

/// Each window has its own copy, filled when it opens: the language may have changed meanwhile.
pub fn fill(words: &Words<'_>) {
    words.set_card(card());
}

fn card() -> CardWords {
    CardWords {
        close: tr!("window-close").into(),
        advice: tr!("advice-label").into(),
        progress: tr!("window-progress").into(),
    }
}
