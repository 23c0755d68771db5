//! Who asks, in the order they ask: the owner comes last, so that what they find shows it was there for the others.

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
    /// Everyone, the owner last.
    pub const ALL: [Self; 6] =
        [Self::Nobody, Self::RevokedDevice, Self::Officer, Self::OfficerElsewhere, Self::Other, Self::Owner];

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

    /// The request as this asker sends it. Officers act at the command line under a name; at a door of the insured's
    /// that name is what they have to show, in the cookie a browser would send.
    pub fn show(self, scene: &Scene, request: RequestBuilder) -> RequestBuilder {
        let as_browser = |request: RequestBuilder| request.headers(marked(scene.portal.address.port()));
        let staff = |name: &str| {
            as_browser(request.try_clone().expect("no stream"))
                .header("cookie", format!("__Host-damane={name}"))
        };
        match self {
            Self::Nobody => as_browser(request),
            Self::RevokedDevice => request.bearer_auth(&scene.revoked),
            Self::Officer => staff("S.Benali"),
            Self::OfficerElsewhere => staff("K.Alaoui"),
            Self::Other => request.bearer_auth(&scene.other),
            Self::Owner => request.bearer_auth(&scene.owner),
        }
    }
}
