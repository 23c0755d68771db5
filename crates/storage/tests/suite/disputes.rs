//! Disputes of declared lines: kept once for a line and reason, read back by their person, answered by an officer.

use crate::claims::document;
use crate::ground::{Ground, on_both};
use crate::register::{person, put};
use damane_domain::career::{DeclaredLine, Dispute, DisputeAnswer, DisputeReason, EarlierAnswer, Reopening};
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;
use damane_storage::StorageError;
use damane_storage::career::{self, CorrectionRecord, FileKey, NumberedLine};
use damane_storage::claims::{self, DocumentRecord};
use damane_storage::disputes::{
    DisputePlace, add_dispute, answer_dispute, find_disputes, find_open_disputes, find_to_tell,
    reopen_by_person, reopen_undone, take_to_tell,
};

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
            words: String::new(),
            reopened: None,
            earlier: None,
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

#[test]
fn a_waiting_document_goes_to_one_dispute_of_its_owner_is_not_forgotten_and_goes_to_no_claim() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let (mine, other) = (PersonId(1), PersonId(2));
        let people = [(mine, person("190000010", None)), (other, person("190000021", None))];
        put(&store, &people, 1).await;
        for kept in [document(1, mine), document(2, mine), document(3, mine)] {
            store.write(async |tx| claims::add_document(tx, &kept).await).await.unwrap();
        }
        let dispute = Dispute {
            month: Month::parse("2026-09").unwrap(),
            employer: 1_000_004,
            reason: DisputeReason::WrongDays,
            note: String::new(),
            made_at: Timestamp::from_seconds(5),
            documents: 0,
            answer: None,
            words: String::new(),
            reopened: None,
            earlier: None,
        };
        store.write(async |tx| add_dispute(tx, mine, &dispute).await).await.unwrap();
        let attach = async |person, id: u8| {
            let id = DocumentId([id; 16]);
            store.write(async |tx| claims::attach_to_dispute(tx, person, &id, &dispute).await).await.unwrap()
        };
        assert!(!attach(other, 1).await, "it is another's");
        assert!(attach(mine, 2).await && attach(mine, 1).await);
        assert!(!attach(mine, 1).await, "it has one already");
        let (taken, claim) = ([DocumentId([1; 16])].into(), ClaimId([1; 16]));
        let mut reader = store.read().await.unwrap();
        assert_eq!(claims::find_waiting(&mut reader, mine, &taken).await.unwrap(), [], "it is a dispute's");
        drop(reader);
        store
            .write(async |tx| tx.send(|writes| claims::attach(writes, mine, &taken, &claim)).await)
            .await
            .unwrap();

        let forgotten = store.write(async |tx| claims::forget_unused(tx, Timestamp::from_seconds(100)).await);
        assert_eq!(forgotten.await.unwrap(), ["object-3"], "what nobody took");
        let mut reader = store.read().await.unwrap();
        let found = claims::find_documents_of_dispute(&mut reader, mine, &dispute).await.unwrap();
        let kept = |id| DocumentRecord { kept_until: None, ..document(id, mine) };
        assert_eq!(found, [kept(1), kept(2)], "in the order they came");
        let none = claims::find_documents_of_dispute(&mut reader, other, &dispute).await.unwrap();
        assert!(none.is_empty());
        let told = Dispute { documents: 2, ..dispute };
        assert_eq!(find_disputes(&mut reader, mine).await.unwrap(), std::slice::from_ref(&told));
        assert_eq!(find_open_disputes(&mut reader, None, 10).await.unwrap(), [(mine, told)]);
    });
}

#[test]
fn the_newest_answer_stands_and_closes_a_dispute_unless_the_employer_was_asked() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        put(&store, &[(PersonId(1), person("190000010", None))], 1).await;
        let dispute = Dispute {
            month: Month::parse("2026-09").unwrap(),
            employer: 1_000_004,
            reason: DisputeReason::WrongDays,
            note: String::new(),
            made_at: Timestamp::from_seconds(5),
            documents: 0,
            answer: None,
            words: String::new(),
            reopened: None,
            earlier: None,
        };
        store.write(async |tx| add_dispute(tx, PersonId(1), &dispute).await).await.unwrap();
        for (answer, open) in [(DisputeAnswer::EmployerAsked, 1), (DisputeAnswer::Corrected, 0)] {
            let at = Timestamp::from_seconds(9);
            let kept = store.write(async |tx| {
                answer_dispute(tx, PersonId(1), &dispute, (answer, "selon votre bulletin"), "L. Bennis", at)
                    .await
            });
            kept.await.unwrap();
            let mut reader = store.read().await.unwrap();
            let found = find_disputes(&mut reader, PersonId(1)).await.unwrap();
            assert_eq!(found[0].answer, Some((answer, at)));
            assert_eq!(found[0].words, "selon votre bulletin");
            assert_eq!(find_open_disputes(&mut reader, None, 10).await.unwrap().len(), open);
        }
    });
}

