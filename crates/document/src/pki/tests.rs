//! Certificates and lists as they are made, read back and verified.

use super::*;
use crate::der::Reader;
use crate::x509::{Problem, RevocationList, climb, read_time};
use damane_credential::P256Signer;

const HOLDER: Holder<'static> = Holder { common_name: "Cachet", organisation: "Fonds" };
const ROOT: Holder<'static> = Holder { common_name: "Racine", organisation: "Fonds" };
const ABOVE: Holder<'static> = Holder { common_name: "Autorité", organisation: "Fonds" };
const START: Timestamp = Timestamp::from_seconds(1_795_165_200);
const VALIDITY: Validity = Validity { from: START, until: Timestamp::from_seconds(2_600_000_000) };
const LIST: &str = "http://fonds.example/pki/authority.crl";

fn key(seed: u8) -> P256Signer {
    P256Signer::from_scalar(&[seed; 32]).unwrap()
}

/// The root, the authority, a sealing certificate and a timestamp authority's.
fn hierarchy() -> [Vec<u8>; 4] {
    let (root, above) = (key(1), key(3));
    let root_der = make_root(ROOT, VALIDITY, &root).unwrap();
    let published = Published { list: Some("http://fonds.example/pki/root.crl"), certificate: None };
    let root_authority = Authority::of(&root_der, &root, published).unwrap();
    let above_der = make_sealing_authority(ABOVE, VALIDITY, &above.public_key(), &root_authority).unwrap();
    let published =
        Published { list: Some(LIST), certificate: Some("http://fonds.example/pki/authority.crt") };
    let authority = Authority::of(&above_der, &above, published).unwrap();
    [
        root_der,
        above_der.clone(),
        make_seal_certificate(HOLDER, VALIDITY, &key(2).public_key(), &authority).unwrap(),
        make_tsa_certificate(HOLDER, VALIDITY, &key(4).public_key(), &authority).unwrap(),
    ]
}

#[test]
fn a_sealing_certificate_is_its_keys_and_leads_to_the_root() {
    let [root, authority, seal, tsa] = hierarchy();
    let read = Certificate::read(&seal).unwrap();
    let named = (read.p256_key().unwrap(), read.common_name());
    assert_eq!(named, (key(2).public_key(), Some("Cachet".to_owned())));
    let at_hand = [root.clone(), tsa.clone(), authority.clone()];
    assert_eq!(climb(&seal, &at_hand), [seal.clone(), authority.clone(), root.clone()]);
    assert_eq!(
        climb(&seal, &[root, tsa]).len(),
        1,
        "nobody's certificate is skipped, nobody signs for another"
    );
    // 2052 does not fit UTCTime.
    assert!(seal.windows(15).any(|window| window == b"20520522141320Z"));
    assert_eq!(read.validity, VALIDITY);
}

#[test]
fn only_an_authority_issues_and_only_a_timestamp_authority_dates() {
    let [root, authority, seal, tsa] = hierarchy();
    let read = |der| Certificate::read(der).unwrap();
    assert!(read(&root).is_self_issued() && read(&root).is_authority() && read(&authority).is_authority());
    assert!(!read(&seal).is_authority() && !read(&seal).is_for_timestamps());
    assert!(read(&tsa).is_for_timestamps() && !read(&tsa).is_authority());
    // A sealing key that makes itself an issuer.
    let sealing = key(2);
    let false_authority = Authority::of(&seal, &sealing, Published::default()).unwrap();
    let forged = make_seal_certificate(ABOVE, VALIDITY, &key(9).public_key(), &false_authority).unwrap();
    assert!(!read(&forged).is_issued_by(&read(&seal)));
}

#[test]
fn a_certificate_says_where_it_is_known_whether_it_stands() {
    let [root, authority, seal, _] = hierarchy();
    assert_eq!(Certificate::read(&seal).unwrap().list_urls(), [LIST]);
    assert_eq!(Certificate::read(&authority).unwrap().list_urls(), ["http://fonds.example/pki/root.crl"]);
    assert!(Certificate::read(&root).unwrap().list_urls().is_empty());
    assert!(
        Certificate::read(&seal).unwrap().status_urls().is_empty(),
        "its authority's certificate is no responder"
    );
}

