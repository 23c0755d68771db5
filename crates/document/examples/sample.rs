//! Writes a demonstration certificate, unsealed and sealed at each level, with its root: to look at, and for other programs.
//!
//! `cargo run -p damane-document --example sample -- FOLDER`

#![expect(clippy::unwrap_used, reason = "run by hand")]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/levels.rs"]
mod levels;

use common::{composed, root_certificate, sealed};

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".into()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("unsealed.pdf"), composed()).unwrap();
    std::fs::write(folder.join("root.der"), root_certificate()).unwrap();
    std::fs::write(folder.join("sealed.pdf"), sealed()).unwrap();
    for (name, pdf) in ["b_b", "b_t", "b_lt", "b_lta"].iter().zip(levels::all_levels()) {
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    }
}
