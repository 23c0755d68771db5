//! Names of the code's as programs write them.

/// `NotGenuine` as it is on the wire: `not_genuine`.
pub fn snake<T: std::fmt::Debug>(named: T) -> String {
    let mut out = String::new();
    for letter in format!("{named:?}").chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
