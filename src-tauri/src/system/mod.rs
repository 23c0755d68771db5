//! What differs between a computer and a phone: plugins, and the window's size.

#[cfg(desktop)]
#[path = "desktop.rs"]
mod os;
#[cfg(mobile)]
#[path = "phone.rs"]
mod os;

pub use os::{choose_folder, open_page, plugins, shape};
