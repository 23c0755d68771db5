//! Android: a key of the Keystore (StrongBox where there is one) that strong biometrics open for one use, and that a new
//! enrolment ends; it seals the vault's key, which lies in the app's own preferences.

/// What is written beside the vault. Earlier builds wrote `android-keystore`, a store that asked nobody.
pub const BACKEND: &str = "android-biometric";
