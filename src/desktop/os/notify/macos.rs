//! macOS, by notify-rust. It cannot replace what is shown, so only the start and the result of a job
//! become notifications; the card has the percentages.

use std::sync::Arc;
use std::thread;

use notify_rust::{Notification, Timeout};

use super::slot::{Slot, Wish};
use crate::desktop::event::Event;
use crate::desktop::sender::EventSender;
use crate::desktop::view::{Note, NoteKind};

/// Lives as long as the process.
pub fn run(slot: &Arc<Slot>, send: &EventSender) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return send.send(Event::NotificationsShown(false));
    };
    let mut shown = None;
    let mut running = false;
    loop {
        let Wish::Show(note) = runtime.block_on(slot.next()) else { continue };
        let again = running && note.kind == NoteKind::Running;
        running = note.kind == NoteKind::Running;
        if again {
            continue;
        }
        let works = show(note, send);
        if shown.replace(works) != Some(works) {
            send.send(Event::NotificationsShown(works));
        }
    }
}

/// Whether the system took it.
fn show(note: Note, send: &EventSender) -> bool {
    let mut notification = Notification::new();
    notification.appname("Sauvegarde").summary(&note.title).body(&note.body);
    notification.timeout(match note.kind {
        NoteKind::Failed => Timeout::Never,
        NoteKind::Running | NoteKind::Done => Timeout::Milliseconds(8000),
    });
    for (label, _) in &note.buttons {
        notification.action(label, label);
    }
    let Ok(handle) = notification.show() else { return false };
    if note.buttons.is_empty() {
        return true;
    }
    let send = send.clone();
    // It waits until the notification is gone, which the system sees to.
    let wait = move || {
        handle.wait_for_action(|pressed| {
            let found = note.buttons.iter().find(|(label, _)| label == pressed);
            if let Some((_, command)) = found {
                send.send(Event::Asked(command.clone()));
            }
        });
    };
    thread::Builder::new().name("toast".to_owned()).spawn(wait).is_ok()
}
