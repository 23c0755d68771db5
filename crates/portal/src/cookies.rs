//! The cookies of a browser: a person's session and the device it is, an officer's session (RFC 6265bis, `__Host-` prefix).

use axum::http::{HeaderMap, HeaderValue, header};

/// Holds the session's token; ends with the browser.
pub const SESSION: &str = "__Host-damane";
/// Holds an officer's token, at the console; an insured person's is another.
pub const OFFICER: &str = "__Host-damane-office";
/// Says which device this is, so that a known one is not asked for a code again.
pub const DEVICE: &str = "__Host-damane-device";

/// Longest life browsers grant a cookie, seconds (400 days).
const LONGEST: u32 = 400 * 86_400;

/// Finds a cookie's value.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// Sets the session.
pub fn session(token: &str) -> Option<HeaderValue> {
    cookie(SESSION, token, "")
}

/// Sets an officer's session.
pub fn officer(token: &str) -> Option<HeaderValue> {
    cookie(OFFICER, token, "")
}

/// Takes an officer's session away.
pub fn no_officer() -> Option<HeaderValue> {
    cookie(OFFICER, "", "; Max-Age=0")
}

/// Names the device, for as long as a browser keeps it.
pub fn device(id: &str) -> Option<HeaderValue> {
    cookie(DEVICE, id, &format!("; Max-Age={LONGEST}"))
}

/// Takes the session away.
pub fn no_session() -> Option<HeaderValue> {
    cookie(SESSION, "", "; Max-Age=0")
}

fn cookie(name: &str, value: &str, life: &str) -> Option<HeaderValue> {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{life}");
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-damane-device=ff; b"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-damane=tok=en"));
        assert_eq!(find(&headers, SESSION), Some("tok=en"));
        assert_eq!(find(&headers, DEVICE), Some("ff"));
        assert_eq!(find(&headers, "damane"), None);
    }

    #[test]
    fn a_value_cannot_smuggle_another_header() {
        assert!(session("x\r\nSet-Cookie: y=1").is_none());
    }
}
