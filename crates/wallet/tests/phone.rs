//! Unlocking on a phone: a peer in memory that behaves as the plugin does on Android and on iOS. It asks for a finger, is
//! turned away from, refuses after too many wrong ones, and loses its keys when another finger is enrolled.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, PIN, Portal, code_of, issue, sign_in};
use damane_contract::{ErrorCode, VaultStateView};
use damane_wallet::Wallet;
use damane_wallet::keystore::{Biometrics, BoundKeys, Denied, KeyStore, OpenKeyStore};
use damane_wallet::secret::Key;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Which of the two systems it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    /// Asks also when a key is made: its cipher opens to a finger in both directions.
    Android,
    /// Asks when a key is read, alone.
    Ios,
}

/// What the person does when they are asked.
#[derive(Clone, Copy)]
enum Finger {
    Right,
    TurnedAway,
    WrongTooOften,
}

struct State {
    /// How often fingers were enrolled; `None`: there are none, or no screen lock.
    enrolment: Option<u32>,
    /// Each key with the enrolment it is bound to.
    keys: HashMap<String, (Key, u32)>,
    finger: Finger,
    asked: u32,
}

struct Phone {
    make: Make,
    state: Mutex<State>,
}

impl Phone {
    fn new(make: Make) -> Arc<Self> {
        let (keys, finger) = (HashMap::new(), Finger::Right);
        Arc::new(Self { make, state: Mutex::new(State { enrolment: Some(1), keys, finger, asked: 0 }) })
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    fn answer(&self, finger: Finger) {
        self.change(|state| state.finger = finger);
    }

    /// Another finger is enrolled in the phone's settings.
    fn enrol_another(&self) {
        self.change(|state| state.enrolment = Some(state.enrolment.unwrap_or(0) + 1));
    }

    /// The screen lock is taken off, and the fingers with it.
    fn take_the_lock_off(&self) {
        self.change(|state| state.enrolment = None);
    }

    fn asked(&self) -> u32 {
        self.change(|state| std::mem::take(&mut state.asked))
    }

    fn kept(&self) -> usize {
        self.change(|state| state.keys.len())
    }

    /// A store that opens as the shell's does, under a name of its own for each system.
    fn keys(self: &Arc<Self>) -> OpenKeyStore {
        let phone = Arc::clone(self);
        let backend = if self.make == Make::Android { "android-biometric" } else { "ios-biometric" };
        Arc::new(move || Ok(Box::new(BoundKeys::new(backend, phone.clone())) as Box<dyn KeyStore>))
    }
}

fn ask(state: &mut State) -> Result<(), Denied> {
    state.asked += 1;
    match state.finger {
        Finger::Right => Ok(()),
        Finger::TurnedAway => Err(Denied::Dismissed),
        Finger::WrongTooOften => Err(Denied::Refused),
    }
}

impl Biometrics for Phone {
    fn ready(&self) -> Result<(), Denied> {
        self.change(|state| state.enrolment.map(drop).ok_or(Denied::Absent))
    }

    fn keep(&self, name: &str, key: &Key) -> Result<(), Denied> {
        self.change(|state| {
            let enrolment = state.enrolment.ok_or(Denied::Absent)?;
            if self.make == Make::Android {
                ask(state)?;
            }
            state.keys.insert(name.to_owned(), (key.clone(), enrolment));
            Ok(())
        })
    }

    fn ask(&self, name: &str) -> Result<Option<Key>, Denied> {
        self.change(|state| {
            // As the systems do: a key of another enrolment is not there, and nobody is asked for it.
            let enrolment = state.enrolment;
            state.keys.retain(|_, (_, bound_to)| Some(*bound_to) == enrolment);
            let Some((key, _)) = state.keys.get(name).cloned() else { return Ok(None) };
            ask(state).map(|()| Some(key))
        })
    }

    fn forget(&self, name: &str) -> Result<(), Denied> {
        self.change(|state| drop(state.keys.remove(name)));
        Ok(())
    }
}

async fn state(wallet: &Wallet) -> VaultStateView {
    wallet.app_state().await.unwrap().vault
}

/// Signed in with a certificate, app started again.
async fn locked(make: Make) -> (Portal, Device, Arc<Phone>, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let (device, phone) = (Device::new(&Fund::new(1), &portal.url()), Phone::new(make));
    let wallet = device.start_with(phone.keys());
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    drop(wallet);
    let wallet = device.start_with(phone.keys());
    assert_eq!(state(&wallet).await, VaultStateView::LockedByKeyStore);
    (portal, device, phone, wallet)
}

async fn opens(wallet: &Wallet) {
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1, "nothing was lost meanwhile");
}

