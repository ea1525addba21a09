//! A Job Object for each child, which dies with us; no console window.

use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::os::windows::process::CommandExt as _;
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    HANDLE_FLAG_INHERIT, STATUS_ACCESS_VIOLATION, STATUS_CONTROL_C_EXIT, STATUS_DLL_NOT_FOUND,
    STATUS_ENTRYPOINT_NOT_FOUND, STATUS_INVALID_IMAGE_FORMAT, SetHandleInformation,
};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject, TerminateJobObject,
};
use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

use crate::report::i18n::tr;

/// Not suspended until it is in its job: if we were killed in between, a suspended child would stay
/// for ever, and one that runs ends at its first write to us, at the latest after the time that
/// `pg_dump` waits for a lock.
pub fn prepare(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

pub fn widen(_: &ChildStdout) -> Option<Duration> {
    None
}

/// Nobody inherits children here.
pub fn bury_orphans() {}

/// A child of Windows' gets every handle that may be passed on, and so do its children; who reads
/// what we print would wait for the last of them.
pub fn keep_our_streams() {
    let (input, output, errors) = (io::stdin(), io::stdout(), io::stderr());
    for stream in [input.as_raw_handle(), output.as_raw_handle(), errors.as_raw_handle()] {
        // SAFETY: the handles are ours and stay open; a stream that is not there is refused.
        unsafe {
            SetHandleInformation(stream, HANDLE_FLAG_INHERIT, 0);
        }
    }
}

/// The job that the child and all that it starts belong to.
pub struct Group(OwnedHandle);

impl Group {
    pub fn of(child: &Child) -> io::Result<Self> {
        // SAFETY: no attributes and no name are allowed values; the handle is checked and owned
        // at once.
        let job = unsafe {
            let handle = CreateJobObjectW(std::ptr::null(), std::ptr::null());
            if handle.is_null() {
                return Err(io::Error::last_os_error());
            }
            OwnedHandle::from_raw_handle(handle)
        };
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
        let size = u32::try_from(size_of_val(&limits)).unwrap_or_default();
        // SAFETY: both handles are open, and `limits` is the structure that this class asks for,
        // of the size given.
        let done = unsafe {
            SetInformationJobObject(
                job.as_raw_handle(),
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast(),
                size,
            ) != 0
                && AssignProcessToJobObject(job.as_raw_handle(), child.as_raw_handle()) != 0
        };
        if done { Ok(Self(job)) } else { Err(io::Error::last_os_error()) }
    }

    /// Windows knows no polite way for a program without a window.
    pub fn ask_to_stop(&self) {
        self.kill();
    }

    pub fn kill(&self) {
        // SAFETY: the handle is open for as long as `self` lives.
        unsafe {
            TerminateJobObject(self.0.as_raw_handle(), 1);
        }
    }
}

/// The statuses that a user meets, by name: the loader's errors come without any message.
pub fn describe(status: ExitStatus) -> String {
    let status = status.code().unwrap_or_default();
    let code = format!("0x{:08X}", status.cast_unsigned());
    match status {
        STATUS_DLL_NOT_FOUND => tr!("status-dll-missing", code = code),
        STATUS_ENTRYPOINT_NOT_FOUND | STATUS_INVALID_IMAGE_FORMAT => {
            tr!("status-dll-wrong", code = code)
        }
        STATUS_ACCESS_VIOLATION => tr!("status-crashed", code = code),
        STATUS_CONTROL_C_EXIT => tr!("status-interrupted", code = code),
        _ => tr!("status-exit", status = status.to_string()),
    }
}
