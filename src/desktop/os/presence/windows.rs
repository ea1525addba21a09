//! Windows brings everything along.

use sauvegarde::{Error, Result};
use windows_sys::Win32::System::Console::GetConsoleCP;
use windows_sys::Win32::UI::WindowsAndMessaging::{MB_ICONERROR, MB_SETFOREGROUND, MessageBoxW};
use windows_sys::core::w;

#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
pub fn check() -> Result<()> {
    Ok(())
}

/// In a box, where the program was started without a console.
pub fn tell(error: &Error) {
    let text = format!("{}\n\n{}", error.message(), error.advice());
    let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
    // SAFETY: both texts end with a zero; no window is the owner.
    unsafe {
        if GetConsoleCP() == 0 {
            let style = MB_ICONERROR | MB_SETFOREGROUND;
            MessageBoxW(std::ptr::null_mut(), text.as_ptr(), w!("Sauvegarde"), style);
        }
    }
}
