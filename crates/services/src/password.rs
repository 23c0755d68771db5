//! Passwords: which are taken, and Argon2id with 19 MiB, two passes, one lane (OWASP's first choice), in its text form.

use crate::error::ServiceError;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use damane_domain::account::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, PasswordFlaw};
use zxcvbn::{Score, zxcvbn};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Stands for the password of people who have no account: the same work, and no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Tried first everywhere, or known from breaches: lower case, sorted, one a line. Where they come from stands beside.
const COMMON: &str = include_str!("password/common.txt");
/// Characters people put before or after a common password, at each end.
const PADDING_CHARS: usize = 4;

/// Words a guesser here tries that a foreign list does not have.
const HERE: [&str; 34] = [
    "mondamane",
    "damane",
    "ضماني",
    "cnss",
    "amo",
    "maroc",
    "maghrib",
    "maghreb",
    "morocco",
    "casablanca",
    "casa",
    "rabat",
    "marrakech",
    "tanger",
    "agadir",
    "meknes",
    "oujda",
    "tetouan",
    "raja",
    "wydad",
    "azerty",
    "motdepasse",
    "bismillah",
    "inchallah",
    "machallah",
    "hamdoullah",
    "alhamdoulillah",
    "mohamed",
    "mohammed",
    "fatima",
    "zahra",
    "khadija",
    "youssef",
    "yassine",
];

/// Why a password is not taken, if so. `about` is what a guesser may know of the person: number, names, e-mail.
/// No rule says which characters it has (ASVS 5.0, 6.2.5); blanks and every script are characters.
pub fn find_flaw(password: &str, about: &[String]) -> Option<PasswordFlaw> {
    match password.chars().count() {
        0..PASSWORD_MIN_CHARS => return Some(PasswordFlaw::TooShort),
        chars if chars > PASSWORD_MAX_CHARS => return Some(PasswordFlaw::TooLong),
        _ => {}
    }
    if is_common(password) {
        return Some(PasswordFlaw::Common);
    }
    let parts = about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let known: Vec<&str> = about.iter().map(String::as_str).chain(parts).chain(HERE).collect();
    let known: Vec<&str> = known.into_iter().filter(|text| text.chars().count() > 2).collect();
    (zxcvbn(password, &known).score() < Score::Three).then_some(PasswordFlaw::Guessable)
}

/// A listed password as it is, padded at its ends, or written several times.
fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    let is_padding = |c: char| !c.is_alphabetic();
    let start = ends_of(password.chars(), is_padding);
    let end = ends_of(password.chars().rev(), is_padding);
    let cut = |from: usize, to: usize| {
        let length = password.chars().count();
        password.chars().skip(from).take(length.saturating_sub(from + to)).collect::<String>()
    };
    let padded = (0..=start).any(|from| (0..=end).any(|to| is_listed(&cut(from, to))));
    padded || repeated(&password).is_some_and(is_listed)
}

/// How many characters at an end are padding.
fn ends_of(chars: impl Iterator<Item = char>, is_padding: impl Fn(char) -> bool) -> usize {
    chars.take(PADDING_CHARS).take_while(|c| is_padding(*c)).count()
}

/// What a text repeats, when it does nothing else.
fn repeated(text: &str) -> Option<&str> {
    let lengths = (1..=text.len() / 2).filter(|length| text.len().is_multiple_of(*length));
    let mut parts = lengths.filter_map(|length| text.get(..length));
    parts.find(|part| part.repeat(text.len() / part.len()) == text)
}

