//! The demonstration fund's outbox page, read as a person reads their telephone and their e-mail.

use crate::Client;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

/// A way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// To a telephone.
    Sms,
    /// To an e-mail.
    Email,
}

/// What of a message is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Eight digits.
    Code,
    /// An address to open.
    Link,
}

/// Which secrets lay on the page before something was done.
pub struct Seen(BTreeSet<String>);

/// The outbox of a portal.
pub struct Outbox(Client);

impl Outbox {
    /// The outbox of the portal at `base`.
    pub fn new(base: &str) -> Self {
        Self(Client::new(base))
    }

    /// What lies there now.
    pub async fn look(&self, kind: Kind, channel: Channel) -> Seen {
        Seen(self.secrets(kind, channel).await.into_iter().collect())
    }

    /// The code or link that came since then.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn since(&self, before: &Seen, kind: Kind, channel: Channel) -> String {
        let started = Instant::now();
        loop {
            let fresh =
                self.secrets(kind, channel).await.into_iter().find(|secret| !before.0.contains(secret));
            if let Some(fresh) = fresh {
                return fresh;
            }
            assert!(started.elapsed() < PATIENCE, "no {kind:?} came by {channel:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Codes or links on the page, the newest first.
    async fn secrets(&self, kind: Kind, channel: Channel) -> Vec<String> {
        let (status, page) = self.0.get("/outbox").await;
        assert_eq!(status, 200, "the outbox page answers");
        secrets(&String::from_utf8_lossy(&page), kind, channel)
    }
}

fn secrets(page: &str, kind: Kind, channel: Channel) -> Vec<String> {
    let channel = format!("data-channel=\"{}\"", if channel == Channel::Sms { "sms" } else { "email" });
    let mark = if kind == Kind::Code { "data-code=\"" } else { "data-link=\"" };
    let heads = page.split("<article ").skip(1).filter_map(|rest| rest.split('>').next());
    let of_the_channel = heads.filter(|head| head.contains(&channel));
    let found = of_the_channel.filter_map(|head| head.split_once(mark)?.1.split('"').next());
    found.map(|secret| secret.replace("&amp;", "&")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_what_came_by_each_way_the_newest_first() {
        let page = "<article data-channel=\"sms\" data-code=\"22222222\"><p>x</p></article>\
                    <article data-channel=\"email\" data-link=\"http://x/?a&amp;b#t\"></article>\
                    <article data-channel=\"sms\"></article>\
                    <article data-channel=\"sms\" data-code=\"11111111\"></article>";
        assert_eq!(secrets(page, Kind::Code, Channel::Sms), ["22222222", "11111111"]);
        assert_eq!(secrets(page, Kind::Link, Channel::Email), ["http://x/?a&b#t"]);
        assert!(secrets(page, Kind::Link, Channel::Sms).is_empty());
    }
}
