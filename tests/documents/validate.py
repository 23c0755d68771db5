"""Says what pyHanko makes of a sealed certificate: one JSON object. Usage: validate.py certificate.pdf root.pem"""

import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def main(pdf: str, root: str) -> None:
    context = ValidationContext(trust_roots=[load_cert_from_pemder(root)], allow_fetching=False)
    with open(pdf, "rb") as file:
        reader = PdfFileReader(file)
        signatures = reader.embedded_signatures
        answers = []
        for signature in signatures:
            status = validate_pdf_signature(signature, signer_validation_context=context)
            answers.append(
                {
                    "bottom_line": status.bottom_line,
                    "intact": status.intact,
                    "valid": status.valid,
                    "trusted": status.trusted,
                    "coverage": status.coverage.name,
                    "docmdp_ok": status.docmdp_ok,
                    "digest": status.md_algorithm,
                    "subfilter": str(signature.sig_object.get("/SubFilter")),
                    "signer": status.signing_cert.subject.native.get("organization_name"),
                }
            )
    print(json.dumps({"signatures": answers}))


main(sys.argv[1], sys.argv[2])
