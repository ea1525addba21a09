//! Windows, by its toasts. One stands for a job: its bar is moved while it is shown, and the result
//! takes its place.
//!
//! Invariant: a toast that Windows does not show is told as such, so that the card comes instead.
//! No balloon of the icon is tried: Windows 10 and 11 make a toast of it, and what keeps ours from
//! being shown keeps that one too.

use std::sync::Arc;

use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::TypedEventHandler;
use windows::UI::Notifications::{
    NotificationData, NotificationSetting, NotificationUpdateResult, ToastActivatedEventArgs,
    ToastNotification, ToastNotificationManager, ToastNotifier,
};
use windows::core::{HSTRING, IInspectable, Interface as _, Result};

use super::slot::{Slot, Wish};
use crate::desktop::event::{Command, Event};
use crate::desktop::os::identity;
use crate::desktop::sender::EventSender;
use crate::desktop::view::{Note, NoteKind};

/// Of the one toast that is ours.
const TAG: &str = "job";
const GROUP: &str = "sauvegarde";
/// What a click beside the buttons says; a button says its number.
const BODY: &str = "body";

/// Lives as long as the process.
pub fn run(slot: &Arc<Slot>, send: &EventSender) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return send.send(Event::NotificationsShown(false));
    };
    // Known before the first job, so that its card comes at once.
    if notifier().is_none() {
        send.send(Event::NotificationsShown(false));
    }
    let mut shown = None;
    loop {
        match runtime.block_on(slot.next()) {
            Wish::Show(note) => {
                shown = show(note, shown, send);
                send.send(Event::NotificationsShown(shown.is_some()));
            }
            Wish::Close => {
                shown = None;
                // There may be none.
                let _ = close();
            }
        }
    }
}

/// What Windows shows; its answers come as long as this lives.
struct Shown {
    _toast: ToastNotification,
    kind: NoteKind,
    changes: u32,
}

/// Nothing where Windows shows none: no such service, or the user or a policy has forbidden it.
fn notifier() -> Option<ToastNotifier> {
    let id = HSTRING::from(identity::ID);
    let notifier = ToastNotificationManager::CreateToastNotifierWithId(&id).ok()?;
    // A program that has never shown anything has no setting yet.
    let forbidden = notifier.Setting().is_ok_and(|setting| setting != NotificationSetting::Enabled);
    (!forbidden).then_some(notifier)
}

/// In the place of `before`.
fn show(note: Note, before: Option<Shown>, send: &EventSender) -> Option<Shown> {
    let notifier = notifier()?;
    if let Some(mut shown) = before
        && shown.kind == NoteKind::Running
        && note.kind == NoteKind::Running
    {
        shown.changes += 1;
        let changed = data(&note, shown.changes).and_then(|data| {
            notifier.UpdateWithTagAndGroup(&data, &HSTRING::from(TAG), &HSTRING::from(GROUP))
        });
        return match changed {
            // Not found: the user has seen enough of it until the result.
            Ok(
                NotificationUpdateResult::Succeeded
                | NotificationUpdateResult::NotificationNotFound,
            ) => Some(shown),
            _ => None,
        };
    }
    let kind = note.kind;
    let toast = made(&note).ok()?;
    listen(&toast, note.buttons, send).ok()?;
    notifier.Show(&toast).ok()?;
    Some(Shown { _toast: toast, kind, changes: 0 })
}

fn made(note: &Note) -> Result<ToastNotification> {
    let document = XmlDocument::new()?;
    document.LoadXml(&HSTRING::from(xml(note)))?;
    let toast = ToastNotification::CreateToastNotification(&document)?;
    toast.SetTag(&HSTRING::from(TAG))?;
    toast.SetGroup(&HSTRING::from(GROUP))?;
    if note.percent.is_some() {
        toast.SetData(&data(note, 0)?)?;
    }
    Ok(toast)
}

