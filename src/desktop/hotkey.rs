use super::sender::EventSender;
pub struct Hotkey;
pub fn register(_: &str, _: EventSender) -> Hotkey { Hotkey }
