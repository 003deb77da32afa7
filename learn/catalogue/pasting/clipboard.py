"""HTML as programs put it on the clipboard, read from end to end without trust and without descending into it."""

import re

from flask_babel import gettext as _
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from learn.catalogue.pasting.pasted import Pasted
from learn.catalogue.pasting.reading import Reading
from learn.kit.web import Refused

MOST_PASTED = 20_000_000  # characters, with the pictures in them
MOST_PARTS = 200_000  # tags: some three hundred pages of Word
DEEPEST = 400
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def markdown_from(html: str) -> Pasted:
    """Pasted HTML as Markdown of ours. Refuses what is too much to be looked at; never lets HTML through.

    lxml reads it rather than a browser's parser: its time grows with the length alone, whatever the tags do.
    """
    if len(html) > MOST_PASTED:
        raise Refused(
            _("This is more than %(n)s MB. Paste it in parts, and pictures by themselves.", n=MOST_PASTED // 1_000_000)
        )
    if html.count("<") > MOST_PARTS:
        raise Refused(_("This is too long for one lesson. Paste it chapter by chapter."))
    if not html.strip():
        return Pasted("")
    root = _parsed(html)
    reading = Reading()
    depth = 0
    for event, part in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise Refused(_("The text from the clipboard is nested too deeply. Paste it as plain text."))
        reading.enter(part) if event == "start" else reading.leave(part)
    return reading.pasted()


def _parsed(html: str) -> HtmlElement:
    """The tree, without comments: Word hides instructions in them."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        return document_fromstring(_UNFIT.sub(" ", html), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing but comments
        return document_fromstring("<p></p>")
