//! A line that cannot be clicked looks like it. The menu's library makes it so when it adds a line
//! and not when it changes one: then Windows is asked for "disabled", which is drawn like the rest.

use tray_icon::menu::{ContextMenu as _, Menu};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    EnableMenuItem, MF_BYPOSITION, MF_ENABLED, MF_GRAYED,
};

pub fn shade(menu: &Menu, line: usize, enabled: bool) {
    let Ok(line) = u32::try_from(line) else { return };
    let state = if enabled { MF_ENABLED } else { MF_GRAYED };
    let menu = menu.hpopupmenu() as *mut std::ffi::c_void;
    // SAFETY: the handle is valid as long as the menu, which is borrowed.
    unsafe {
        EnableMenuItem(menu, line, MF_BYPOSITION | state);
    }
}
