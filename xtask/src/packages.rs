//! System packages: what is missing is installed where we may, otherwise the exact command is printed.

use crate::process;
use anyhow::{Result, bail};
use std::process::Command;

/// What the build needs on Debian and Ubuntu (Tauri's list for WebKitGTK 4.1).
pub const BUILD: &[&str] = &[
    "build-essential",
    "file",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];
/// What the real-window suite needs: a display, a driver, a bus, a keyring, and a clock that can be moved.
pub const WINDOW: &[&str] = &[
    "dbus-bin",
    "dbus-x11",
    "faketime",
    "gnome-keyring",
    "libsecret-tools",
    "webkit2gtk-driver",
    "xauth",
    "xdotool",
    "xvfb",
];
/// What the browser suite needs: a browser, and a clock that can be moved.
pub const BROWSER: &[&str] = &["chromium", "faketime"];
/// What the documents suite needs: readers nobody here wrote.
pub const DOCUMENTS: &[&str] = &["poppler-utils", "python3-venv", "qpdf", "zbar-tools"];
/// What the delivery suite needs.
pub const DELIVERY: &[&str] = &["python3-venv"];
/// What the suites of the floors need: a token for sealing keys.
pub const FLOORS: &[&str] = &["softhsm2"];
/// What the storage suite needs.
pub const STORAGE: &[&str] = &["postgresql"];
/// What timing a window needs.
pub const WINDOW_COST: &[&str] = &["xdotool"];
/// What the gallery needs to make its pictures small.
pub const GALLERY: &[&str] = &["imagemagick"];

/// Makes sure every package is there.
///
/// # Errors
/// When packages are missing and cannot be installed: the message holds the command to type.
pub fn ensure(wanted: &[&str]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !process::on_path("dpkg-query") {
        bail_unless_linkable(wanted)?;
        return Ok(());
    }
    let missing = missing(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    let root = process::output_of(Command::new("id").arg("-u"), "id")?.trim() == "0";
    let sudo = !root
        && process::on_path("sudo")
        && Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|o| o.status.success());
    if !root && !sudo {
        bail!(
            "these packages are missing; install them and start again:\n  sudo apt-get install {}",
            missing.join(" ")
        );
    }
    println!("installing {}", missing.join(" "));
    let apt = |words: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if sudo {
            command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(words);
        command
    };
    process::must(&mut apt(&["update", "-qq"]), "apt-get update")?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(missing);
    process::must(&mut apt(&install), "apt-get install")
}

fn missing<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let installed = |name: &&str| {
        let query = Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", name]).output();
        query.is_ok_and(|output| output.stdout == b"installed")
    };
    wanted.iter().filter(|name| !installed(name)).copied().collect()
}

fn bail_unless_linkable(wanted: &[&str]) -> Result<()> {
    let found = Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]).status();
    if found.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    bail!(
        "this system has no apt; install the equivalents of these Debian packages and start again:\n  {}",
        wanted.join(" ")
    )
}
