//! What a desktop has.

use crate::portal;
use crate::words;

/// What the desktop has.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "a list of parts, each there or not")]
pub struct Options {
    pub language: &'static str,
    pub display: bool,
    pub bus: bool,
    pub window_manager: WindowManager,
    /// Windows may let through what is behind them; xfwm4 only.
    pub compositor: bool,
    /// A panel that shows tray icons.
    pub panel: bool,
    pub notifications: Notifications,
    pub portal: Option<portal::Behaviour>,
    /// A dialogue for files.
    pub chooser: bool,
    /// Pixels for each length of a window, as the desktop's settings say it.
    pub scale: u16,
    /// The desktop wishes for dark windows.
    pub dark: bool,
    /// A screen reader, which gets the windows' texts.
    pub reader: bool,
    /// Says of itself that it is a Wayland session, with XWayland beside it.
    pub wayland: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowManager {
    Xfwm,
    Openbox,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notifications {
    Recorded,
    Dunst,
    Xfce,
    None,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: words::FRENCH.locale,
            display: true,
            bus: true,
            window_manager: WindowManager::Xfwm,
            compositor: false,
            panel: true,
            notifications: Notifications::Recorded,
            portal: None,
            chooser: false,
            scale: 1,
            dark: false,
            reader: false,
            wayland: false,
        }
    }
}
