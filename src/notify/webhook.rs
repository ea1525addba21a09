//! The result of a run, for a program elsewhere.

use serde_json::Value;

use super::address::{Address, WEB};
use super::http::{Client, Request};
use super::limits::Limits;
use super::together::Outcome;
use crate::report::secret::Secret;

pub fn post(secret: &Secret, result: &Value, limits: Limits) -> Outcome {
    let address = Address::parse(secret, &WEB)?;
    let body = result.to_string();
    let request = Request::Post { content_type: "application/json", body: body.as_bytes() };
    Ok(Client::new(&address, limits).send(&address, &request)?.status)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::stand_in::{Act, Server};
    use super::*;

    #[test]
    fn the_result_is_posted_as_it_is() {
        let server = Server::start(vec![Act::ok()]);
        let secret = Secret::new(server.url("/hook?k=v"));
        post(&secret, &json!({ "status": "ok", "nom": "é" }), Limits::PATIENT).unwrap();
        let seen = &server.seen()[0];
        assert_eq!(seen.line, "POST /hook?k=v HTTP/1.1");
        assert!(seen.head.to_ascii_lowercase().contains("content-type: application/json\r\n"));
        assert_eq!(seen.body, r#"{"status":"ok","nom":"é"}"#);
    }
}
