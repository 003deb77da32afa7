"""What an author types for a question of each kind."""

from io import BytesIO
from typing import Any

from PIL import Image

SHARED = {
    "text_zh": "样品应在多久内送达？",
    "text_en": "Within what time must the sample arrive?",
    "reason_zh": "见第二十六条。",
    "reason_en": "See Art. 26.",
    "source": "CG",
    "clause_zh": "第二十六条",
    "clause_en": "Art. 26",
    "check": "read",
    "difficulty": "easy",
    "topic": "lesson-1",
    "objective": "people",
    "format": "plain",
}
CHOICES = {
    "choices-0-zh": "两小时", "choices-0-en": "Two hours", "choices-0-correct": "y",
    "choices-1-zh": "两天", "choices-1-en": "Two days",
    "choices-2-zh": "", "choices-2-en": "",
}  # fmt: skip
PARTS: dict[str, dict[str, str]] = {
    "single": CHOICES,
    "multiple": {**CHOICES, "choices-2-zh": "一小时", "choices-2-en": "One hour", "choices-2-correct": "y"},
    "truefalse": {"answer": "false"},
    "matching": {
        "pairs-0-left_zh": "采集", "pairs-0-left_en": "Collection", "pairs-0-right_zh": "护士", "pairs-0-right_en": "Nurse",
        "pairs-1-left_zh": "放行", "pairs-1-left_en": "Release", "pairs-1-right_zh": "受权人", "pairs-1-right_en": "QP",
        "extra-0-zh": "司机", "extra-0-en": "Driver",
    },
    "ordering": {f"items-{n}-{key}": f"{word} {n}" for n in range(3) for key, word in (("zh", "步骤"), ("en", "Step"))},
    "numeric": {"answer": "2", "tolerance": "0.5", "measure_zh": "小时", "measure_en": "hours"},
    "short": {"accept-0-say": "冷链", "accept-1-say": "signature\ndate"},
    "cloze": {
        "text_zh": "在 [[a]] 小时内送到 [[b]]。", "text_en": "Within [[a]] hours to [[b]].",
        "gaps-0-gap": "a", "gaps-0-kind": "numeric", "gaps-0-key": "2 ± 0.5",
        "gaps-1-gap": "b", "gaps-1-kind": "single", "gaps-1-key": "*洁净区 | the clean area\n走廊 | the corridor",
    },
    "hotspot": {
        "alt_zh": "传递窗", "alt_en": "A pass box",
        "areas-0-zh": "内门", "areas-0-en": "Inner door", "areas-0-shape": "rect", "areas-0-coords": "1,1,20,20", "areas-0-correct": "y",
        "areas-1-zh": "外门", "areas-1-en": "Outer door", "areas-1-shape": "circle", "areas-1-coords": "40,40,5",
    },
    "scenario": {
        "exhibits-0-title_zh": "记录", "exhibits-0-title_en": "Record", "exhibits-0-text_zh": "08:10", "exhibits-0-text_en": "08:10",
        "questions-0-text_zh": "合格。", "questions-0-text_en": "It conforms.", "questions-0-kind": "truefalse", "questions-0-key": "true",
        "questions-1-text_zh": "差几分钟？", "questions-1-text_en": "How many minutes?", "questions-1-kind": "numeric", "questions-1-key": "10 ± 1",
        "questions-2-text_zh": "报告谁？", "questions-2-text_en": "Who is told?", "questions-2-kind": "multiple",
        "questions-2-key": "*质量部 | Quality\n*生产部 | Production\n访客 | A visitor",
    },
    "essay": {"rubric-0-zh": "说出原因", "rubric-0-en": "Names the cause", "rubric-0-points": "2", "least_words": "20"},
    "upload": {"types": "pdf", "most_files": "2", "rubric-0-zh": "清楚", "rubric-0-en": "Clear"},
}  # fmt: skip


def sheet(kind: str = "single", **changed: str) -> dict[str, Any]:
    """The whole form for a question of a kind, without its pictures."""
    return {**SHARED, "kind": kind, **PARTS[kind], **changed}


def picture(name: str = "box.png", size: tuple[int, int] = (60, 60)) -> tuple[BytesIO, str]:
    """A picture as a browser sends it."""
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG")
    content.seek(0)
    return content, name
