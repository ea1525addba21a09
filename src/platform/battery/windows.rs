//! By the system's own summary.

use windows_sys::Win32::System::Power::{GetSystemPowerStatus, SYSTEM_POWER_STATUS};

/// `ACLineStatus` of a machine on its battery.
const OFFLINE: u8 = 0;
/// `BatteryFlag` of a machine without one.
const NO_BATTERY: u8 = 128;

pub fn discharging_percent() -> Option<u8> {
    let mut status = SYSTEM_POWER_STATUS::default();
    // SAFETY: the structure is ours and lives until the call returns.
    let known = unsafe { GetSystemPowerStatus(&raw mut status) } != 0;
    let on_battery = status.ACLineStatus == OFFLINE && status.BatteryFlag & NO_BATTERY == 0;
    // 255 says that nobody knows.
    (known && on_battery && status.BatteryLifePercent <= 100).then_some(status.BatteryLifePercent)
}
