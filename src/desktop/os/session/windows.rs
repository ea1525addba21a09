//! Windows tells every window, also one that nobody sees, that the session ends, that the machine
//! is awake again and that the colours have changed. A program without a console hears it in no
//! other way.
//!
//! Invariant: the session waits for a job that was cancelled, as long as its user lets it, and is
//! told why; one that does not end after all cancels nothing.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sauvegarde::report::i18n::tr;
use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::RemoteDesktop::{
    NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification,
};
use windows_sys::Win32::System::Shutdown::{ShutdownBlockReasonCreate, ShutdownBlockReasonDestroy};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, GetMessageW, MSG, PBT_APMRESUMEAUTOMATIC,
    RegisterClassW, WM_ENDSESSION, WM_POWERBROADCAST, WM_QUERYENDSESSION, WM_SETTINGCHANGE,
    WM_TIMECHANGE, WM_WTSSESSION_CHANGE, WNDCLASSW, WS_EX_TOOLWINDOW, WS_OVERLAPPED,
    WTS_SESSION_UNLOCK,
};
use windows_sys::core::w;

use crate::desktop::event::{Command, Event};
use crate::desktop::os::appearance;
use crate::desktop::sender::EventSender;
use sauvegarde::platform::log;

/// A restore that is cancelled has a database to drop; what takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// Whether the program has done what it had to.
#[derive(Default)]
struct Done(Mutex<bool>, Condvar);

pub struct Session(Arc<Done>);

impl Session {
    pub fn watch(send: EventSender) -> Self {
        let done = Arc::new(Done::default());
        let listener = Listener { send, done: Arc::clone(&done) };
        let run = move || {
            LISTENER.set(Some(listener));
            if !listen() {
                log::line(&format!("session: {}", std::io::Error::last_os_error()));
            }
        };
        // Without the thread the session ends as it does for a program that is killed.
        let _ = thread::Builder::new().name("session".to_owned()).spawn(run);
        Self(done)
    }

    /// The job is over and the icon is gone: whoever waits for that may go on.
    pub fn ended(self) {
        let Done(done, changed) = &*self.0;
        *done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }
}

struct Listener {
    send: EventSender,
    done: Arc<Done>,
}

thread_local! {
    /// Of the thread whose window it is.
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Makes the window and hands it its messages, as long as the process lives.
fn listen() -> bool {
    let class = w!("SauvegardeSession");
    let description =
        WNDCLASSW { lpfnWndProc: Some(receive), lpszClassName: class, ..Default::default() };
    let nobody = std::ptr::null_mut();
    // SAFETY: class and title are constants that end with a zero, the procedure is a function of
    // the right type, and the messages are read into a structure of theirs.
    unsafe {
        if RegisterClassW(&raw const description) == 0 {
            return false;
        }
        let (title, size) = (w!("Sauvegarde"), 0);
        let window = CreateWindowExW(
            WS_EX_TOOLWINDOW,
            class,
            title,
            WS_OVERLAPPED,
            0,
            0,
            size,
            size,
            nobody,
            nobody,
            nobody,
            std::ptr::null(),
        );
        if window.is_null() {
            return false;
        }
        // Without it an unlocked session is not heard of; the clock is.
        WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
        let mut message = MSG::default();
        while GetMessageW(&raw mut message, nobody, 0, 0) > 0 {
            DispatchMessageW(&raw const message);
        }
    }
    true
}

/// SAFETY: called by the system, on the thread that made the window.
unsafe extern "system" fn receive(
    window: HWND,
    message: u32,
    what: WPARAM,
    detail: LPARAM,
) -> LRESULT {
    match message {
        WM_QUERYENDSESSION => {
            // Shown only if it takes long enough for the user to see it.
            let reason: Vec<u16> = tr!("session-ends").encode_utf16().chain([0]).collect();
            // SAFETY: the window is the system's own, the text ends with a zero and is copied.
            unsafe { ShutdownBlockReasonCreate(window, reason.as_ptr()) };
            1
        }
        WM_ENDSESSION => {
            if what != 0 {
                LISTENER.with_borrow(|listener| listener.iter().for_each(Listener::end));
            }
            // SAFETY: the window is the system's own.
            unsafe { ShutdownBlockReasonDestroy(window) };
            0
        }
        WM_POWERBROADCAST if u32::try_from(what) == Ok(PBT_APMRESUMEAUTOMATIC) => {
            tell(|| Event::Woke);
            1
        }
        WM_TIMECHANGE => {
            tell(|| Event::Woke);
            0
        }
        WM_WTSSESSION_CHANGE if u32::try_from(what) == Ok(WTS_SESSION_UNLOCK) => {
            tell(|| Event::Woke);
            0
        }
        WM_SETTINGCHANGE => {
            tell(|| Event::Bar(appearance::bar()));
            0
        }
        // SAFETY: as the system has called this one.
        _ => unsafe { DefWindowProcW(window, message, what, detail) },
    }
}

fn tell(event: impl FnOnce() -> Event) {
    LISTENER.with_borrow(|listener| {
        if let Some(listener) = listener {
            listener.send.send(event());
        }
    });
}

impl Listener {
    /// Ends the program, and waits for it: when the answer is given, Windows kills it.
    fn end(&self) {
        self.send.send(Event::Asked(Command::QuitAnyway));
        let Done(done, changed) = &*self.done;
        let done = done.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = changed.wait_timeout_while(done, LONGEST, |done| !*done);
    }
}
