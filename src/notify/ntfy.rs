//! Messages on people's phones, by ntfy.

use serde_json::json;

use super::address::{Address, WEB};
use super::http::{Client, Request};
use super::limits::Limits;
use super::message::{Message, Urgency};
use super::together::Outcome;
use super::trouble::Trouble;
use crate::report::secret::Secret;

/// A longer message would become an attachment, or be refused.
const LONGEST_BYTES: usize = 4000;

/// The topic goes into the message and the message to the root: only so do a title and its accents
/// need no encoding of their own.
pub fn publish(secret: &Secret, messages: &[Message], limits: Limits) -> Outcome {
    let address = Address::parse(secret, &WEB)?;
    let (root, topic) = address.parent().ok_or(Trouble::AddressUnusable)?;
    // Of the whole address, so that the topic is hidden too.
    let client = Client::new(&address, limits);
    let mut answer = String::new();
    for message in messages {
        let (priority, tag) = match message.urgency {
            Urgency::Failure => (4, "rotating_light"),
            Urgency::Stale | Urgency::Suspicious => (4, "warning"),
            Urgency::AllWell => (3, "white_check_mark"),
        };
        let body = json!({
            "topic": topic,
            "title": message.title,
            "message": cut(&message.body),
            "priority": priority,
            "tags": [tag],
        })
        .to_string();
        let request = Request::Post { content_type: "application/json", body: body.as_bytes() };
        answer = client.send(&root, &request)?.status;
    }
    Ok(answer)
}

fn cut(text: &str) -> String {
    let end = (0..=LONGEST_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    match &text[..end.unwrap_or(0)] {
        whole if whole.len() == text.len() => whole.to_owned(),
        beginning => format!("{beginning}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::stand_in::{Act, Server};
    use super::*;

    fn message(urgency: Urgency, body: &str) -> Message {
        Message { urgency, title: "Échec : base « été »".to_owned(), body: body.to_owned() }
    }

    #[test]
    fn people_get_a_message_with_its_accents() {
        let server = Server::start(vec![Act::ok()]);
        let secret = Secret::new(server.url("/sujet?auth=abc").replace("://", "://tk_x@"));
        let messages =
            [message(Urgency::Failure, "détail"), message(Urgency::AllWell, &"é".repeat(3000))];
        assert_eq!(publish(&secret, &messages, Limits::PATIENT).unwrap(), "200 OK");
        let seen = server.seen();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0].line, "POST /?auth=abc HTTP/1.1");
        assert!(seen[0].head.contains("authorization: Bearer tk_x\r\n"), "{}", seen[0].head);
        let expected = r#"{"topic":"sujet","title":"Échec : base « été »","message":"détail","priority":4,"tags":["rotating_light"]}"#;
        assert_eq!(seen[0].body, expected);
        assert!(seen[1].body.contains("é…") && seen[1].body.len() < 4200);
        assert!(seen[1].body.contains(r#""priority":3,"tags":["white_check_mark"]"#));
    }

    #[test]
    fn a_topic_is_hidden_in_what_the_server_says() {
        let refused = "HTTP/1.1 403 No\r\nContent-Length: 26\r\n\r\nno right on topic mesbases!";
        let server = Server::start(vec![Act::Answer(refused)]);
        let secret = Secret::new(server.url("/mesbases"));
        let told = publish(&secret, &[message(Urgency::Stale, "x")], Limits::PATIENT).unwrap_err();
        assert!(told.message().contains("403 Forbidden"), "{}", told.message());
        assert!(!format!("{told:?}{}", told.message()).contains("mesbases"), "{told:?}");
    }
}
