//! The colour of the task bar, from the registry.

use crate::desktop::event::Bar;

/// The small icon at 200 %; the task bar scales it down.
pub const TRAY_PX: u32 = 32;
/// The tooltip is all that is shown.
pub const TITLED: bool = false;

pub fn bar() -> Bar {
    let personalize = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";
    let is_light = windows_registry::CURRENT_USER
        .open(personalize)
        .and_then(|key| key.get_u32("SystemUsesLightTheme"));
    // Windows versions without the value have a dark bar.
    if is_light == Ok(1) { Bar::Light } else { Bar::Dark }
}
