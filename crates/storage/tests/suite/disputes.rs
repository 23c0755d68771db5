//! Disputes of declared lines: kept once for a line and reason, read back by their person, with the documents they came
//! with, answered by an officer.

use crate::claims::document;
use crate::ground::{Ground, on_both};
use crate::register::{person, put};
use damane_domain::career::{Dispute, DisputeAnswer, DisputeReason};
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_storage::claims::{self, DocumentRecord};
use damane_storage::disputes::{add_dispute, answer_dispute, find_disputes, find_open_disputes};
use damane_storage::{StorageError, Store};

#[test]
fn a_dispute_is_kept_once_and_read_by_its_person() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let people = [(PersonId(1), person("190000010", None)), (PersonId(2), person("190000021", None))];
        put(&store, &people, 1).await;
        let dispute = |reason, note: &str| Dispute {
            month: Month::parse("2026-09").unwrap(),
            employer: 1_000_004,
            reason,
            note: note.to_owned(),
            made_at: Timestamp::from_seconds(5),
            documents: 0,
            answer: None,
        };
        let first = dispute(DisputeReason::WrongDays, "عشرة أيام ناقصة");
        let again = dispute(DisputeReason::WrongDays, "again");
        let other = dispute(DisputeReason::WrongSalary, "");
        let added = store.write(async |tx| {
            let mut added = Vec::new();
            for dispute in [&first, &again, &other] {
                added.push(add_dispute(tx, PersonId(1), dispute).await?);
            }
            Ok::<_, StorageError>(added)
        });
        assert_eq!(added.await.unwrap(), [true, false, true]);
        let mut reader = store.read().await.unwrap();
        assert_eq!(find_disputes(&mut reader, PersonId(1)).await.unwrap(), [first.clone(), other.clone()]);
        assert_eq!(find_disputes(&mut reader, PersonId(2)).await.unwrap(), []);
    });
}

fn wrong_days() -> Dispute {
    Dispute {
        month: Month::parse("2026-09").unwrap(),
        employer: 1_000_004,
        reason: DisputeReason::WrongDays,
        note: String::new(),
        made_at: Timestamp::from_seconds(5),
        documents: 0,
        answer: None,
    }
}

async fn attach(store: &Store, person: PersonId, id: u8, place: i64) -> bool {
    let (id, dispute) = (DocumentId([id; 16]), wrong_days());
    let attached = store.write(async |tx| claims::attach_to_dispute(tx, person, &id, &dispute, place).await);
    attached.await.unwrap()
}

#[test]
fn a_waiting_document_goes_to_one_dispute_of_its_owner_is_not_forgotten_and_goes_to_no_claim() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let (mine, other) = (PersonId(1), PersonId(2));
        let people = [(mine, person("190000010", None)), (other, person("190000021", None))];
        put(&store, &people, 1).await;
        let add = async |id: u8| {
            let kept = document(id, mine);
            store.write(async |tx| claims::add_document(tx, &kept).await).await.unwrap();
        };
        for id in [1, 2, 3] {
            add(id).await;
        }
        store.write(async |tx| add_dispute(tx, mine, &wrong_days()).await).await.unwrap();
        assert!(!attach(&store, other, 1, 0).await, "it is another's");
        assert!(attach(&store, mine, 2, 0).await && attach(&store, mine, 1, 1).await);
        assert!(!attach(&store, mine, 1, 2).await, "it has one already");
        let claim = async |tx: &mut damane_storage::Tx| {
            claims::attach(tx, mine, &DocumentId([1; 16]), &ClaimId([1; 16])).await
        };
        assert!(!store.write(claim).await.unwrap(), "it is a dispute's");

        let forgotten = store.write(async |tx| claims::forget_unused(tx, Timestamp::from_seconds(100)).await);
        assert_eq!(forgotten.await.unwrap(), ["object-3"], "what nobody took");
        let mut reader = store.read().await.unwrap();
        assert_eq!(claims::count_waiting(&mut reader, mine).await.unwrap(), 0);
        let found = claims::find_documents_of_dispute(&mut reader, mine, &wrong_days()).await.unwrap();
        let kept = |id| DocumentRecord { kept_until: None, ..document(id, mine) };
        assert_eq!(found, [kept(2), kept(1)], "in the order they were given");
        let none = claims::find_documents_of_dispute(&mut reader, other, &wrong_days()).await.unwrap();
        assert!(none.is_empty());
        for list in [
            find_disputes(&mut reader, mine).await.unwrap(),
            find_open_disputes(&mut reader, 10).await.unwrap().into_iter().map(|(_, one)| one).collect(),
        ] {
            assert_eq!(list, [Dispute { documents: 2, ..wrong_days() }]);
        }
    });
}

#[test]
fn a_document_of_a_dispute_is_found_by_its_id_and_no_other_document_is() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let mine = PersonId(1);
        put(&store, &[(mine, person("190000010", None))], 1).await;
        for kept in [document(1, mine), document(2, mine)] {
            store.write(async |tx| claims::add_document(tx, &kept).await).await.unwrap();
        }
        store.write(async |tx| add_dispute(tx, mine, &wrong_days()).await).await.unwrap();
        assert!(attach(&store, mine, 1, 0).await);
        let mut reader = store.read().await.unwrap();
        let found = async |reader: &mut damane_storage::Connection, id: u8| {
            claims::find_disputed_document(reader, &DocumentId([id; 16])).await.unwrap().map(|one| one.person)
        };
        assert_eq!(found(&mut reader, 1).await, Some(mine));
        assert_eq!(found(&mut reader, 2).await, None, "one that waits");
        assert_eq!(found(&mut reader, 3).await, None);
    });
}

#[test]
fn the_newest_answer_stands_and_closes_a_dispute_unless_the_employer_was_asked() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        put(&store, &[(PersonId(1), person("190000010", None))], 1).await;
        let dispute = wrong_days();
        store.write(async |tx| add_dispute(tx, PersonId(1), &dispute).await).await.unwrap();
        for (answer, open) in [(DisputeAnswer::EmployerAsked, 1), (DisputeAnswer::Corrected, 0)] {
            let at = Timestamp::from_seconds(9);
            let kept = store
                .write(async |tx| answer_dispute(tx, PersonId(1), &dispute, answer, "L. Bennis", at).await);
            kept.await.unwrap();
            let mut reader = store.read().await.unwrap();
            let found = find_disputes(&mut reader, PersonId(1)).await.unwrap();
            assert_eq!(found[0].answer, Some((answer, at)));
            assert_eq!(find_open_disputes(&mut reader, 10).await.unwrap().len(), open);
        }
    });
}