#[test]
fn a_list_names_what_no_longer_stands_and_its_authority_signed_it() {
    let [root, authority, seal, tsa] = hierarchy();
    let read = |der| Certificate::read(der).unwrap();
    let above = key(3);
    let issuer = Authority::of(&authority, &above, Published::default()).unwrap();
    let entry =
        ListEntry { serial: read(&seal).serial, since: START, reason: RevocationReason::KeyCompromise };
    let validity = Validity { from: START, until: START.plus_days(7) };
    let made = make_list(&issuer, validity, 7, &[entry]).unwrap();
    let list = RevocationList::read(&made).unwrap();
    assert!(list.is_of(&read(&authority)) && !list.is_of(&read(&root)));
    assert_eq!(list.revoked_since(&read(&seal)), Ok(Some(START)));
    assert_eq!(list.revoked_since(&read(&tsa)), Ok(None));
    assert_eq!((list.from, list.until), (validity.from, Some(validity.until)));
    let empty = make_list(&issuer, validity, 8, &[]).unwrap();
    assert_eq!(RevocationList::read(&empty).unwrap().revoked_since(&read(&seal)), Ok(None));
}

#[test]
fn no_changed_byte_of_a_certificate_or_list_stays_unseen() {
    let [root, authority, ..] = hierarchy();
    let root_read = Certificate::read(&root).unwrap();
    let signer = key(1);
    let issuer = Authority::of(&root, &signer, Published::default()).unwrap();
    let list = make_list(&issuer, VALIDITY, 1, &[]).unwrap();
    for at in 0..authority.len() {
        let mut forged = authority.clone();
        forged[at] ^= 1;
        assert!(!Certificate::read(&forged).is_ok_and(|forged| forged.is_issued_by(&root_read)), "byte {at}");
    }
    for at in 0..list.len() {
        let mut forged = list.clone();
        forged[at] ^= 1;
        assert!(!RevocationList::read(&forged).is_ok_and(|forged| forged.is_of(&root_read)), "byte {at}");
    }
}

#[test]
fn the_same_input_gives_the_same_certificate_and_another_key_another_serial() {
    let above = key(3);
    let [root, certificate, ..] = hierarchy();
    let authority = Authority::of(&certificate, &above, Published::default()).unwrap();
    assert!(Authority::of(&root, &above, Published::default()).is_err(), "another key's certificate");
    let made =
        |seed: u8| make_seal_certificate(HOLDER, VALIDITY, &key(seed).public_key(), &authority).unwrap();
    assert_eq!(made(2), made(2));
    let (one, other) = (made(2), made(4));
    assert_ne!(Certificate::read(&one).unwrap().serial, Certificate::read(&other).unwrap().serial);
    let nameless = Holder { common_name: "", ..HOLDER };
    assert!(make_root(nameless, VALIDITY, &above).is_err());
}

