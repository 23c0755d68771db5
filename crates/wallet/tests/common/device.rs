//! A device: its folder, its clocks and its key store, each under the test's hand.

use super::fund::{Fund, NOW};
use damane_wallet::clock::Clock;
use damane_wallet::keystore::{KeyStore, KeyStoreError, OpenKeyStore};
use damane_wallet::secret::Key;
use damane_wallet::vault::PinCost;
use damane_wallet::{FundProfile, Parts, Wallet};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Clocks that stand until they are moved.
pub struct SetClock {
    wall: AtomicI64,
    counted: AtomicU64,
}

impl SetClock {
    /// Both clocks go on.
    pub fn pass(&self, time: Duration) {
        self.set_date(time.as_secs() as i64);
        self.counted.fetch_add(time.as_micros() as u64, Ordering::SeqCst);
    }

    /// Somebody sets the date, so many seconds further or back.
    pub fn set_date(&self, seconds: i64) {
        self.wall.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now_micros(&self) -> i64 {
        self.wall.load(Ordering::SeqCst)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_micros(self.counted.load(Ordering::SeqCst))
    }
}

/// A key store in memory that can lose, refuse, fall silent or be another program.
#[derive(Clone)]
pub struct Drawer(Arc<Mutex<DrawerState>>);

struct DrawerState {
    keys: HashMap<String, Key>,
    program: String,
    there: bool,
    locked: bool,
    asks: bool,
}

impl Drawer {
    fn new() -> Self {
        let (keys, program) = (HashMap::new(), "first".into());
        let state = DrawerState { keys, program, there: true, locked: false, asks: false };
        Self(Arc::new(Mutex::new(state)))
    }

    fn change(&self, change: impl FnOnce(&mut DrawerState)) {
        change(&mut self.0.lock().unwrap());
    }

    /// There is no key store any more, or there is one again.
    pub fn be_there(&self, there: bool) {
        self.change(|state| state.there = there);
    }

    /// Locked, as a keyring is after a lost password: reads find nothing, writes fail.
    pub fn lock(&self, locked: bool) {
        self.change(|state| state.locked = locked);
    }

    /// Everything in it is gone.
    pub fn lose_all(&self) {
        self.change(|state| state.keys.clear());
    }

    /// Another program answers under the same name.
    pub fn become_program(&self, program: &str) {
        self.change(|state| state.program = program.into());
    }

    /// Each reading asks the person, as on a phone.
    pub fn ask(&self) {
        self.change(|state| state.asks = true);
    }

    /// Puts a key into it, as an earlier app did.
    pub fn put(&self, name: &str, key: &Key) {
        self.change(|state| drop(state.keys.insert(name.into(), key.clone())));
    }

    /// Loses what has such a name.
    pub fn lose(&self, ending: &str) {
        self.change(|state| state.keys.retain(|name, _| !name.ends_with(ending)));
    }

    /// How many keys it holds.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().keys.len()
    }

    pub fn opener(&self) -> OpenKeyStore {
        let drawer = self.clone();
        Arc::new(move || {
            let (there, program) = {
                let state = drawer.0.lock().unwrap();
                (state.there, state.program.clone())
            };
            match there {
                true => Ok(Box::new(Open { drawer: drawer.clone(), program }) as Box<dyn KeyStore>),
                false => Err(KeyStoreError::Absent("no store in this test".into())),
            }
        })
    }
}

struct Open {
    drawer: Drawer,
    program: String,
}

impl KeyStore for Open {
    fn backend(&self) -> &str {
        &self.program
    }

    fn asks(&self) -> bool {
        self.drawer.0.lock().unwrap().asks
    }

    fn put(&self, name: &str, key: &Key) -> Result<(), KeyStoreError> {
        let mut state = self.drawer.0.lock().unwrap();
        if state.locked {
            return Err(KeyStoreError::Refused("locked".into()));
        }
        state.keys.insert(name.into(), key.clone());
        Ok(())
    }

