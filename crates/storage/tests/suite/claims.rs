//! Claims: a claim is its owner's and its office's, two officers at once do not both succeed, a key is answered once.

use crate::ground::{Ground, on_both};
use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::claims::{
    self, Answered, BeforeFiling, ClaimEvent, ClaimRecord, DocumentRecord, Standing,
};
use damane_storage::{StorageError, Store, Tx, Writes, ask};

pub const PERSON: PersonId = PersonId(7);
pub const OTHER: PersonId = PersonId(8);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

fn standing(state: &str, officer: Option<&str>) -> Standing {
    Standing {
        words: format!("{{\"state\":\"{state}\"}}"),
        state: state.to_owned(),
        officer: officer.map(str::to_owned),
    }
}

pub fn claim(id: u8, person: PersonId, office: &str) -> ClaimRecord {
    ClaimRecord {
        id: ClaimId([id; 16]),
        person,
        kind: ClaimKind::Reimbursement,
        office: office.to_owned(),
        form: vec![0, 1, 0xff],
        standing: standing("received", None),
        decision: None,
        version: 0,
        submitted_at: at(i64::from(id / 2)),
        changed_at: at(i64::from(id)),
    }
}

pub async fn with(store: &Store, kept: &[ClaimRecord]) {
    for claim in kept {
        write(store, async |tx| tx.send(|writes| claims::add_claim(writes, claim)).await).await;
    }
}

#[test]
fn a_claim_is_read_by_its_owner_and_by_its_own_office_alone() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa")]).await;
        let mut reader = store.read().await.unwrap();
        let id = ClaimId([1; 16]);
        let found = claims::find_claim(&mut reader, PERSON, &id).await.unwrap().unwrap();
        assert_eq!((found.form, found.decision, found.version), (vec![0, 1, 0xff], None, 0));
        assert_eq!((found.kind, found.submitted_at), (ClaimKind::Reimbursement, at(0)));
        assert!(claims::find_claim(&mut reader, OTHER, &id).await.unwrap().is_none());
        assert!(claims::find_claim_of_office(&mut reader, "casa", &id).await.unwrap().is_some());
        assert!(claims::find_claim_of_office(&mut reader, "fes", &id).await.unwrap().is_none());
    });
}

#[test]
fn of_two_steps_from_one_version_one_is_kept() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa")]).await;
        let taken = ClaimRecord {
            standing: standing("in_progress", Some("S. Amrani")),
            decision: Some(vec![9]),
            ..claim(1, PERSON, "casa")
        };
        assert!(write(&store, async |tx| claims::save_claim(tx, &taken).await).await);
        assert!(!write(&store, async |tx| claims::save_claim(tx, &taken).await).await);
        let mut reader = store.read().await.unwrap();
        let found = claims::find_claim(&mut reader, PERSON, &taken.id).await.unwrap().unwrap();
        assert_eq!((found.version, found.decision), (1, Some(vec![9])));
        assert_eq!(found.standing, taken.standing);
    });
}

#[test]
fn a_queue_is_read_page_by_page_without_losing_or_repeating_one() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        // Two of them were handed in within the same microsecond.
        let kept: Vec<_> = (1..=9).map(|id| claim(id, PERSON, "casa")).collect();
        with(&store, &kept).await;
        with(&store, &[claim(20, OTHER, "fes")]).await;
        let mut reader = store.read().await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = claims::find_queue(&mut reader, "casa", "received", after, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.submitted_at, last.id));
            seen.extend(page.iter().map(|claim| claim.id.0[0]));
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let counts = claims::count_by_state(&mut reader, "casa").await.unwrap();
        assert_eq!(counts, [("received".to_owned(), 9)]);
    });
}

#[test]
fn what_happened_is_told_in_order_to_its_owner() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa"), claim(2, OTHER, "casa")]).await;
        let event = |step: &str, officer: Option<&str>| ClaimEvent {
            at: at(5),
            officer: officer.map(str::to_owned),
            step: step.to_owned(),
            detail: "{}".to_owned(),
            words: officer.map(|_| vec![0, 0xff]),
        };
        let told = [event("received", None), event("taken", Some("S. Amrani"))];
        for event in &told {
            let add = |writes: &mut Writes| claims::add_event(writes, &ClaimId([1; 16]), event);
            write(&store, async |tx| tx.send(add).await).await;
        }
        let mut reader = store.read().await.unwrap();
        assert_eq!(claims::find_events(&mut reader, PERSON, &ClaimId([1; 16])).await.unwrap(), told);
        assert!(claims::find_events(&mut reader, OTHER, &ClaimId([1; 16])).await.unwrap().is_empty());
    });
}

