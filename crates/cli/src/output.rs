//! What the command says: answers on standard output, complaints on standard error. A reader that went away is no
//! failure of ours.

use std::io::Write as _;

/// A line for whoever asked.
pub fn say(line: &str) {
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// A line about what went wrong.
pub fn complain(line: &str) {
    let _gone = writeln!(std::io::stderr(), "{line}");
}
