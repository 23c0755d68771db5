//! Sign-ups, recoveries and officers' requests: what is kept comes back, what is unique stays so, what is past is
//! forgotten.

use crate::career::{cin, number};
use crate::ground::{Ground, on_both};
use crate::register::{person, put};
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::person::Person;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, NewAccount, NewRecovery, RecoveryLink, SessionRecord, SignUp};
use damane_storage::office::{self, OfficeRequest};
use damane_storage::register::find_person;
use damane_storage::{StorageError, Store, Tx, ask};

const PERSON: PersonId = PersonId(7);
const OTHER: PersonId = PersonId(8);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn mobile(text: &str) -> Mobile {
    Mobile::parse(text).unwrap()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

async fn registered(ground: &Ground) -> Store {
    let store = ground.open().await;
    let other = Person { cin: cin("BK4711"), ..person("190000020", None) };
    put(&store, &[(PERSON, person("190000010", Some("0612345678"))), (OTHER, other)], 1).await;
    store
}

async fn open(store: &Store, person: PersonId, email: Option<&Email>, mobile: Option<&Mobile>) -> bool {
    let account = NewAccount { person, password: "phc", language: "ar", email, mobile, at: at(2) };
    write(store, async |tx| accounts::open_account(tx, &account).await).await
}

fn sign_up(id: u8, seconds: i64) -> SignUp {
    SignUp {
        id: [id; 32],
        registration_number: number("0012345678"),
        cin: cin("XA104882"),
        email: email("Salma@Example.com"),
        mobile: mobile("0612345678"),
        language: "ar".to_owned(),
        message: 40,
        code: [1; 32],
        device: [0xff; 32],
        device_name: Some("هاتف".to_owned()),
        device_is_ours: true,
        client: "browser".to_owned(),
        created_at: at(seconds),
        expires_at: at(seconds + 600),
        tries: 0,
        proved: false,
        closed: false,
    }
}

#[test]
fn a_sign_up_comes_back_whole_and_goes_its_way() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        write(&store, async |tx| accounts::add_sign_up(tx, &sign_up(1, 100)).await).await;
        let find =
            async |id: u8| accounts::find_sign_up(&mut store.read().await.unwrap(), &[id; 32]).await.unwrap();
        let found = find(1).await.unwrap();
        assert_eq!((found.registration_number.as_str(), found.cin.as_str()), ("0012345678", "XA104882"));
        assert_eq!((found.email.as_str(), found.mobile.as_str()), ("Salma@Example.com", "+212612345678"));
        assert_eq!((found.device, found.device_name.as_deref()), ([0xff; 32], Some("هاتف")));
        assert_eq!((found.device_is_ours, found.tries, found.proved, found.closed), (true, 0, false, false));
        assert!(find(9).await.is_none());
        write(&store, async |tx| {
            accounts::count_sign_up_try(tx, &[1; 32]).await?;
            accounts::count_sign_up_try(tx, &[1; 32]).await
        })
        .await;
        assert_eq!(find(1).await.unwrap().tries, 2);
        write(&store, async |tx| accounts::renew_sign_up_code(tx, &[1; 32], &[2; 32], 41, at(900)).await)
            .await;
        let found = find(1).await.unwrap();
        assert_eq!((found.code, found.message, found.expires_at, found.tries), ([2; 32], 41, at(900), 0));
        write(&store, async |tx| accounts::prove_sign_up(tx, &[1; 32], at(200), at(2_000)).await).await;
        let found = find(1).await.unwrap();
        assert_eq!((found.proved, found.closed, found.expires_at), (true, false, at(2_000)));
        write(&store, async |tx| accounts::close_sign_up(tx, &[1; 32], at(300)).await).await;
        assert!(find(1).await.unwrap().closed);
    });
}

#[test]
fn codes_are_counted_by_mobile_and_counts_by_what_and_when() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let (one, other) = (mobile("0612345678"), mobile("0712345678"));
        write(&store, async |tx| {
            for seconds in [100, 300, 200, 300] {
                accounts::note_code_sent(tx, &one, at(seconds)).await?;
            }
            accounts::note_code_sent(tx, &other, at(250)).await?;
            for _ in 0..3 {
                accounts::add_to_count(tx, "a", at(600)).await?;
            }
            accounts::add_to_count(tx, "b", at(600)).await
        })
        .await;
        let mut reader = store.read().await.unwrap();
        let sent = accounts::find_codes_sent_to(&mut reader, &one, at(100)).await.unwrap();
        assert_eq!(sent, [at(200), at(300)]);
        for (counted, window, count) in [("a", 600, 3), ("b", 600, 1), ("a", 1_200, 0), ("c", 600, 0)] {
            let found = accounts::find_count(&mut reader, counted, at(window)).await.unwrap();
            assert_eq!(found, count, "{counted} {window}");
        }
    });
}

