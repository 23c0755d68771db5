//! The app's safe: words between the shell's commands and the UI.

/// What the app must show first.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VaultStateView {
    /// Nobody has signed in on this device.
    Empty,
    /// Locked: the system's key store can open it.
    LockedByKeyStore,
    /// Locked: the PIN opens it.
    LockedByPin,
    /// Open.
    Open,
    /// The key store lost or refused the key: sign in again.
    KeyLost,
    /// No key store here and no PIN yet: choose one.
    PinNeeded,
    /// The key store that holds the key does not answer: it is not there, or not started.
    KeyStoreMissing,
    /// The key store is locked or was denied: unlock it, then try again.
    KeyStoreLocked,
    /// Another key store answers in the place of the one that holds the key.
    KeyStoreSwapped,
    /// The vault's file comes from another device or a backup: its key never leaves the device it was made on.
    Restored,
}

/// State of the app at a glance.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppStateView {
    /// State of the vault.
    pub vault: VaultStateView,
    /// Signed in on the portal (false: only what is kept can be shown).
    pub signed_in: bool,
    /// When the portal last answered: UTC, RFC 3339.
    pub last_contact: Option<String>,
    /// The portal answered at the last try.
    pub online: bool,
    /// Minutes without use before the vault locks itself.
    pub auto_lock_minutes: u32,
    /// Platform: `linux`, `windows`, `macos`, `android`, `ios`.
    pub platform: String,
}

/// A kept or fresh answer, with its date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dated<T> {
    /// When the portal said so: UTC, RFC 3339.
    pub as_of: String,
    /// Fresh from the portal (true) or what was kept (false).
    pub fresh: bool,
    /// The answer.
    pub value: T,
}
