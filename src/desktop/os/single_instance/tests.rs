use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::*;
use crate::desktop::event::{Command, Elsewhere, Event, Outcome};
use crate::desktop::sender::EventSender;
use interprocess::local_socket::Stream;
use sauvegarde::report::progress::{Progress, Stage};
use std::io::{Read as _, Write as _};

/// A listener at an address of its own.
fn serving(folder: &Path) -> Receiver<Event> {
    let lock = lock(&folder.join("lock")).unwrap().unwrap();
    let listener = Listener::new(lock, address::listen(folder).unwrap());
    let (sender, events) = mpsc::channel();
    listener.serve(EventSender::new(move |event| drop(sender.send(event))));
    events
}

fn say(stream: &mut Stream, message: &Message) {
    let line = format!("{}\n", serde_json::to_string(message).unwrap());
    stream.write_all(line.as_bytes()).unwrap();
}

fn progress(percent: u8) -> Message {
    let progress = Progress {
        stage: Stage::Dump,
        percent,
        table: Some("public.élève".to_owned()),
        dump_bytes: 1,
        file_bytes: 1,
        bytes_per_s: 1,
        eta_s: None,
        approximate: false,
    };
    Message::Progress { progress }
}

fn next(events: &Receiver<Event>) -> Event {
    events.recv_timeout(Duration::from_secs(5)).unwrap()
}

#[test]
fn a_silent_client_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let events = serving(folder.path());
    let mut silent = address::connect(folder.path()).unwrap();
    let mut other = address::connect(folder.path()).unwrap();
    let started = Instant::now();
    say(&mut other, &Message::ShowCard);
    other.read_exact(&mut [0]).unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
    assert!(matches!(next(&events), Event::Asked(Command::ShowCard)));
    // And is turned away itself; named pipes have no time limits, only a greatest number.
    if cfg!(unix) {
        assert_eq!(silent.read(&mut [0]).unwrap(), 0);
    }
}

#[test]
fn a_job_elsewhere_is_followed_to_its_end_or_its_loss() {
    let folder = tempfile::tempdir().unwrap();
    let events = serving(folder.path());
    let mut one = address::connect(folder.path()).unwrap();
    say(&mut one, &progress(20));
    let Event::Elsewhere(Elsewhere::Progress(seen)) = next(&events) else { panic!() };
    assert_eq!((seen.percent, seen.table.as_deref()), (20, Some("public.élève")));
    // A second job has no turn while the first one runs.
    let mut two = address::connect(folder.path()).unwrap();
    say(&mut two, &progress(30));
    std::thread::sleep(Duration::from_millis(100));
    drop(one);
    assert!(matches!(next(&events), Event::Elsewhere(Elsewhere::Lost)));
    say(&mut two, &progress(40));
    let Event::Elsewhere(Elsewhere::Progress(seen)) = next(&events) else { panic!() };
    assert_eq!(seen.percent, 40);
    let outcome = Ended::Failed { code: "busy".into(), message: "m".into(), advice: "a".into() };
    say(&mut two, &Message::Ended { outcome });
    let Event::Elsewhere(Elsewhere::Ended(Outcome::Failed(failure))) = next(&events) else {
        panic!()
    };
    assert_eq!(failure.code, "busy");
    drop(two);
    assert!(events.recv_timeout(Duration::from_millis(200)).is_err());
}

#[test]
fn what_is_no_message_ends_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let events = serving(folder.path());
    for bytes in [b"{\"type\":\"reboot\"}\n".to_vec(), vec![b'x'; 100_000]] {
        let mut client = address::connect(folder.path()).unwrap();
        let _ = client.write_all(&bytes);
        assert!(!matches!(client.read(&mut [0]), Ok(1..)));
    }
    assert!(events.try_recv().is_err());
}

#[test]
fn the_lock_is_one_a_folder_and_a_stale_socket_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock");
    let held = lock(&path).unwrap().unwrap();
    assert!(lock(&path).unwrap().is_none());
    drop(held);
    std::mem::forget(address::listen(folder.path()).unwrap());
    drop(serving(folder.path()));
    assert!(address::connect(folder.path()).is_ok());
}
