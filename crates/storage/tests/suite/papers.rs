//! How a paper was sealed: kept once, changed only by who knew what was there.

use crate::certificates::{opened, record, write};
use crate::ground::on_both;
use damane_domain::ids::{CertificateId, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::certificates::add_certificate;
use damane_storage::papers::{PaperSeal, Piece, find_piece, find_seal, keep_piece, keep_seal};
use damane_storage::{StorageError, Store};

const ID: CertificateId = CertificateId([1; 16]);

fn bare(signature: u8) -> PaperSeal {
    PaperSeal {
        level: "b_b".to_owned(),
        signature: [signature; 64],
        signature_token: None,
        archive_token: None,
        evidence: Vec::new(),
        sealed_at: Timestamp::from_seconds(5),
    }
}

fn dated(signature: u8) -> PaperSeal {
    PaperSeal {
        level: "b_lta".to_owned(),
        signature_token: Some((0..=255).collect()),
        archive_token: Some(vec![0; 3_000]),
        evidence: vec![[0xff; 32], [0; 32]],
        ..bare(signature)
    }
}

async fn keep(store: &Store, known: Option<u8>, seal: &PaperSeal) -> bool {
    let known = known.map(|known| [known; 64]);
    write(store, async |tx| keep_seal(tx, &ID, known.as_ref(), seal).await).await
}

async fn kept(store: &Store) -> Option<PaperSeal> {
    find_seal(&mut store.read().await.unwrap(), &ID).await.unwrap()
}

#[test]
fn a_seal_is_kept_once_and_changed_by_who_knew_it() {
    on_both(|ground| async move {
        let store = opened(&ground).await;
        write(&store, async |tx| add_certificate(tx, &record(1, PersonId(7), 1)).await).await;
        assert_eq!(kept(&store).await, None);
        assert!(keep(&store, None, &bare(1)).await);
        assert!(!keep(&store, None, &dated(2)).await, "two drew it at once: the first one counts");
        assert_eq!(kept(&store).await, Some(bare(1)));
        assert!(!keep(&store, Some(2), &dated(2)).await, "it is not what the caller knew");
        assert!(keep(&store, Some(1), &dated(1)).await);
        assert_eq!(kept(&store).await, Some(dated(1)));
    });
}

#[test]
fn a_seal_is_of_a_certificate_that_is_there() {
    on_both(|ground| async move {
        let store = opened(&ground).await;
        let refused: Result<bool, StorageError> =
            store.write(async |tx| keep_seal(tx, &ID, None, &bare(1)).await).await;
        assert!(refused.is_err());
    });
}

#[test]
fn a_piece_of_evidence_is_kept_once_for_all_papers() {
    on_both(|ground| async move {
        let store = opened(&ground).await;
        let piece = Piece { kind: "list".to_owned(), content: (0..=255).collect() };
        for _ in 0..2 {
            write(&store, async |tx| keep_piece(tx, &[9; 32], &piece).await).await;
        }
        let mut reader = store.read().await.unwrap();
        assert_eq!(find_piece(&mut reader, &[9; 32]).await.unwrap(), Some(piece));
        assert_eq!(find_piece(&mut reader, &[8; 32]).await.unwrap(), None);
    });
}
