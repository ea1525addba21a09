//! Where the keys are on an X server's present layout.

use sauvegarde::config::keys::{Key, Keys, Modifier, Named};
use x11rb::connection::Connection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{ConnectionExt as _, ModMask};
use x11rb::rust_connection::RustConnection;

const NUM_LOCK: u32 = 0xff7f;
const ALT_LEFT: u32 = 0xffe9;
const SUPER_LEFT: u32 = 0xffeb;

/// Keysyms by keycode, and keycodes by modifier.
pub struct Keymap {
    first_keycode: u8,
    per_keycode: usize,
    keysyms: Vec<u32>,
    /// Eight rows, Shift to Mod5.
    modifiers: Vec<u8>,
}

impl Keymap {
    pub fn read(connection: &RustConnection) -> Result<Self, ReplyError> {
        let setup = connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let count = (last - first).saturating_add(1);
        let keys = connection.get_keyboard_mapping(first, count)?.reply()?;
        let modifiers = connection.get_modifier_mapping()?.reply()?;
        Ok(Self {
            first_keycode: first,
            per_keycode: usize::from(keys.keysyms_per_keycode).max(1),
            keysyms: keys.keysyms,
            modifiers: modifiers.keycodes,
        })
    }

    /// Every keycode with modifiers that means `keys`, whether Caps Lock and Num Lock are on or
    /// not. Empty where no key types it.
    pub fn places(&self, keys: &Keys) -> Vec<(u8, u16)> {
        let Some(keycode) = self.keycode(keysym(keys.key)).or_else(|| position(keys.key)) else {
            return Vec::new();
        };
        let wanted = keys.modifiers.iter().fold(0, |mask, modifier| mask | self.mask(*modifier));
        let caps = u16::from(ModMask::LOCK);
        let num = self.mask_with(NUM_LOCK).unwrap_or(ModMask::M2.into());
        [0, caps, num, caps | num].map(|locks| (keycode, wanted | locks)).to_vec()
    }

    /// The first column wins: that is what the key types alone.
    fn keycode(&self, keysym: u32) -> Option<u8> {
        (0..self.per_keycode).find_map(|column| {
            let mut rows = self.keysyms.chunks(self.per_keycode);
            let row = rows.position(|row| row.get(column) == Some(&keysym))?;
            u8::try_from(usize::from(self.first_keycode) + row).ok()
        })
    }

    fn mask(&self, modifier: Modifier) -> u16 {
        match modifier {
            Modifier::Control => ModMask::CONTROL.into(),
            Modifier::Shift => ModMask::SHIFT.into(),
            Modifier::Alt => self.mask_with(ALT_LEFT).unwrap_or(ModMask::M1.into()),
            Modifier::Logo => self.mask_with(SUPER_LEFT).unwrap_or(ModMask::M4.into()),
        }
    }

    /// The modifier that the key with this keysym sets.
    fn mask_with(&self, keysym: u32) -> Option<u16> {
        let keycode = self.keycode(keysym)?;
        let rows = self.modifiers.chunks((self.modifiers.len() / 8).max(1));
        let row = rows.take(8).position(|row| row.contains(&keycode))?;
        Some(1 << row)
    }
}

/// As in `keysymdef.h`.
fn keysym(key: Key) -> u32 {
    match key {
        Key::Letter(character) => character.to_ascii_lowercase().into(),
        Key::Digit(character) => character.into(),
        Key::Function(number) => 0xffbd + u32::from(number),
        Key::Named(named) => match named {
            Named::Space => 0x20,
            Named::Insert => 0xff63,
            Named::Delete => 0xffff,
            Named::Home => 0xff50,
            Named::Left => 0xff51,
            Named::Up => 0xff52,
            Named::Right => 0xff53,
            Named::Down => 0xff54,
            Named::PageUp => 0xff55,
            Named::PageDown => 0xff56,
            Named::End => 0xff57,
            Named::Pause => 0xff13,
            Named::Print => 0xff61,
        },
    }
}

/// Where a letter is on an American keyboard, for layouts without Latin letters.
fn position(key: Key) -> Option<u8> {
    const ROWS: [(u8, &str); 3] = [(24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM")];
    let Key::Letter(letter) = key else { return None };
    ROWS.iter().find_map(|(first, row)| Some(first + u8::try_from(row.find(letter)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keymap(keysyms: &[u32]) -> Keymap {
        // Num Lock on keycode 11 is Mod2, Alt on keycode 10 is Mod1.
        let mut modifiers = vec![0; 16];
        modifiers[6] = 10;
        modifiers[8] = 11;
        let keysyms = [keysyms, &[ALT_LEFT, 0, NUM_LOCK, 0]].concat();
        Keymap { first_keycode: 8, per_keycode: 2, keysyms, modifiers }
    }

    #[test]
    fn the_letter_counts_and_locks_do_not_matter() {
        let keymap = keymap(&['q'.into(), 'Q'.into(), 's'.into(), 'S'.into()]);
        let keys = Keys::parse("Ctrl+Alt+S").unwrap();
        assert_eq!(keymap.places(&keys), [(9, 12), (9, 14), (9, 28), (9, 30)]);
    }

    #[test]
    fn without_latin_letters_the_place_counts() {
        let keymap = keymap(&[0x6ca, 0x6ea, 0x6d9, 0x6f9]);
        let place = |text| keymap.places(&Keys::parse(text).unwrap());
        assert_eq!(place("Ctrl+S")[0], (39, 4));
        assert_eq!(place("Ctrl+F9"), []);
    }
}
