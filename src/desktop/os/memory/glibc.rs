use std::ffi::c_int;

/// `M_ARENA_MAX` of `malloc.h`.
const ARENA_MAX: c_int = -8;
/// One for the loop and what it starts, one for those that compress meanwhile.
const ARENAS: c_int = 2;

unsafe extern "C" {
    fn mallopt(parameter: c_int, value: c_int) -> c_int;
}

/// To be called before there are threads. By itself the C library gives each new thread an arena,
/// up to eight a core, and every arena keeps what its largest backup took: after 200 backups that
/// is 17 MiB.
pub fn share_between_threads() {
    // SAFETY: sets a number inside the allocator, under the allocator's own lock. What it answers
    // does not matter: without the limit all works the same.
    unsafe { mallopt(ARENA_MAX, ARENAS) };
}