    fn find(&self, name: &str) -> Result<Option<Key>, KeyStoreError> {
        let state = self.drawer.0.lock().unwrap();
        Ok(if state.locked { None } else { state.keys.get(name).cloned() })
    }

    fn forget(&self, name: &str) -> Result<(), KeyStoreError> {
        self.drawer.0.lock().unwrap().keys.remove(name);
        Ok(())
    }
}

/// A device with one app on it.
pub struct Device {
    folder: tempfile::TempDir,
    profile: FundProfile,
    pub clock: Arc<SetClock>,
    pub drawer: Drawer,
}

impl Device {
    pub fn new(fund: &Fund, portal_url: &str) -> Self {
        let clock = SetClock { wall: AtomicI64::new(NOW * 1_000_000), counted: AtomicU64::new(0) };
        Self {
            folder: tempfile::tempdir().unwrap(),
            profile: fund.profile(portal_url),
            clock: Arc::new(clock),
            drawer: Drawer::new(),
        }
    }

    /// A device whose folder is the test's own, for an app that runs in another process.
    pub fn at(folder: &Path, fund: &Fund, portal_url: &str) -> Abroad {
        Abroad { folder: folder.to_owned(), profile: fund.profile(portal_url) }
    }

    /// Starts the app. What an earlier one held in memory is not there.
    pub fn start(&self) -> Wallet {
        self.start_with(self.drawer.opener())
    }

    /// Starts the app on another key store.
    pub fn start_with(&self, keys: OpenKeyStore) -> Wallet {
        let pin_cost = PinCost { memory_kib: 64, passes: 1, lanes: 1 };
        let (fund, folder, clock) = (self.profile.clone(), self.app_folder(), self.clock.clone());
        Wallet::open(Parts { fund, folder, clock, keys, pin_cost, bundled_trust: None }).unwrap()
    }

    /// Starts an app that was packaged with lists.
    pub fn start_packaged_with(&self, lists: &'static str) -> Wallet {
        let pin_cost = PinCost { memory_kib: 64, passes: 1, lanes: 1 };
        let (fund, folder, clock) = (self.profile.clone(), self.app_folder(), self.clock.clone());
        let keys = self.drawer.opener();
        Wallet::open(Parts { fund, folder, clock, keys, pin_cost, bundled_trust: Some(lists) }).unwrap()
    }

    /// The app's folder.
    pub fn app_folder(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    /// Another profile of the same machine and key store, with a copy of all the app's files.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("app");
        std::fs::create_dir(&app).unwrap();
        for (path, bytes) in self.files() {
            std::fs::write(app.join(path.file_name().unwrap()), bytes).unwrap();
        }
        let (profile, clock, drawer) = (self.profile.clone(), Arc::clone(&self.clock), self.drawer.clone());
        Self { folder, profile, clock, drawer }
    }

    /// Every file of the app with its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files_below(&self.app_folder())
    }
}

/// A device that several processes may be.
pub struct Abroad {
    folder: PathBuf,
    profile: FundProfile,
}

impl Abroad {
    /// Starts the app where there is no key store: a PIN keeps its vault.
    pub fn start_without_key_store(&self) -> Wallet {
        let pin_cost = PinCost { memory_kib: 64, passes: 1, lanes: 1 };
        let (fund, folder) = (self.profile.clone(), self.folder.clone());
        let clock = SetClock { wall: AtomicI64::new(NOW * 1_000_000), counted: AtomicU64::new(0) };
        let drawer = Drawer::new();
        drawer.be_there(false);
        let (clock, keys) = (Arc::new(clock), drawer.opener());
        Wallet::open(Parts { fund, folder, clock, keys, pin_cost, bundled_trust: None }).unwrap()
    }
}

fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            // The database's own thread may delete its log meanwhile.
            false => std::fs::read(&path).map(|bytes| (path.clone(), bytes)).into_iter().collect(),
        })
        .collect()
}