#[test]
fn open_disputes_are_read_page_by_page_also_those_of_one_instant() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let people = [(PersonId(1), person("190000010", None)), (PersonId(2), person("190000021", None))];
        put(&store, &people, 1).await;
        let all = |(at, whose, month): (i64, i64, &str)| {
            DisputeReason::ALL.map(|reason| {
                let dispute = Dispute {
                    month: Month::parse(month).unwrap(),
                    employer: 1_000_004,
                    reason,
                    note: String::new(),
                    made_at: Timestamp::from_seconds(at),
                    documents: 0,
                    answer: None,
                    words: String::new(),
                    reopened: None,
                    earlier: None,
                };
                (PersonId(whose), dispute)
            })
        };
        let made = [(5, 1, "2026-09"), (5, 1, "2026-08"), (5, 2, "2026-09"), (4, 2, "2026-10")];
        for (whose, dispute) in made.into_iter().flat_map(all) {
            store.write(async |tx| add_dispute(tx, whose, &dispute).await).await.unwrap();
        }
        let mut reader = store.read().await.unwrap();
        let whole = find_open_disputes(&mut reader, None, 100).await.unwrap();
        assert_eq!((whole.len(), whole[0].0), (20, PersonId(2)), "the oldest is the first");
        let (answer, at) = (DisputeAnswer::EmployerAsked, Timestamp::from_seconds(9));
        let (whose, first) = whole[0].clone();
        let asked =
            store.write(async |tx| answer_dispute(tx, whose, &first, (answer, ""), "L. Bennis", at).await);
        asked.await.unwrap();
        let (open, whole) = (whole, find_open_disputes(&mut reader, None, 100).await.unwrap());
        assert_eq!(whole[..19], open[1..], "nobody answered these");
        assert_eq!(whole[19].1.answer, Some((answer, at)), "its employer has to answer");
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = find_open_disputes(&mut reader, after.as_ref(), 3).await.unwrap();
            let Some((whose, last)) = page.last() else { break };
            after = Some(DisputePlace::of(*whose, last));
            pages.extend(page);
        }
        assert_eq!(pages, whole);
    });
}

#[test]
fn a_file_with_other_figures_than_a_correction_opens_its_dispute_again_until_its_person_is_told() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let mine = PersonId(1);
        put(&store, &[(mine, person("190000010", None))], 1).await;
        let month = Month::parse("2026-09").unwrap();
        let dispute = Dispute {
            month,
            employer: 0,
            reason: DisputeReason::MissingMonth,
            note: "bulletin".to_owned(),
            made_at: Timestamp::from_seconds(5),
            documents: 0,
            answer: None,
            words: String::new(),
            reopened: None,
            earlier: None,
        };
        let line = |sequence, days| DeclaredLine {
            month,
            employer: "1000004".parse().unwrap(),
            category: 0,
            sequence,
            days,
            salary: Money::centimes(200_000),
            capped_salary: Money::centimes(200_000),
            situation: Situation::Normal,
        };
        let at = Timestamp::from_seconds(9);
        let corrected = store.write(async |tx| {
            add_dispute(tx, mine, &dispute).await?;
            let (line, officer) = (line(1, 26), "L. Bennis");
            let set_right = CorrectionRecord {
                person: mine,
                registration: 190_000_010,
                dispute: &dispute,
                line: &line,
                officer,
                at,
            };
            career::add_correction(tx, &set_right).await?;
            let said = (DisputeAnswer::Corrected, "selon votre bulletin");
            answer_dispute(tx, mine, &dispute, said, officer, at).await
        });
        corrected.await.unwrap();
        let declared = async |sequence, days| {
            let key = FileKey { month, employer: 1_000_004, category: 0, sequence };
            let DeclaredLine { salary, capped_salary, situation, .. } = line(sequence, days);
            let numbered =
                NumberedLine { registration: 190_000_010, line: 1, days, salary, capped_salary, situation };
            let opened = store.write(async |tx| {
                career::add_lines(tx, &key, &[numbered]).await?;
                reopen_undone(tx, &key, Timestamp::from_seconds(20)).await
            });
            opened.await.unwrap()
        };
        assert_eq!(declared(2, 26).await, 0, "the employer says the same");
        assert_eq!(declared(3, 10).await, 1);
        assert_eq!(declared(4, 12).await, 0, "it is open already");
        let mut reader = store.read().await.unwrap();
        let open = find_open_disputes(&mut reader, None, 10).await.unwrap();
        let reopened = Some((Reopening::ByFile, Timestamp::from_seconds(20)));
        let words = "selon votre bulletin".to_owned();
        let earlier = Some(EarlierAnswer { answer: DisputeAnswer::Corrected, at, words });
        assert_eq!(
            open,
            [(mine, Dispute { reopened, earlier, ..dispute.clone() })],
            "its answer is the earlier one"
        );
        assert_eq!(find_to_tell(&mut reader, 10).await.unwrap(), [mine]);
        let told = async || store.write(async |tx| take_to_tell(tx, mine).await).await.unwrap();
        assert_eq!(told().await, ["missing_month"]);
        assert_eq!(told().await, [""; 0], "once");

        let again = Dispute { note: String::new(), made_at: Timestamp::from_seconds(30), ..dispute.clone() };
        store.write(async |tx| reopen_by_person(tx, mine, &again).await).await.unwrap();
        let found = find_disputes(&mut reader, mine).await.unwrap().remove(0);
        assert_eq!(found.reopened, Some((Reopening::ByPerson, Timestamp::from_seconds(30))));
        assert_eq!(found.note, "bulletin", "who says nothing new keeps their words");
    });
}