pub fn document(id: u8, person: PersonId) -> DocumentRecord {
    DocumentRecord {
        id: DocumentId([id; 16]),
        person,
        claim: None,
        kind: DocumentKind::Invoice,
        media: "image/jpeg".to_owned(),
        bytes: 12,
        digest: [id; 32],
        object: format!("object-{id}"),
        object_key: vec![id; 40],
        added_at: at(i64::from(id)),
        kept_until: Some(at(100)),
    }
}

#[test]
fn a_document_goes_to_one_claim_of_its_owner_and_an_unused_one_is_forgotten() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa"), claim(2, PERSON, "casa")]).await;
        for kept in [document(1, PERSON), document(2, PERSON)] {
            write(&store, async |tx| claims::add_document(tx, &kept).await).await;
        }
        let attach = async |person, documents: &[u8], claim: u8| {
            let documents = documents.iter().map(|document| DocumentId([*document; 16])).collect();
            let claim = ClaimId([claim; 16]);
            write(&store, async |tx| {
                let waiting = claims::find_waiting(tx, person, &documents).await?;
                tx.send(|writes| claims::attach(writes, person, &documents, &claim)).await?;
                Ok(waiting)
            })
            .await
        };
        let asked = [1, 2, 9].map(|id| DocumentId([id; 16])).into();
        let mut reader = store.read().await.unwrap();
        for (person, waiting) in [(PERSON, 2), (OTHER, 0)] {
            let before =
                ask(&mut reader, |q| claims::ask_before_filing(q, person, "key", 0, &asked)).await.unwrap();
            assert_eq!((before.answered, before.waiting.len()), (None, waiting), "there is no ninth");
        }
        drop(reader);
        assert_eq!(attach(PERSON, &[], 1).await, []);
        assert_eq!(attach(OTHER, &[1], 1).await, []);
        assert_eq!(attach(PERSON, &[1, 9], 1).await, [DocumentKind::Invoice], "there is no ninth");
        assert_eq!(attach(PERSON, &[1], 2).await, [], "it has one already");
        assert!(write(&store, async |tx| claims::forget_unused(tx, at(99)).await).await.is_empty());
        assert_eq!(write(&store, async |tx| claims::forget_unused(tx, at(100)).await).await, ["object-2"]);
        let mut reader = store.read().await.unwrap();
        let found = claims::find_documents(&mut reader, PERSON, &ClaimId([1; 16])).await.unwrap();
        let kept = DocumentRecord { claim: Some(ClaimId([1; 16])), kept_until: None, ..document(1, PERSON) };
        assert_eq!(found, [kept]);
        assert!(claims::find_document(&mut reader, OTHER, &DocumentId([1; 16])).await.unwrap().is_none());
    });
}

#[test]
fn a_key_is_answered_once_for_each_person() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa")]).await;
        let id = ClaimId([1; 16]);
        let answered = Answered { request: [3; 32], claim: id, at: at(5) };
        let answer = async |person| {
            let answer = |writes: &mut Writes| claims::add_answer(writes, person, "key", &answered);
            store.write(async |tx| tx.send(answer).await).await
        };
        answer(PERSON).await.unwrap();
        assert!(matches!(answer(PERSON).await, Err(StorageError::Conflict)));
        answer(OTHER).await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(claims::find_answer(&mut reader, PERSON, "key").await.unwrap(), Some(answered));
        let filed = Some(at(0));
        for (key, newer, answered, filed_at) in
            [("key", 0, Some(answered), filed), ("new", 0, None, filed), ("new", 1, None, None)]
        {
            let before =
                ask(&mut reader, |q| claims::ask_before_filing(q, PERSON, key, newer, &[].into())).await;
            let found = BeforeFiling { answered, filed_at, waiting: Vec::new() };
            assert_eq!(before.unwrap(), found, "{key}, {newer}");
        }
        drop(reader);
        write(&store, async |tx| claims::forget_answers(tx, at(5)).await).await;
        let mut reader = store.read().await.unwrap();
        assert_eq!(claims::find_answer(&mut reader, PERSON, "key").await.unwrap(), None);
    });
}

