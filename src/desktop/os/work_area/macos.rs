//! Where the menu bar and the Dock are is known to AppKit alone, which is not bound here: the
//! fallback of the module stands clear of both at their usual sizes.

use super::WorkArea;

pub fn work_area() -> Option<WorkArea> {
    None
}

/// The system gives undecorated windows their shadow itself.
pub fn is_composited() -> bool {
    false
}
