"""The acts of those who bring questions along from other platforms, and the file that waits."""

import io
from typing import Any

from learn.assessment import QuestionBank
from learn.interop.upload import QuestionUpload
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA, Steps

BANK = "/studio/banks/GMP-101"
GIFT = "浦江的颜色是？{=蓝 =青}".encode()
SEND = Steps("interchange.send_questions", ADA, f"{BANK}/imports", {"language": "zh"})
STEPS = [Steps("interchange.import_questions", ADA, f"{BANK}/imports/{{questions}}/application")]


def file() -> dict[str, Any]:
    """A file with one question."""
    return {"file": (io.BytesIO(GIFT), "colours.gift")}


def set_out() -> dict[str, object]:
    """A file that was sent in."""
    bank = db.session.scalars(db.select(QuestionBank).where(QuestionBank.code == "GMP-101")).one()
    how = {"language": "zh", "topic": "", "difficulty": ""}
    return {"questions": QuestionUpload.receive(GIFT, "colours.gift", bank, by=cast.person(ADA), **how).id}