#[test]
fn times_are_read_with_two_or_four_digits_of_a_year_and_with_fractions() {
    let read = |tag: u8, text: &str| {
        let whole = value(tag, &[text.as_bytes()]);
        read_time(Reader::new(&whole).any().unwrap()).map(Timestamp::seconds)
    };
    assert_eq!(read(0x17, "261120090000Z"), Ok(START.seconds()));
    assert_eq!(read(0x18, "20261120090000Z"), Ok(START.seconds()));
    assert_eq!(read(0x18, "20261120090000.25Z"), Ok(START.seconds()));
    assert_eq!(read(0x17, "500101000000Z"), Ok(-631_152_000));
    for (tag, wrong) in
        [(0x17, "2611200900Z"), (0x18, "20261120090000+0100"), (0x18, "20261120090000.x5Z"), (4, "x")]
    {
        assert!(read(tag, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_authority_that_may_not_sign_certificates_issues_none() {
    let [_, authority, seal, _] = hierarchy();
    let read = |der| Certificate::read(der).unwrap();
    let body = Reader::new(&authority).enter(tag::SEQUENCE).unwrap().any().unwrap().whole;
    // keyUsage: keyCertSign and cRLSign, then cRLSign alone.
    let usage = |bits: u8| value(tag::BIT_STRING, &[&[1, bits]]);
    let at = body.windows(4).position(|window| window == usage(0x06)).unwrap();
    let mut lists_only = body.to_vec();
    lists_only[at..at + 4].copy_from_slice(&usage(0x02));
    let lists_only = signed(&lists_only, &key(1)).unwrap();
    assert!(read(&seal).is_issued_by(&read(&authority)));
    assert!(!read(&seal).is_issued_by(&read(&lists_only)), "the same name, the same key, an authority's");
    assert_eq!(climb(&seal, std::slice::from_ref(&lists_only)).len(), 1);
    let above = key(3);
    let issuer = Authority::of(&lists_only, &above, Published::default()).unwrap();
    let list = make_list(&issuer, VALIDITY, 1, &[]).unwrap();
    assert!(RevocationList::read(&list).unwrap().is_of(&read(&lists_only)), "what it may do it does");
}

/// The same certificate or list, signed anew, with more extensions.
fn with_more(der: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Reader::new(der).enter(tag::SEQUENCE).unwrap().enter(tag::SEQUENCE).unwrap();
    let mut parts = Vec::new();
    while !body.is_done() {
        parts.push(body.any().unwrap());
    }
    let last = parts.pop().unwrap();
    let list = Reader::new(last.content).any().unwrap().content;
    let list = sequence(&[list, &more.concat()]);
    let whole: Vec<&[u8]> = parts.iter().map(|part| part.whole).collect();
    signed(&sequence(&[&whole.concat(), &value(last.tag, &[&list])]), &key(3)).unwrap()
}

/// An extension nobody knows.
fn unknown(number: u8, length: usize) -> Vec<u8> {
    extensions::extension(&value(tag::OID, &[&[0x55, 0x7f, number]]), &[], &vec![0; length])
}

#[test]
fn a_certificate_of_many_extensions_or_of_boundless_length_is_not_read() {
    let [_, _, seal, _] = hierarchy();
    let with = |count: u8| with_more(&seal, &(0..count).map(|number| unknown(number, 1)).collect::<Vec<_>>());
    let has = 6;
    assert!(Certificate::read(&with(64 - has)).is_ok());
    assert!(Certificate::read(&with(65 - has)).is_err());
    assert!(Certificate::read(&with_more(&seal, &[unknown(1, 60_000)])).is_ok());
    assert!(Certificate::read(&with_more(&seal, &[unknown(1, 65_536)])).is_err());
}

#[test]
fn a_list_says_its_scope_once_and_each_part_of_it_once() {
    let [_, authority, seal, _] = hierarchy();
    let above = key(3);
    let issuer = Authority::of(&authority, &above, Published::default()).unwrap();
    let made = make_list(&issuer, VALIDITY, 7, &[]).unwrap();
    let place = value(0xa0, &[&value(0xa0, &[&value(0x86, &[LIST.as_bytes()])])]);
    let users = value(0x81, &[&[0xff]]);
    let scope =
        |parts: &[&[u8]]| extensions::extension(oid::LIST_SCOPE, &[tag::BOOLEAN, 1, 0xff], &sequence(parts));
    let asked = |more: &[Vec<u8>]| {
        let list = with_more(&made, more);
        RevocationList::read(&list).unwrap().revoked_since(&Certificate::read(&seal).unwrap())
    };
    assert_eq!(asked(&[scope(&[&place, &users])]), Ok(None));
    assert!(asked(&[scope(&[&value(0xa0, &[b"elsewhere"])])]).is_err());
    assert!(asked(&[scope(&[&value(0xa0, &[])])]).is_err(), "no place at all");
    assert_eq!(asked(&[scope(&[&place, &place])]), Err(Problem::Unreadable));
    assert_eq!(asked(&[scope(&[&users, &place])]), Err(Problem::Unreadable));
    assert_eq!(asked(&[scope(&[&place]), scope(&[&place])]), Err(Problem::Unreadable));
    let many: Vec<Vec<u8>> = (0..100).map(|number| unknown(number, 1)).collect();
    assert_eq!(asked(&many), Err(Problem::Unreadable));
}
