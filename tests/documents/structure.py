"""Whether a sealed certificate still has the structure of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): the rules
that sealing could break, each under its clause. One JSON object: what was broken, and how much was looked at.

Usage: structure.py certificate.pdf. No validator of these standards is among the packages the suites may install, so
this is no conformance check of the page itself: typst makes that while it composes, and the page's content is shown
here to be untouched by what follows it.
"""

import json
import sys

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

PRINT, LOCKED, BAD_FLAGS = 4, 128, 1 | 2 | 32 | 256
# What a seal, its evidence and a document timestamp may write again: nothing that is drawn or read aloud.
REWRITTEN = {"/Catalog", "/Page", "/StructTreeRoot", "/StructElem"}


def items(array: generic.ArrayObject) -> list:
    return [array[at] for at in range(len(array))]


class Findings:
    def __init__(self) -> None:
        self.broken: list[str] = []
        self.looked_at = 0

    def check(self, holds: bool, clause: str) -> None:
        self.looked_at += 1
        if not holds:
            self.broken.append(clause)


def first_page(root: generic.DictionaryObject) -> generic.DictionaryObject:
    page = root["/Pages"]
    while page["/Type"] != "/Page":
        page = page["/Kids"][0]
    return page


def metadata(root: generic.DictionaryObject, found: Findings) -> None:
    xmp = root["/Metadata"].data.decode("utf-8", "replace")
    for mark in ("<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"):
        found.check(mark in xmp, f"19005-3 6.6.4, 14289-1 5: {mark}")
    found.check(root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"]), "19005-3 6.7.2: Marked")
    found.check("/Lang" in root, "19005-3 6.7.4: Lang")
    found.check(bool(root["/ViewerPreferences"]["/DisplayDocTitle"]), "14289-1 7.1: DisplayDocTitle")
    found.check(root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1", "19005-3 6.2.3: OutputIntents")
    for forbidden in ("/AA", "/OpenAction", "/Requirements", "/NeedsRendering"):
        found.check(forbidden not in root, f"19005-3 6.5, 6.12: {forbidden}")


def attachments(root: generic.DictionaryObject, found: Findings) -> None:
    specifications = root["/AF"]
    found.check(len(specifications) == 1, "19005-3 6.8: one associated file")
    for one in items(specifications):
        found.check("/AFRelationship" in one and "/F" in one and "/UF" in one, "19005-3 6.8: file specification")
        found.check("/Subtype" in one["/EF"]["/F"], "19005-3 6.8: MIME type")


def form(root: generic.DictionaryObject, found: Findings) -> None:
    fields = root["/AcroForm"]
    found.check("/XFA" not in fields and not fields.get("/NeedAppearances", False), "19005-3 6.4.1, 6.4.2")
    for field in items(fields["/Fields"]):
        found.check("/A" not in field and "/AA" not in field, "19005-3 6.4.1: no actions")
        found.check(field["/FT"] == "/Sig" and "/V" in field, "a field that is no seal")
    permissions = root["/Perms"]
    found.check(set(permissions) <= {"/UR3", "/DocMDP"}, "19005-3 6.1.12: permissions")
    for reference in items(permissions["/DocMDP"]["/Reference"]):
        digests = {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference)
        found.check(not digests, "19005-3 6.1.12: signature reference")


def annotations(root: generic.DictionaryObject, page: generic.DictionaryObject, found: Findings) -> None:
    found.check(page["/Tabs"] == "/S", "14289-1 7.18.3: tab order")
    left, bottom, right, top = (float(edge) for edge in page["/MediaBox"])
    tree = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {int(tree[at]): tree[at + 1] for at in range(0, len(tree), 2)}
    for one in items(page["/Annots"]):
        flags = int(one["/F"])
        found.check(bool(flags & PRINT) and not flags & BAD_FLAGS, "19005-3 6.3.2: flags")
        found.check(one["/Subtype"] == "/Widget", "19005-3 6.3.1: kind of annotation")
        x1, y1, x2, y2 = (float(edge) for edge in one["/Rect"])
        outside = x2 < left or x1 > right or y2 < bottom or y1 > top
        is_empty = x1 == x2 and y1 == y2
        found.check(is_empty or "/N" in one.get("/AP", {}), "19005-3 6.3.3: appearance")
        if outside:
            continue
        element = parents.get(int(one.get("/StructParent", -1)))
        found.check(element is not None and element["/S"] == "/Form", "14289-1 7.18.4: a widget in a Form tag")
        found.check("/TU" in one, "14289-1 7.18.1: a name for it")
        same = element is not None and element["/K"]["/Obj"].get("/T") == one["/T"]
        found.check(same, "14289-1 7.18.4: the tag's object")


def untouched(reader: PdfFileReader, found: Findings) -> None:
    """Every object of the composed page is as it was, but for those a seal writes again."""
    composed = reader.xrefs.explicit_refs_in_revision(0)
    for revision in range(1, reader.xrefs.total_revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision) & composed:
            one = reader.get_object(reference)
            kind = str(one.get("/Type", "")) if isinstance(one, generic.DictionaryObject) else ""
            found.check(kind in REWRITTEN, f"object {reference.idnum} ({kind}) was written again")


def contents(reader: PdfFileReader, page: generic.DictionaryObject, found: Findings) -> None:
    before = first_page(reader.get_historical_root(0))
    for name in ("/Contents", "/Resources", "/MediaBox"):
        found.check(page.raw_get(name) == before.raw_get(name), f"the page's {name} is another one")
    for key in set(before) - {"/Annots", "/Tabs"}:
        found.check(page.raw_get(key) == before.raw_get(key), f"the page's {key} was changed")
    found.check(set(page) - set(before) <= {"/Annots", "/Tabs"}, "the page gained something else")


def main(path: str) -> None:
    found = Findings()
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        root = reader.root
        page = first_page(root)
        found.check("/ID" in reader.trailer and "/Encrypt" not in reader.trailer, "19005-3 6.1.3: trailer")
        metadata(root, found)
        attachments(root, found)
        form(root, found)
        annotations(root, page, found)
        untouched(reader, found)
        contents(reader, page, found)
        print(json.dumps({"broken": found.broken, "looked_at": found.looked_at, "revisions": reader.xrefs.total_revisions}))


main(sys.argv[1])
