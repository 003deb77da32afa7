"""How the people of the demonstration answer: those who know more more often rightly, and everybody at some length."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import exp
from typing import Any

from learn.assessment import Attempt, PaperItem, QuestionVersion

HARD = {"easy": -0.9, "medium": 0.0, "hard": 0.9}
OPEN = 0.015  # so often somebody leaves a question open


def right_answer(version: QuestionVersion) -> dict[str, Any]:
    """The answer to a question that gets the full point."""
    return _right(version.kind.value, version.body)


def _right(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a question, a gap, or a question of a case."""
    match kind:
        case "single" | "multiple":
            return {"choices": [choice["id"] for choice in body["choices"] if choice.get("correct")]}
        case "hotspot":
            return {"choices": [area["id"] for area in body["areas"] if area.get("correct")]}
        case "truefalse":
            return {"choices": ["true" if body["answer"] else "false"]}
        case "matching":
            return {"pairs": {pair["id"]: pair["id"] for pair in body["pairs"]}}
        case "ordering":
            return {"places": {item["id"]: place for place, item in enumerate(body["items"], start=1)}}
        case "scenario" | "cloze":
            return {"parts": {one["id"]: _right(one["kind"], one) for one in body.get("questions") or body["gaps"]}}
        case "numeric":
            return {"text": str(body["answer"])}
        case _:
            accepted = body["accept"][0]
            return {"text": accepted if isinstance(accepted, str) else "、".join(accepted)}


@dataclass(frozen=True)
class Mind:
    """What somebody knows, from about 0 (little) to 4 (all of it)."""

    knows: float
    chance: random.Random

    @classmethod
    def any(cls, chance: random.Random) -> "Mind":
        """Somebody's."""
        return cls(chance.gauss(2.5, 1.1), chance)

    def wiser(self) -> "Mind":
        """The same after another look at the lessons."""
        return replace(self, knows=self.knows + 1.6)

    def sits(self, attempt: Attempt) -> timedelta:
        """Answer a paper question by question; returns how long it took."""
        given = {item.version.question_id: self._answer(item) for item in attempt.items}
        answers = attempt.save({id: answer for id, answer in given.items() if answer}, by=attempt.person)
        taken = timedelta(seconds=20)
        for answer in answers:
            taken += timedelta(seconds=min(240, self.chance.lognormvariate(3.4, 0.5)))
            answer.at = answer.given_at = attempt.started_at + taken
        return taken + timedelta(seconds=30)

    def _answer(self, item: PaperItem) -> dict[str, Any] | None:
        version = item.version
        if self.chance.random() < OPEN:
            return None
        truth = _truth(version)
        knows = self.chance.random() < 1 / (1 + exp(HARD.get(version.difficulty, 0.0) - self.knows))
        return truth if knows else next(self._mistakes(version, truth))

    def _mistakes(self, version: QuestionVersion, truth: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What somebody says who does not know."""
        yield from self._mistakes_in(version.kind.value, version.body, truth)

    def _mistakes_in(self, kind: str, body: Mapping[str, Any], truth: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "choices" in truth:
            choices = body.get("choices") or body.get("areas") or [{"id": "true"}, {"id": "false"}]
            ids = [one["id"] for one in choices]
            wrong = [id for id in ids if id not in truth["choices"]]
            one = wrong[min(len(wrong) - 1, int(self.chance.expovariate(0.9)))]  # one mistake is more tempting
            yield {"choices": [one] if kind not in ("multiple", "hotspot") else sorted({*truth["choices"][1:], one})}
        elif "pairs" in truth:
            ids = list(truth["pairs"])
            yield {"pairs": {**truth["pairs"], ids[0]: ids[1], ids[1]: ids[0]}}
        elif "places" in truth:
            one, other, *_rest = truth["places"]
            places = truth["places"]
            yield {"places": {**places, one: places[other], other: places[one]}}
        elif "parts" in truth:  # somebody goes wrong in the first one
            first = (body.get("questions") or body["gaps"])[0]
            mistake = next(self._mistakes_in(first["kind"], first, truth["parts"][first["id"]]))
            yield {"parts": {**truth["parts"], first["id"]: mistake}}
        else:
            yield {"text": str(round(2 * float(truth["text"]))) if kind == "numeric" else "不清楚"}


def _truth(version: QuestionVersion) -> dict[str, Any]:
    """What is really right, whatever a key says: the last edition knows best."""
    from learn.demo.pilot import WRONG_CHOICE, WRONG_TRUTH

    bank, question = version.question.bank.code, version.question
    if bank == "GMP-101" and version.number == 1:
        if question.code == WRONG_CHOICE:
            return {"choices": ["c"]}
        if question.code == WRONG_TRUTH:
            return {"choices": ["false"]}
    return right_answer(version)