fn listen(
    toast: &ToastNotification,
    buttons: Vec<(String, Command)>,
    send: &EventSender,
) -> Result<()> {
    let for_answer = send.clone();
    toast.Activated(&TypedEventHandler::<_, IInspectable>::new(move |_, what| {
        let what = what.as_ref().and_then(|it| it.cast::<ToastActivatedEventArgs>().ok());
        let said = what.and_then(|it| it.Arguments().ok()).unwrap_or_default().to_string();
        let button = said.parse().ok().and_then(|number: usize| buttons.get(number));
        let command = button.map_or(Command::ShowCard, |(_, command)| command.clone());
        for_answer.send(Event::Asked(command));
        Ok(())
    }))?;
    let for_failure = send.clone();
    toast.Failed(&TypedEventHandler::new(move |_, _| {
        for_failure.send(Event::NotificationsShown(false));
        Ok(())
    }))?;
    Ok(())
}

fn close() -> Result<()> {
    let (tag, group, id) = (HSTRING::from(TAG), HSTRING::from(GROUP), HSTRING::from(identity::ID));
    ToastNotificationManager::History()?.RemoveGroupedTagWithId(&tag, &group, &id)
}

/// What the bar shows; a later number counts more than what comes late.
fn data(note: &Note, number: u32) -> Result<NotificationData> {
    let percent = note.percent.unwrap_or_default();
    let label = format!("{percent} %");
    let stage = note.body.strip_prefix(&format!("{label} · ")).unwrap_or(&note.body);
    let data = NotificationData::new()?;
    data.SetSequenceNumber(number)?;
    let values = data.Values()?;
    let value = format!("{:.2}", f32::from(percent) / 100.0);
    for (name, value) in [("value", value.as_str()), ("label", &label), ("stage", stage)] {
        values.Insert(&HSTRING::from(name), &HSTRING::from(value))?;
    }
    Ok(data)
}

/// An error stays on the screen until the user answers, which Windows calls a reminder.
fn xml(note: &Note) -> String {
    use std::fmt::Write as _;
    let scenario = if note.kind == NoteKind::Failed { r#" scenario="reminder""# } else { "" };
    let audio = if note.kind == NoteKind::Running { r#"<audio silent="true"/>"# } else { "" };
    let body = if note.percent.is_some() {
        r#"<progress value="{value}" valueStringOverride="{label}" status="{stage}"/>"#.to_owned()
    } else {
        format!("<text>{}</text>", escaped(&note.body))
    };
    let mut actions = String::new();
    for (number, (label, _)) in note.buttons.iter().enumerate() {
        let label = escaped(label);
        // Writing to a string never fails.
        let _ = write!(actions, r#"<action content="{label}" arguments="{number}"/>"#);
    }
    format!(
        r#"<toast launch="{BODY}"{scenario}><visual><binding template="ToastGeneric"><text>{}</text>{body}</binding></visual><actions>{actions}</actions>{audio}</toast>"#,
        escaped(&note.title)
    )
}

/// Characters that XML cannot hold become spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push('\n'),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(kind: NoteKind, percent: Option<u8>) -> Note {
        Note {
            title: "Sauvegarde « a & b »".to_owned(),
            body: "20 % · <table>\u{1}\nfin".to_owned(),
            percent,
            kind,
            buttons: vec![("Réessayer".to_owned(), Command::VerifyLatest("default".to_owned()))],
        }
    }

    #[test]
    fn an_error_is_a_reminder_with_its_buttons() {
        let expected = "<toast launch=\"body\" scenario=\"reminder\"><visual>\
            <binding template=\"ToastGeneric\"><text>Sauvegarde « a &amp; b »</text>\
            <text>20 % · &lt;table&gt; \nfin</text></binding></visual>\
            <actions><action content=\"Réessayer\" arguments=\"0\"/></actions></toast>";
        assert_eq!(xml(&note(NoteKind::Failed, None)), expected);
    }

    #[test]
    fn a_running_job_has_a_bar_and_makes_no_sound() {
        let xml = xml(&note(NoteKind::Running, Some(20)));
        assert!(xml.contains("<progress value=\"{value}\""), "{xml}");
        assert!(xml.contains("<audio silent=\"true\"/>") && !xml.contains("scenario"), "{xml}");
    }
}
