//! Writes demonstration certificates, one of each kind, one with a long table, one of each level of seal, with their
//! root: to look at, and for other programs.
//!
//! `cargo run -p damane-document --example sample -- FOLDER`

#![expect(clippy::unwrap_used, reason = "run by hand")]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/levels.rs"]
mod levels;

use common::{claims, composed, composed_with, facts_of, name, root_certificate, sealed, sealed_by, sealer};
use damane_domain::certificates::CertificateKind;

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".into()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("unsealed.pdf"), composed()).unwrap();
    std::fs::write(folder.join("root.der"), root_certificate()).unwrap();
    std::fs::write(folder.join("sealed.pdf"), sealed()).unwrap();
    let long = CertificateKind::Quarters;
    for (kind, rows, file) in
        CertificateKind::ALL.map(|kind| (kind, 12, kind.code())).into_iter().chain([(long, 41, "long")])
    {
        let facts = facts_of(kind, rows);
        let page = composed_with(&name(), &facts, &claims(&name(), &facts));
        std::fs::write(folder.join(format!("{file}.pdf")), sealed_by(&page, &sealer())).unwrap();
    }
    for (name, pdf) in ["b_b", "b_t", "b_lt", "b_lta"].iter().zip(levels::all_levels()) {
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    }
}
