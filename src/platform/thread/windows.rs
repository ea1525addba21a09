//! Priority and time of a thread on Windows.

use std::time::Duration;

use windows_sys::Win32::System::Threading::{
    GetCurrentThread, SetThreadPriority, THREAD_PRIORITY_BELOW_NORMAL,
};

pub fn yield_to_others() {
    // SAFETY: the pseudo handle of the current thread is always valid.
    unsafe {
        SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
    }
}

/// Windows counts it in steps of 15 ms, longer than a block takes.
#[must_use]
pub fn thread_time() -> Option<Duration> {
    None
}
