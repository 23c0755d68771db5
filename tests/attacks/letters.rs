//! A letter of the fund attaches no claims. One that was changed is a forgery all the same: its seal names the fund's key.

use crate::Attack;
use crate::edit::{numbers_in, object, seal_digits, size, stream, update};
use crate::paper::{letter, paper};
use crate::pdf::{OVERLAY, forged};
use damane_domain::verification::Reason;

/// Ways to change one.
pub fn all() -> Vec<Attack> {
    let (genuine, unsealed) = (letter(), paper(4, "x"));
    let new = size(&genuine);
    let flipped = |place: usize| {
        let mut bytes = genuine.clone();
        bytes[place] = if bytes[place] == b'1' { b'2' } else { b'1' };
        bytes
    };
    let digits = seal_digits(&genuine);
    let last = genuine[digits.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal");
    let page = numbers_in(&genuine[unsealed.len()..])[1];
    let dictionary = object(&genuine, page);
    let (before, after) = dictionary.split_once("/Contents").expect("the page has contents");
    let after = after.split_once("0 R").expect("as a reference").1;
    let other = format!("{before}/Contents {new} 0 R{after}");
    let overlay = (new, stream("", OVERLAY));
    let appended = [&genuine[..], format!("{page} 0 obj\n{other}\nendobj\n").as_bytes()].concat();
    vec![
        forged("bit flip in a letter", flipped(unsealed.len() / 2), Reason::PdfChanged),
        forged("bit flip in a letter's signature", flipped(digits.start + last), Reason::PdfChanged),
        forged(
            "a letter's page replaced by an update",
            update(&genuine, &[(page, other), overlay.clone()]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "an object nobody refers to after a letter",
            update(&genuine, &[overlay]),
            Reason::PdfChangedAfter,
        ),
        forged("an object without a table after a letter", appended, Reason::PdfBytesAfter),
    ]
}
