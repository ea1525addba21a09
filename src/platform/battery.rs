//! How long the machine will last.

#[cfg_attr(target_os = "linux", path = "battery/linux.rs")]
#[cfg_attr(target_os = "macos", path = "battery/macos.rs")]
#[cfg_attr(windows, path = "battery/windows.rs")]
mod platform;

/// The charge of a machine that runs on its battery; nothing on mains, without a battery, or where
/// the system does not say.
#[must_use]
pub fn discharging_percent() -> Option<u8> {
    platform::discharging_percent()
}