fn is_listed(text: &str) -> bool {
    // A search in the text itself: no table is built, and the list costs its own size.
    let (mut low, mut high) = (0, COMMON.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = COMMON.get(..middle).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end =
            COMMON.get(start..).and_then(|after| after.find('\n')).map_or(COMMON.len(), |at| start + at);
        match COMMON.get(start..end).unwrap_or_default().cmp(text) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

fn argon2() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| ServiceError::internal("Argon2 parameters", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is kept of a password.
pub fn derive_hash(password: &str, salt: &[u8; 16]) -> Result<String, ServiceError> {
    let failed = |error| ServiceError::internal("password hash", error);
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(failed)?;
    Ok(hash.to_string())
}

/// What is kept of a new password, unless it has a flaw.
pub fn derive_hash_of_new(password: &str, about: &[String], salt: &[u8; 16]) -> Result<String, ServiceError> {
    match find_flaw(password, about) {
        Some(flaw) => Err(ServiceError::PasswordRefused(flaw)),
        None => derive_hash(password, salt),
    }
}

/// Whether a password fits what is kept; for nobody's account the same work is done and the answer is no.
pub fn fits(password: &str, kept: Option<&str>) -> Result<bool, ServiceError> {
    let kept_hash = PasswordHash::new(kept.unwrap_or(NOBODY))
        .map_err(|error| ServiceError::internal("kept password hash", error))?;
    let fits = argon2()?.verify_password(password.as_bytes(), &kept_hash).is_ok();
    Ok(fits && kept.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(password: &str) -> Option<PasswordFlaw> {
        let about = ["190000010", "Naïma EL OUARDI", "naima.elouardi@example.com"].map(str::to_owned);
        find_flaw(password, &about)
    }

    #[test]
    fn every_listed_password_is_refused_also_padded_doubled_and_in_capitals() {
        let listed: Vec<&str> = COMMON.lines().collect();
        assert!(listed.len() >= 10_000 && listed.is_sorted(), "{}", listed.len());
        for password in listed {
            assert!(is_listed(password), "{password}");
            for written in [format!("{password}2026"), format!("!{password}!"), password.repeat(2)] {
                if written.chars().count() >= PASSWORD_MIN_CHARS {
                    assert_eq!(flaw(&written), Some(PasswordFlaw::Common), "{written}");
                    assert_eq!(flaw(&written.to_uppercase()), Some(PasswordFlaw::Common), "{written}");
                }
            }
        }
        for unlisted in ["", "\n", "zellige-bleu", "~~~~~~~~~", "!", "password\npassword1"] {
            assert!(!is_listed(unlisted), "{unlisted:?}");
        }
    }

    #[test]
    fn what_is_known_of_a_person_makes_no_password() {
        for password in [
            "NaimaElOuardi1",
            "190000010190",
            "elouardi-naima",
            "naima.elouardi@example.com",
            "MonDamane2026!",
        ] {
            assert!(
                matches!(flaw(password), Some(PasswordFlaw::Guessable | PasswordFlaw::Common)),
                "{password}"
            );
        }
    }

    #[test]
    fn patterns_are_guessed() {
        for password in
            ["aaaaaaaaaaaaaa", "abcdefghijklmn", "azertyuiopqsdf", "20262026202620", "zzzzzzzzzzzz12"]
        {
            assert!(flaw(password).is_some(), "{password}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_and_no_kind_of_character_is_asked_for() {
        assert_eq!(flaw("zellige-ble"), Some(PasswordFlaw::TooShort));
        assert_eq!(flaw(&"zellige-bleu ".repeat(10)), Some(PasswordFlaw::TooLong));
        for password in
            ["zellige-bleu-2026", "quatre chats sur le toit", "قطط فوق سطح المنزل", "kxqvbnwzmrtp"]
        {
            assert_eq!(flaw(password), None, "{password}");
        }
        let long: String =
            ('a'..='z').chain('A'..='Z').chain('0'..='9').cycle().step_by(7).take(128).collect();
        assert_eq!(flaw(&long), None);
    }

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let kept = derive_hash("zellige-bleu-2026", &[1; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(fits("zellige-bleu-2026", Some(&kept)).unwrap());
        assert!(!fits("zellige-bleu-2027", Some(&kept)).unwrap());
    }

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs_and_fits_nothing() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = derive_hash("x", &[1; 16]).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (real.algorithm, real.version, &real.params)
        );
        assert_eq!(nobody.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert!(!fits("", None).unwrap());
    }
}
