//! The menu bar follows the wallpaper and says so to nobody.

use crate::desktop::event::Bar;

/// 22 points on a screen of twice the density.
pub const TRAY_PX: u32 = 48;
/// A title would stand beside the icon in the menu bar.
pub const TITLED: bool = false;

/// Most wallpapers make it light.
pub fn bar() -> Bar {
    Bar::Light
}
