pub fn text(_: &super::configuration::Configuration, _: &super::state::State) -> String {
    String::new()
}
