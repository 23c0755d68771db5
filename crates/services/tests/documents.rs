//! Documents: they arrive in pieces, go on where they ended, are made safe, and are their owner's alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::ids::DocumentId;
use damane_services::{Filing, PIECE_BYTES, ServiceError, Session};
use damane_storage::claims;
use std::path::{Path, PathBuf};
use support::{EMPLOYED, OTHER, TestFund};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const KIND: DocumentKind = DocumentKind::Invoice;

fn pdf(bytes: usize) -> Vec<u8> {
    let mut document = b"%PDF-1.7\n% a blood test of yesterday\n".to_vec();
    document.resize(bytes.max(64) - 6, b' ');
    document.extend_from_slice(b"%%EOF\n");
    document
}

async fn sent(fund: &TestFund, session: &Session, document: &[u8]) -> Result<DocumentId, ServiceError> {
    let begun = fund.begin_document(session, KIND, document.len() as u64, None).await?;
    for (at, piece) in document.chunks(PIECE_BYTES).enumerate() {
        fund.receive_piece(session, &begun.id, (at * PIECE_BYTES) as u64, piece).await?;
    }
    Ok(begun.id)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn a_document_goes_on_where_the_line_was_lost() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let document = pdf(2 * PIECE_BYTES + 500);
    let begun = fund.begin_document(&session, KIND, document.len() as u64, None).await.unwrap();
    fund.receive_piece(&session, &begun.id, 0, &document[..PIECE_BYTES]).await.unwrap();
    fund.reopen().await;
    let arrival = fund.document_arrival(&session, &begun.id).await.unwrap();
    assert_eq!((arrival.received, arrival.ready), (PIECE_BYTES as u64, false));
    let again = fund.receive_piece(&session, &begun.id, 0, &document[..PIECE_BYTES]).await.unwrap();
    assert_eq!(again.received, PIECE_BYTES as u64, "a piece that was sent twice counts once");
    let gap =
        fund.receive_piece(&session, &begun.id, 2 * PIECE_BYTES as u64, &document[2 * PIECE_BYTES..]).await;
    assert!(matches!(gap, Err(ServiceError::InvalidInput("offset"))), "{gap:?}");
    let early = fund.file_claim(&session, filing(&[begun.id]), "key").await;
    assert!(matches!(early, Err(ServiceError::InvalidInput("documents"))), "{early:?}");
    for at in [1, 2] {
        let piece = &document[at * PIECE_BYTES..document.len().min((at + 1) * PIECE_BYTES)];
        fund.receive_piece(&session, &begun.id, (at * PIECE_BYTES) as u64, piece).await.unwrap();
    }
    assert!(fund.document_arrival(&session, &begun.id).await.unwrap().ready);
    let opened = fund.open_document(&session, &begun.id).await.unwrap();
    assert_eq!((&opened.bytes[..], opened.media.as_str()), (&document[..], "application/pdf"));
    fund.file_claim(&session, filing(&[begun.id]), "key").await.unwrap();
}

fn filing(documents: &[DocumentId]) -> Filing<'_> {
    Filing { kind: ClaimKind::Reimbursement, office: "casa", form: "{}", documents }
}

/// Begins a document with a key and sends it whole.
async fn sent_with_key(fund: &TestFund, session: &Session, document: &[u8]) -> DocumentId {
    let begun = fund.begin_document(session, KIND, document.len() as u64, Some("key")).await.unwrap();
    assert!(fund.receive_piece(session, &begun.id, 0, document).await.unwrap().ready);
    begun.id
}

#[tokio::test]
async fn the_id_of_a_document_does_not_tell_the_name_of_its_object() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let name = async |id: &DocumentId| {
        let mut reader = fund.store().await.read().await.unwrap();
        let found = claims::find_document(&mut reader, session.person, id).await.unwrap();
        found.unwrap().object
    };
    let first = sent_with_key(&fund, &session, &pdf(500)).await;
    let named = name(&first).await;
    fund.wait(31 * 86_400);
    fund.forget_past().await.unwrap();
    let again = sent_with_key(&fund, &session, &pdf(600)).await;
    assert_eq!(again, first, "the same key gives the same id");
    assert_ne!(name(&again).await, named, "and another name");
}

