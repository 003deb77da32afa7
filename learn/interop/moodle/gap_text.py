"""The text of a cloze question as Moodle writes it, with what is asked inside each gap."""

import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from html import escape, unescape
from typing import Any

from learn.interop.moodle.answers import accepted, middle
from learn.interop.moodle.item import letters
from learn.interop.moodle.page import Page

_SPECIAL = re.compile(r"(?<!&)#|[}~]")


def with_gaps(page: Page, text: str) -> str:
    """The text with {1:SHORTANSWER:=…} for each [[a]]; the names of the gaps stay where ours are others."""
    gaps = page.body["gaps"]
    order = sorted(gaps, key=lambda gap: text.index(f"[[{gap['id']}]]"))
    ids = [gap["id"] for gap in order]
    if ids != [letters(n) for n in range(len(ids))] or "[[" in _without(text, ids):
        page.question.set("gaps", " ".join(ids))
    for gap in order:
        text = text.replace(f"[[{gap['id']}]]", _written(page, gap))
    return text


def _without(text: str, ids: list[str]) -> str:
    for id in ids:
        text = text.replace(f"[[{id}]]", "")
    return text


def _written(page: Page, gap: Mapping[str, Any]) -> str:
    points = Decimal(str(gap.get("points", 1))).to_integral_value(ROUND_CEILING)
    match gap["kind"]:
        case "short":
            type = "SHORTANSWER_C" if gap.get("case") else "SHORTANSWER"
            answers = [_short(page, one) for one in gap["accept"]]
        case "numeric":
            type, answers = "NUMERICAL", [_number(page, one) for one in gap.get("answers") or [gap]]
            if wrong := page.of(gap.get("feedback", {}).get("wrong")):
                answers.append(f"*#{_safe(page, wrong)}")
        case _:
            type = "MULTICHOICE" if gap.get("shuffle") is False else "MULTICHOICE_S"
            answers = _choices(page, gap)
    return f"{{{points}:{type}:{'~'.join(answers)}}}"


def _choices(page: Page, gap: Mapping[str, Any]) -> list[str]:
    weighted = any("weight" in one for one in gap["choices"])
    written = []
    for one in gap["choices"]:
        usual = "100" if one.get("correct") else "0"
        worth = one.get("weight", "0") if weighted else usual
        written.append(_worth(worth) + _commented(_safe(page, page.of(one)), _comment(page, one)))
    return written


def _short(page: Page, one: Any) -> str:
    part = one if isinstance(one, Mapping) else {}
    text = escape(accepted(one), quote=False)
    return _worth(part.get("weight", "100")) + _commented(_escaped(text), _comment(page, part))


def _number(page: Page, one: Mapping[str, Any]) -> str:
    number, tolerance = middle(one)
    comment = _comment(page, one) if "kind" not in one else ""  # a gap's own feedback is to wrong answers
    return _worth(one.get("weight", "100")) + number + (f":{tolerance}" if tolerance != "0" else "") + comment


def _worth(weight: str) -> str:
    """= for all points, nothing for none, else the share between per cent signs."""
    return {"100": "=", "0": ""}.get(str(weight), f"%{weight}%")


def _comment(page: Page, part: Mapping[str, Any]) -> str:
    text = page.of(part.get("feedback"))
    return f"#{_safe(page, text)}" if text else ""


def _commented(text: str, comment: str) -> str:
    """An answer and what is said to it; &# would begin the number of a sign, so a space keeps the two apart."""
    return f"{text} {comment}" if comment and text.endswith(("&", "&amp;")) else text + comment


def _safe(page: Page, text: str) -> str:
    """A choice or feedback; in a text without layout the signs that Moodle would decode are written out."""
    if page.format != "html" and unescape(text) != text:
        text = text.replace("&", "&amp;")
    return _escaped(text)


def _escaped(text: str) -> str:
    """Signs that end an answer, with a backslash; a text that begins like a weight, or ends like one, is guarded."""
    text = re.sub(r"\\(?=[}~#/\"]|$)", "&#92;", text)
    guarded = re.sub(r"^([=%])", lambda found: f"&#{ord(found[1])};", text)
    return _SPECIAL.sub(lambda found: "\\" + found[0], guarded)
