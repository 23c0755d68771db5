//! What a later check needs: every certificate of a seal's and a timestamp's path, and word from each authority that
//! those it issued stand now.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::outside::Unanswered;
use damane_document::pki::make_status_request;
use damane_document::seal::Evidence;
use damane_document::x509::{self, Certificate, climb, stands_now};
use damane_storage::papers::Piece;
use ring::digest::{SHA256, digest};

/// Word about one certificate.
enum Word {
    List(Vec<u8>),
    Response(Vec<u8>),
}

impl Word {
    fn as_evidence(&self) -> x509::Evidence<'_> {
        match self {
            Self::List(list) => x509::Evidence { lists: vec![list], responses: Vec::new() },
            Self::Response(answer) => x509::Evidence { lists: Vec::new(), responses: vec![answer] },
        }
    }
}

impl Fund {
    /// Certificates that lead from the fund's own keys to its root.
    pub(super) fn own_certificates(&self) -> Vec<Vec<u8>> {
        let keys = self.keys();
        let authority = keys.authority.iter().flat_map(|held| held.chain.clone());
        authority.chain([keys.root_certificate.clone()]).collect()
    }

    /// Gathers and checks it for a seal's chain and a timestamp's path.
    pub(super) async fn gather_evidence(
        &self,
        chain: &[Vec<u8>],
        stamp_path: &[Vec<u8>],
    ) -> Result<Evidence, Unanswered> {
        let own = chain.first().ok_or_else(|| Unanswered("no certificate".to_owned()))?;
        let at_hand = [chain, &self.own_certificates(), stamp_path].concat();
        let mut evidence = Evidence::default();
        for path in [climb(own, &at_hand), stamp_path.to_vec()] {
            let complete = path.last().is_some_and(|top| super::sealing::is_root(top));
            if !complete {
                return Err(Unanswered("a certificate's path is not at hand".to_owned()));
            }
            for certificate in &path {
                add(&mut evidence.certificates, certificate.clone());
            }
            for (certificate, issuer) in path.iter().zip(path.iter().skip(1)) {
                match self.ask_about(certificate, issuer).await? {
                    Word::List(list) => add(&mut evidence.lists, list),
                    Word::Response(response) => add(&mut evidence.responses, response),
                }
            }
        }
        Ok(evidence)
    }

    /// Word of the issuer that a certificate stands: our own list, an answer about it alone, or the issuer's list.
    async fn ask_about(&self, certificate: &[u8], issuer: &[u8]) -> Result<Word, Unanswered> {
        let unreadable = |_| Unanswered("a certificate cannot be read".to_owned());
        let read = Certificate::read(certificate).map_err(unreadable)?;
        let above = Certificate::read(issuer).map_err(unreadable)?;
        let now = self.now();
        let vouches = |word: &Word| stands_now(&read, &above, &word.as_evidence(), now);
        if let Some(list) = self.own_list(issuer) {
            let word = Word::List(list.map_err(|error| Unanswered(error.to_string()))?);
            return if vouches(&word) { Ok(word) } else { Err(revoked()) };
        }
        let outside = self.outside().ok_or_else(|| Unanswered("nobody asks".to_owned()))?;
        let mut last = Unanswered("a certificate does not say where its authority is asked".to_owned());
        for url in read.status_urls() {
            let request = make_status_request(&read, &above).map_err(unreadable)?;
            match outside.ask_status(url, &request).await.map(Word::Response) {
                Ok(answer) if vouches(&answer) => return Ok(answer),
                Ok(_) => last = revoked(),
                Err(error) => last = error,
            }
        }
        for url in read.list_urls() {
            match outside.fetch_list(url).await.map(Word::List) {
                Ok(list) if vouches(&list) => return Ok(list),
                Ok(_) => last = revoked(),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn revoked() -> Unanswered {
    Unanswered("an authority does not say that its certificate stands now".to_owned())
}

fn add(list: &mut Vec<Vec<u8>>, item: Vec<u8>) {
    if !list.contains(&item) {
        list.push(item);
    }
}

const CERTIFICATE: &str = "certificate";
const LIST: &str = "list";
const RESPONSE: &str = "response";

/// The pieces of evidence as they are kept, in the order in which they are embedded.
pub fn pieces_of(evidence: &Evidence) -> Vec<([u8; 32], Piece)> {
    let kinds =
        [(CERTIFICATE, &evidence.certificates), (LIST, &evidence.lists), (RESPONSE, &evidence.responses)];
    let pieces = kinds.into_iter().flat_map(|(kind, items)| items.iter().map(move |item| (kind, item)));
    pieces
        .map(|(kind, content)| {
            let mut key = [0; 32];
            key.copy_from_slice(digest(&SHA256, content).as_ref());
            (key, Piece { kind: kind.to_owned(), content: content.clone() })
        })
        .collect()
}

/// Puts a kept piece back.
pub fn put(evidence: &mut Evidence, piece: Piece) -> Result<(), ServiceError> {
    let list = match piece.kind.as_str() {
        CERTIFICATE => &mut evidence.certificates,
        LIST => &mut evidence.lists,
        RESPONSE => &mut evidence.responses,
        _ => return Err(ServiceError::internal("evidence", "an unknown kind is kept")),
    };
    list.push(piece.content);
    Ok(())
}
