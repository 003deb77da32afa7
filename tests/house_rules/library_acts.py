"""The acts in the media library, and the picture that is described there."""

from io import BytesIO
from typing import Any

from learn.catalogue import LibraryFile
from learn.catalogue.library import Intake
from learn.kit.db import db
from tests import cast
from tests.house_rules.correction_acts import ADA
from tests.kit.test_upload import pdf, picture

PAGE = "/studio/media"
DESCRIBE = f"{PAGE}/{{described}}/description"
WORDS = {"title": "Airlock", "zh": "气闸的两扇门", "en": "The two doors of the airlock"}


def file() -> dict[str, Any]:
    """A document for the library."""
    return {"files": (BytesIO(pdf()), "sop.pdf")}


def set_out() -> dict[str, object]:
    """A picture without words."""
    taken, _new = LibraryFile.take_in(Intake.of(picture("JPEG")), "doors.jpg", organisation=None, by=cast.person(ADA))
    db.session.flush()
    return {"described": taken.id}
