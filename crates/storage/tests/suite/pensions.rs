//! Pension requests: one a person that stands, and what was granted is kept with it.

use crate::claims::{OTHER, PERSON, claim, with};
use crate::ground::{Ground, on_both};
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::money::Money;
use damane_storage::pensions::{self, GrantRecord};
use damane_storage::{StorageError, Store};

const FIRST: ClaimId = ClaimId([1; 16]);
const SECOND: ClaimId = ClaimId([2; 16]);

async fn ask(store: &Store, id: ClaimId, person: PersonId) -> Result<(), StorageError> {
    store
        .write(async |tx| tx.send(|writes| pensions::add_request(writes, &id, person, &[7, 0, 7])).await)
        .await
}

async fn stand(store: &Store, id: ClaimId, stands: bool) -> Result<bool, StorageError> {
    store.write(async |tx| pensions::let_stand(tx, &id, stands).await).await
}

#[test]
fn a_person_has_one_request_that_stands() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa"), claim(2, PERSON, "casa"), claim(3, OTHER, "casa")]).await;
        ask(&store, FIRST, PERSON).await.unwrap();
        ask(&store, ClaimId([3; 16]), OTHER).await.unwrap();
        assert!(matches!(ask(&store, SECOND, PERSON).await, Err(StorageError::Conflict)));
        let standing =
            async || pensions::find_standing(&mut store.read().await.unwrap(), PERSON).await.unwrap();
        assert_eq!(standing().await, Some(FIRST));
        assert!(stand(&store, FIRST, false).await.unwrap());
        assert_eq!(standing().await, None);
        ask(&store, SECOND, PERSON).await.unwrap();
        assert!(matches!(stand(&store, FIRST, true).await, Err(StorageError::Conflict)));
        assert_eq!(standing().await, Some(SECOND));
        assert!(!stand(&store, ClaimId([9; 16]), false).await.unwrap());
    });
}

#[test]
fn what_was_granted_last_stands_and_is_its_owners_alone() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        with(&store, &[claim(1, PERSON, "casa")]).await;
        ask(&store, FIRST, PERSON).await.unwrap();
        let find = async |person| {
            pensions::find_request(&mut store.read().await.unwrap(), person, &FIRST).await.unwrap()
        };
        let asked = find(PERSON).await.unwrap();
        assert_eq!((asked.filed, asked.granted), (vec![7, 0, 7], None));
        let day = |text: &str| text.parse().unwrap();
        let monthly = Some(Money::centimes(264_500));
        for monthly in [None, monthly] {
            let grant = GrantRecord { starts_on: day("2026-09-01"), monthly, granted_on: day("2026-11-28") };
            store.write(async |tx| pensions::put_grant(tx, &FIRST, &grant).await).await.unwrap();
            assert_eq!(find(PERSON).await.unwrap().granted, Some(grant));
        }
        assert_eq!(find(OTHER).await, None);
    });
}
