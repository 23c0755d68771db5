//! Build script of the phones' plugin: where its Kotlin and Swift halves stand. It names no command, so that no permission
//! can be granted for one: the web page cannot call it.

fn main() -> std::process::ExitCode {
    match tauri_plugin::Builder::new(&[]).android_path("android").ios_path("ios").try_build() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo:warning={error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
