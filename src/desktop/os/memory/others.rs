/// Their allocators do it by themselves.
pub fn share_between_threads() {}
