"""Text from elsewhere, with its pictures, on its way into a unit."""

import re
from collections.abc import Mapping

from werkzeug.datastructures import FileStorage

from learn.catalogue.drafts import CourseDraft
from learn.catalogue.pasting import Pasted, markdown_from, markdown_from_docx
from learn.catalogue.writing_room.pictures import send_in
from learn.catalogue.writing_room.rtf import with_pictures
from learn.kit.web import Refused
from learn.people import Person


def read(sent: Mapping[str, FileStorage], written: str) -> Pasted:
    """What was sent as Markdown: a Word file, or HTML with the RTF beside it, or what was written. Refuses what is too much."""
    if content := _content(sent, "file"):
        return markdown_from_docx(content)
    html, rtf = _content(sent, "html"), _content(sent, "rtf")
    if html:
        return markdown_from(with_pictures(html.decode(errors="replace"), rtf.decode("latin-1")))
    return markdown_from(written)


def bring_in(draft: CourseDraft, pasted: Pasted, *, by: Person) -> Pasted:
    """Keep the pictures of what was pasted, and let the text name them as the draft does."""
    names, left_out = {}, list(pasted.left_out)
    for name, content in pasted.pictures:
        try:
            names[name] = send_in(draft, name, content, by=by).name
        except Refused as refusal:  # the text comes in all the same, and its author is told
            left_out.append(str(refusal))
    markdown = re.sub(r"\(media/([^\s)]+)", lambda found: f"(media/{names.get(found[1], found[1])}", pasted.markdown)
    return Pasted(markdown, [(names[name], content) for name, content in pasted.pictures if name in names], left_out)


def _content(sent: Mapping[str, FileStorage], name: str) -> bytes:
    return sent[name].read() if name in sent else b""