#[test]
fn a_batch_and_its_payments_are_kept_and_marked_once() {
    use damane_domain::claim::ReturnReason;
    use damane_domain::ids::{BatchId, PaymentId};
    use damane_domain::money::Money;
    use damane_storage::payments::{self, BatchRecord, PaymentRecord};
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa")]).await;
        let batch = BatchRecord {
            id: BatchId([5; 16]),
            office: "casa".to_owned(),
            made_by: "S. Amrani".to_owned(),
            made_at: at(7),
            pay_on: "2026-12-01".parse().unwrap(),
            payments: 1,
            total: Money::centimes(5_600),
            agreed: None,
            settled_on: None,
            withdrawn_by: None,
        };
        let payment = PaymentRecord {
            id: PaymentId([6; 16]),
            batch: batch.id,
            claim: ClaimId([1; 16]),
            person: PERSON,
            amount: batch.total,
            account: vec![0, 0xff],
            again: Some(ReturnReason::AccountClosed),
            returned: None,
            returned_on: None,
        };
        write(&store, async |tx| payments::add_batch(tx, &batch, std::slice::from_ref(&payment)).await).await;
        let twice = PaymentRecord { id: PaymentId([7; 16]), ..payment.clone() };
        let again = BatchRecord { id: BatchId([9; 16]), ..batch.clone() };
        let doubled =
            store.write(async |tx| payments::add_batch(tx, &again, std::slice::from_ref(&twice)).await).await;
        assert!(matches!(doubled, Err(StorageError::Conflict)), "one claim twice in one batch: {doubled:?}");
        let put_back = BatchRecord { id: BatchId([8; 16]), ..batch.clone() };
        let held = PaymentRecord { id: PaymentId([8; 16]), batch: put_back.id, ..payment.clone() };
        write(&store, async |tx| payments::add_batch(tx, &put_back, std::slice::from_ref(&held)).await).await;
        for first in [true, false] {
            let withdrawn =
                write(&store, async |tx| payments::withdraw(tx, &put_back.id, "H. Berrada", at(7)).await)
                    .await;
            assert_eq!(withdrawn, first);
        }
        let agreed =
            write(&store, async |tx| payments::agree(tx, &put_back.id, "H. Berrada", at(8)).await).await;
        assert!(!agreed, "it is withdrawn");
        let mut reader = store.read().await.unwrap();
        assert_eq!(payments::find_payments(&mut reader, &put_back.id).await.unwrap(), []);
        let kept = payments::find_batch(&mut reader, "casa", &put_back.id).await.unwrap().unwrap();
        assert_eq!(kept.withdrawn_by.as_deref(), Some("H. Berrada"));
        drop(reader);
        for first in [true, false] {
            assert_eq!(
                write(&store, async |tx| payments::agree(tx, &batch.id, "H. B", at(8)).await).await,
                first
            );
            let returned = async |tx: &mut Tx| {
                payments::return_payment(
                    tx,
                    &batch.id,
                    &payment.id,
                    ReturnReason::AccountClosed,
                    batch.pay_on,
                )
                .await
            };
            assert_eq!(write(&store, returned).await, first);
            assert_eq!(
                write(&store, async |tx| payments::settle(tx, &batch.id, batch.pay_on).await).await,
                first
            );
        }
        let mut reader = store.read().await.unwrap();
        assert!(payments::find_batch(&mut reader, "fes", &batch.id).await.unwrap().is_none());
        let found = payments::find_batch(&mut reader, "casa", &batch.id).await.unwrap().unwrap();
        assert_eq!(found.agreed, Some(("H. B".to_owned(), at(8))));
        assert_eq!(found.settled_on, Some(batch.pay_on));
        let kept = payments::find_payments(&mut reader, &batch.id).await.unwrap();
        assert_eq!(
            kept,
            [PaymentRecord {
                returned: Some(ReturnReason::AccountClosed),
                returned_on: Some(batch.pay_on),
                ..payment
            }]
        );
    });
}

