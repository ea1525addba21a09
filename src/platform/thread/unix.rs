//! Priority and time of a thread on Unix.

use std::time::Duration;

/// Linux gives each thread its own niceness; elsewhere it is the process's and stays as it is.
pub fn yield_to_others() {
    #[cfg(target_os = "linux")]
    {
        let thread = rustix::thread::gettid();
        let _ = rustix::process::setpriority_process(Some(thread), 10);
    }
}

/// Processor time of the current thread.
#[must_use]
pub fn thread_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.try_into().unwrap_or_default()))
}
