"""Seals PDFs as strangers do, with pyHanko and a hierarchy made on the spot. Usage: foreign.py FOLDER

Writes FOLDER/*.pdf and FOLDER/roots/root.pem.
"""

import datetime
import io
import sys
import time
from pathlib import Path

import answers
from asn1crypto import algos as asn1_algos
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
SUITES = {
    "rsa_sha256": (lambda: rsa.generate_private_key(65537, 2048), "sha256", None),
    "rsa_pss_sha512": (lambda: rsa.generate_private_key(65537, 3072), "sha512", "usual"),
    "rsa_pss_longest_salt": (lambda: rsa.generate_private_key(65537, 2048), "sha256", "longest"),
    "p256_sha256": (lambda: ec.generate_private_key(ec.SECP256R1()), "sha256", None),
    "p384_sha384": (lambda: ec.generate_private_key(ec.SECP384R1()), "sha384", None),
    "p384_sha512": (lambda: ec.generate_private_key(ec.SECP384R1()), "sha512", None),
    "p521_sha512": (lambda: ec.generate_private_key(ec.SECP521R1()), "sha512", None),
    "rsa_1024": (lambda: rsa.generate_private_key(65537, 1024), "sha256", None),
    "rsa_sha1": (lambda: rsa.generate_private_key(65537, 2048), "sha1", None),
}


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, authority=False, purposes=None, critical=False):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 30 * DAY)
        .not_valid_after(NOW + 300 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


def asn1(cert):
    return asn1_x509.Certificate.load(cert.public_bytes(serialization.Encoding.DER))


def private(key):
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def revocation_list(issuer, key):
    made = x509.CertificateRevocationListBuilder().issuer_name(name(issuer))
    made = made.last_update(NOW - DAY).next_update(NOW + 30 * DAY)
    return asn1_crl.CertificateList.load(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


def blank(stream_xrefs: bool) -> io.BytesIO:
    writer = PdfFileWriter(stream_xrefs=stream_xrefs)
    content = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 300, 300)))
    out = io.BytesIO()
    writer.write(out)
    out.seek(0)
    return out


def store(*certificates):
    made = SimpleCertificateStore()
    made.register_multiple([asn1(cert) for cert in certificates])
    return made


def within_a_second(make):
    """pyHanko writes the second of the last change into the metadata, and another one is a change like any other."""
    while True:
        time.sleep(1 - time.time() % 1)
        second = int(time.time())
        made = make()
        if int(time.time()) == second:
            return made


