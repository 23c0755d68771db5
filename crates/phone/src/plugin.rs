//! The plugin as Tauri knows it: without a command of its own, so that its only caller is Rust.

use crate::words::{Asked, Copied, Keep, Named, PhoneError};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{Manager, Runtime};
use zeroize::Zeroizing;

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_phone);

/// The phone. Its calls wait for the person, and must not stand on the thread that draws.
pub struct Phone<R: Runtime>(PluginHandle<R>);

/// Finds the phone from wherever Tauri is at hand.
pub trait PhoneExt<R: Runtime> {
    /// The phone.
    fn phone(&self) -> &Phone<R>;
}

impl<R: Runtime, T: Manager<R>> PhoneExt<R> for T {
    fn phone(&self) -> &Phone<R> {
        self.state::<Phone<R>>().inner()
    }
}

/// The plugin; once it is loaded the screen is covered in the app switcher.
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    let plugin = Builder::new("damane-phone").setup(|app, api| {
        #[cfg(target_os = "android")]
        let handle = api.register_android_plugin("ma.example.damane.phone", "PhonePlugin")?;
        #[cfg(target_os = "ios")]
        let handle = api.register_ios_plugin(init_plugin_phone)?;
        app.manage(Phone(handle));
        Ok(())
    });
    plugin.build()
}

impl<R: Runtime> Phone<R> {
    /// Whether a finger or a face is enrolled that a key could be bound to.
    pub fn ready(&self) -> Result<(), PhoneError> {
        self.run::<IgnoredAny>("ready", ()).map(drop)
    }

    /// Keeps a secret that only the biometrics enrolled now release. Android asks for them once here too.
    pub fn keep(&self, name: &str, secret: &[u8]) -> Result<(), PhoneError> {
        self.run::<IgnoredAny>("keep", Keep::new(name, secret)).map(drop)
    }

    /// Asks the person, and gives the secret; `None` when there is none, or another finger or face was enrolled since.
    pub fn ask(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, PhoneError> {
        Ok(self.run::<Asked>("ask", Named { name })?.secret())
    }

    /// Forgets a secret; no error when there is none.
    pub fn forget(&self, name: &str) -> Result<(), PhoneError> {
        self.run::<IgnoredAny>("forget", Named { name }).map(drop)
    }

    /// Puts a secret text on the clipboard: not shown by the keyboard, not shared with other devices.
    pub fn copy(&self, text: &str) -> Result<(), PhoneError> {
        self.run::<IgnoredAny>("copy", Copied { text }).map(drop)
    }

    fn run<T: DeserializeOwned>(&self, command: &str, words: impl Serialize) -> Result<T, PhoneError> {
        self.0.run_mobile_plugin(command, words).map_err(|error| match error {
            PluginInvokeError::InvokeRejected(refused) => PhoneError::of(refused.code.as_deref()),
            _ => PhoneError::Refused,
        })
    }
}
