"""Says what pyHanko makes of a certificate's level: one JSON object. Nothing is fetched: what a check needs is in the file.

Usage: levels.py [--revocation soft-fail|require] [--at SECONDS] [--in-years N] certificate.pdf root.pem…
"""

import argparse
import asyncio
import json
from datetime import datetime, timedelta, timezone

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager


def spec(roots: list[str], revocation: str) -> PdfSignatureValidationSpec:
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=list(load_certs_from_pemder(roots))),
        revinfo_policy=CertRevTrustPolicy(
            revocation_checking_policy=RevocationCheckingPolicy.from_legacy(revocation)
        ),
    )
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=policy,
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )


async def judge(reader: PdfFileReader, wanted: PdfSignatureValidationSpec, now: datetime, years: int) -> dict:
    [seal] = reader.embedded_regular_signatures
    if years:
        future = now + timedelta(days=365 * years)
        result = await ades.simulate_future_ades_lta_validation(seal, wanted, future, now)
    else:
        result = await ades.ades_lta_validation(seal, wanted, ValidationTimingInfo(now, now, False))
    status = result.api_status
    stamp = status.timestamp_validity if status else None
    return {
        "indication": str(result.ades_subindic),
        "why": str(result.failure_msg or ""),
        "intact": bool(status and status.intact and status.valid),
        "changes": seal.diff_result.modification_level.name if seal.diff_result else "none",
        "docmdp_ok": bool(status and status.docmdp_ok),
        "seen_at": str(result.best_signature_time),
        "dated": bool(stamp and stamp.intact and stamp.valid and stamp.trusted),
        "dated_at": str(stamp.timestamp) if stamp else None,
        "oldest_evidence": str(getattr(result, "oldest_evidence_record_timestamp", None)),
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--revocation", default="require")
    arguments.add_argument("--at", type=int)
    arguments.add_argument("--in-years", type=int, default=0)
    arguments.add_argument("pdf")
    arguments.add_argument("roots", nargs="+")
    asked = arguments.parse_args()
    with open(asked.pdf, "rb") as file:
        reader = PdfFileReader(file)
        wanted = spec(asked.roots, asked.revocation)
        now = datetime.fromtimestamp(asked.at, timezone.utc) if asked.at else datetime.now(timezone.utc)
        answer = asyncio.run(judge(reader, wanted, now, asked.in_years))
        stamps = reader.embedded_timestamp_signatures
        answer["document_timestamps"] = len(stamps)
        answer["stamp_coverage"] = [stamp.evaluate_signature_coverage().name for stamp in stamps]
    print(json.dumps(answer))


main()
