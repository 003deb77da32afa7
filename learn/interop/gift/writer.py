"""Drafts as GIFT questions, and what GIFT cannot say of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from flask_babel import gettext as _

from learn.assessment import Draft
from learn.interop.gift.answers import rule_weight
from learn.interop.gift.blocks import escaped
from learn.interop.gift.parts import FORMATS
from learn.interop.markup import embedded
from learn.interop.moodle.numbers import decimal_of
from learn.interop.moodle.numbers import plain as shortest
from learn.interop.reading import Fault
from learn.kit.text import Words

_MARKED = re.compile(rf"\[(?:{'|'.join(FORMATS)})\]")
_MEDIA = re.compile(r"media:([\w.-]+)")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")


class _Unsaid(Exception):
    """Why GIFT has no words for a question."""


def write(drafts: Sequence[Draft], *, language: str) -> bytes:
    """A GIFT file with those of the drafts that GIFT can say."""
    written = [_Writing(draft, language).text() for draft in drafts]
    return "\n\n".join(text for text in written if text).encode() + b"\n"


def losses(drafts: Sequence[Draft], *, language: str) -> list[Fault]:
    """What GIFT cannot say of these questions."""
    found: list[Fault] = []
    for draft in drafts:
        writing = _Writing(draft, language)
        writing.text()
        found += writing.faults
    return found


class _Writing:
    """One draft on its way into a file."""

    def __init__(self, draft: Draft, language: str) -> None:
        self.draft, self.body, self.language = draft, draft.body, language
        self.format = str(draft.body.get("format", "plain"))
        self.faults: list[Fault] = []

    def text(self) -> str:
        """The question; empty where GIFT cannot say it."""
        draft = self.draft
        try:
            inner = self._answers()
        except _Unsaid as unsaid:
            self._lost(str(unsaid), whole=True)
            return ""
        self._name_losses()
        tags = [re.sub(r"[\]\\]", r"\\\g<0>", " ".join(tag.split())) for tag in draft.tags]
        labels = ([f"[id:{draft.code}]"] if draft.code else []) + [f"[tag:{tag}]" for tag in tags]
        comment = f"// {' '.join(labels)}\n" if labels else ""
        name = f"::{escaped(draft.name)}::" if draft.name else ""
        reason = self.said(draft.reason)
        return f"{comment}{name}[{self.format}]{self.said(draft.text)} {{{inner}{f'####{reason}' if reason else ''}}}"

    def said(self, words: Words | Mapping[str, Any] | None) -> str:
        """A text in the language of the file, in the format of the stem, pictures in it."""
        text = words.of(self.language) if isinstance(words, Words) else str((words or {}).get(self.language, ""))
        text = escaped(self._with_pictures(text.strip()))
        return f"[{self.format}]{text}" if words is not self.draft.text and _needs_mark(text) else text

    def _with_pictures(self, text: str) -> str:
        def address(found: re.Match[str]) -> str:
            if file := self.draft.files.get(found[1]):
                return embedded(found[1], file)
            self._lost(_("The picture “%(name)s” is not written.", name=found[1]))
            return found[0]

        return _MEDIA.sub(address, text) if self.format != "plain" else text

    def _lost(self, what: str, *, whole: bool = False) -> None:
        where = self.draft.code or self.draft.name or self.draft.text.of(self.language)[:60]
        if (fault := Fault(where, what, whole=whole)) not in self.faults:
            self.faults.append(fault)

    def _answers(self) -> str:
        writers: dict[str, Callable[[], str]] = {
            "single": self._single,
            "multiple": self._multiple,
            "truefalse": self._truefalse,
            "short": self._short,
            "matching": self._matching,
            "numeric": self._numeric,
            "essay": lambda: "",
        }
        if (writer := writers.get(self.draft.kind.value)) is None:
            raise _Unsaid(_("GIFT has no questions of this kind."))
        if not self.said(self.draft.text):
            raise _Unsaid(_("It has no text in this language."))
        return writer()

    def _choices(self, signs: Sequence[str]) -> str:
        lines = [
            f"\t{sign}{self.said(choice)}{self._feedback(choice)}\n"
            for sign, choice in zip(signs, self.body["choices"], strict=True)
        ]
        return "\n" + "".join(lines)

    def _feedback(self, part: Mapping[str, Any]) -> str:
        feedback = self.said(part.get("feedback"))
        return f"#{feedback}" if feedback else ""

    def _single(self) -> str:
        choices = self.body["choices"]
        if all(choice.get("correct") for choice in choices):
            raise _Unsaid(_("In GIFT some choice has to be wrong."))
        if any(choice.get("correct") and choice.get("weight", "100") != "100" for choice in choices):
            self._lost(_("The right choice counts 100 %%."))
        return self._choices(["=" if one.get("correct") else f"~{_weight(one)}" for one in choices])

    def _multiple(self) -> str:
        choices = self.body["choices"]
        if any("weight" in choice for choice in choices):
            return self._choices([f"~{_weight(one)}" for one in choices])
        share = rule_weight(sum(bool(one.get("correct")) for one in choices))
        return self._choices([f"~%{'' if one.get('correct') else '-'}{share}%" for one in choices])

    def _truefalse(self) -> str:
        right = "true" if self.body["answer"] else "false"
        said = {word: self.said(self.body.get("choice_feedback", {}).get(word)) for word in ("true", "false")}
        to_right, to_wrong = said[right], said["false" if right == "true" else "true"]
        return right.upper() + (f"#{to_wrong}" if to_wrong or to_right else "") + (f"#{to_right}" if to_right else "")

    def _short(self) -> str:
        lines = []
        for one in self.body["accept"]:
            variant = one if isinstance(one, Mapping) else {"say": one}
            if isinstance(variant["say"], list):
                raise _Unsaid(_("GIFT cannot ask for several parts in any order."))
            say = str(variant["say"]).strip()
            if "->" in say:
                raise _Unsaid(_("An arrow -> in an answer would be read as a pair."))
            say = escaped(say if variant.get("wildcard") else say.replace("*", "\\*"))
            mark = "[plain]" if _needs_mark(say) else ""
            lines.append(f"\t={_weight(variant)}{mark}{say}{self._feedback(variant)}\n")
        return "\n" + "".join(lines)

    def _matching(self) -> str:
        pairs = [(self.said(pair["left"]), pair["right"]) for pair in self.body["pairs"]]
        if any("->" in left for left, _right in pairs):
            raise _Unsaid(_("An arrow -> in the first half of a pair would be read as its end."))
        pairs += [("", extra) for extra in self.body.get("extra", [])]
        return "\n" + "".join(f"\t={left} -> {self._second_half(right)}\n" for left, right in pairs)

    def _second_half(self, words: Mapping[str, Any]) -> str:
        """The second half of a pair, which GIFT takes as mere text."""
        text = str(words.get(self.language, "")).strip()
        if self.format == "html":
            if _TAG.search(text):
                self._lost(_("The second half of a pair is written without its HTML."))
            text = unescape(_TAG.sub("", text.replace("<br>", "\n")))
        text = escaped(text)
        return f"[plain]{text}" if _needs_mark(text) else text

    def _numeric(self) -> str:
        wrong = self.said(self.body.get("feedback", {}).get("wrong"))
        answers = self.body.get("answers") or [self.body]
        if len(answers) == 1 and not wrong and not {"weight", "feedback"} & answers[0].keys():
            return f"#{_number(answers[0])}"
        own = answers[0] is self.body
        lines = [f"\t={_weight(one)}{_number(one)}{'' if own else self._feedback(one)}\n" for one in answers]
        return "#\n" + "".join(lines) + (f"\t~#{wrong}\n" if wrong else "")

    def _name_losses(self) -> None:
        """Everything that a question may have and GIFT does not."""
        feedback = {key for key, said in self.body.get("feedback", {}).items() if self.said(said)}
        names = {
            _("points"): self.body.get("points", 1) != 1,
            _("hints"): self.body.get("hints"),
            _("the order of its parts"): self.body.get("shuffle") is False,
            _("feedback by result"): feedback - ({"wrong"} if self.draft.kind == "numeric" else set()),
            _("that letter case counts"): self.body.get("case"),
            _("unit"): self.body.get("measure")
            or self.body.get("unit")
            or self.body.get("units")
            or self.body.get("unit_required"),
            _("significant figures"): self.body.get("figures"),
            _("rubric"): self.body.get("rubric"),
            _("limits of length"): self.body.get("least_words") or self.body.get("most_words"),
            _("model answer"): self.body.get("model"),
            _("lesson, objective and difficulty"): self.draft.topic or self.draft.objective or self.draft.difficulty,
            _("source"): self.draft.source,
        }
        if lost := [name for name, there in names.items() if there]:
            self._lost(_("Not written: %(names)s.", names=", ".join(lost)))


def _needs_mark(text: str) -> bool:
    """Whether a part would be read as something else, were its format not written before it."""
    return bool(_MARKED.match(text)) or text.startswith("%")


def _weight(part: Mapping[str, Any]) -> str:
    return f"%{part['weight']}%" if "weight" in part else ""


def _number(one: Mapping[str, Any]) -> str:
    """A number with its tolerance, or a range."""
    if one.get("answer") is None:
        if one.get("least") is None or one.get("most") is None:
            raise _Unsaid(_("GIFT has no ranges that are open at one end."))
        return f"{_decimal(one['least'])}..{_decimal(one['most'])}"
    return _decimal(one["answer"]) + (f":{_decimal(one['tolerance'])}" if one.get("tolerance") else "")


def _decimal(number: float | str) -> str:
    found = decimal_of(str(number))
    if found is None:
        raise _Unsaid(_("“%(number)s” cannot be written as a decimal number.", number=number))
    return shortest(found)
