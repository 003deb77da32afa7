"""HTML from somebody else's file, made fit to keep: nothing in it runs, and what was taken out is named."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3
from flask_babel import gettext as _

from learn.assessment import File
from learn.interop.pictures import NoPicture, picture_of

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "applet", "template", "noscript", "title"}
_HARMLESS = {"html", "head", "body", "font", "center", "section", "article", "strike", "tt", "big", "cite", "dl", "dt"}
_DATA = re.compile(r"data:(image/[\w.+-]+)((?:;[\w-]+=[^;,]*)*);base64,(.*)", re.S)

# The name of a picture that a text shows as some address; None: we have none.
Find = Callable[[str], str | None]


@dataclass
class Pictures:
    """The pictures that the texts of one question bring along as `data:` addresses."""

    files: dict[str, File] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # sentences

    def find(self, address: str) -> str | None:
        """Take in the picture that an address carries; None, and a sentence, where it carries none."""
        if (found := _DATA.fullmatch(address.strip())) is None:
            self.refused.append(_("The picture “%(name)s” is not in the file.", name=address[:80]))
            return None
        try:
            file = picture_of(base64.b64decode(re.sub(r"\s+", "", found[3]), validate=True))
        except (NoPicture, binascii.Error) as fault:
            self.refused.append(_("A picture was left out: %(why)s", why=str(fault)))
            return None
        return self._keep(file, dict(part.split("=", 1) for part in found[2].split(";") if part).get("name", ""))

    def _keep(self, file: File, name: str) -> str:
        ending = {"image/jpeg": "jpg", "image/svg+xml": "svg"}.get(file.media_type, file.media_type.split("/")[1])
        digest = hashlib.sha256(file.content).hexdigest()[:12]
        if not re.fullmatch(r"[\w.-]{1,80}", name) or self.files.get(name, file).content != file.content:
            name = f"{digest}.{ending}"
        self.files[name] = file
        return name


def embedded(name: str, file: File) -> str:
    """A picture as an address that carries it, with its name."""
    return f"data:{file.media_type};name={name};base64,{base64.b64encode(file.content).decode()}"


def cleaned(html: str, find: Find) -> tuple[str, list[str]]:
    """HTML that may be kept, and sentences that say what was taken out of it.

    `find` gives the name of the picture behind an address; the text then shows `media:<name>`.
    """

    def kept(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src"):
            return value if value.startswith("media:") else f"media:{name}" if (name := find(value)) else None
        return None if attribute == "href" and value.strip().lower().startswith(("data:", "media:")) else value

    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=_WITH_CONTENT,
        url_schemes={"http", "https", "mailto", "media", "data"},
        attribute_filter=kept,
        link_rel=None,
    )
    return clean, _Look.at(html).sentences


class _Look(HTMLParser):
    """What stands in HTML that we do not keep."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.gone: dict[str, str] = {}

    @classmethod
    def at(cls, html: str) -> "_Look":
        """Look through a text."""
        look = cls()
        look.feed(html)
        look.close()
        return look

    @property
    def sentences(self) -> list[str]:
        """One sentence for every kind of thing that is taken out."""
        return list(self.gone.values())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See a tag and what it would do."""
        if tag in _WITH_CONTENT:
            self.gone[tag] = _("<%(tag)s> was removed, with what stands in it.", tag=tag)
        elif tag not in TAGS | _HARMLESS:
            self.gone[tag] = _("The tag <%(tag)s> was removed; its text stays.", tag=tag)
        for name, value in attrs:
            address = re.sub(r"[\s\x00-\x1f]+", "", value or "").lower()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:")):
                self.gone[f"{tag} {name}"] = _(
                    "What would run from <%(tag)s %(name)s> was removed.", tag=tag, name=name
                )
