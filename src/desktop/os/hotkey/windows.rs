//! Windows: AltGr is Ctrl+Alt there, so a hotkey can take a letter away from the keyboard.

use sauvegarde::config::keys::{Key, Keys, Modifier};
use windows_sys::Win32::UI::Input::KeyboardAndMouse::{
    GetKeyboardLayout, MAPVK_VK_TO_VSC, MapVirtualKeyExW, ToUnicodeEx, VK_CONTROL, VK_LCONTROL,
    VK_MENU, VK_RMENU, VK_SHIFT,
};

use super::global;
use crate::desktop::sender::EventSender;

pub use global::Registration;

/// `ToUnicodeEx` is not to change what the next key types, where one types an accent first.
const LEAVE_STATE: u32 = 1 << 2;
const DOWN: u8 = 0x80;

#[expect(clippy::needless_pass_by_value, reason = "as on the other platforms")]
pub fn register(keys: Keys, send: EventSender) -> Option<Registration> {
    global::register(&keys, &send)
}

/// What AltGr and this key type on the present layout.
pub fn letter_of_alt_gr(keys: &Keys) -> Option<char> {
    let alt_gr = keys.has(Modifier::Control) && keys.has(Modifier::Alt);
    let (Key::Letter(character) | Key::Digit(character)) = keys.key else { return None };
    if !alt_gr || keys.has(Modifier::Logo) {
        return None;
    }
    // Virtual keys of letters and digits have their ASCII codes.
    let key = u32::from(character);
    let mut state = [0_u8; 256];
    for modifier in [VK_CONTROL, VK_LCONTROL, VK_MENU, VK_RMENU] {
        state[usize::from(modifier)] = DOWN;
    }
    if keys.has(Modifier::Shift) {
        state[usize::from(VK_SHIFT)] = DOWN;
    }
    let mut typed = [0_u16; 8];
    // SAFETY: the state has the 256 bytes that are asked for, and the buffer's length is its own.
    let count = unsafe {
        let layout = GetKeyboardLayout(0);
        let scan_code = MapVirtualKeyExW(key, MAPVK_VK_TO_VSC, layout);
        let (state, into) = (state.as_ptr(), typed.as_mut_ptr());
        ToUnicodeEx(key, scan_code, state, into, 8, LEAVE_STATE, layout)
    };
    // Negative: an accent that waits for its letter, which is typing too.
    let count = usize::try_from(count.abs()).ok()?.min(typed.len());
    let letter = char::decode_utf16(typed[..count].iter().copied()).next()?.ok()?;
    (!letter.is_control()).then_some(letter)
}
