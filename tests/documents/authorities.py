"""Authorities nobody here wrote, served on this machine: a timestamp authority, revocation lists, an OCSP responder.

Usage: authorities.py FOLDER PORT. Writes FOLDER/tsa.pem (what a portal is told to trust) and FOLDER/root.pem, then
serves until it is ended. The timestamps are at http://127.0.0.1:PORT/outside/tsa/tsa.
"""

import datetime
import pathlib
import sys

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import run_simple

KEYS = {
    "root": rsa.generate_private_key(65537, 3072),
    "between": ec.generate_private_key(ec.SECP384R1()),
    "tsa": rsa.generate_private_key(65537, 2048),
    "responder": ec.generate_private_key(ec.SECP256R1()),
}


def usage(*bits: str) -> dict:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(bits)}}


def authority(below: int) -> list:
    constraints = {"ca": True, "path-len-constraint": below}
    return [
        {"id": "basic_constraints", "critical": True, "value": constraints},
        usage("key_cert_sign", "crl_sign"),
    ]


def only_for(purpose: str) -> dict:
    return {"id": "extended_key_usage", "critical": True, "value": [purpose]}


LISTED = {
    "id": "crl_distribution_points",
    "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
}
ANSWERED = {
    "id": "authority_information_access",
    "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["between"]}},
}


def configuration(folder: pathlib.Path, port: int) -> dict:
    now = datetime.datetime.now(datetime.timezone.utc)
    validity = {
        "valid-from": (now - datetime.timedelta(days=400)).isoformat(),
        "valid-to": (now + datetime.timedelta(days=3650)).isoformat(),
    }
    common = {"validity": validity}
    return {
        "external-url-prefix": f"http://127.0.0.1:{port}",
        "keysets": {"keys": {"keys": {name: {"path": f"{name}.key"} for name in KEYS}}},
        "pki-architectures": {
            "outside": {
                "keyset": "keys",
                "entity-defaults": {"country-name": "MA", "organization-name": "Outside authorities"},
                "entities": {name: {"common-name": f"Outside {name}"} for name in KEYS},
                "certs": {
                    "root": common | {"subject": "root", "issuer": "root", "extensions": authority(1)},
                    "between": common | {"issuer": "root", "extensions": authority(0) + [LISTED]},
                    "responder": common
                    | {
                        "issuer": "between",
                        "extensions": [usage("digital_signature"), only_for("ocsp_signing"), {"id": "ocsp_no_check"}],
                    },
                    "tsa": common
                    | {
                        "issuer": "between",
                        "extensions": [usage("digital_signature"), only_for("time_stamping"), ANSWERED],
                    },
                },
                "services": {
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P30D"}
                    },
                    "ocsp": {
                        "between": {
                            "for-issuer": "between",
                            "responder-cert": "responder",
                            "signing-key": "responder",
                        }
                    },
                    "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
                },
            }
        },
    }


def main(folder: pathlib.Path, port: int) -> None:
    for name, key in KEYS.items():
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    config = CertomancerConfig(configuration(folder, port), key_search_dir=str(folder))
    outside = config.get_pki_arch(ArchLabel("outside"))
    certificates = {
        name: pem.armor("CERTIFICATE", outside.get_cert(CertLabel(name)).dump()) for name in ("root", "between")
    }
    (folder / "root.pem").write_bytes(certificates["root"])
    (folder / "tsa.pem").write_bytes(certificates["root"] + certificates["between"])
    run_simple("127.0.0.1", port, Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False))


main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
