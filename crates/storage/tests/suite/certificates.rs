//! Certificates: a record comes back to its owner alone, entries of a list are taken once, changes are seen.

use crate::career::{cin, number};
use crate::ground::{Ground, on_both};
use crate::register::{person, put};
use damane_domain::certificates::CertificateKind;
use damane_domain::ids::{CertificateId, PersonId};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use damane_storage::certificates::{self, ChangedEntry, IssueRecord, ListChanges};
use damane_storage::{StorageError, Store, Tx};

const PERSON: PersonId = PersonId(7);
const OTHER: PersonId = PersonId(8);
const KIND: CertificateKind = CertificateKind::Employment;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

pub async fn opened(ground: &Ground) -> Store {
    let store = ground.open().await;
    let people = [(PERSON, person("190000010", None)), (OTHER, person("190000020", None))];
    put(&store, &people, 1).await;
    store
}

pub fn record(id: u8, person: PersonId, index: u32) -> IssueRecord {
    IssueRecord {
        id: CertificateId([id; 16]),
        person,
        kind: KIND,
        registration_number: number("190000010"),
        cin: cin("XA104882"),
        name: PersonName { latin: "Naïma".to_owned(), arabic: "نعيمة".to_owned() },
        birth_date: "1988-02-29".parse().unwrap(),
        facts: "{}".to_owned(),
        issued_at: at(i64::from(id) * 10),
        expires_at: at(1_000),
        list: 2026,
        index,
        key_id: [0, 0xff, 0x80, 1, 2, 3, 4, 5],
        sealed: (0..=255).collect(),
        replaced_at: None,
        revoked_at: None,
    }
}

async fn add(store: &Store, record: IssueRecord) -> bool {
    write(store, async |tx| certificates::add_certificate(tx, &record).await).await
}

#[test]
fn a_record_comes_back_to_its_owner_and_to_nobody_else() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let kept = record(1, PERSON, 5);
        assert!(add(&store, kept.clone()).await);
        let mut reader = store.read().await.unwrap();
        let found = certificates::find_certificate(&mut reader, PERSON, &kept.id).await.unwrap().unwrap();
        assert_eq!((found.sealed, found.key_id, found.name), (kept.sealed, kept.key_id, kept.name));
        assert_eq!((found.birth_date, found.issued_at, found.list), (kept.birth_date, kept.issued_at, 2026));
        assert!(certificates::find_certificate(&mut reader, OTHER, &kept.id).await.unwrap().is_none());
        assert!(certificates::find_certificates(&mut reader, OTHER, 9).await.unwrap().is_empty());
    });
}

#[test]
fn an_entry_of_a_list_is_taken_once() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        assert!(add(&store, record(1, PERSON, 5)).await);
        assert!(!add(&store, record(2, OTHER, 5)).await, "the entry");
        assert!(!add(&store, record(1, OTHER, 6)).await, "the id");
        assert!(add(&store, IssueRecord { list: 2027, ..record(2, OTHER, 5) }).await, "another list");
        let mut reader = store.read().await.unwrap();
        assert!(!certificates::is_entry_free(&mut reader, 2026, 5).await.unwrap());
        assert!(certificates::is_entry_free(&mut reader, 2026, 6).await.unwrap());
        assert_eq!(certificates::find_last_entry(&mut reader, 2026).await.unwrap(), Some(5));
        assert_eq!(certificates::find_last_entry(&mut reader, 2028).await.unwrap(), None);
    });
}

#[test]
fn only_what_stands_is_standing_and_lists_say_what_changed() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        for id in 1..=5 {
            add(&store, record(id, PERSON, 100 - u32::from(id))).await;
        }
        add(&store, IssueRecord { expires_at: at(60), ..record(6, PERSON, 6) }).await;
        let id = |byte: u8| CertificateId([byte; 16]);
        let before = certificates::find_list_changes(&mut store.read().await.unwrap(), 2026).await.unwrap();
        assert_eq!(before, ListChanges::default());
        write(&store, async |tx| {
            certificates::replace(tx, PERSON, &id(1), &id(5), at(70)).await?;
            certificates::replace(tx, OTHER, &id(2), &id(5), at(70)).await?;
            assert!(certificates::revoke(tx, &id(3), "facts_wrong", at(80)).await?.is_some());
            assert!(certificates::revoke(tx, &id(3), "issued_in_error", at(90)).await?.is_some());
            assert!(certificates::revoke(tx, &id(1), "facts_wrong", at(85)).await?.is_some());
            assert_eq!(certificates::revoke(tx, &id(9), "facts_wrong", at(90)).await?, None);
            Ok(())
        })
        .await;
        let mut reader = store.read().await.unwrap();
        let standing = certificates::find_standing(&mut reader, PERSON, KIND, at(100)).await.unwrap();
        assert_eq!(standing.iter().map(|record| record.id).collect::<Vec<_>>(), [id(2), id(4), id(5)]);
        let changes = certificates::find_list_changes(&mut reader, 2026).await.unwrap();
        assert_eq!(changes, ListChanges { count: 3, last_at: Some(at(85)) }, "a second revocation is none");
        let entries = certificates::find_changed_entries(&mut reader, 2026).await.unwrap();
        let revoked = |index| ChangedEntry { index, revoked: true };
        assert_eq!(entries, [revoked(97), revoked(99)], "revoked goes before replaced");
        let listed = certificates::find_certificates(&mut reader, PERSON, 2).await.unwrap();
        assert_eq!(listed.iter().map(|record| record.id).collect::<Vec<_>>(), [id(6), id(5)]);
        let times = certificates::find_issue_times(&mut reader, PERSON, at(40)).await.unwrap();
        assert_eq!(times, [at(50), at(60)]);
    });
}

#[test]
fn an_answer_is_kept_by_person_and_key() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let kept = record(1, PERSON, 1);
        add(&store, kept.clone()).await;
        let answer = async |tx: &mut Tx| {
            certificates::add_answer(tx, PERSON, "Key", "employment", &CertificateId([1; 16]), at(5)).await
        };
        write(&store, answer).await;
        assert!(matches!(store.write(answer).await, Err(StorageError::Conflict)));
        let mut reader = store.read().await.unwrap();
        let found = certificates::find_answer(&mut reader, PERSON, "Key").await.unwrap();
        assert_eq!(found, Some(("employment".to_owned(), kept.id)));
        for (person, key) in [(OTHER, "Key"), (PERSON, "key")] {
            assert_eq!(certificates::find_answer(&mut reader, person, key).await.unwrap(), None);
        }
        drop(reader);
        for (expected, person, day) in [(1, PERSON, 3), (2, PERSON, 3), (1, OTHER, 3), (1, PERSON, 4)] {
            let reads = write(&store, async |tx| certificates::count_paper(tx, person, day).await).await;
            assert_eq!(reads, expected);
        }
        write(&store, async |tx| certificates::forget_past(tx, at(5), 4).await).await;
        let mut reader = store.read().await.unwrap();
        assert_eq!(certificates::find_answer(&mut reader, PERSON, "Key").await.unwrap(), None);
        drop(reader);
        for (expected, day) in [(1, 3), (2, 4)] {
            let reads = write(&store, async |tx| certificates::count_paper(tx, PERSON, day).await).await;
            assert_eq!(reads, expected, "past days are forgotten, today is not");
        }
    });
}
