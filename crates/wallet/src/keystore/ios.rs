//! iOS: a keychain item of this device that the face or fingers enrolled now release, and that another enrolment ends.

/// What is written beside the vault. Earlier builds wrote `ios-protected`, which the passcode opened too.
pub const BACKEND: &str = "ios-biometric";
