//! Builds again when the user interface was built again: its files are part of this binary.

fn main() {
    println!("cargo:rerun-if-changed=../../ui/build");
    println!("cargo:rerun-if-changed=build.rs");
}
