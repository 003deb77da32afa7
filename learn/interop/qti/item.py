"""One item on its way to a draft: its texts, its pictures, its rules, and what was lost of it."""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from learn.assessment import File
from learn.interop.markup import cleaned
from learn.interop.pictures import NoPicture, picture_of
from learn.interop.qti.box import Box
from learn.interop.qti.fragments import nodes_of
from learn.interop.qti.marking import Marking
from learn.interop.qti.markup_kept import back
from learn.interop.qti.tree import Node
from learn.interop.qti.wording import (
    ASIDE,
    BLOCKS,
    HTML,
    PAGES,
    THROUGH,
    UNKEPT,
    formula,
    letters,
    marked,
    tidy,
)
from learn.interop.reading import MOST_STEM, Fault

TOOL = "learn"  # what our own files name as their maker


class Lost(Exception):
    """A question that we cannot read at all: which element, and why."""

    def __init__(self, what: str, node: Node) -> None:
        super().__init__(what)
        self.node = node


class Item:
    """One <assessmentItem>, with the files around it."""

    def __init__(self, node: Node, path: str, box: Box, *, language: str) -> None:
        self.node, self.path, self.box, self.language = node, path, box, language
        self.exact = node.get("toolName") == TOOL
        title = node.attributes.get("title", "")
        self.title = title if self.exact else title.strip()
        self.where = " ".join(filter(None, [path, self.title or node.get("identifier")])) or node.name
        self.marking = Marking.of(node)
        self.faults: list[Fault] = []
        self.files: dict[str, File] = {}
        self.body = next(iter(node.direct("itemBody")), Node("itemBody", line=node.line))
        self.format = self._format()

    def disown(self) -> None:
        """Read it as anybody's: it is not as we wrote it."""
        self.exact = False
        self.format, self.title = self._format(), self.title.strip()

    def fault(self, what: str, node: Node) -> None:
        """Note something that is lost of the question, once."""
        line = node.line
        if all((fault.what, fault.line) != (what, line) for fault in self.faults):
            self.faults.append(Fault(f"{self.where} <{node.name}>", what, line))

    def told(self, text: str) -> dict[str, str]:
        """A text in the language of the file, and nothing in the other one."""
        return {"zh": text, "en": ""} if self.language == "zh" else {"zh": "", "en": text}

    def flat(self, text: str) -> dict[str, str]:
        """A plain text of our own files in the format of the question."""
        return self.told(self._cleaned(Node("", {}, [text]).markup()) if self.format == "html" else text)

    def words(self, node: Node | None, gaps: Mapping[Node, str] | None = None) -> dict[str, str]:
        """The text of an element in the language of the file."""
        return self.told(self.text(node.children if node else [], gaps))

    def text(self, children: Iterable[Node | str], gaps: Mapping[Node, str] | None = None) -> str:
        """Some content as a text in the format of the question; what is to be answered in it stands as `gaps` says."""
        parts = list(children)
        found = self._html(parts, gaps or {}, kept=False) if self.format == "html" else self._plain(parts, gaps or {})
        if len(found) > MOST_STEM:
            raise Lost(_("A text is longer than %(n)s characters.", n=MOST_STEM), self.node)
        if self.format == "html":
            return self._cleaned(found)
        return found if self.exact else tidy(found)

    def _format(self) -> str:
        """The one format in which all its texts can be kept: plain where nothing is marked up."""
        if self.exact:
            named = self.body.get("class").split()
            return next((word for word in ("html", "markdown") if word in named), "plain")
        places = [self.body, *self.node.direct("modalFeedback"), *self.node.all("stimulusBody")]
        return "html" if any(marked(place) for place in places) else "plain"

    def _plain(self, parts: Iterable[Node | str], gaps: Mapping[Node, str]) -> str:
        said = ""
        for part in parts:
            if isinstance(part, str):
                said += part if self.exact else re.sub(r"\s+", " ", part)
            elif part in gaps:
                said += gaps[part]
            elif part.name == "br":
                said += "\n"
            elif part.name == "math":
                said += self._formula(part)
            elif part.name == "rt":
                said += f"（{part.text}）"
            elif not self._aside(part):
                self._know(part)
                inside = self._plain(part.children, gaps)
                said += f"\n\n{inside}\n\n" if part.name in BLOCKS and not self.exact else inside
        return said

    def _html(self, parts: Iterable[Node | str], gaps: Mapping[Node, str], *, kept: bool) -> str:
        said = ""
        for part in parts:
            if isinstance(part, str):
                text = part if self.exact or kept else re.sub(r"\s+", " ", part)
                said += Node("", {}, [text]).markup()
            elif part in gaps:
                said += gaps[part]
            elif not self._aside(part):
                said += self._element(part, gaps, kept=kept)
        return said

    def _element(self, node: Node, gaps: Mapping[Node, str], *, kept: bool) -> str:
        if node.name == "object":
            return self._object(node, gaps)
        if node.name == "math":
            return Node("", {}, [self._formula(node)]).markup()
        if node.name in ("audio", "video"):
            self.fault(_("Sound, film and embedded pages (%(type)s) are not kept.", type=node.name), node)
            return ""
        if node.name == "svg":
            return self._drawing(node)
        if node.name == "rt":
            return Node("", {}, [f"（{node.text}）"]).markup()
        inside = self._html(node.children, gaps, kept=kept or node.name == "pre")
        node = back(node) if self.exact else node
        name = node.name
        if name == "prompt":
            return f"<p>{inside}</p>" if inside.strip() else ""
        if name not in HTML:
            self._know(node)
            return inside
        return Node(name, node.attributes, []).written().partition("</")[0].removesuffix("/>").removesuffix(">") + (
            ">" if name in ("br", "hr", "img") else f">{inside}</{name}>"
        )

    def _drawing(self, node: Node) -> str:
        """An SVG that stands in the text becomes a picture of the question."""
        whole = Node("svg", {"xmlns": "http://www.w3.org/2000/svg", **node.attributes}, node.children)
        content = whole.written().encode()
        try:
            name = self._keep(f"{hashlib.sha256(content).hexdigest()[:12]}.svg", picture_of(content))
        except NoPicture as why:
            self.fault(_("A picture was left out: %(why)s", why=str(why)), node)
            return ""
        title = node.first("title")
        return Node("img", {"src": f"media:{name}", "alt": title.text if title else ""}).written()

    def _formula(self, node: Node) -> str:
        self.fault(_("A formula is kept as a line of text."), node)
        return formula(node)

    def _know(self, node: Node) -> None:
        """Note an element that is none of QTI and HTML."""
        if node.name.islower() and node.name not in THROUGH | HTML:
            self.fault(_("The tag <%(tag)s> was removed; its text stays.", tag=node.name), node)

    def _object(self, node: Node, gaps: Mapping[Node, str]) -> str:
        if node.get("type").startswith("image/") or not node.get("type"):
            size = {side: node.get(side) for side in ("width", "height") if node.get(side).isdigit()}
            alt = node.text
            return Node("img", {"src": node.get("data"), "alt": alt, **size}).written()
        page = self.box.find(node.get("data"), self.path) if node.get("type") in PAGES else None
        if page is not None and len(self.box.files[page]) <= MOST_STEM:
            return self._html(nodes_of(self.box.files[page].decode("utf-8", "replace")), {}, kept=False)
        self.fault(_("Sound, film and embedded pages (%(type)s) are not kept.", type=node.get("type")), node)
        return self._html(node.children, gaps, kept=False)

    def _aside(self, node: Node) -> bool:
        """Whether an element is no part of the text around it."""
        if node.name == "printedVariable" or node.name == "templateInline" or node.name == "templateBlock":
            self.fault(_("What an item computes for a text is not kept."), node)
            return True
        if node.name in UNKEPT and node.raw.strip():
            self.fault(_("What it has for special aids (<%(name)s>) is not kept.", name=node.name), node)
        return (
            node.name == "rp"
            or node.name in ASIDE
            or (node.name.endswith("Interaction") and node.name != "hottextInteraction")
        )

    def _cleaned(self, html: str) -> str:
        clean, gone = cleaned(html, self._picture)
        for sentence in gone:
            self.fault(sentence, self.body)
        return clean if self.exact else clean.strip()

    # pictures

    def _picture(self, address: str) -> str | None:
        return self.picture(address, self.body)

    def picture(self, address: str, node: Node) -> str | None:
        """Keep a picture of the package; its name with us. None, and a fault, where there is none."""
        path = self.box.find(address, self.path)
        if path is None:
            self.fault(_("The picture “%(name)s” is not in the file.", name=address[:80]), node)
            return None
        return self._take(path, node)

    def _take(self, path: str, node: Node) -> str | None:
        """Keep a file as a picture, if it is one."""
        try:
            file = picture_of(self.box.files[path])
        except NoPicture as why:
            self.fault(_("The file “%(name)s” was left out: %(why)s", name=path, why=str(why)), node)
            return None
        return self._keep(posixpath.basename(path), file)

    def _keep(self, called: str, file: File) -> str:
        if self.exact:
            self.files[called] = file
            return called
        ours = re.sub(r"[^A-Za-z0-9._-]+", "-", called).strip("-.") or "picture"
        name, number = ours[-80:].lstrip("-."), 1
        while self.files.get(name, file).content != file.content:
            number += 1
            name = f"{number}-{ours}"[-80:]
        self.files[name] = file
        return name

    def take_folder(self) -> None:
        """Keep every picture that our own package has for this item, under its own name."""
        folder = posixpath.normpath(
            posixpath.join(posixpath.dirname(self.path), "..", "media", self.node.get("identifier"))
        )
        for path in self.box.within(folder):
            self._take(path, self.node)

    # ids

    def ids(self, nodes: list[Node]) -> dict[str, str]:
        """Our id of each part, by the identifier that the file gives it."""
        found: dict[str, str] = {}
        for place, node in enumerate(nodes):
            id = node.get("identifier")
            if id in found:
                raise Lost(_("Two parts have the identifier “%(id)s”.", id=id), node)
            found[id] = letters(place)
        return found
