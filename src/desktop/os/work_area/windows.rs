//! By the system's own parameters.

use windows_sys::Win32::Foundation::RECT;
use windows_sys::Win32::UI::WindowsAndMessaging::{SPI_GETWORKAREA, SystemParametersInfoW};

use super::WorkArea;

pub fn work_area() -> Option<WorkArea> {
    let mut area = RECT { left: 0, top: 0, right: 0, bottom: 0 };
    // SAFETY: SPI_GETWORKAREA writes one RECT to the address, which is `area`'s.
    let done = unsafe { SystemParametersInfoW(SPI_GETWORKAREA, 0, (&raw mut area).cast(), 0) };
    (done != 0).then_some(WorkArea {
        x: area.left,
        y: area.top,
        width: area.right - area.left,
        height: area.bottom - area.top,
    })
}

/// The system gives undecorated windows their shadow and their round corners itself.
pub fn is_composited() -> bool {
    false
}
