//! The register: replaced by what is newer, with the history of what opens accounts and moves money.

use crate::career::{cin, number};
use crate::ground::{Ground, on_both};
use damane_domain::ids::{Mobile, PersonId, Rib};
use damane_domain::person::{Person, PersonName};
use damane_domain::time::Timestamp;
use damane_storage::register::{RegisterChanges, find_changes, find_person, find_registered, put_people};
use damane_storage::{StorageError, Store};

pub fn person(registration: &str, mobile: Option<&str>) -> Person {
    Person {
        registration_number: number(registration),
        cin: cin("XA104882"),
        name: PersonName {
            latin: "EL OUARDI Naïma".to_owned(), arabic: "نعيمة الوردي".to_owned()
        },
        birth_date: "1988-02-29".parse().unwrap(),
        mobile: mobile.map(|mobile| Mobile::parse(mobile).unwrap()),
        rib: Some(Rib::from_account("0117800000123456789012").unwrap()),
        dependants: 2,
    }
}

pub async fn put(store: &Store, people: &[(PersonId, Person)], seconds: i64) -> RegisterChanges {
    let at = Timestamp::from_seconds(seconds);
    store.write(async |tx| Ok::<_, StorageError>(put_people(tx, people, at).await?)).await.unwrap()
}

#[test]
fn a_person_comes_back_as_the_feed_described_them() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let bare = Person { rib: None, ..person("0012345678", None) };
        let whole = person("190000010", Some("0612345678"));
        let people = [(PersonId(i64::MAX), whole.clone()), (PersonId(2), bare.clone())];
        let changes = put(&store, &people, 1).await;
        assert_eq!(changes, RegisterChanges { added: 2, changed: 0, unchanged: 0 });
        let mut reader = store.read().await.unwrap();
        assert_eq!(find_person(&mut reader, PersonId(i64::MAX)).await.unwrap(), Some(whole.clone()));
        assert_eq!(find_person(&mut reader, PersonId(3)).await.unwrap(), None);
        let found = find_registered(&mut reader, &number("190000010")).await.unwrap();
        assert_eq!(found, Some((PersonId(i64::MAX), whole)));
        let found = find_registered(&mut reader, &number("12345678")).await.unwrap();
        assert_eq!(found, Some((PersonId(2), bare)));
    });
}

#[test]
fn the_same_feed_twice_changes_nothing_and_a_person_keeps_their_id() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let feed = |first: i64| -> Vec<_> {
            let one =
                |at: i64| (PersonId(first + at), person(&(190_000_000 + at).to_string(), Some("0612345678")));
            (0..1_203).map(one).collect()
        };
        assert_eq!(put(&store, &feed(1), 1).await.added, 1_203);
        let again = put(&store, &feed(50_000), 2).await;
        assert_eq!(again, RegisterChanges { added: 0, changed: 0, unchanged: 1_203 });
        let mut reader = store.read().await.unwrap();
        let (id, _) = find_registered(&mut reader, &number("190000010")).await.unwrap().unwrap();
        assert_eq!(id, PersonId(11));
    });
}

#[test]
fn a_new_mobile_or_account_is_kept_with_its_time_and_the_older_value() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        put(&store, &[(PersonId(1), person("190000010", Some("0612345678")))], 1).await;
        let mut moved = person("190000010", Some("0712345678"));
        moved.rib = None;
        moved.dependants = 3;
        let changes = put(&store, &[(PersonId(2), moved.clone())], 60).await;
        assert_eq!(changes.changed, 1);
        let mut reader = store.read().await.unwrap();
        assert_eq!(find_person(&mut reader, PersonId(1)).await.unwrap(), Some(moved));
        let history = find_changes(&mut reader, PersonId(1)).await.unwrap();
        let seen: Vec<_> = history
            .iter()
            .map(|change| {
                (change.at.seconds(), change.detail.as_str(), change.was.is_some(), change.became.as_deref())
            })
            .collect();
        assert_eq!(seen, [(60, "mobile", true, Some("+212712345678")), (60, "rib", true, None)]);
        assert_eq!(find_changes(&mut reader, PersonId(2)).await.unwrap(), []);
    });
}

#[test]
fn of_a_number_twice_in_one_feed_the_later_line_stands() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let twice = [
            (PersonId(1), person("190000010", None)),
            (PersonId(2), person("190000010", Some("0612345678"))),
        ];
        put(&store, &twice, 1).await;
        let mut reader = store.read().await.unwrap();
        let (_, kept) = find_registered(&mut reader, &number("190000010")).await.unwrap().unwrap();
        assert_eq!(kept.mobile, Mobile::parse("0612345678").ok());
    });
}