#[tokio::test]
async fn a_piece_whose_note_was_lost_is_sent_again_and_another_one_takes_its_place() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let document = pdf(2_000);
    let begun = fund.begin_document(&session, KIND, 2_000, None).await.unwrap();
    // The portal stopped after the piece lay there and before that was noted; another program goes on from there.
    for end in [900, 900, 1_200] {
        let store = fund.store().await;
        let mut tx = store.begin().await.unwrap();
        sqlx::query("UPDATE uploads SET received = 0").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        let arrival = fund.receive_piece(&session, &begun.id, 0, &document[..end]).await.unwrap();
        assert_eq!(arrival.received, end as u64);
    }
    assert!(fund.receive_piece(&session, &begun.id, 1_200, &document[1_200..]).await.unwrap().ready);
    let opened = fund.open_document(&session, &begun.id).await.unwrap();
    assert_eq!(opened.bytes[..], document[..]);
    assert_eq!(files_below(&fund.folder.path().join("objects")).len(), 1);
}

#[tokio::test]
async fn what_lies_in_the_store_is_not_readable_and_pieces_do_not_stay() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    sent(&fund, &session, &pdf(PIECE_BYTES + 1)).await.unwrap();
    let files = files_below(&fund.folder.path().join("objects"));
    assert_eq!(files.len(), 1, "{files:?}");
    let kept = std::fs::read(&files[0]).unwrap();
    assert!(!kept.windows(5).any(|window| window == b"blood"));
}

#[tokio::test]
async fn a_document_is_its_owner_s_alone() {
    let fund = TestFund::new().await;
    let (naima, _) = fund.signed_in(EMPLOYED).await;
    let (idriss, _) = fund.signed_in(OTHER).await;
    let document = sent(&fund, &naima, &pdf(200)).await.unwrap();
    let open = fund.open_document(&idriss, &document).await.map(|_| ());
    assert!(matches!(open, Err(ServiceError::NotFound)), "{open:?}");
    let begun = fund.begin_document(&naima, KIND, 200, None).await.unwrap();
    let pushed = fund.receive_piece(&idriss, &begun.id, 0, &pdf(200)).await;
    assert!(matches!(pushed, Err(ServiceError::NotFound)), "{pushed:?}");
    assert!(matches!(fund.document_arrival(&idriss, &begun.id).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn what_is_no_document_is_refused_and_leaves_nothing() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for hostile in [&b"MZ a program"[..], b"%PDF-1.7 /JavaScript %%EOF", b"\xff\xd8\xff half a photo"] {
        let refused = sent(&fund, &session, hostile).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("document"))), "{refused:?}");
    }
    assert!(files_below(&fund.folder.path().join("objects")).is_empty());
    for length in [0, 10 * 1024 * 1024 + 1] {
        let refused = fund.begin_document(&session, KIND, length, None).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("bytes"))), "{length}: {refused:?}");
    }
    let begun = fund.begin_document(&session, KIND, 10, None).await.unwrap();
    let longer = fund.receive_piece(&session, &begun.id, 0, &[1; 11]).await;
    assert!(matches!(longer, Err(ServiceError::InvalidInput("piece"))), "{longer:?}");
}

#[tokio::test]
async fn a_document_no_claim_takes_is_forgotten_after_thirty_days() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    sent(&fund, &session, &pdf(200)).await.unwrap();
    let begun = fund.begin_document(&session, KIND, 20, None).await.unwrap();
    fund.receive_piece(&session, &begun.id, 0, b"%PDF-1.7").await.unwrap();
    fund.wait(30 * 86_400 - 1);
    fund.forget_past().await.unwrap();
    assert_eq!(files_below(&fund.folder.path().join("objects")).len(), 2);
    fund.wait(1);
    fund.forget_past().await.unwrap();
    assert!(files_below(&fund.folder.path().join("objects")).is_empty());
}

#[tokio::test]
async fn nobody_fills_the_store_with_documents_that_wait() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for _ in 0..60 {
        fund.begin_document(&session, KIND, 20, None).await.unwrap();
    }
    let refused = fund.begin_document(&session, KIND, 20, None).await;
    assert!(matches!(refused, Err(ServiceError::TooManyTries { .. })), "{refused:?}");
}

/// A scanner that answers what it is told to, for as many documents as it gets; dropped, it is down.
struct Clamd(tokio::task::JoinHandle<()>);

impl Drop for Clamd {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Clamd {
    async fn start(port: u16, answer: &'static [u8]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        Self(tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut command = [0; 10];
                socket.read_exact(&mut command).await.unwrap();
                loop {
                    let length = socket.read_u32().await.unwrap();
                    if length == 0 {
                        break;
                    }
                    socket.read_exact(&mut vec![0; length as usize]).await.unwrap();
                }
                socket.write_all(answer).await.unwrap();
            }
        }))
    }
}

