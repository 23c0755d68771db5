//! Claim 169 codes of others: their text is unpacked and their claims are read, and not one of them passes for ours.

use crate::{
    base45,
    cbor::{self, Reader, major},
    conformance::{Case, read_cases},
    cose::{Envelope, to_be_signed},
    error::Malformed,
    inflate::{MAX_CERTIFICATE, Wrapping, inflate},
    keys::PublicKey,
};

const FILE: &str = include_str!("../../../tests/vectors/conformance/claim169.json");
const SIGN1: u64 = 18;
const ENCRYPT0: u64 = 16;

fn unpack(text: &str) -> Result<Vec<u8>, Malformed> {
    inflate(&base45::decode(text)?, Wrapping::Zlib, MAX_CERTIFICATE)
}

/// Protected header, payload and signature.
type Parts<'a> = (&'a [u8], &'a [u8], &'a [u8]);

/// The parts of a tagged COSE_Sign1.
fn parts(cose: &[u8]) -> Result<Parts<'_>, Malformed> {
    cbor::check(cose)?;
    let mut reader = Reader::new(cose);
    if reader.tag()? != SIGN1 || reader.array()? != 4 {
        return Err(Malformed::Layout);
    }
    let protected = reader.bytes()?;
    reader.skip()?;
    Ok((protected, reader.bytes()?, reader.bytes()?))
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    iss: String,
    exp: u64,
    iat: u64,
    id: String,
    full_name: String,
}

/// The claims of a CWT with a claim 169, by any issuer (RFC 8392; Claim 169 v1.2 §3).
fn read(payload: &[u8]) -> Result<Read, Malformed> {
    cbor::check(payload)?;
    let mut reader = Reader::new(payload);
    let (mut read, mut has_identity) = (Read::default(), false);
    for _ in 0..reader.map()? {
        match reader.integer()? {
            1 => read.iss = reader.text()?.to_owned(),
            4 => read.exp = reader.unsigned()?,
            6 => read.iat = reader.unsigned()?,
            169 => {
                has_identity = true;
                for _ in 0..reader.map()? {
                    match (reader.unsigned()?, reader.next_kind()) {
                        (1, Some(major::TEXT)) => read.id = reader.text()?.to_owned(),
                        (4, Some(major::TEXT)) => read.full_name = reader.text()?.to_owned(),
                        _ => reader.skip()?,
                    }
                }
            }
            _ => reader.skip()?,
        }
    }
    if has_identity { Ok(read) } else { Err(Malformed::Layout) }
}

fn expected(case: &Case) -> Read {
    Read {
        iss: case.text("iss"),
        exp: case.number("exp"),
        iat: case.number("iat"),
        id: case.text("id"),
        full_name: case.text("full_name"),
    }
}

#[test]
fn the_claims_of_every_readable_code_are_read() {
    let mut decoded = 0;
    for case in read_cases(FILE).iter().filter(|case| case.find("id").is_some()) {
        let cose = unpack(&case.text("text")).unwrap();
        let (_, payload, _) = parts(&cose).unwrap();
        assert_eq!(read(payload).unwrap(), expected(case), "{}", case.text("name"));
        decoded += 1;
    }
    assert_eq!(decoded, 9, "fewer codes were read than there are");
}

#[test]
fn a_signature_of_length_zero_is_refused_and_a_true_one_verifies() {
    let (mut unsigned, mut verified, mut edwards) = (0, 0, 0);
    for case in read_cases(FILE) {
        let Ok(cose) = unpack(&case.text("text")) else { continue };
        let Ok((protected, payload, signature)) = parts(&cose) else { continue };
        match case.text("seal").as_str() {
            "none" => {
                assert!(signature.is_empty(), "{}", case.text("name"));
                unsigned += 1;
            }
            "es256" => {
                let key = PublicKey::from_point(&case.bytes("key")).unwrap();
                let signature = signature.try_into().unwrap();
                assert!(key.verifies(&to_be_signed(protected, payload), signature));
                verified += 1;
            }
            "eddsa" => edwards += 1,
            _ => continue,
        }
        assert!(Envelope::read(&cose, None).is_err(), "{}", case.text("name"));
    }
    assert_eq!((unsigned, verified, edwards), (7, 1, 1), "fewer codes were judged than there are");
}

#[test]
fn an_encrypted_code_is_told_from_a_signed_one_and_a_broken_one_stops_where_it_breaks() {
    let stops = |name: &str| {
        let case = read_cases(FILE).into_iter().find(|case| case.text("name") == name).unwrap();
        let cose = unpack(&case.text("text"))?;
        let (_, payload, _) = parts(&cose)?;
        read(payload).map(|_| ())
    };
    assert_eq!(stops("bad-base45"), Err(Malformed::Base45));
    assert_eq!(stops("bad-zlib"), Err(Malformed::Inflate));
    assert_eq!(stops("not-cose"), Err(Malformed::Layout));
    assert_eq!(stops("missing-169"), Err(Malformed::Layout));
    for name in ["encrypted-aes256", "encrypted-signed"] {
        let case = read_cases(FILE).into_iter().find(|case| case.text("name") == name).unwrap();
        let cose = unpack(&case.text("text")).unwrap();
        assert_eq!(Reader::new(&cose).tag(), Ok(ENCRYPT0));
        assert_eq!(stops(name), Err(Malformed::Layout));
    }
}
