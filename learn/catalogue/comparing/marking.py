"""Words and pictures that went or came, marked inside the rendered page."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from learn.catalogue.comparing.tree import (
    Element,
    fresh,
    holds_blocks,
    is_block,
    is_picture,
    signature,
    tag_of,
    without_words,
    words_of_picture,
)
from learn.kit.difference import pieces, steps, words
from learn.kit.text import Words

REMOVED = Words("删去：", "removed: ")
ADDED = Words("新增：", "added: ")
BEFORE = Words("原图", "Before")
AFTER = Words("新图", "After")
IN_WORDS = Words("文字说明：", "In words: ")
MARKS = {"gone": ("del", REMOVED), "came": ("ins", ADDED)}


@dataclass(frozen=True, eq=False)
class Token:
    """A word or a picture in a line, with the emphasis, links and the like that it stands in."""

    word: str  # empty: something that is no word
    around: tuple[Element, ...]
    thing: Element = None

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What must be equal for a word to have stayed."""
        return (self.word if self.thing is None else signature(self.thing), *map(tag_of, self.around))

    @property
    def picture(self) -> bool:
        """Whether this is a diagram or a photograph."""
        return self.thing is not None and is_picture(self.thing)


def tokens(block: Element) -> list[Token]:
    """The line of text in a block, word by word."""
    return list(_tokens(block, ()))


def _tokens(element: Element, around: tuple[Element, ...]) -> Iterator[Token]:
    yield from _words(element.text, around)
    for child in element:
        if len(child) == 0 and not (child.text or "").strip() or child.tag in ("svg", "math"):
            yield Token("", around, child)
        else:
            yield from _tokens(child, (*around, child))
        yield from _words(child.tail, around)


def _words(text: str | None, around: tuple[Element, ...]) -> Iterator[Token]:
    for word in words(text or ""):
        yield Token(word if word.strip() else " ", around)


class Line:
    """A line of text being written anew, its words in what they stood in."""

    def __init__(self, block: Element, language: str) -> None:
        self.language = language
        self.block = fresh(block.tag, block.attrib)
        self.here = self.block  # where the next word goes
        self.around: list[tuple[Element, Element]] = []  # what is open: as it stood, and as we write it

    def same(self, found: list[Token]) -> None:
        """Words that stayed."""
        self._write(found, self.block)

    def marked(self, found: list[Token], act: str) -> None:
        """Words that went or came."""
        if not found:
            return
        tag, said = MARKS[act]
        mark = fresh(tag)
        self.block.append(mark)
        hidden = fresh("span", {"class": "vh"})
        hidden.text = said.of(self.language)
        mark.append(hidden)
        self._write(found, mark)

    def _write(self, found: list[Token], into: Element) -> None:
        self.around = []
        for token in found:
            shared = 0
            while shared < min(len(self.around), len(token.around)) and self.around[shared][0] is token.around[shared]:
                shared += 1
            del self.around[shared:]
            for element in token.around[shared:]:
                copy = fresh(element.tag, element.attrib)
                self._inside(into).append(copy)
                self.around.append((element, copy))
            self._put(token, self._inside(into))

    def _inside(self, into: Element) -> Element:
        return self.around[-1][1] if self.around else into

    @staticmethod
    def _put(token: Token, place: Element) -> None:
        if token.thing is not None:
            thing = deepcopy(token.thing)
            thing.tail = None
            place.append(thing)
        elif len(place):
            place[-1].tail = (place[-1].tail or "") + token.word
        else:
            place.text = (place.text or "") + token.word

    def pictures(self, old: Element, new: Element) -> None:
        """A picture before and after; only its words, where the picture itself is the same."""
        if without_words(old) == without_words(new):
            self._put(Token("", (), new), self.block)
        else:
            self.block.append(_captioned(old, "gone", self.language))
            self.block.append(_captioned(new, "came", self.language))
        if (said := words_of_picture(old)) != (says := words_of_picture(new)):
            line = fresh("span", {"class": "picture-words"})
            line.text = IN_WORDS.of(self.language)
            for piece in pieces(said, says):
                act = {"gone": "gone", "new": "came"}.get(piece.act)
                _append_words(line, piece.text, act, self.language)
            self.block.append(line)


def _append_words(line: Element, text: str, act: str | None, language: str) -> None:
    if act is None:
        line[-1].tail = (line[-1].tail or "") + text if len(line) else text
        if not len(line):
            line.text = (line.text or "") + text
        return
    tag, said = MARKS[act]
    mark, hidden = fresh(tag), fresh("span", {"class": "vh"})
    hidden.text, hidden.tail = said.of(language), text
    mark.append(hidden)
    line.append(mark)


def _captioned(picture: Element, act: str, language: str) -> Element:
    """A picture under the word that says which of two it is."""
    box, word = fresh("span", {"class": "picture", "data-diff": act}), fresh("b")
    word.text = (BEFORE if act == "gone" else AFTER).of(language)
    copy = deepcopy(picture)
    copy.tail = None
    if act == "gone":
        renamed(copy)
    box.extend([word, copy])
    return box


def renamed(element: Element) -> None:
    """What is gone gives its ids up to what stands in its place."""
    for part in element.iter():
        for key in ("id", "aria-labelledby", "aria-describedby"):
            if key in part.attrib:
                part.set(key, " ".join(f"old-{word}" for word in part.get(key).split()))


def words_marked(old: Element, new: Element, language: str) -> Element:
    """A block of text with the words that went and came marked in it."""
    before, after = tokens(old), tokens(new)
    line = Line(new, language)
    keys_before, keys_after = [token.key for token in before], [token.key for token in after]
    for step in steps(keys_before, keys_after, word=lambda key: key[0]):
        gone, came = before[step.old], after[step.new]
        if step.same:
            line.same(came)
        elif [token.picture for token in gone] == [token.picture for token in came] == [True]:
            line.pictures(gone[0].thing, came[0].thing)
        else:
            line.marked(gone, "gone")
            line.marked(came, "came")
    return line.block


def whole(block: Element, act: str, language: str) -> Element:
    """A block that went or came, with everything in it."""
    copy = deepcopy(block)
    copy.tail = None
    if act == "gone":
        renamed(copy)
    copy.set("data-diff", act)
    for part in [one for one in copy.iter() if is_block(one) and not holds_blocks(one)]:
        line = Line(part, language)
        line.marked(tokens(part), act)
        _refill(part, line.block)
    return copy


def _refill(part: Element, line: Element) -> None:
    tail = part.tail
    for child in list(part):
        part.remove(child)
    part.text = line.text
    part.extend(list(line))
    part.tail = tail