#[test]
fn an_e_mail_has_one_account_and_a_person_too() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let own = mobile("0712345678");
        assert!(open(&store, PERSON, Some(&email("Salma@Example.com")), Some(&own)).await);
        assert!(!open(&store, OTHER, Some(&email("salma@example.COM")), None).await, "another spelling");
        assert!(!open(&store, PERSON, Some(&email("other@example.com")), None).await, "a second account");
        assert!(open(&store, OTHER, None, None).await);
        let mut reader = store.read().await.unwrap();
        let owner = accounts::find_email_owner(&mut reader, &email("SALMA@example.com")).await.unwrap();
        assert_eq!(owner, Some(PERSON));
        let owner = accounts::find_email_owner(&mut reader, &email("other@example.com")).await.unwrap();
        assert_eq!(owner, None, "what was refused left nothing");
        let found = accounts::find_account(&mut reader, &number("190000010")).await.unwrap().unwrap();
        assert_eq!(found.mobile, Some(own), "the account's own mobile, not the declared one");
        assert_eq!((found.email, found.guarded_until), (Some(email("Salma@Example.com")), None));
    });
}

#[test]
fn a_guard_is_only_ever_extended() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        open(&store, PERSON, None, None).await;
        for (until, expected) in [(100, 100), (50, 100), (200, 200)] {
            write(&store, async |tx| accounts::guard(tx, PERSON, at(until)).await).await;
            let mut reader = store.read().await.unwrap();
            let found = accounts::find_account(&mut reader, &number("190000010")).await.unwrap().unwrap();
            assert_eq!(found.guarded_until, Some(at(expected)));
        }
    });
}

#[test]
fn accounts_whose_declared_mobile_changed_are_found_by_the_instant() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        open(&store, PERSON, Some(&email("salma@example.com")), Some(&mobile("0699999999"))).await;
        let moved = person("190000010", Some("0712345678"));
        // No account: nobody to follow.
        let other = Person { cin: cin("BK4711"), ..person("190000020", Some("0712345679")) };
        put(&store, &[(PERSON, moved), (OTHER, other)], 60).await;
        let find = async |seconds: i64, after: PersonId| {
            let mut reader = store.read().await.unwrap();
            accounts::find_mobile_changes(&mut reader, at(seconds), after, 10).await.unwrap()
        };
        let found = find(60, PersonId(0)).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].was, Some(mobile("0699999999")), "the number that counted");
        assert_eq!((found[0].person, found[0].became.clone()), (PERSON, Some(mobile("0712345678"))));
        assert_eq!((find(61, PersonId(0)).await.len(), find(60, PERSON).await.len()), (0, 0));
        write(&store, async |tx| accounts::follow_declared_mobile(tx, PERSON, at(500)).await).await;
        let reached =
            accounts::find_reached(&mut store.read().await.unwrap(), PERSON).await.unwrap().unwrap();
        assert_eq!((reached.mobile, reached.mobile_from), (Some(mobile("0712345678")), Some(at(500))));
        write(&store, async |tx| accounts::keep_mobile(tx, PERSON, &mobile("0611111111")).await).await;
        let reached =
            accounts::find_reached(&mut store.read().await.unwrap(), PERSON).await.unwrap().unwrap();
        assert_eq!(reached.mobile, Some(mobile("0611111111")));
    });
}

