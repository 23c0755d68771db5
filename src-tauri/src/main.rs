//! Starts the app on a computer.
fn main() {}
