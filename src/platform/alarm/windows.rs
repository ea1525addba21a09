//! A waitable timer with an absolute time, which follows the clock when it is set, and an event.

use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr::{null, null_mut};
use std::sync::Arc;

use jiff::Timestamp;
use windows_sys::Win32::Foundation::{HANDLE, WAIT_FAILED, WAIT_OBJECT_0};
use windows_sys::Win32::System::Threading::{
    CreateEventW, CreateWaitableTimerExW, INFINITE, SetEvent, SetWaitableTimer, TIMER_ALL_ACCESS,
    WaitForMultipleObjects,
};

use super::Rang;

/// From 1601 to 1970, in hundreds of nanoseconds.
const EPOCH: i128 = 116_444_736_000_000_000;

#[derive(Debug)]
pub struct Alarm {
    timer: OwnedHandle,
    called: Arc<OwnedHandle>,
}

#[derive(Clone, Debug)]
pub struct Bell(Arc<OwnedHandle>);

pub fn new() -> io::Result<(Alarm, Bell)> {
    // SAFETY: without a name and without attributes there is nothing to point to.
    let timer = owned(unsafe { CreateWaitableTimerExW(null(), null(), 0, TIMER_ALL_ACCESS) })?;
    // SAFETY: the same; it resets itself when a wait has seen it.
    let called = Arc::new(owned(unsafe { CreateEventW(null(), 0, 0, null()) })?);
    let bell = Bell(Arc::clone(&called));
    Ok((Alarm { timer, called }, bell))
}

fn owned(handle: HANDLE) -> io::Result<OwnedHandle> {
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: just made, and nobody else's.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

impl Alarm {
    pub fn wait(&self, at: Option<Timestamp>) -> io::Result<Rang> {
        let hundreds = at.unwrap_or(Timestamp::MAX).as_nanosecond() / 100 + EPOCH;
        // Below zero it would be a time to come from now on.
        let due = i64::try_from(hundreds.max(1)).unwrap_or(i64::MAX);
        let timer = self.timer.as_raw_handle();
        // SAFETY: the handle is ours, the time lives until the call returns, and no routine is given.
        if unsafe { SetWaitableTimer(timer, &raw const due, 0, None, null_mut(), 0) } == 0 {
            return Err(io::Error::last_os_error());
        }
        let handles = [self.called.as_raw_handle(), timer];
        // SAFETY: both handles are ours and live as long as the wait.
        match unsafe { WaitForMultipleObjects(2, handles.as_ptr(), 0, INFINITE) } {
            WAIT_OBJECT_0 => Ok(Rang::Called),
            WAIT_FAILED => Err(io::Error::last_os_error()),
            _ => Ok(Rang::Time),
        }
    }
}

impl Bell {
    pub fn ring(&self) {
        // SAFETY: the handle is ours.
        unsafe { SetEvent(self.0.as_raw_handle()) };
    }
}