#[test]
fn links_asked_for_wait_with_their_account_where_number_and_card_have_one() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        open(&store, PERSON, Some(&email("salma@example.com")), None).await;
        let asked = [
            (1, "190000010", "XA104882", 100),
            (2, "0190000010", "XA104882", 101),
            (3, "190000010", "ZZ1234", 102),
            (4, "190000020", "BK4711", 103),
            (5, "199999999", "XA104882", 104),
        ];
        for (id, registration, card, seconds) in asked {
            let (registration, card) = (number(registration), cin(card));
            let new = NewRecovery {
                id,
                registration_number: &registration,
                cin: &card,
                channel: "sms",
                at: at(seconds),
            };
            write(&store, async |tx| accounts::add_recovery(tx, &new).await).await;
        }
        let mut reader = store.read().await.unwrap();
        let waiting = accounts::find_waiting_recoveries(&mut reader, 10).await.unwrap();
        let seen: Vec<_> =
            waiting.iter().map(|one| (one.id, one.account.as_ref().map(|account| account.person))).collect();
        let expected = [(1, Some(PERSON)), (2, Some(PERSON)), (3, None), (4, None), (5, None)];
        assert_eq!(seen, expected);
        let account = waiting[0].account.clone().unwrap();
        assert_eq!((account.mobile, account.mobile_from), (Some(mobile("0612345678")), None));
        assert_eq!((account.email, account.language.as_str()), (Some(email("salma@example.com")), "ar"));
        let (known, card) = (number("190000010"), cin("XA104882"));
        let times = accounts::find_recoveries_asked(&mut reader, &known, &card, at(100)).await.unwrap();
        assert_eq!(times, [at(101)], "after that time, whatever the zeros in front");
        drop(reader);
        write(&store, async |tx| accounts::close_recovery(tx, 1, at(110)).await).await;
        let mut reader = store.read().await.unwrap();
        let waiting = accounts::find_waiting_recoveries(&mut reader, 2).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.id).collect::<Vec<_>>(), [2, 3]);
    });
}

fn link(id: u8, person: PersonId, expires: i64) -> RecoveryLink {
    RecoveryLink {
        id: [id; 32],
        person,
        channel: "email".to_owned(),
        created_at: at(10),
        expires_at: at(expires),
        used: false,
    }
}

#[test]
fn links_come_back_and_are_voided_for_one_person() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        write(&store, async |tx| {
            for (id, person) in [(1, PERSON), (2, PERSON), (3, OTHER)] {
                accounts::add_link(tx, &link(id, person, 100)).await?;
            }
            accounts::void_links(tx, PERSON, at(50)).await
        })
        .await;
        let mut reader = store.read().await.unwrap();
        for (id, person, used) in [(1, PERSON, true), (2, PERSON, true), (3, OTHER, false)] {
            let found = accounts::find_link(&mut reader, &[id; 32]).await.unwrap().unwrap();
            assert_eq!(found, RecoveryLink { used, ..link(id, person, 100) });
        }
        assert!(accounts::find_link(&mut reader, &[9; 32]).await.unwrap().is_none());
    });
}

#[test]
fn a_new_password_ends_the_sessions_and_codes_of_its_owner_and_their_devices_must_be_trusted_again() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let device = [4; 32];
        for person in [PERSON, OTHER] {
            open(&store, person, None, None).await;
            let session = SessionRecord {
                id: [u8::try_from(person.0).unwrap(); 32],
                person,
                device,
                used_at: at(10),
                idle_micros: 1_800_000_000,
                ends_at: at(10_000),
            };
            write(&store, async |tx| {
                accounts::trust_device(tx, person, &device, None, at(10)).await?;
                tx.send(|writes| accounts::add_session(writes, &session)).await
            })
            .await;
        }
        write(&store, async |tx| accounts::replace_password(tx, PERSON, "new", at(20)).await).await;
        let mut reader = store.read().await.unwrap();
        for (session, stands) in [(7, false), (8, true)] {
            let found = accounts::find_session(&mut reader, &[session; 32]).await.unwrap();
            assert_eq!(found.is_some(), stands, "{session}");
        }
        let found = accounts::find_account(&mut reader, &number("190000010")).await.unwrap().unwrap();
        assert_eq!(found.password, "new");
        drop(reader);
        let known = async |person| {
            let mut reader = store.read().await.unwrap();
            ask(&mut reader, |q| accounts::ask_trusted(q, person, &device, None)).await.unwrap()
        };
        assert_eq!((known(PERSON).await, known(OTHER).await), (false, true));
        write(&store, async |tx| accounts::trust_device(tx, PERSON, &device, None, at(40)).await).await;
        assert!(known(PERSON).await, "trusted again after it");
    });
}

