//! An opened fund: its profile, its keys, its records, and what it takes from the outside world.

use crate::addresses::Addresses;
use crate::at_rest::AtRestKey;
use crate::costly::Places;
use crate::device_keys::SeenProofs;
use crate::documents::Scans;
use crate::error::ServiceError;
use crate::files::Files;
use crate::guessing::Guessing;
use crate::keys::{Keys, write_private};
use crate::outside::Outside;
use crate::papers::Papers;
use crate::passkeys::PasskeyVerifier;
use crate::pki::RevocationLists;
use crate::ports::{Chance, Ports};
use crate::reading::{DeskBudgets, Noted, Readings};
use crate::secrets::CodeKey;
use crate::settings::{
    CarrierSettings, Database, Limits, ObjectSettings, PaymentSettings, SealLevel, SealSettings, Settings,
};
use crate::transaction::transaction;
use crate::verification::Lists;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::PublicKey;
use damane_domain::fund::FundProfile;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::objects::Objects;
use damane_storage::{Seal, Store, Tx, accounts, certificates, claims, messages, officers, sqlite_url};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// How often what no longer matters is forgotten; codes that ran out are never shown meanwhile.
const SWEEP: Duration = Duration::from_secs(60);
pub(crate) const DAY_SECONDS: i64 = 86_400;

/// An opened fund. One per process; shared by all requests.
pub struct Fund {
    profile: FundProfile,
    limits: Limits,
    carriers: CarrierSettings,
    payments: Option<PaymentSettings>,
    seal: SealSettings,
    outside: OnceLock<Arc<dyn Outside>>,
    keys: RwLock<KnownKeys>,
    keys_folder: PathBuf,
    code_key: Arc<CodeKey>,
    at_rest_key: Arc<AtRestKey>,
    store: Store,
    ports: Ports,
    lists: Lists,
    revocation_lists: RevocationLists,
    papers: Papers,
    addresses: Addresses,
    passkeys: PasskeyVerifier,
    readings: Readings<PersonId>,
    files: Files,
    noted: Noted,
    desk_budgets: DeskBudgets,
    password_places: Places,
    export_places: Places,
    image_places: Places,
    objects: Objects,
    scans: Scans,
    pub(crate) guessing: Guessing,
    seen_proofs: SeenProofs,
}

/// The keys as they were last read, and of which files.
struct KnownKeys {
    keys: Arc<Keys>,
    fingerprint: [u8; 32],
}

impl Fund {
    /// Opens the fund in a data folder: `fund.toml`, `portal.toml` (optional), `keys/`, and the database. Within a
    /// tokio runtime; what is past is forgotten as long as the fund stays open.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] names the file at fault; storage.
    pub async fn open(folder: &Path, ports: Ports) -> Result<Arc<Self>, ServiceError> {
        let path = folder.join("fund.toml");
        let profile = read_profile(folder)?;
        let mut settings = Settings::read(folder)?;
        let carriers = settings.take_carriers(folder)?;
        let seal = settings.take_seal(folder)?;
        let keys_folder = folder.join("keys");
        let fingerprint = Keys::derive_fingerprint(&keys_folder);
        let keys = Keys::read(&keys_folder)?;
        let dates_itself = profile.demonstration && keys.timestamps.is_some();
        if seal.level > SealLevel::BB && seal.tsa.is_none() && !dates_itself {
            return Err(ServiceError::at(&folder.join("portal.toml"), "[seal]: this level needs [seal.tsa]"));
        }
        if profile.root_key != key_text(&keys.root_public) {
            return Err(ServiceError::at(&path, "root_key is not the key of keys/root.crt"));
        }
        let store = open_store(settings.database, folder)
            .await?
            .with_seal(Arc::clone(&keys.code_key) as Arc<dyn Seal>);
        let fund = Arc::new(Self {
            passkeys: PasskeyVerifier::of(&profile),
            profile,
            addresses: Addresses::new(settings.limits.wrong_passwords_per_address),
            guessing: Guessing::new(&settings.limits),
            readings: Readings::new(settings.limits.readings_per_hour),
            files: Files::default(),
            noted: Noted::default(),
            desk_budgets: DeskBudgets::new(),
            limits: settings.limits,
            carriers,
            payments: settings.payments,
            seal,
            outside: OnceLock::new(),
            code_key: Arc::clone(&keys.code_key),
            at_rest_key: Arc::clone(&keys.at_rest_key),
            keys: RwLock::new(KnownKeys { keys: Arc::new(keys), fingerprint }),
            keys_folder,
            store,
            ports,
            lists: Lists::default(),
            revocation_lists: RevocationLists::default(),
            papers: Papers::default(),
            password_places: Places::for_this_machine(),
            export_places: Places::for_this_machine(),
            image_places: Places::for_this_machine(),
            objects: open_objects(settings.objects, folder)?,
            scans: Scans::by(settings.documents.scan),
            seen_proofs: SeenProofs::default(),
        });
        fund.keep_swept();
        fund.keep_links_made();
        Ok(fund)
    }

