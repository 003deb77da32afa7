"""A package of items with its manifest, in version 2.2 or 3.0, one language a package."""

import posixpath
from collections.abc import Sequence
from io import BytesIO
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from learn.assessment import Draft
from learn.interop.qti.dialect import DIALECTS, Dialect
from learn.interop.qti.item import TOOL
from learn.interop.qti.kinds_written import question
from learn.interop.qti.losses import refusal
from learn.interop.qti.page import Page, fit
from learn.interop.qti.tree import Node

_WHEN = (1980, 1, 1, 0, 0, 0)  # the same questions make the same bytes


def write(drafts: Sequence[Draft], *, language: str, key: str) -> bytes:
    """The questions that QTI can hold; `losses` names the others."""
    dialect, out = DIALECTS[key], BytesIO()
    written = [draft for draft in drafts if refusal(draft, language) is None]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        named = [(f"Q{number:05}", draft) for number, draft in enumerate(written, start=1)]
        _put(archive, "imsmanifest.xml", dialect.manifest(_manifest(named, dialect)))
        _put(archive, "test.xml", dialect.xml(_test(named)))
        for id, draft in named:
            _put(archive, f"items/{id}.xml", dialect.xml(item_of(draft, id, language)))
            for name, file in draft.files.items():
                _put(archive, f"media/{id}/{name}", file.content)
    return out.getvalue()


def item_of(draft: Draft, id: str, language: str) -> Node:
    """A question as an <assessmentItem>."""
    page = Page(draft, id, language)
    kind, body = draft.kind.value, draft.body
    words = [page.format if page.format in ("html", "markdown") else "", kind, "" if draft.name else "unnamed"]
    page.body.attributes["class"] = " ".join(filter(None, words))
    question(page, kind, draft.text.as_dict(), body, "", page.body)
    page.reason("", draft.reason.as_dict())
    for hint in body.get("hints", []):
        if page.of(hint):
            page.rubric("hint", [Node("div", {}, page.text(hint))])
    return page.item


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(ZipInfo(name, _WHEN), content, ZIP_DEFLATED)


def _test(named: Sequence[tuple[str, Draft]]) -> Node:
    """A test that asks everything, for platforms that import nothing without one."""
    test = Node("assessmentTest", {"identifier": "TEST", "title": "Questions", "toolName": TOOL})
    part = test.add("testPart", identifier="PART", navigationMode="nonlinear", submissionMode="simultaneous")
    section = part.add("assessmentSection", identifier="SECTION", title="Questions", visible="false")
    for id, _draft in named:
        section.add("assessmentItemRef", identifier=id, href=f"items/{id}.xml")
    return test


def _manifest(named: Sequence[tuple[str, Draft]], dialect: Dialect) -> Node:
    """What is in the package; each question with its tags."""
    manifest = Node("manifest", {"identifier": "MANIFEST"})
    manifest.add("metadata", Node("schema", {}, [dialect.schema]), Node("schemaversion", {}, [dialect.schema_version]))
    manifest.add("organizations")
    resources = manifest.add("resources")
    test = resources.add("resource", identifier="R_TEST", type=dialect.test_type, href="test.xml")
    test.add("file", href="test.xml")
    for id, draft in named:
        address = f"items/{id}.xml"
        resource = resources.add("resource", identifier=f"R_{id}", type=dialect.item_type, href=address)
        if draft.tags:
            general = resource.add("metadata").add("imsmd:lom").add("imsmd:general")
            for tag in draft.tags:
                general.add("imsmd:keyword").add("imsmd:langstring", fit(tag))
        resource.add("file", href=address)
        for name in draft.files:
            resource.add("file", href=posixpath.join("media", id, quote(name, safe="")))
        test.add("dependency", identifierref=f"R_{id}")
    return manifest
