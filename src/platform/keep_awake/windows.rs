//! The execution state of the job's thread.

use windows_sys::Win32::System::Power::{
    ES_CONTINUOUS, ES_SYSTEM_REQUIRED, SetThreadExecutionState,
};

pub struct Inhibitor(());

impl Inhibitor {
    pub fn start() -> Option<Self> {
        // SAFETY: takes flags only.
        let before = unsafe { SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED) };
        (before != 0).then_some(Self(()))
    }
}

impl Drop for Inhibitor {
    fn drop(&mut self) {
        // SAFETY: takes flags only.
        unsafe { SetThreadExecutionState(ES_CONTINUOUS) };
    }
}
