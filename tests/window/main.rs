//! The app's real window: WebKitGTK on a real display, a real gnome-keyring, a real portal that dies. One desktop and one
//! portal serve every journey, in Arabic and then in French, one after the other; `-- NAME` runs those with that name.

#[cfg(target_os = "linux")]
mod abroad;
#[cfg(target_os = "linux")]
mod career;
#[cfg(target_os = "linux")]
mod certificates;
#[cfg(target_os = "linux")]
mod claims;
#[cfg(target_os = "linux")]
mod commands;
#[cfg(target_os = "linux")]
mod details;
#[cfg(target_os = "linux")]
mod devices;
#[cfg(target_os = "linux")]
mod forms;
#[cfg(target_os = "linux")]
mod job_loss;
#[cfg(target_os = "linux")]
mod leaving;
#[cfg(target_os = "linux")]
mod office;
#[cfg(target_os = "linux")]
mod opening;
#[cfg(target_os = "linux")]
mod pension;
#[cfg(target_os = "linux")]
mod pin;
#[cfg(target_os = "linux")]
mod protection;
#[cfg(target_os = "linux")]
mod recovery;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod stage;
#[cfg(target_os = "linux")]
mod steps;
#[cfg(target_os = "linux")]
mod vault;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    run::all()
}

/// Elsewhere there is no WebKitGTK to drive.
#[cfg(not(target_os = "linux"))]
fn main() {
    println!("test result: ok. 0 passed; 0 failed");
}