#[test]
fn an_officers_request_comes_back_and_is_agreed_to() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let request = |id: &str, approved_by: Option<&str>| OfficeRequest {
            id: id.to_owned(),
            kind: "reset".to_owned(),
            person: PERSON,
            officer: "S. Benali".to_owned(),
            office: None,
            reason: "بطاقة التعريف".to_owned(),
            asked_at: at(10),
            expires_at: at(20),
            approved_by: approved_by.map(str::to_owned),
        };
        write(&store, async |tx| {
            office::add_request(tx, &request("a", None)).await?;
            office::add_request(tx, &request("b", Some("S. Benali"))).await
        })
        .await;
        let find = async |id: &str| office::find_request(&mut store.read().await.unwrap(), id).await.unwrap();
        assert_eq!(find("a").await, Some(request("a", None)));
        assert_eq!(find("b").await, Some(request("b", Some("S. Benali"))));
        assert_eq!(find("c").await, None);
        write(&store, async |tx| office::approve_request(tx, "a", "K. Alaoui", at(15)).await).await;
        assert_eq!(find("a").await, Some(request("a", Some("K. Alaoui"))));
    });
}

#[test]
fn a_feed_that_is_behind_an_officer_changes_nothing_and_one_that_says_more_has_the_last_word() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let feed = async |mobile: Option<&str>, seconds: i64| {
            let changes = put(&store, &[(PERSON, person("190000010", mobile))], seconds).await;
            let found = find_person(&mut store.read().await.unwrap(), PERSON).await.unwrap().unwrap();
            (changes.changed, found.mobile.map(|mobile| mobile.as_str().to_owned()))
        };
        let put_mobile = async |text: &str, seconds: i64| {
            let new = mobile(text);
            write(&store, async |tx| office::put_mobile(tx, PERSON, &new, at(seconds)).await).await
        };
        assert!(put_mobile("0712345678", 10).await);
        assert!(!put_mobile("0712345678", 11).await, "it is declared already");
        assert_eq!(feed(Some("0612345678"), 20).await, (0, Some("+212712345678".to_owned())));
        assert_eq!(feed(None, 30).await, (1, None));
        assert!(put_mobile("0612345678", 40).await, "from none");
        assert_eq!(feed(None, 50).await, (0, Some("+212612345678".to_owned())));
        assert_eq!(feed(Some("0612345678"), 60).await, (0, Some("+212612345678".to_owned())));
        assert_eq!(feed(None, 70).await, (1, None), "the feed caught up at 60");
    });
}

#[test]
fn sign_ups_recoveries_and_counts_of_the_past_are_forgotten() {
    on_both(async |ground: Ground| {
        let store = registered(&ground).await;
        let (registration, card, phone) = (number("190000010"), cin("XA104882"), mobile("0612345678"));
        write(&store, async |tx| {
            for (id, seconds) in [(1_u8, 100), (2, 200)] {
                accounts::add_sign_up(tx, &sign_up(id, seconds)).await?;
                accounts::note_code_sent(tx, &phone, at(seconds)).await?;
                accounts::add_to_count(tx, "a", at(seconds)).await?;
                let new = NewRecovery {
                    id: i64::from(id),
                    registration_number: &registration,
                    cin: &card,
                    channel: "sms",
                    at: at(seconds),
                };
                accounts::add_recovery(tx, &new).await?;
                accounts::add_link(tx, &link(id, PERSON, seconds)).await?;
            }
            accounts::forget_past(tx, at(100), at(100)).await
        })
        .await;
        let mut reader = store.read().await.unwrap();
        for (id, is_kept) in [(1_u8, false), (2, true)] {
            let seconds = i64::from(id) * 100;
            assert_eq!(accounts::find_sign_up(&mut reader, &[id; 32]).await.unwrap().is_some(), is_kept);
            assert_eq!(accounts::find_link(&mut reader, &[id; 32]).await.unwrap().is_some(), is_kept);
            let count = accounts::find_count(&mut reader, "a", at(seconds)).await.unwrap();
            assert_eq!(count, u32::from(is_kept));
        }
        assert_eq!(accounts::find_codes_sent_to(&mut reader, &phone, at(0)).await.unwrap(), [at(200)]);
        let waiting = accounts::find_waiting_recoveries(&mut reader, 9).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.id).collect::<Vec<_>>(), [2]);
    });
}
