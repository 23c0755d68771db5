//! Passwords: which are taken, and Argon2id with 19 MiB, two passes, one lane (OWASP's first choice), in its text form.

use crate::error::ServiceError;
use argon2::password_hash::{Output, ParamsString, PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use damane_domain::account::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, PasswordFlaw};
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// Letters and digits a password must have beside what is known of its person and of the place.
const UNKNOWN_CHARS: usize = 8;

/// Words a guesser here tries that a foreign list does not have.
const HERE: [&str; 37] = [
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
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
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
    let guessed =
        unknown_chars(password, &known) < UNKNOWN_CHARS || zxcvbn(password, &known).score() < Score::Three;
    guessed.then_some(PasswordFlaw::Guessable)
}

/// How many letters and digits a password has beside words that are known; a whole one when it has none of them.
fn unknown_chars(password: &str, known: &[&str]) -> usize {
    let mut words: Vec<String> = known.iter().map(|word| word.to_lowercase()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = password.to_lowercase();
    let left = words.iter().fold(whole.clone(), |left, word| left.replace(word.as_str(), " "));
    if left == whole { usize::MAX } else { left.chars().filter(|c| c.is_alphanumeric()).count() }
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
    padded || repeated(&password).any(is_listed)
}

/// How many characters at an end are padding.
fn ends_of(chars: impl Iterator<Item = char>, is_padding: impl Fn(char) -> bool) -> usize {
    chars.take(PADDING_CHARS).take_while(|c| is_padding(*c)).count()
}

/// What a text repeats, when it does nothing else: `abab` is `ab` twice, `aaaa` is also `aa` twice.
fn repeated(text: &str) -> impl Iterator<Item = &str> {
    let lengths = (1..=text.len() / 2).filter(move |length| text.len().is_multiple_of(*length));
    let parts = lengths.filter_map(move |length| text.get(..length));
    parts.filter(move |part| part.repeat(text.len() / part.len()) == text)
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

/// The memory that hashes are made in, lent and given back: as much as are made at a time, and never more. Freed each
/// time, it would stay with whichever thread had it last, many times over (measured: 865 MiB after 68 sign-ins).
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn memory() -> MutexGuard<'static, Vec<Vec<Block>>> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Argon2id of a password. What the memory held before is written over in the first pass (RFC 9106 §3.2).
fn derive(params: Params, password: &str, salt: &[u8], out: &mut [u8]) -> Result<(), ServiceError> {
    let mut blocks = memory().pop().unwrap_or_default();
    if blocks.len() < params.block_count() {
        blocks.resize(params.block_count(), Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let derived = argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut blocks[..]);
    memory().push(blocks);
    derived.map_err(|error| ServiceError::internal("Argon2", error))
}

/// What is kept of a password.
pub fn derive_hash(password: &str, salt: &[u8; 16]) -> Result<String, ServiceError> {
    let failed = |error| ServiceError::internal("password hash", error);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| ServiceError::internal("Argon2 parameters", error))?;
    let mut hash = [0; Params::DEFAULT_OUTPUT_LEN];
    derive(params.clone(), password, salt, &mut hash)?;
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let kept = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&hash).map_err(failed)?),
    };
    Ok(kept.to_string())
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
    let failed = |error| ServiceError::internal("kept password hash", error);
    let nobody = kept.is_none();
    let kept = PasswordHash::new(kept.unwrap_or(NOBODY)).map_err(failed)?;
    let (Some(salt), Some(expected)) = (kept.salt, kept.hash) else {
        return Err(ServiceError::internal("kept password hash", "without salt or hash"));
    };
    let mut salt_bytes = [0; 64];
    let salt = salt.decode_b64(&mut salt_bytes).map_err(failed)?;
    let mut hash = vec![0; expected.len()];
    derive(Params::try_from(&kept).map_err(failed)?, password, salt, &mut hash)?;
    // Compared in constant time.
    let fits = Output::new(&hash).map_err(failed)? == expected;
    Ok(fits && !nobody)
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
    fn a_hash_is_the_same_whatever_its_memory_held_and_is_the_one_argon2_itself_makes() {
        use argon2::PasswordVerifier;
        let kept: Vec<_> = ["un", "deux", "trois"].map(|word| derive_hash(word, &[1; 16]).unwrap()).to_vec();
        for (word, kept) in ["un", "deux", "trois"].into_iter().zip(&kept) {
            assert_eq!(derive_hash(word, &[1; 16]).unwrap(), *kept);
            assert!(fits(word, Some(kept)).unwrap());
            let parsed = PasswordHash::new(kept).unwrap();
            assert!(Argon2::default().verify_password(word.as_bytes(), &parsed).is_ok());
        }
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