    /// Forgets the past every minute until the fund is dropped.
    fn keep_swept(self: &Arc<Self>) {
        let fund = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                let Some(fund) = fund.upgrade() else { return };
                // A failure shows at the next request that needs the database; here the next minute tries again.
                let _next_minute = fund.forget_past().await;
                let _left_by_another = fund.make_links().await;
                let _next_minute = fund.tell_of_reopened_disputes().await;
                let _next_minute = fund.review_certificates().await;
            }
        });
    }

    /// Erases codes that ran out; forgets sessions, failures, messages and answers that no longer matter. Changes of
    /// details whose time has come hold from here on; who has a month to confirm is reminded, and whose documents are waited
    /// for.
    ///
    /// # Errors
    /// Storage only.
    pub async fn forget_past(&self) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(&self.store, alone, |tx| forget_past(tx, now))?;
        self.forget_documents(now).await?;
        self.apply_due_changes(now).await?;
        self.remind_of_documents(now).await?;
        self.remind_of_months(now).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Storage only.
    pub async fn check_health(&self) -> Result<(), ServiceError> {
        let mut reader = self.store.read().await?;
        certificates::is_entry_free(&mut reader, 0, 0).await?;
        Ok(())
    }

    /// Closes the database, after the last request.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The profile.
    pub fn profile(&self) -> &FundProfile {
        &self.profile
    }

    /// Who carries its messages.
    pub fn carriers(&self) -> &CarrierSettings {
        &self.carriers
    }

    /// How its papers are sealed.
    pub fn seal_settings(&self) -> &SealSettings {
        &self.seal
    }

    /// Gives the fund a way to ask others, once; until then its papers are sealed without them.
    pub fn connect(&self, outside: Arc<dyn Outside>) {
        // Whoever was first stays.
        let _already = self.outside.set(outside);
    }

    pub(crate) fn outside(&self) -> Option<&dyn Outside> {
        self.outside.get().map(|outside| &**outside)
    }

    pub(crate) fn revocation_lists(&self) -> &RevocationLists {
        &self.revocation_lists
    }

    /// Now, by the fund's clock.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        &*self.ports.chance
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner).keys)
    }

    /// Reads the sealing keys and what the root signed anew, when their files changed; says whether they did. Requests
    /// under way keep the keys they began with; on an error the older ones stay.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] names the file at fault.
    pub fn reload_keys(&self) -> Result<bool, ServiceError> {
        let fingerprint = Keys::derive_fingerprint(&self.keys_folder);
        let known = self.keys.read().unwrap_or_else(PoisonError::into_inner).fingerprint;
        if known == fingerprint {
            return Ok(false);
        }
        let keys = Keys::read(&self.keys_folder)?;
        if self.profile.root_key != key_text(&keys.root_public) {
            return Err(ServiceError::at(&self.keys_folder, "root_key is not the key of keys/root.crt"));
        }
        let mut kept = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        *kept = KnownKeys { keys: Arc::new(keys), fingerprint };
        Ok(true)
    }

    pub(crate) fn code_key(&self) -> &CodeKey {
        &self.code_key
    }

    pub(crate) fn at_rest_key(&self) -> &AtRestKey {
        &self.at_rest_key
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn payment_settings(&self) -> Option<&PaymentSettings> {
        self.payments.as_ref()
    }

    pub(crate) fn lists(&self) -> &Lists {
        &self.lists
    }

    pub(crate) fn papers(&self) -> &Papers {
        &self.papers
    }

    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    pub(crate) fn passkeys_verifier(&self) -> &PasskeyVerifier {
        &self.passkeys
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn noted(&self) -> &Noted {
        &self.noted
    }

    pub(crate) fn readings(&self) -> &Readings<PersonId> {
        &self.readings
    }

    pub(crate) fn desk_budgets(&self) -> &DeskBudgets {
        &self.desk_budgets
    }

    pub(crate) fn password_places(&self) -> &Places {
        &self.password_places
    }

    pub(crate) fn export_places(&self) -> &Places {
        &self.export_places
    }

    pub(crate) fn image_places(&self) -> &Places {
        &self.image_places
    }

    pub(crate) fn objects(&self) -> &Objects {
        &self.objects
    }

    pub(crate) fn scans(&self) -> &Scans {
        &self.scans
    }

    pub(crate) fn seen_proofs(&self) -> &SeenProofs {
        &self.seen_proofs
    }
}

/// Makes a new fund in a data folder: its keys, and its profile with the root's public key in it. In a folder that has
/// a fund, the keys stay and the profile is written anew.
///
/// # Errors
/// [`ServiceError::Folder`].
pub fn make_fund(folder: &Path, profile: FundProfile, ports: &Ports) -> Result<FundProfile, ServiceError> {
    let root = Keys::make(&folder.join("keys"), &profile, ports)?;
    let profile = FundProfile { root_key: key_text(&root), ..profile };
    let path = folder.join("fund.toml");
    let text = profile.to_toml();
    FundProfile::from_toml(&text).map_err(|error| ServiceError::at(&path, error))?;
    write_private(&path, text.as_bytes())?;
    Ok(profile)
}

/// The database of the settings, or the one in the folder.
pub(crate) async fn open_store(database: Database, folder: &Path) -> Result<Store, ServiceError> {
    let url = match database.url {
        Some(url) => url,
        None => sqlite_url(&folder.join("damane.db"))?,
    };
    Ok(Store::open(&url).await?)
}

/// A bucket when one is configured, a folder below the fund's otherwise.
fn open_objects(settings: Option<ObjectSettings>, folder: &Path) -> Result<Objects, ServiceError> {
    match settings {
        Some(settings) => Ok(Objects::in_bucket(settings.bucket(folder)?)?),
        None => {
            let place = folder.join("objects");
            Objects::in_folder(&place).map_err(|error| ServiceError::at(&place, error.explain()))
        }
    }
}

async fn forget_past(tx: &mut Tx, now: Timestamp) -> Result<(), ServiceError> {
    let month_ago = now.plus_days(-30);
    messages::forget_past(tx, now, month_ago).await?;
    accounts::forget_past(tx, now, now.plus_seconds(-DAY_SECONDS)).await?;
    claims::forget_answers(tx, now.plus_days(-365)).await?;
    officers::forget_past(tx, now, now.plus_seconds(-DAY_SECONDS)).await?;
    officers::forget_searches(tx, now.plus_days(-damane_domain::office::SEARCHES_KEPT_DAYS)).await?;
    Ok(certificates::forget_past(tx, month_ago, day_number(now)).await?)
}

/// Reads `fund.toml` of a data folder.
pub(crate) fn read_profile(folder: &Path) -> Result<FundProfile, ServiceError> {
    let path = folder.join("fund.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| ServiceError::at(&path, error))?;
    FundProfile::from_toml(&text).map_err(|error| ServiceError::at(&path, error))
}

/// A public point as profiles write it.
fn key_text(key: &PublicKey) -> String {
    URL_SAFE_NO_PAD.encode(key.as_point())
}

/// Days since 1970, UTC.
pub(crate) fn day_number(now: Timestamp) -> i64 {
    now.seconds().div_euclid(DAY_SECONDS)
}
