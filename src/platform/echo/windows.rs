//! The console's echo on Windows.

use windows_sys::Win32::System::Console::{
    ENABLE_ECHO_INPUT, GetConsoleMode, GetStdHandle, STD_INPUT_HANDLE, SetConsoleMode,
};

/// What is typed is not shown until this is dropped.
pub struct Hidden(Option<u32>);

impl Hidden {
    #[must_use]
    pub fn start() -> Self {
        let mut before = 0;
        // SAFETY: the handle is the process's own, and the mode is written to a local.
        let done = unsafe {
            let input = GetStdHandle(STD_INPUT_HANDLE);
            GetConsoleMode(input, &raw mut before) != 0
                && SetConsoleMode(input, before & !ENABLE_ECHO_INPUT) != 0
        };
        Self(done.then_some(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            // SAFETY: as above.
            unsafe { SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), before) };
        }
    }
}