def usual_pss():
    """RSASSA-PSS over SHA-512 with a salt as long as the digest (RFC 8017 §9.1)."""
    digest = asn1_algos.DigestAlgorithm({"algorithm": "sha512"})
    mask = asn1_algos.MaskGenAlgorithm({"algorithm": "mgf1", "parameters": digest})
    parameters = {"hash_algorithm": digest, "mask_gen_algorithm": mask, "salt_length": 64}
    parameters = asn1_algos.RSASSAPSSParams(parameters)
    return asn1_algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def main(folder: Path) -> None:
    (folder / "roots").mkdir(parents=True, exist_ok=True)
    root_key, above_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    tsa_key = rsa.generate_private_key(65537, 2048)
    root = certificate("Strangers' root", root_key, "Strangers' root", root_key, authority=True)
    above = certificate("Strangers' authority", above_key, "Strangers' root", root_key, authority=True)
    tsa = certificate(
        "Strangers' clock", tsa_key, "Strangers' authority", above_key,
        purposes=[ExtendedKeyUsageOID.TIME_STAMPING], critical=True,
    )
    (folder / "roots/root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    clock = DummyTimeStamper(asn1(tsa), private(tsa_key), certs_to_embed=store(above))

    def signer(key, pss=None, purposes=None):
        leaf = certificate("Étranger", key, "Strangers' authority", above_key, purposes=purposes)
        mechanism = usual_pss() if pss == "usual" else None
        return signers.SimpleSigner(
            asn1(leaf), private(key), store(above), signature_mechanism=mechanism, prefer_pss=pss is not None
        )

    def sign(base, who, digest="sha256", subfilter=SigSeedSubFilter.PADES, field="One", clock=None, **more):
        meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm=digest, subfilter=subfilter, **more)
        out = signers.sign_pdf(IncrementalPdfFileWriter(base), meta, signer=who, timestamper=clock)
        out.seek(0)
        return out

    def keep(title, out):
        (folder / f"{title}.pdf").write_bytes(out.getvalue())

    for number, (title, (make, digest, pss)) in enumerate(SUITES.items()):
        keep(title, sign(blank(number % 2 == 0), signer(make(), pss), digest))
    own = signer(ec.generate_private_key(ec.SECP256R1()))
    adobe = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    keep("adobe", sign(blank(True), own, subfilter=adobe))
    for_web = signer(ec.generate_private_key(ec.SECP256R1()), purposes=[ExtendedKeyUsageOID.SERVER_AUTH])
    keep("for_web_servers", sign(blank(True), for_web))
    stranger = ec.generate_private_key(ec.SECP256R1())
    alone = certificate("Nobody", stranger, "Nobody", stranger)
    keep("self_made", sign(blank(False), signers.SimpleSigner(asn1(alone), private(stranger), SimpleCertificateStore())))
    keep("timestamped", sign(blank(True), own, clock=clock))
    once = sign(blank(False), own)
    keep("twice", sign(io.BytesIO(once.getvalue()), own, field="Two"))
    writer = IncrementalPdfFileWriter(io.BytesIO(once.getvalue()))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.update_container(page)
    edited = io.BytesIO()
    writer.write(edited)
    keep("edited", edited)
    flipped = bytearray(once.getvalue())
    flipped[flipped.find(b"BT ET")] ^= 1
    (folder / "flipped.pdf").write_bytes(bytes(flipped))
    context = ValidationContext(
        trust_roots=[asn1(root)], other_certs=[asn1(above), asn1(tsa)], allow_fetching=False,
        crls=[revocation_list("Strangers' root", root_key), revocation_list("Strangers' authority", above_key)],
        revocation_mode="hard-fail",
    )
    for title, lta in (("long_term", False), ("archived", True)):
        for stream_xrefs in (True, False):
            out = within_a_second(
                lambda stream_xrefs=stream_xrefs, lta=lta: sign(
                    blank(stream_xrefs), own, clock=clock, validation_context=context,
                    embed_validation_info=True, use_pades_lta=lta,
                )
            )
            keep(f"{title}_{'stream' if stream_xrefs else 'table'}", out)

    def with_answer(made):
        """Sealed by the same signer, then an answer about its certificate and the root's list in the security store."""
        out = sign(blank(False), own)
        DocumentSecurityStore.add_dss(
            out, None, certs=[asn1(above), asn1(root)], ocsps=[asn1_ocsp.OCSPResponse.load(made)],
            crls=[revocation_list("Strangers' root", root_key)],
        )
        out.seek(0)
        return out

    for title, made in answered(own, (root, root_key), (above, above_key)).items():
        keep(f"ocsp_{title}", within_a_second(lambda made=made: with_answer(made)))


def answered(own, top, between):
    """Answers about the certificate of a signer: by whom they may be, and by whom not."""
    (root, root_key), (above, above_key) = top, between
    about = x509.load_der_x509_certificate(own.signing_cert.dump())
    key = ec.generate_private_key(ec.SECP256R1())
    for_answers = [ExtendedKeyUsageOID.OCSP_SIGNING]
    made_for_it = certificate("Responder", key, "Strangers' authority", above_key, purposes=for_answers)
    made_for_else = certificate("Responder", key, "Strangers' authority", above_key)
    made_by_root = certificate("Responder", key, "Strangers' root", root_key, purposes=for_answers)

    def by(responder, **more):
        return answers.answer(about, above, responder, key, carries=[responder], **more)

    issuer_s_own = answers.answer(about, above, above, above_key)
    return {
        "good": issuer_s_own,
        "delegated": by(made_for_it),
        "openssl": answers.by_openssl(about, above, made_for_it, key),
        "revoked": by(made_for_it, revoked=NOW - 2 * DAY),
        "old": by(made_for_it, made=NOW - 9 * DAY, until=NOW - 2 * DAY),
        "responder_without_the_purpose": by(made_for_else),
        "responder_of_another_authority": by(made_by_root),
        "responder_not_carried": answers.answer(about, above, made_for_it, key),
        "of_another_certificate": answers.answer(made_for_else, above, above, above_key),
        "of_another_issuer": answers.answer(about, root, root, root_key),
        "spoiled": answers.spoiled(issuer_s_own),
    }


main(Path(sys.argv[1]))
