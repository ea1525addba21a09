use super::sender::EventSender;
pub struct SettingsWindow;
impl SettingsWindow {
    pub fn new(_: EventSender, _: super::configuration::Configuration) -> Self {
        Self
    }
    pub fn open(&mut self) -> Result<(), slint::PlatformError> {
        Ok(())
    }
    pub fn progress(&mut self, _: &sauvegarde::progress::Progress) {}
    pub fn ended(&mut self, _: &super::event::Outcome) {}
}
