//! Where things are: the checkout, the build folder, the built commands.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Root of the checkout: the one cargo was called in, since checkouts may share a build folder and so this program.
pub fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&own).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo, as the one that started us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Cargo's build folder, wherever the machine keeps it.
pub fn target_dir() -> Result<PathBuf> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .context("cargo metadata could not be started")?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    folder.map(PathBuf::from).context("cargo metadata names no target_directory")
}

/// The commands a build leaves behind.
pub struct Built {
    /// The `damane` command: portal and tools.
    pub damane: PathBuf,
    /// The app.
    pub app: PathBuf,
}

/// Builds every crate, in one selection of packages so that nothing is built twice with other features.
pub fn build() -> Result<Built> {
    process::must(cargo().args(["build", "--workspace"]), "cargo build")?;
    let folder = target_dir()?.join("debug");
    let suffix = std::env::consts::EXE_SUFFIX;
    let built = Built {
        damane: folder.join(format!("damane{suffix}")),
        app: folder.join(format!("damane-app{suffix}")),
    };
    for file in [&built.damane, &built.app] {
        if !file.exists() {
            bail!("the build left no {}", file.display());
        }
    }
    Ok(built)
}

/// Builds everything that is measured, as it ships, and says where it is.
pub fn build_release() -> Result<PathBuf> {
    let everything = ["build", "--release", "--workspace", "--bins", "--examples"];
    process::must(cargo().args(everything), "cargo build --release")?;
    Ok(target_dir()?.join("release"))
}

/// A name unused by this process for a scratch folder below the build folder.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = target_dir()?.join("scratch").join(format!("{name}-{}", std::process::id()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}
