"""A question of every kind with everything that docs/questions.md lets it have, for tests of kinds."""

from typing import Any


def both(text: str) -> dict[str, str]:
    """The same text in both languages."""
    return {"zh": text, "en": text}


def part(id: str, **other: Any) -> dict[str, Any]:
    """A part that reads like its id."""
    return {"id": id, **both(id), **other}


SINGLE = {"choices": [part("a"), part("b", correct=True), part("c")]}
SHADES = {
    "choices": [
        part("a", weight="100", correct=True),
        part("b", weight="50", feedback=both("Half")),
        part("c", weight="-25"),
    ]
}
WEIGHTED = {
    "choices": [
        part("a", weight="60", correct=True),
        part("b", weight="40", correct=True),
        part("c", weight="-50"),
        part("d", weight="-60"),
    ]
}
DOSE = {
    "answer": 1.5,
    "tolerance": 0.1,
    "measure": both("mL"),
    "units": [{**both("µL"), "factor": 0.001}, {**both("L"), "factor": 1000}],
}
RANGES = {
    "answers": [
        {"answer": 30, "tolerance": 0},
        {"least": 20, "most": 40, "weight": "50", "feedback": both("Near")},
        {"least": 0, "most": 100, "weight": "10"},
    ]
}
NAMES = {
    "accept": [
        "Qualified person",
        {"say": "质量受权人"},
        {"say": "quali* person", "wildcard": True, "weight": "50", "feedback": both("Spelling")},
        {"say": ["head", "quality"], "weight": "25"},
    ]
}
CLOZE = {
    "gaps": [
        {"id": "a", "kind": "single", **SINGLE},
        {"id": "b", "kind": "numeric", "answer": 30, "points": 2},
        {"id": "c", "kind": "short", "accept": ["QP", "受权人"]},
    ]
}
HOTSPOT = {
    "image": "room.png",
    "alt": both("A clean room"),
    "width": 400,
    "height": 300,
    "most": 1,
    "areas": [
        part("a", shape="rect", coords="10,20,100,120", correct=True),
        part("b", shape="circle", coords="200,150,40"),
        part("c", shape="poly", coords="300,200,380,200,340,280"),
    ],
    "media": {"room.png": {"digest": "0" * 64, "type": "image/png"}},
}
DOORS = {
    **{key: value for key, value in HOTSPOT.items() if key != "most"},
    "areas": [{**area, "correct": n < 2} for n, area in enumerate(HOTSPOT["areas"])],
}  # type: ignore[arg-type]
ESSAY = {
    "rubric": [part("facts", points=2), part("order", points=1)],
    "least_words": 3,
    "most_words": 6,
    "model": both("…"),
}
UPLOAD = {"types": ["pdf", "png"], "most_files": 2, "most_mb": 1}
SCENARIO = {
    "exhibits": [{"id": "log", "title": both("Log"), "text": both("02:10 alarm")}],
    "questions": [
        {"id": "p1", "kind": "single", "text": both("Who?"), **SINGLE},
        {"id": "p2", "kind": "multiple", "text": both("Which?"), "points": 2, **WEIGHTED},
        {"id": "p3", "kind": "ordering", "text": both("First?"), "items": [part(id) for id in "abc"]},
    ],
}
JUDGED = {
    "questions": [
        *SCENARIO["questions"],
        {"id": "p4", "kind": "essay", "text": both("Why?"), "points": 4, **ESSAY},
        {"id": "p5", "kind": "upload", "text": both("Show it."), "points": 2, **UPLOAD},
    ]
}

EVERY: dict[str, tuple[str, dict[str, Any]]] = {
    "single": ("single", SINGLE),
    "single, weights": ("single", SHADES),
    "multiple, weights": ("multiple", WEIGHTED),
    "truefalse": ("truefalse", {"answer": True}),
    "matching": (
        "matching",
        {"pairs": [{"id": id, "left": both(id), "right": both(id * 2)} for id in "abc"], "extra": [part("x")]},
    ),
    "ordering": ("ordering", {"items": [part(id) for id in "abc"]}),
    "numeric": ("numeric", {"answer": 30}),
    "numeric, units": ("numeric", DOSE),
    "numeric, ranges": ("numeric", RANGES),
    "short": ("short", NAMES),
    "cloze": ("cloze", CLOZE),
    "hotspot": ("hotspot", HOTSPOT),
    "hotspot, several": ("hotspot", DOORS),
    "essay": ("essay", ESSAY),
    "upload": ("upload", UPLOAD),
    "scenario": ("scenario", SCENARIO),
    "scenario, by hand": ("scenario", JUDGED),
}
