//! placeholder replaced at merge
use std::borrow::Cow;
pub struct Encoding;
pub fn find(_: &str) -> Option<&'static Encoding> {
    None
}
impl Encoding {
    pub fn decode<'a>(&self, b: &'a [u8]) -> Option<Cow<'a, str>> {
        std::str::from_utf8(b).ok().map(Cow::Borrowed)
    }
}
