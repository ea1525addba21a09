//! Somebody who is told: a web server on this machine that notes what it gets.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::harness::eventually;

/// What it does with a request.
#[derive(Clone, Copy)]
pub enum Manner {
    Thanks,
    /// Says what it was asked for, and that it is broken.
    Fails,
    /// Takes it and never says a word.
    Silent,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `POST /ping/x`
    pub what: String,
    pub body: String,
}

pub struct Listener {
    place: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    is_over: Arc<AtomicBool>,
}

impl Listener {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap();
        let (seen, is_over) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicBool>::default());
        let (notes, end) = (Arc::clone(&seen), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (notes, end) = (Arc::clone(&notes), Arc::clone(&end));
                thread::spawn(move || serve(&stream, manner, &notes, &end));
            }
        });
        Self { place, seen, is_over }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.place)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Methods and paths, in their order.
    pub fn asked(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.what).collect()
    }

    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        eventually("somebody who tells", || self.seen().len() >= count);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.place);
    }
}

fn serve(stream: &TcpStream, manner: Manner, notes: &Mutex<Vec<Seen>>, is_over: &AtomicBool) {
    let Some(seen) = read(stream) else { return };
    let what = seen.what.clone();
    notes.lock().unwrap().push(seen);
    let (status, said) = match manner {
        Manner::Thanks => ("200 OK", "OK".to_owned()),
        Manner::Fails => ("500 Oh", format!("nothing works at {what}")),
        Manner::Silent => {
            while !is_over.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(20));
            }
            return;
        }
    };
    let length = said.len();
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{said}");
    let _ = (&mut &*stream).write_all(answer.as_bytes());
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length =
        |line: &str| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok();
    let mut body = vec![0; head.lines().find_map(length).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let what = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Seen { what, body: String::from_utf8(body).ok()? })
}
