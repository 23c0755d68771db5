//! What a phone's own system gives the app: keys that open to a finger or a face alone, a cover over the screen in the
//! app switcher, a clipboard for secrets. Kotlin (`android/`) and Swift (`ios/`) do it; Rust alone calls them. On a
//! computer only the words between the halves are here, with their tests. Decision 0014.

#[cfg(mobile)]
mod plugin;
mod words;

#[cfg(mobile)]
pub use plugin::{Phone, PhoneExt, init};
pub use words::{Asked, Copied, Keep, Named, PhoneError};
