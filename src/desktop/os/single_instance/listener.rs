//! The side of the running tray: a thread that waits for clients, and one a client.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use interprocess::local_socket::{Listener as Socket, Stream, prelude::*};

use super::address;
use super::message::Message;
use crate::desktop::event::{Command, Elsewhere, Event};
use crate::desktop::sender::EventSender;

/// A client says something at once, or is none of ours.
const FIRST_WORD: Duration = Duration::from_secs(2);
/// More clients than this are turned away: nobody makes so many backups at once.
const MOST_CLIENTS: usize = 16;
/// A longer line is no message.
const LONGEST_LINE: u64 = 64 * 1024;
/// No client's turn to report.
const NOBODY: u64 = 0;

/// The claim of the first instance.
pub struct Listener {
    lock: File,
    socket: Socket,
}

/// What the clients' threads share.
struct Shared {
    send: EventSender,
    clients: AtomicUsize,
    /// Whose job is shown. Those of others that run meanwhile are not: the tray shows one.
    reporter: AtomicU64,
}

impl Listener {
    pub(super) fn new(lock: File, socket: Socket) -> Self {
        Self { lock, socket }
    }

    /// Answers clients from now on, on threads of its own.
    pub fn serve(self, send: EventSender) {
        let shared =
            Shared { send, clients: AtomicUsize::new(0), reporter: AtomicU64::new(NOBODY) };
        let serve = move || self.accept(&Arc::new(shared));
        // Without the thread the lock is free again and the tray runs unguarded, which is the lesser
        // evil.
        let _ = thread::Builder::new().name("instance".to_owned()).spawn(serve);
    }

    fn accept(self, shared: &Arc<Shared>) {
        let Self { lock: _held, socket } = self;
        for (number, stream) in (NOBODY + 1..).zip(socket.incoming()) {
            let Ok(stream) = stream else {
                // Out of descriptors, for instance: not a reason to spin.
                thread::sleep(Duration::from_millis(100));
                continue;
            };
            if !address::is_ours(&stream) {
                continue;
            }
            if shared.clients.fetch_add(1, Ordering::Relaxed) >= MOST_CLIENTS {
                shared.clients.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            let for_client = Arc::clone(shared);
            let serve = move || {
                for_client.serve(number, stream);
                for_client.clients.fetch_sub(1, Ordering::Relaxed);
            };
            if thread::Builder::new().name("client".to_owned()).spawn(serve).is_err() {
                shared.clients.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }
}

impl Shared {
    fn serve(&self, number: u64, stream: Stream) {
        let _ = stream.set_recv_timeout(Some(FIRST_WORD));
        let _ = stream.set_send_timeout(Some(FIRST_WORD));
        let mut stream = BufReader::new(stream);
        while let Some(message) = next(&mut stream) {
            match message {
                Message::ShowCard | Message::Quit => {
                    self.send.send(Event::Asked(match message {
                        Message::Quit => Command::QuitAnyway,
                        _ => Command::ShowCard,
                    }));
                    if stream.get_mut().write_all(b"\n").is_err() {
                        break;
                    }
                }
                Message::Progress { progress } => {
                    // From now on silence means a slow server; the end of the process is seen.
                    let _ = stream.get_ref().set_recv_timeout(None);
                    if self.has_turn(number) {
                        self.send.send(Event::Elsewhere(Elsewhere::Progress(progress)));
                    }
                }
                Message::Verified { path, problems } => {
                    let verified = Elsewhere::Verified { path, problems };
                    self.send.send(Event::Elsewhere(verified));
                }
                Message::Ended { outcome } => {
                    if self.end_turn(number) {
                        self.send.send(Event::Elsewhere(Elsewhere::Ended(outcome.into())));
                    }
                    break;
                }
            }
        }
        if self.end_turn(number) {
            self.send.send(Event::Elsewhere(Elsewhere::Lost));
        }
    }

    fn has_turn(&self, number: u64) -> bool {
        let turn = &self.reporter;
        match turn.compare_exchange(NOBODY, number, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(whose) => whose == number,
        }
    }

    /// Whether it was this client's turn.
    fn end_turn(&self, number: u64) -> bool {
        let turn = &self.reporter;
        turn.compare_exchange(number, NOBODY, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// Nothing at the end, on silence, and for what is no message.
fn next(stream: &mut BufReader<Stream>) -> Option<Message> {
    let mut line = Vec::new();
    stream.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).ok()?;
    serde_json::from_slice(&line).ok()
}
