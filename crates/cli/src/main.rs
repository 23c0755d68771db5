//! The `damane` command.
fn main() {}
