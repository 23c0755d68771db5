//! What differs between a computer and a phone: plugins, and the window's size.

#[cfg(desktop)]
#[path = "desktop.rs"]
mod os;
#[cfg(mobile)]
#[path = "phone.rs"]
mod os;

pub use os::{choose_folder, forget_pages, keys, open_page, plugins, shape};

#[cfg(mobile)]
pub use os::copy_secret;
