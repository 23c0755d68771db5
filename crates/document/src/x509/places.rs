//! Where it is known whether a certificate still stands, by its own account.

use super::certificate::Certificate;
use super::oid;
use crate::der::{Reader, Value, tag};

impl<'a> Certificate<'a> {
    /// Where its authority's revocation list is had by HTTP (RFC 5280 §4.2.1.13), as far as it names a whole list of its
    /// issuer.
    pub fn list_urls(&self) -> Vec<&'a str> {
        let Ok(mut points) = Reader::new(self.says.list_places).enter(tag::SEQUENCE) else {
            return Vec::new();
        };
        let mut urls = Vec::new();
        while let Ok(mut point) = points.enter(tag::SEQUENCE) {
            let names = point.enter(tag::CONTEXT_0).and_then(|mut name| name.enter(tag::CONTEXT_0));
            // What follows restricts it to some reasons or names another issuer.
            if let (Ok(mut names), true) = (names, point.is_done()) {
                while let Ok(name) = names.any() {
                    urls.extend(http_url(name));
                }
            }
        }
        urls
    }

    /// Where its authority answers about it (RFC 6960 §3.1).
    pub fn status_urls(&self) -> Vec<&'a str> {
        let Ok(mut places) = Reader::new(self.says.authority_access).enter(tag::SEQUENCE) else {
            return Vec::new();
        };
        let mut urls = Vec::new();
        while let Ok(mut place) = places.enter(tag::SEQUENCE) {
            if place.expect(tag::OID).is_ok_and(|kind| kind.whole == oid::STATUS_PLACE) {
                urls.extend(place.any().ok().and_then(http_url));
            }
        }
        urls
    }
}

/// uniformResourceIdentifier, [6] IMPLICIT IA5String of a GeneralName.
fn http_url(name: Value<'_>) -> Option<&str> {
    let text = std::str::from_utf8(name.content).ok().filter(|_| name.tag == 0x86)?;
    let is_http = text.starts_with("http://") || text.starts_with("https://");
    is_http.then_some(text)
}
