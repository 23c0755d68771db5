"""Answers about certificates (OCSP), good and wrong ones, made by pyca/cryptography and by `openssl ocsp`. For foreign.py."""

import datetime
import subprocess
import tempfile
from pathlib import Path

from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def answer(about, issuer, by, key, *, revoked=None, made=NOW - HOUR, until=NOW + 7 * DAY, carries=()):
    """What `by`, whose key this is, says of `about`."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about,
        issuer=issuer,
        algorithm=hashes.SHA1(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=made,
        next_update=until,
        revocation_time=revoked,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by)
    if carries:
        builder = builder.certificates(list(carries))
    # The builder dates the answer by the clock; what counts is when the status was known.
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def spoiled(made: bytes) -> bytes:
    """The same answer with one bit of its signature turned."""
    read = asn1_ocsp.OCSPResponse.load(made)
    signature = bytes(read["response_bytes"]["response"].parsed["signature"].native)
    at = made.rindex(signature) + len(signature) - 1
    return made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]


def by_openssl(about, issuer, responder, key) -> bytes:
    """`openssl ocsp` as the responder."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pem = serialization.Encoding.PEM
        (place / "about.pem").write_bytes(about.public_bytes(pem))
        (place / "issuer.pem").write_bytes(issuer.public_bytes(pem))
        (place / "responder.pem").write_bytes(responder.public_bytes(pem))
        (place / "responder.key").write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        expires = about.not_valid_after_utc.strftime("%y%m%d%H%M%SZ")
        (place / "index.txt").write_text(f"V\t{expires}\t\t{about.serial_number:X}\tunknown\t/CN=x\n")
        (place / "index.txt.attr").write_text("unique_subject = no\n")
        subprocess.run(
            ["openssl", "ocsp", "-index", "index.txt", "-CA", "issuer.pem", "-rsigner", "responder.pem"]
            + ["-rkey", "responder.key", "-issuer", "issuer.pem", "-cert", "about.pem", "-ndays", "7"]
            + ["-no_nonce", "-noverify", "-respout", "answer.der"],
            cwd=place, check=True, capture_output=True,
        )
        return (place / "answer.der").read_bytes()