async fn fund_with_scanner() -> (TestFund, u16) {
    let mut fund = TestFund::new().await;
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let settings = format!("[documents]\nscan = 'tcp:127.0.0.1:{port}'\n");
    std::fs::write(fund.folder.path().join("portal.toml"), settings).unwrap();
    fund.reopen().await;
    (fund, port)
}

#[tokio::test]
async fn a_document_waits_while_the_scanner_is_down_and_goes_on_when_it_is_back() {
    let (fund, port) = fund_with_scanner().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let document = pdf(PIECE_BYTES + 9);
    let begun = fund.begin_document(&session, KIND, document.len() as u64, None).await.unwrap();
    let (first, last) = document.split_at(PIECE_BYTES);
    fund.receive_piece(&session, &begun.id, 0, first).await.unwrap();
    for unscanned in 1..=2 {
        let waits = fund.receive_piece(&session, &begun.id, PIECE_BYTES as u64, last).await;
        assert!(matches!(waits, Err(ServiceError::Busy { retry_after: 30 })), "{waits:?}");
        assert_eq!(fund.alarms().documents_unscanned, unscanned);
    }
    let arrival = fund.document_arrival(&session, &begun.id).await.unwrap();
    assert_eq!((arrival.received, arrival.ready), (document.len() as u64, false), "it has come and waits");
    assert!(matches!(fund.open_document(&session, &begun.id).await.map(|_| ()), Err(ServiceError::NotFound)));
    let early = fund.file_claim(&session, filing(&[begun.id]), "key").await;
    assert!(matches!(early, Err(ServiceError::InvalidInput("documents"))), "{early:?}");

    let scanner = Clamd::start(port, b"stream: OK\0").await;
    let arrival = fund.receive_piece(&session, &begun.id, PIECE_BYTES as u64, last).await.unwrap();
    assert!(arrival.ready);
    fund.file_claim(&session, filing(&[begun.id]), "key").await.unwrap();
    assert_eq!(fund.open_document(&session, &begun.id).await.unwrap().bytes[..], document[..]);
    drop(scanner);
    tokio::task::yield_now().await;
    let unscanned = fund.open_document(&session, &begun.id).await.map(|_| ());
    assert!(matches!(unscanned, Err(ServiceError::Busy { .. })), "nobody is shown it: {unscanned:?}");
}

#[tokio::test]
async fn an_infected_document_is_refused_and_leaves_nothing_and_one_that_is_found_out_later_is_not_shown() {
    let (fund, port) = fund_with_scanner().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let clean = Clamd::start(port, b"stream: OK\0").await;
    let kept = sent(&fund, &session, &pdf(300)).await.unwrap();
    drop(clean);
    tokio::task::yield_now().await;
    let _infected = Clamd::start(port, b"stream: Eicar-Test-Signature FOUND\0").await;
    let refused = sent(&fund, &session, &pdf(200)).await;
    assert!(matches!(refused, Err(ServiceError::InvalidInput("document"))), "{refused:?}");
    assert_eq!(files_below(&fund.folder.path().join("objects")).len(), 1, "of the refused one nothing");
    let shown = fund.open_document(&session, &kept).await.map(|_| ());
    assert!(matches!(shown, Err(ServiceError::NotFound)), "{shown:?}");
    assert_eq!(fund.alarms().documents_infected, 2);
}

#[tokio::test]
async fn a_document_is_begun_once_for_each_key() {
    let fund = TestFund::new().await;
    let (naima, _) = fund.signed_in(EMPLOYED).await;
    let (idriss, _) = fund.signed_in(OTHER).await;
    let begin = async |session, bytes, key| fund.begin_document(session, KIND, bytes, key).await;
    let first = begin(&naima, 200, Some("a")).await.unwrap();
    assert_eq!(begin(&naima, 200, Some("a")).await.unwrap(), first);
    assert!(matches!(begin(&naima, 201, Some("a")).await, Err(ServiceError::KeyReused)));
    assert!(matches!(begin(&naima, 200, Some("a key")).await, Err(ServiceError::InvalidInput(_))));
    let others = [begin(&naima, 200, Some("b")).await, begin(&idriss, 200, Some("a")).await];
    assert!(others.into_iter().all(|other| other.unwrap().id != first.id));
    fund.receive_piece(&naima, &first.id, 0, &pdf(200)).await.unwrap();
    assert!(begin(&naima, 200, Some("a")).await.unwrap().ready, "it has arrived meanwhile");
    let unnamed = [begin(&naima, 200, None).await.unwrap(), begin(&naima, 200, None).await.unwrap()];
    assert_ne!(unnamed[0].id, unnamed[1].id, "an older app");
}
