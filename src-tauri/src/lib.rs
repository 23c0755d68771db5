//! The shell of the app: a window, its plugins, and commands that only hand over to the wallet.

mod camera;
mod commands;
mod fund;
mod lock_timer;
mod pages;
mod shell;
mod system;
mod window;

use tauri::{Manager, RunEvent};

/// Starts the app; returns when it ends.
pub fn start() -> tauri::Result<()> {
    let builder = system::plugins(tauri::Builder::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_fs::init())
        .invoke_handler(commands::all())
        .setup(|app| {
            system::forget_pages(app.handle());
            let folder = fund::data_folder(app.handle())?;
            app.manage(shell::Shell::open(folder, system::keys(app.handle())));
            window::open(app.handle())?;
            lock_timer::start(app.handle());
            Ok(())
        });
    builder.build(context())?.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            system::forget_pages(app);
        }
    });
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the expansion of Tauri's macro ends the process it refuses")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// Where a phone's system enters.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn enter() {
    // A phone has nobody to tell: the system has already logged it.
    let _ended = start();
}
