//! Timestamps asked for and given, and those that are refused.

use super::*;
use crate::pki::{self, Authority, Holder, Published};
use crate::x509::Validity;
use damane_credential::{P256Signer, Signer};
use damane_domain::time::Timestamp;

const HOLDER: Holder<'static> = Holder { common_name: "Horodatage", organisation: "Fonds" };
const ROOT: Holder<'static> = Holder { common_name: "Racine", organisation: "Fonds" };
const NOW: Timestamp = Timestamp::from_seconds(1_795_165_200);
const VALIDITY: Validity =
    Validity { from: Timestamp::from_seconds(1_700_000_000), until: Timestamp::from_seconds(1_800_000_000) };
const IMPRINT: [u8; 32] = [7; 32];

fn key(seed: u8) -> P256Signer {
    P256Signer::from_scalar(&[seed; 32]).unwrap()
}

fn chain(for_timestamps: bool) -> Vec<Vec<u8>> {
    let root = key(1);
    let root_der = pki::make_root(ROOT, VALIDITY, &root).unwrap();
    let authority = Authority::of(&root_der, &root, Published::default()).unwrap();
    let make = if for_timestamps { pki::make_tsa_certificate } else { pki::make_seal_certificate };
    let own = make(HOLDER, VALIDITY, &key(4).public_key(), &authority).unwrap();
    vec![own, root_der]
}

fn answer(query: &[u8], at: Timestamp) -> Vec<u8> {
    let (signer, chain) = (key(4), chain(true));
    TimestampAuthority { signer: &signer, chain: &chain }.answer(query, at, [9; 16]).unwrap()
}

#[test]
fn a_token_is_of_what_was_asked_and_leads_to_its_root() {
    let query = Query::new(IMPRINT, [0x80; 16]);
    let token = query.read_answer(&answer(&query.to_bytes(), NOW)).unwrap();
    assert_eq!(token.time(), NOW);
    assert_eq!(token.path(&chain(true)), chain(true));
    assert_eq!(token.path(&[]).len(), 1, "a root is not carried");
    assert_eq!(Token::read(token.as_bytes(), &IMPRINT).unwrap(), token, "it is read again as it was kept");
}

#[test]
fn a_token_of_something_else_or_given_before_is_refused() {
    let query = Query::new(IMPRINT, [1; 16]);
    let answered = answer(&query.to_bytes(), NOW);
    let other = |imprint, nonce| Query::new(imprint, nonce).read_answer(&answered);
    assert_eq!(other([8; 32], [1; 16]), Err(TimestampError::OtherImprint));
    assert_eq!(other(IMPRINT, [2; 16]), Err(TimestampError::OtherQuestion));
}

#[test]
fn no_changed_byte_of_an_answer_stays_unseen() {
    let query = Query::new(IMPRINT, [1; 16]);
    let answered = answer(&query.to_bytes(), NOW);
    let token = query.read_answer(&answered).unwrap();
    for at in 0..answered.len() {
        let mut forged = answered.clone();
        forged[at] ^= 1;
        // What is not signed (versions, the signer's second name) may change the bytes, never what they say.
        match query.read_answer(&forged) {
            Ok(read) => {
                assert_eq!((read.time(), read.path(&[])), (token.time(), token.path(&[])), "byte {at}")
            }
            Err(_) => continue,
        }
    }
    for length in 0..answered.len() {
        assert!(query.read_answer(&answered[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn a_key_that_is_not_for_timestamps_or_no_longer_dates_nothing() {
    let query = Query::new(IMPRINT, [1; 16]);
    let (signer, sealing) = (key(4), chain(false));
    let authority = TimestampAuthority { signer: &signer, chain: &sealing };
    let dated = authority.answer(&query.to_bytes(), NOW, [9; 16]).unwrap();
    assert_eq!(query.read_answer(&dated), Err(TimestampError::NotForTimestamps));
    let late = answer(&query.to_bytes(), VALIDITY.until.plus_seconds(1));
    assert_eq!(query.read_answer(&late), Err(TimestampError::NotForTimestamps));
    let (other, chain) = (key(5), chain(true));
    let stolen = TimestampAuthority { signer: &other, chain: &chain };
    let dated = stolen.answer(&query.to_bytes(), NOW, [9; 16]).unwrap();
    assert_eq!(query.read_answer(&dated), Err(TimestampError::NotSigned));
}

#[test]
fn what_cannot_be_dated_is_refused_as_the_standard_says() {
    let query = Query::new(IMPRINT, [1; 16]);
    let sha_1 = {
        let imprint = message_imprint(&[&sequence(&[crate::x509::oid::SHA_1])], &[7; 20]);
        sequence(&[&unsigned(&[1]), &imprint])
    };
    let short = sequence(&[&unsigned(&[1]), &message_imprint(&[&sequence(&[oid::SHA_256])], &[7; 31])]);
    for asked in [&sha_1[..], &short, b"", b"\x30\x00", b"GET /"] {
        let answered = answer(asked, NOW);
        assert_eq!(query.read_answer(&answered), Err(TimestampError::Refused(2)), "{asked:02x?}");
    }
}