#[tokio::test]
async fn one_finger_opens_the_vault_and_the_session_in_it() {
    for (make, to_keep) in [(Make::Android, 1), (Make::Ios, 0)] {
        let (_portal, _device, phone, wallet) = locked(make).await;
        assert_eq!(phone.asked(), to_keep, "asked at the sign-in");
        assert_eq!(phone.kept(), 1, "the vault's key and no other");
        wallet.unlock_with_key_store().await.unwrap();
        assert!(wallet.me().await.unwrap().fresh);
        assert_eq!(phone.asked(), 1, "the device's own key lies in the vault");
    }
}

#[tokio::test]
async fn turning_away_from_the_question_leaves_the_lock_as_it_was() {
    for make in [Make::Android, Make::Ios] {
        let (_portal, _device, phone, wallet) = locked(make).await;
        phone.answer(Finger::TurnedAway);
        for _ in 0..3 {
            assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
            assert_eq!(state(&wallet).await, VaultStateView::LockedByKeyStore, "nothing is wrong with it");
            assert_eq!(code_of(wallet.certificates().await), ErrorCode::VaultLocked);
        }
        phone.answer(Finger::Right);
        opens(&wallet).await;
    }
}

#[tokio::test]
async fn too_many_wrong_fingers_are_waited_for() {
    let (_portal, _device, phone, wallet) = locked(Make::Android).await;
    phone.answer(Finger::WrongTooOften);
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyStoreLocked);
    phone.answer(Finger::Right);
    opens(&wallet).await;
}

#[tokio::test]
async fn another_finger_enrolled_ends_the_key_for_good_and_signing_in_starts_afresh() {
    for make in [Make::Android, Make::Ios] {
        let (_portal, device, phone, wallet) = locked(make).await;
        phone.enrol_another();
        phone.asked();
        for _ in 0..2 {
            assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
            assert_eq!(state(&wallet).await, VaultStateView::KeyLost);
        }
        assert_eq!(phone.asked(), 0, "whoever enrolled theirs is not even asked");
        for (path, bytes) in device.files() {
            let clear =
                bytes.windows(15).any(|window| window == b"ATELIER ZERHOUN" || window == b"SQLite format 3");
            assert!(!clear, "{}", path.display());
        }
        sign_in(&wallet).await;
        assert!(wallet.certificates().await.unwrap().fresh);
        drop(wallet);
        opens(&device.start_with(phone.keys())).await;
    }
}

#[tokio::test]
async fn a_phone_whose_lock_was_taken_off_has_lost_the_key_too() {
    let (_portal, _device, phone, wallet) = locked(Make::Ios).await;
    phone.take_the_lock_off();
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyLost);
    sign_in(&wallet).await;
    assert_eq!(state(&wallet).await, VaultStateView::PinNeeded, "from now on a PIN");
}

#[tokio::test]
async fn a_phone_without_biometrics_or_a_person_who_wants_none_gets_the_pin() {
    for turn_off in
        [(|phone: &Phone| phone.take_the_lock_off()) as fn(&Phone), |phone| phone.answer(Finger::TurnedAway)]
    {
        let portal = Portal::start(Fund::new(1)).await;
        let (device, phone) = (Device::new(&Fund::new(1), &portal.url()), Phone::new(Make::Android));
        turn_off(&phone);
        let wallet = device.start_with(phone.keys());
        sign_in(&wallet).await;
        assert_eq!((state(&wallet).await, phone.kept()), (VaultStateView::PinNeeded, 0));
        wallet.choose_pin(PIN).await.unwrap();
        drop(wallet);
        let wallet = device.start_with(phone.keys());
        assert_eq!(state(&wallet).await, VaultStateView::LockedByPin);
        wallet.unlock_with_pin(PIN).await.unwrap();
    }
}

#[tokio::test]
async fn the_pin_takes_the_fingers_place_and_leaves_no_key_behind() {
    let (_portal, device, phone, wallet) = locked(Make::Android).await;
    opens(&wallet).await;
    wallet.choose_pin(PIN).await.unwrap();
    assert_eq!(phone.kept(), 0);
    drop(wallet);
    let wallet = device.start_with(phone.keys());
    wallet.unlock_with_pin(PIN).await.unwrap();
    assert!(wallet.me().await.unwrap().fresh, "and the session is still bound to this device");
}

#[tokio::test]
async fn signing_out_leaves_nothing_in_the_phone() {
    let (_portal, device, phone, wallet) = locked(Make::Ios).await;
    opens(&wallet).await;
    wallet.sign_out().await.unwrap();
    assert_eq!((state(&wallet).await, phone.kept()), (VaultStateView::Empty, 0));
    assert!(device.files().iter().all(|(path, _)| path.ends_with("trust.json")));
}

#[tokio::test]
async fn a_vault_of_an_earlier_build_is_told_apart_and_its_store_not_asked() {
    let (_portal, device, phone, _wallet) = locked(Make::Android).await;
    let other = Phone::new(Make::Ios);
    let wallet = device.start_with(other.keys());
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!((state(&wallet).await, other.asked()), (VaultStateView::KeyStoreSwapped, 0));
    opens(&device.start_with(phone.keys())).await;
}
