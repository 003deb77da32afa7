"""The acts at a text: save, merge, bring back, mark as agreed, preview, bring in, be there."""

import io
from typing import Any

from PIL import Image

from learn.catalogue.drafts import CourseDraft
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA, Steps

AT = "/studio/drafts/{draft}/units/lesson-1"
STEPS = [
    Steps("writing_room.save", ADA, f"{AT}/texts/zh", {"text": "一句话。", "over": "1"}),
    Steps("writing_room.put_together", ADA, f"{AT}/texts/en/merging", {"text": "One.", "over": "1", "theirs": "2"}),
    Steps("writing_room.bring_back", ADA, f"{AT}/texts/en/restoration", {"edition": "1", "over": "2"}),
    Steps("writing_room.mark_as_agreed", ADA, f"{AT}/agreement", {"zh": "1", "en": "2"}),
    Steps("writing_room_parts.paste", ADA, f"{AT}/texts/en/pasting", {"html": "<p>From Word</p>"}),
]
SHOWN = [
    Steps("writing_room_parts.preview", ADA, f"{AT}/texts/zh/preview", {"text": "一句话。"}),
    Steps("writing_room_parts.difference", ADA, f"{AT}/texts/zh/difference", {"text": "一句话。"}),
    Steps("writing_room_parts.be_here", ADA, f"{AT}/presence"),
]
PICTURE = Steps("writing_room_parts.add_picture", ADA, f"{AT}/texts/zh/pictures", {"alt": "气闸", "caption": "气闸"})


def set_out(draft: object) -> None:
    """Somebody saved the English text once."""
    found = db.session.get_one(CourseDraft, draft)
    found.write("text:lesson-1:en", "Two.\n", over=1, by=cast.person(ADA))
    db.session.flush()


def picture() -> dict[str, Any]:
    """A photograph from somebody's device."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 20, 30)).save(made, "PNG")
    return {"file": (io.BytesIO(made.getvalue()), "airlock.png")}
