"""Says what pyHanko makes of a certificate's level: one JSON object. Nothing is fetched: what a check needs is in the file.

Usage: levels.py [--basic|--archive] [--revocation soft-fail|require] certificate.pdf root.pem…

With --archive the document timestamps count as proof of when the evidence existed (EN 319 102-1 §5.6), with --basic no
timestamp is asked for (§5.3), otherwise the seal must be dated and the evidence is judged as of today (§5.5).
"""

import argparse
import asyncio
import json

from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


def knowledge(reader: PdfFileReader) -> LocalKnowledge:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return LocalKnowledge()
    answers = [OCSPResponse.load(one.get_object().data) for one in store.ocsps]
    return LocalKnowledge(
        known_certs=list(store.load_certs()),
        known_crls=[CRLContainer(CertificateList.load(one.get_object().data)) for one in store.crls],
        known_ocsps=[part for answer in answers for part in OCSPContainer.load_multi(answer)],
    )


def spec(roots: list[str], revocation: str, known: LocalKnowledge) -> SignatureValidationSpec:
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=list(load_certs_from_pemder(roots))),
        revinfo_policy=CertRevTrustPolicy(
            revocation_checking_policy=RevocationCheckingPolicy.from_legacy(revocation)
        ),
    )
    return SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=known,
    )


async def judge(reader: PdfFileReader, asked: argparse.Namespace) -> dict:
    [seal] = reader.embedded_regular_signatures
    integrity = {}
    if asked.archive:
        wanted = PdfSignatureValidationSpec(spec(asked.roots, asked.revocation, LocalKnowledge()))
        result = await ades.ades_lta_validation(seal, wanted)
    else:
        digest = seal.compute_digest()
        seal.compute_integrity_info()
        wanted = spec(asked.roots, asked.revocation, knowledge(reader))
        integrity = seal.summarise_integrity_info()
        if asked.basic:
            # It knows signatures, not PDFs: what the file says beside is asked below.
            result = await ades.ades_basic_validation(seal.signed_data, wanted, raw_digest=digest)
        else:
            result = await ades.ades_with_time_validation(
                seal.signed_data,
                wanted,
                raw_digest=digest,
                extra_status_kwargs=integrity,
                status_cls=PdfSignatureStatus,
            )
    status = result.api_status
    stamp = getattr(status, "timestamp_validity", None)
    return {
        "indication": str(result.ades_subindic),
        "why": str(result.failure_msg or ""),
        "intact": bool(status and status.intact and status.valid),
        "changes": seal.diff_result.modification_level.name if seal.diff_result else "none",
        "docmdp_ok": bool(status and getattr(status, "docmdp_ok", integrity.get("docmdp_ok"))),
        "dated": bool(stamp and stamp.intact and stamp.valid and stamp.trusted),
        "dated_at": str(stamp.timestamp) if stamp else None,
        "archived_at": str(getattr(result, "oldest_evidence_record_timestamp", None)),
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--archive", action="store_true")
    arguments.add_argument("--basic", action="store_true")
    arguments.add_argument("--revocation", default="require")
    arguments.add_argument("pdf")
    arguments.add_argument("roots", nargs="+")
    asked = arguments.parse_args()
    with open(asked.pdf, "rb") as file:
        reader = PdfFileReader(file)
        answer = asyncio.run(judge(reader, asked))
        stamps = reader.embedded_timestamp_signatures
        answer["document_timestamps"] = len(stamps)
        answer["stamp_coverage"] = [stamp.evaluate_signature_coverage().name for stamp in stamps]
    print(json.dumps(answer))


main()
