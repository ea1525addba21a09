//! The `Authorization` header for a login in an address. ureq's own takes the login as it stands
//! there, so a password with an encoded character would be refused.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// An access token of ntfy may stand in the place of the user.
pub fn header(user: &str, password: Option<&str>) -> String {
    match password {
        None if user.starts_with("tk_") => format!("Bearer {user}"),
        _ => format!("Basic {}", base64(&format!("{user}:{}", password.unwrap_or_default()))),
    }
}

fn base64(text: &str) -> String {
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let index = (bits >> shift & 63) as usize;
            encoded.push(if at <= chunk.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_basic_and_a_token_is_bearer() {
        for (user, password, expected) in [
            ("martin", Some("secret"), "Basic bWFydGluOnNlY3JldA=="),
            ("martin", None, "Basic bWFydGluOg=="),
            ("", Some("secret"), "Basic OnNlY3JldA=="),
            ("é", Some("?>"), "Basic w6k6Pz4="),
            ("tk_abc", None, "Bearer tk_abc"),
        ] {
            assert_eq!(header(user, password), expected);
        }
    }
}
