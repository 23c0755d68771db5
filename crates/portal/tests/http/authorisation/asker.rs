//! Who asks, in the order they ask: the owner comes last, and of the officers the one whose office it is, so that what
//! they find shows it was there for the others.

use super::scene::Scene;
use crate::served::marked;
use reqwest::RequestBuilder;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Who shows nothing.
    Nobody,
    /// A device of the owner's that was revoked a moment before.
    RevokedDevice,
    /// Staff of the office the owner's file belongs to.
    Officer,
    /// Staff of another office.
    OfficerElsewhere,
    /// Another insured person, whose session was confirmed.
    Other,
    /// The owner, whose session was confirmed.
    Owner,
}

impl Asker {
    /// Everyone; whoever may, after those who may not.
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::RevokedDevice, Self::OfficerElsewhere, Self::Officer, Self::Other, Self::Owner];

    /// Where the asker stands in a row of the table.
    pub const fn column(self) -> usize {
        match self {
            Self::Owner => 0,
            Self::Other => 1,
            Self::RevokedDevice => 2,
            Self::Officer => 3,
            Self::OfficerElsewhere => 4,
            Self::Nobody => 5,
        }
    }

    /// The request as this asker sends it. Officers show the cookie of their session at the console.
    pub fn show(self, scene: &Scene, request: RequestBuilder) -> RequestBuilder {
        let as_browser = |request: RequestBuilder| request.headers(marked(scene.portal.address.port()));
        match self {
            Self::Nobody => as_browser(request),
            Self::RevokedDevice => request.bearer_auth(&scene.revoked),
            Self::Officer => as_browser(request).header("cookie", &scene.officer),
            Self::OfficerElsewhere => as_browser(request).header("cookie", &scene.officer_elsewhere),
            Self::Other => request.bearer_auth(&scene.other),
            Self::Owner => request.bearer_auth(&scene.owner),
        }
    }
}
