"""What is being read from the clipboard: tags open and close, and blocks come out."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from learn.catalogue.pasting.attributes import address, shifted, span, start_of
from learn.catalogue.pasting.blocks import Block, Cell, Picture, Table, written
from learn.catalogue.pasting.left_out import SENTENCES
from learn.catalogue.pasting.line import Run
from learn.catalogue.pasting.pasted import Pasted
from learn.catalogue.pasting.pictures import Pictures
from learn.catalogue.pasting.word import is_bold, is_italic, item_of, kind_of, passed_over, raised
from learn.kit.web import Refused

MOST_WORDS = 500_000  # characters of one paste
_SILENT = {
    "script",
    "style",
    "head",
    "title",
    "noscript",
    "template",
    "xml",
    "select",
    "textarea",
    "button",
    "input",
    "map",
    "del",
}
_LEFT_OUT = {"iframe", "object", "embed", "video", "audio", "applet", "form", "svg", "canvas", "math", "frame"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "figure", "figcaption", "caption", "address",
    "blockquote", "dl", "dt", "dd", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "table", "tbody",
    "thead", "tfoot", "tr", "td", "th", "center", "details", "summary", "fieldset", "body",
}  # fmt: skip


@dataclass
class _List:
    """A list that is open."""

    ordered: bool
    next: int = 1


@dataclass(frozen=True)
class _Open:
    """An open tag, and how the words in it look."""

    tag: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    raised: str = ""


@dataclass
class Reading:
    """One paste, as far as it was read."""

    blocks: list[Block | Picture | Table] = field(default_factory=list)
    pictures: Pictures = field(default_factory=Pictures)
    notes: dict[str, None] = field(default_factory=dict)  # in the order in which they were noticed
    length: int = 0  # characters so far
    _stack: list[_Open] = field(default_factory=list)
    _block: Block = field(default_factory=lambda: Block("p"))
    _lists: list[_List] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)
    _cell: Cell | None = None
    _after_table: list[Picture] = field(default_factory=list)
    _passing: Any = None  # the part whose content is passed over
    _pre: int = 0

    def pasted(self) -> Pasted:
        """Everything that was read."""
        self._flush()
        notes = [SENTENCES[note]() for note in self.notes] + self.pictures.notes
        return Pasted(written(self.blocks), self.pictures.kept, notes)

    # tags

    def enter(self, part: Any) -> None:
        """A tag opens."""
        if self._passing is not None:
            return
        tag = part.tag.rpartition(":")[2].casefold() if isinstance(part.tag, str) else "?"
        if self._passes_over(tag, part):
            self._passing = part
            return
        if tag in _BLOCKS:
            self._open_block(tag, part)
        self._stack.append(self._opened(tag, part))
        if tag == "br":
            self._add("\n")
        elif tag == "img":
            self._picture(part)
        elif tag in ("s", "strike"):
            self.notes["struck"] = None
        if part.text:
            self._add(part.text)

    def leave(self, part: Any) -> None:
        """A tag closes; behind it go on the words of the part around it."""
        if self._passing is None:
            open = self._stack.pop()
            if open.tag in _BLOCKS:
                self._close_block(open.tag)
        elif self._passing is part:
            self._passing = None
        else:
            return
        if part.tail and self._stack:
            self._add(part.tail)

    def _passes_over(self, tag: str, part: Any) -> bool:
        note = ""
        if tag in _LEFT_OUT:
            note = "formula" if tag in ("math", "omath", "omathpara") else "object"
        elif tag in ("script", "noscript"):
            note = "script"
        elif passed_over(part):
            note = "comments" if "comment" in (part.get("style") or "") else "-"
        elif tag not in _SILENT:
            return False
        if note in SENTENCES:
            self.notes[note] = None
        return True

    def _opened(self, tag: str, part: Any) -> _Open:
        around = self._stack[-1] if self._stack else _Open("")
        href = address(part.get("href")) if tag == "a" and part.get("href") else around.href
        if href is None and not part.get("href").startswith("#"):
            self.notes["link"] = None
        if re.fullmatch(r"h[1-6]", tag):
            return _Open(tag, href=href or "")
        bold, italic = is_bold(tag, part), is_italic(tag, part)
        return _Open(
            tag,
            bold=around.bold if bold is None else bold,
            italic=around.italic if italic is None else italic,
            href=href or "",
            raised=raised(tag, part) or around.raised,
        )

    # words

    def _add(self, text: str) -> None:
        if self._cell is None and self._tables and self._tables[-1].rows == [] and not text.strip():
            return
        if not self._pre and text != "\n":
            text = re.sub(r"[\s\xa0]+", " ", text)
        open = self._stack[-1]
        if open.raised:
            text = self._on_the_line(open.raised, text)
        self.length += len(text)
        if self.length > MOST_WORDS:
            raise Refused(_("This is too long for one lesson. Paste it chapter by chapter."))
        runs = self._block.runs if self._cell is None else self._cell.runs
        runs.append(Run(text, bold=open.bold, italic=open.italic, href=open.href))

    def _on_the_line(self, how: str, text: str) -> str:
        """Raised and lowered digits have signs of their own; a mark of a footnote stands on the line as well."""
        found = shifted(how, text)
        if found is None and not re.fullmatch(r"\s*\[?\d+\]?\s*|\s*[↑*†‡]\s*", text):
            self.notes["raised"] = None
        return text if found is None else found

    def _picture(self, part: Any) -> None:
        name = self.pictures.take(part.get("src") or "")
        if name is None:
            return
        picture = Picture(name, " ".join((part.get("alt") or "").split())[:500])
        if self._cell is not None or self._tables:
            self._after_table.append(picture)
            return
        kind, item = self._block.kind, self._block
        self._flush()
        self.blocks.append(picture)
        self._block = Block("p") if kind == "li" else Block(kind, depth=item.depth)

    # blocks

    def _open_block(self, tag: str, part: Any) -> None:
        if self._tables and tag not in ("table", "tr", "td", "th", "caption"):
            self._space()
            return
        self._flush()
        match tag:
            case "ul" | "ol":
                self._lists.append(_List(tag == "ol", start_of(part)))
            case "table":
                self._open_table()
            case "tr" if len(self._tables) == 1:
                self._tables[-1].rows.append([])
            case "td" | "th" if len(self._tables) == 1:
                self._open_cell(part)
            case "td" | "th" | "tr":
                self._space()
            case "pre":
                self._pre += 1
        if tag == "hr" and "footnote" not in (part.getparent().get("style") or ""):
            self.blocks.append(Block("hr"))
        if not self._tables or tag == "caption":
            self._block = self._begun(tag, part)

    def _begun(self, tag: str, part: Any) -> Block:
        """The block that a tag begins."""
        if item := item_of(part):
            return Block("li", depth=item.depth, number=item.number)
        if tag == "li":
            return self._item()
        kind = kind_of(tag, part)
        if kind == "p" and self._lists and any(open.tag == "li" for open in self._stack):
            inside = self._block if self._block.kind == "li" and not self._block.continues else None
            if inside is not None and not inside.words:
                return inside
            return Block("li", depth=max(0, len(self._lists) - 1), number=0, continues=True)
        if kind == "p" and any(open.tag == "blockquote" for open in self._stack):
            kind = "quote"
        return Block(kind)

    def _item(self) -> Block:
        if not self._lists:
            return Block("li")
        within = self._lists[-1]
        number = within.next if within.ordered else 0
        within.next += 1
        return Block("li", depth=len(self._lists) - 1, number=number)

    def _close_block(self, tag: str) -> None:
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag == "table" and self._tables:
            self._close_table()
        elif tag in ("td", "th") and len(self._tables) == 1:
            self._cell = None
        elif self._tables and tag != "caption":
            self._space()
        elif tag in ("ul", "ol") and self._lists:
            self._flush()
            self._lists.pop()
        else:
            self._flush()

    def _flush(self) -> None:
        """The block so far is whole."""
        block, self._block = self._block, Block("p")
        if block.kind == "li" and not block.words:
            self._block = block  # <li><p>: the words come in the paragraph
        elif block.kind == "caption" and self._tables and not self._tables[-1].caption:
            self._tables[-1].caption = block.words
        elif block.words:
            self.blocks.append(block)

    def _space(self) -> None:
        if self._cell is not None and self._cell.runs:
            self._cell.runs.append(Run(" "))

    # tables

    def _open_table(self) -> None:
        if self._tables:
            self.notes["within"] = None
        self._tables.append(Table() if not self._tables else self._tables[-1])

    def _open_cell(self, part: Any) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        across, down = span(part, "colspan"), span(part, "rowspan")
        if across * down > 1:
            self.notes["merged"] = None
        self._cell = Cell(across=across, down=down)
        table.rows[-1].append(self._cell)

    def _close_table(self) -> None:
        table = self._tables.pop()
        if self._tables:
            return
        self._cell = None
        self._flush()
        if len(table.rows) == 1 and len(table.rows[0]) == 1:  # a frame, not a table
            self.blocks.append(Block("p", table.rows[0][0].runs))
        else:
            self.blocks.append(table)
        self.blocks += self._after_table
        self._after_table = []