#[test]
fn a_document_on_its_way_goes_on_where_it_ended_and_nowhere_else() {
    use damane_storage::claims::UploadRecord;
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let upload = UploadRecord {
            id: DocumentId([4; 16]),
            person: PERSON,
            kind: DocumentKind::Invoice,
            bytes: 30,
            received: 0,
            object_key: vec![0, 0xff],
            started_at: at(1),
            kept_until: at(100),
        };
        write(&store, async |tx| claims::add_upload(tx, &upload).await).await;
        let receive = async |person, offset| {
            write(&store, async |tx| claims::receive(tx, person, &upload.id, offset, 10).await).await
        };
        assert!(!receive(OTHER, 0).await);
        assert!(receive(PERSON, 0).await);
        assert!(!receive(PERSON, 0).await, "the same piece again");
        assert!(!receive(PERSON, 20).await, "one is missing");
        assert!(receive(PERSON, 10).await);
        let mut reader = store.read().await.unwrap();
        let found = claims::find_upload(&mut reader, PERSON, &upload.id).await.unwrap().unwrap();
        assert_eq!(found, UploadRecord { received: 20, ..upload.clone() });
        assert_eq!(claims::count_waiting(&mut reader, PERSON).await.unwrap(), 1);
        drop(reader);
        assert!(write(&store, async |tx| claims::forget_uploads(tx, at(99)).await).await.is_empty());
        assert_eq!(write(&store, async |tx| claims::forget_uploads(tx, at(100)).await).await, [upload.id]);
        assert!(!write(&store, async |tx| claims::take_upload(tx, PERSON, &upload.id).await).await);
    });
}

#[test]
fn a_desk_shows_its_own_office_by_state_kind_age_and_hands() {
    use damane_storage::claims::{DeskQuery, count_to_agree, find_desk};
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let proposed = |id: u8, officer: &str| ClaimRecord {
            standing: standing("proposed", Some(officer)),
            ..claim(id, PERSON, "casa")
        };
        with(&store, &[claim(1, PERSON, "casa"), claim(2, OTHER, "fes"), claim(9, PERSON, "casa")]).await;
        with(&store, &[proposed(3, "L. Bennis"), proposed(4, "H. Berrada")]).await;
        let all = DeskQuery {
            office: "casa",
            states: &["received", "in_progress"],
            kind: None,
            held_by: None,
            not_held_by: None,
            due_on: None,
            with_held: false,
            until: at(1_000),
            after: None,
            most: 10,
        };
        let mut reader = store.read().await.unwrap();
        let mut ids = async |query: DeskQuery<'_>| {
            let found = find_desk(&mut reader, &query).await.unwrap();
            found.iter().map(|claim| claim.id.0[0]).collect::<Vec<_>>()
        };
        assert_eq!(ids(all).await, [1, 9]);
        assert_eq!(ids(DeskQuery { until: at(3), ..all }).await, [1]);
        assert_eq!(ids(DeskQuery { kind: Some(ClaimKind::Pension), ..all }).await, [0_u8; 0]);
        assert_eq!(ids(DeskQuery { after: Some((at(0), ClaimId([1; 16]))), ..all }).await, [9]);
        let proposals = DeskQuery { states: &["proposed"], ..all };
        assert_eq!(ids(DeskQuery { held_by: Some("L. Bennis"), ..proposals }).await, [3]);
        assert_eq!(ids(DeskQuery { not_held_by: Some("L. Bennis"), ..proposals }).await, [4]);
        let mut reader = store.read().await.unwrap();
        assert_eq!(count_to_agree(&mut reader, "casa", "L. Bennis").await.unwrap(), 1);
    });
}

#[test]
fn a_payment_takes_the_oldest_whose_person_has_an_account_and_counts_the_same() {
    use crate::register::{person, put};
    use damane_domain::person::Person;
    use damane_storage::claims::{count_payable, find_payable};
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let without = Person { rib: None, ..person("190000010", None) };
        put(&store, &[(PERSON, without), (OTHER, person("190000029", None))], 1).await;
        let accepted = |id: u8, person: PersonId| ClaimRecord {
            standing: standing("accepted", None),
            ..claim(id, person, "casa")
        };
        let returned = ClaimRecord { standing: standing("payment_returned", None), ..accepted(7, PERSON) };
        let loss = ClaimRecord { kind: ClaimKind::JobLoss, ..accepted(8, OTHER) };
        with(&store, &[accepted(1, PERSON), accepted(3, PERSON), accepted(5, OTHER), returned, loss]).await;
        with(&store, &[accepted(9, OTHER), ClaimRecord { office: "fes".to_owned(), ..accepted(11, OTHER) }])
            .await;
        let mut reader = store.read().await.unwrap();
        let today = "2026-11-21".parse().unwrap();
        for (most, expected) in [(1, vec![5]), (10, vec![5, 9])] {
            let found = find_payable(&mut reader, "casa", today, most).await.unwrap();
            assert_eq!(found.iter().map(|claim| claim.id.0[0]).collect::<Vec<_>>(), expected);
        }
        assert_eq!(count_payable(&mut reader, "casa", today).await.unwrap(), 2);
    });
}
