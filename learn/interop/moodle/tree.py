"""The elements of a Moodle XML file, read without ever leaving it: no entities, no DTD, no network."""

import re
from typing import Any

from flask_babel import gettext as _
from lxml import etree

from learn.interop.reading import Unreadable

Element = Any  # lxml comes without types
_ENTITY = re.compile(r"Entity '(\w+)' not defined")


def parsed(content: bytes) -> Element:
    """The element <quiz> of a file. Raises Unreadable, with the line."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        raise Unreadable(_reason(str(fault)), where="XML", line=getattr(fault, "lineno", None)) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(
            _("This file declares a document type (DOCTYPE). We read it without one."), where="XML", line=1
        )
    if root.tag == "question":  # one question on its own, as some tools hand it out
        quiz = etree.Element("quiz")
        quiz.append(root)
        return quiz
    if root.tag != "quiz":
        raise Unreadable(
            _("The first element is <%(tag)s>; Moodle writes <quiz>.", tag=str(root.tag)),
            where="XML",
            line=root.sourceline,
        )
    return root


def _reason(problem: str) -> str:
    """What the parser found, as somebody says it who wants to put it right."""
    if found := _ENTITY.search(problem):
        return _("“&%(name)s;” is no sign that XML knows. Put the text into <![CDATA[…]]>.", name=found[1])
    if re.search("too long|too big|too deep|excessive depth|XML_PARSE_HUGE", problem, re.I):
        return _("A part of this file is larger or deeper than an XML reader takes (10 MB, 256 levels).")
    return _("This is not well-formed XML: %(problem)s.", problem=problem.split(", line ")[0])


def said(element: Element | None) -> str:
    """The text that an element holds in its <text>, or in itself as old files do; empty: none."""
    if element is None:
        return ""
    text = element.find("text")
    holder = element if text is None else text
    if text is not None and len(text):  # HTML that nobody escaped
        inside = [text.text or "", *(etree.tostring(child, encoding="unicode", method="html") for child in text)]
        return "".join(inside).strip()
    return (holder.text or "").strip()


def word(element: Element, name: str, otherwise: str = "") -> str:
    """The word in a child such as <single>true</single>."""
    child = element.find(name)
    found = said(child) if child is not None else ""
    return found or otherwise


def yes(element: Element, name: str, *, otherwise: bool) -> bool:
    """Whether a child says yes: true or 1."""
    return word(element, name, "1" if otherwise else "0").lower() not in ("false", "0", "no")
