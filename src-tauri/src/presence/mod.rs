//! Proof that the person is there, before the key store is asked, where the store does not ask by itself.

#[cfg(target_os = "android")]
#[path = "android.rs"]
mod os;
#[cfg(not(target_os = "android"))]
#[path = "elsewhere.rs"]
mod os;

pub use os::confirm;
