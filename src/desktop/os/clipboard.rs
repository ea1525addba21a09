//! The clipboard, whose content belongs to this process on X11 and Wayland.

use std::sync::{Mutex, PoisonError};

use arboard::{Clipboard, Error};

/// Kept: with it goes what was copied.
static HELD: Mutex<Option<Clipboard>> = Mutex::new(None);

/// # Errors
/// There is no clipboard here, or another program holds it.
pub fn copy(text: String) -> Result<(), Error> {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let mut clipboard = match held.take() {
        Some(clipboard) => clipboard,
        None => Clipboard::new()?,
    };
    clipboard.set_text(text)?;
    *held = Some(clipboard);
    Ok(())
}
