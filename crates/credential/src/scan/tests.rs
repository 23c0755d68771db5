//! Codes held so askew that two looks miss them.

use super::{Look, clearer::Picture, codes_in_luma, read};

#[path = "../../tests/common/photos.rs"]
mod photos;

/// Texts about as long as those of certificates.
fn texts() -> [String; 2] {
    ["3", "7"].map(|digit| format!("DM1:{}", digit.repeat(300)))
}

/// Poses: size of a module in pixels, turn in degrees, tilt.
const POSES: [(f32, f32, f32); 4] = [(5.0, 15.0, 0.3), (6.0, 0.0, 0.35), (4.0, 75.0, 0.35), (4.0, 0.0, 0.45)];

#[test]
fn codes_held_so_askew_that_two_looks_miss_them_are_read_in_the_third() {
    let [one, other] = texts();
    for (module, turn, tilt) in POSES {
        for shown in [&[&one][..], &[&one, &other]] {
            let photo = photos::askew(shown, module, turn, tilt);
            let ((width, height), luma) = (photo.luma.dimensions(), photo.luma.into_raw());
            let first = Look::at(luma.clone(), width, height).unwrap().texts();
            let second = Picture { luma: &luma, width, height }.halved().map(read);
            let none = Vec::<String>::new();
            assert_eq!((first, second), (none.clone(), Some(none)), "two looks miss them: {}", photo.name);
            assert_eq!(codes_in_luma(luma, width, height), photo.texts, "{}", photo.name);
        }
    }
}
