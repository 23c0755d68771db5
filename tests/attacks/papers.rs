//! Files made to be read in two ways or never to the end, and genuine parts on papers that are not genuine.

use crate::Attack;
use crate::common::{self, another_name, at, claims, composed, composed_with, facts, name, signer};
use crate::edit::{first, newest_table, object, stream, update, update_with, with_entries};
use crate::later::overlay_at;
use crate::pdf::{Genuine, forged};
use damane_domain::verification::{Reason, Verdict};

/// Files that are made to be read in two ways, or never to the end.
pub fn structure(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new) = (&genuine.sealed, genuine.new);
    let looped = update_with(sealed, &[overlay_at(new)], &[], &format!("/Prev {}", sealed.len() + 10));
    let own_table = {
        let updated = update(sealed, &[overlay_at(new)]);
        newest_table(&updated)
    };
    let itself = update_with(sealed, &[overlay_at(new)], &[], &format!("/Prev {own_table}"));
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let bomb = {
        let packed = deflated(&vec![b'1'; 30 * 1024 * 1024]);
        let text: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
        stream("/Type /ObjStm /N 9000000 /First 9 /Filter [/ASCIIHexDecode /FlateDecode]", &text)
    };
    let duplicate = (genuine.catalogue, with_entries(&object(sealed, genuine.catalogue), "/Pages 1 0 R"));
    vec![
        forged("tables in a circle", itself, Reason::PdfBytesAfter),
        forged("a table that leads into an object", looped, Reason::PdfBytesAfter),
        forged("deep nesting", update(sealed, &[(new, deep)]), Reason::PdfBytesAfter),
        forged(
            "an object stream that unpacks without end",
            update(sealed, &[(new, bomb)]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "a length beyond the end",
            update(sealed, &[(new, "<< /Length 999999999 >>\nstream\nx\nendstream".into())]),
            Reason::PdfBytesAfter,
        ),
        forged(
            "a length that is itself",
            update(sealed, &[(new, format!("<< /Length {new} 0 R >>\nstream\nx\nendstream"))]),
            Reason::PdfBytesAfter,
        ),
        forged(
            "a hybrid table",
            update_with(sealed, &[overlay_at(new)], &[], &format!("/XRefStm {}", sealed.len())),
            Reason::PdfBytesAfter,
        ),
        forged(
            "encrypted afterwards",
            update_with(sealed, &[], &[], "/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 >>"),
            Reason::PdfEncrypted,
        ),
        forged("a key twice in the catalogue", update(sealed, &[duplicate]), Reason::PdfStructure),
        forged(
            "a table that counts to the moon",
            update_with(sealed, &[], &[(4_000_000_000, None)], ""),
            Reason::PdfChangedAfter,
        ),
        Attack {
            name: "bytes before the head",
            bytes: [b"\n", &sealed[..]].concat(),
            ending: "pdf",
            verdict: Verdict::NotACertificate,
            reasons: vec![Reason::Malformed],
        },
    ]
}

/// Zlib.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("it ends")
}

/// Genuine parts on papers that are not genuine.
pub fn other_papers(genuine: &Genuine) -> Vec<Attack> {
    let own_claims = claims(&name(), &facts());
    let anothers_page = composed_with(&another_name(), &facts(), &own_claims);
    let untrusted = |name: &'static str, bytes: Vec<u8>| Attack {
        name,
        bytes,
        ending: "pdf",
        verdict: Verdict::UntrustedKey,
        reasons: vec![Reason::PdfSealUntrusted],
    };
    let seal = &genuine.sealed[composed().len()..];
    let no_claims = composed_with(&name(), &facts(), b"none");
    let picture = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n";
    let table = format!(
        "xref\n0 3\n0000000000 65535 f \n{:010} 00000 n \n{:010} 00000 n \n",
        9,
        first(picture.as_bytes(), b"2 0 obj")
    );
    let drawn =
        format!("{picture}{table}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", picture.len());
    vec![
        untrusted("sealed by a stranger, with genuine claims", common::sealed_by(&composed(), &signer(7))),
        untrusted(
            "genuine claims on another's page, sealed by a stranger",
            common::sealed_by(&anothers_page, &signer(7)),
        ),
        forged(
            "genuine code and claims on an edited page without a seal",
            anothers_page.clone(),
            Reason::PdfNotSealed,
        ),
        forged(
            "the genuine seal on another's page",
            [&anothers_page[..], seal].concat(),
            Reason::PdfNotCovered,
        ),
        forged(
            "claims nobody signed under the fund's seal",
            common::sealed_by(&no_claims, &common::sealer()),
            Reason::Malformed,
        ),
        forged(
            "changed claims under the fund's seal",
            {
                let mut changed = own_claims.clone();
                let letter = changed.windows(6).position(|window| window == b"OUARDI").expect("the name");
                changed[letter] = b'G';
                common::sealed_by(&composed_with(&name(), &facts(), &changed), &common::sealer())
            },
            Reason::SignatureInvalid,
        ),
        Attack {
            name: "a drawing with nothing behind it",
            bytes: drawn.into_bytes(),
            ending: "pdf",
            verdict: Verdict::NotACertificate,
            reasons: vec![Reason::PdfWithoutClaims],
        },
        Attack {
            name: "sealed in the future",
            bytes: {
                let key = common::sealer();
                let identity = damane_document::SealIdentity {
                    chain: vec![common::seal_certificate(&key)],
                    signer: &key,
                };
                damane_document::seal(&composed(), &identity, at(common::NOW + 40 * common::DAY))
                    .expect("it seals")
            },
            ending: "pdf",
            verdict: Verdict::StatusUnknown,
            reasons: vec![Reason::IssuedInFuture],
        },
    ]
}
