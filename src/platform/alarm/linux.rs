//! A `timerfd` of the real-time clock, which the kernel ends when the clock is set or the machine has
//! slept, and an `eventfd`.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use jiff::Timestamp;
use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::io::{Errno, read, write};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};

use super::Rang;

/// In the year 2255: for ever. A timer that is not set tells nothing of the clock.
const FOR_EVER_S: i64 = 9_000_000_000;

#[derive(Debug)]
pub struct Alarm {
    timer: OwnedFd,
    called: Arc<OwnedFd>,
}

#[derive(Clone, Debug)]
pub struct Bell(Arc<OwnedFd>);

pub fn new() -> io::Result<(Alarm, Bell)> {
    let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
    let timer = timerfd_create(TimerfdClockId::Realtime, flags)?;
    let called = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
    let bell = Bell(Arc::clone(&called));
    Ok((Alarm { timer, called }, bell))
}

impl Alarm {
    pub fn wait(&self, at: Option<Timestamp>) -> io::Result<Rang> {
        let at = at.unwrap_or(Timestamp::MAX);
        let value = Timespec {
            // Zero would mean never.
            tv_sec: at.as_second().clamp(1, FOR_EVER_S),
            tv_nsec: at.subsec_nanosecond().max(0).into(),
        };
        let once = Itimerspec { it_interval: Timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        timerfd_settime(&self.timer, flags, &once)?;
        loop {
            let mut waited = [
                PollFd::new(&self.timer, PollFlags::IN),
                PollFd::new(&*self.called, PollFlags::IN),
            ];
            match poll(&mut waited, None) {
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            }
            let mut count = [0; 8];
            if read(&*self.called, &mut count).is_ok() {
                return Ok(Rang::Called);
            }
            match read(&self.timer, &mut count) {
                Ok(_) => return Ok(Rang::Time),
                Err(Errno::CANCELED) => return Ok(Rang::ClockSet),
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Bell {
    pub fn ring(&self) {
        // A full counter rings as well.
        let _ = write(&*self.0, &1_u64.to_ne_bytes());
    }
}
