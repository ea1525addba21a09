pub fn watch(_: &std::path::Path, _: super::sender::EventSender) {}
