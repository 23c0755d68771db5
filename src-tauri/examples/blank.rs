//! A blank Tauri window: the peer our own window's start and memory are measured against (xtask bench).

use tauri::{WebviewUrl, WebviewWindowBuilder};

#[expect(clippy::disallowed_methods, reason = "the expansion of Tauri's macro ends the process it refuses")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn main() -> tauri::Result<()> {
    let mut context = context();
    // Another program on the bus than the app itself.
    context.config_mut().identifier = "ma.example.damane.blank".to_owned();
    tauri::Builder::default()
        .setup(|app| {
            let blank = "about:blank".parse().map(WebviewUrl::External)?;
            WebviewWindowBuilder::new(app, "main", blank)
                .title("Blank")
                .inner_size(1_120.0, 760.0)
                .build()?;
            Ok(())
        })
        .run(context)
}
