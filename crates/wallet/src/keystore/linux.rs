//! Linux: the freedesktop Secret Service (GNOME Keyring, KWallet, KeePassXC).
//!
//! Any program of the same session may ask it for the key: it protects against a stolen disk, not
//! against another program of the same person. The PIN does.

use super::KeyStoreError;
use super::entries::{Entries, absent};
use zbus::blocking::{Connection, fdo::DBusProxy};
use zbus_secret_service_keyring_store::Store;

/// Opens the Secret Service of this session.
pub fn open() -> Result<Entries, KeyStoreError> {
    let store = Store::new().map_err(absent)?;
    Ok(Entries::new(backend(), store, &[("label", "Mon Damane")]))
}

/// The service and the program that answers for it: two programs may take the same name on the bus
/// from one session to the next, and each knows only its own entries.
fn backend() -> String {
    match provider() {
        Some(program) => format!("secret-service/{program}"),
        None => "secret-service".to_owned(),
    }
}

fn provider() -> Option<String> {
    let bus = Connection::session().ok()?;
    let proxy = DBusProxy::new(&bus).ok()?;
    let name = "org.freedesktop.secrets".try_into().ok()?;
    let pid = proxy.get_connection_unix_process_id(name).ok()?;
    let program = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(program.trim().to_owned())
}
