"""Logos and scanned signatures: PNG or JPEG, drawn anew by us, so that nothing else comes along with them."""

import io
from hashlib import sha256

from flask_babel import gettext as _
from PIL import Image, ImageOps
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learn import audit
from learn.audit import Event
from learn.certificates.designs.design import Design
from learn.kit.db import Created, db
from learn.kit.storage import storage
from learn.kit.upload import type_of
from learn.kit.web import Refused
from learn.people import Person

MOST = 2_000_000  # bytes of what is sent
WIDEST, TALLEST = 600, 240  # points; as sharp as printers are at the size at which it stands on the paper
LEAST = 24


class DesignPicture(db.Model):
    """A picture that belongs to one design, kept under the digest of its bytes. Never changed."""

    __table_args__ = (UniqueConstraint("design_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"))
    design: Mapped[Design] = relationship()
    digest: Mapped[str]
    size: Mapped[int]  # bytes
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Created]

    @property
    def audit_name(self) -> str:
        """How the audit trail names this picture."""
        return self.design.audit_name

    @property
    def organisation_id(self) -> int | None:
        """Whose trail its entry stands in."""
        return self.design.organisation_id

    @classmethod
    def keep(cls, design: Design, content: bytes, *, by: Person) -> str:
        """Keep a picture that `redrawn` made, and return its digest; the same one twice is one."""
        digest = sha256(content).hexdigest()
        storage().put(f"designs/{digest}", content)
        if not cls.belongs(design, digest):
            picture = cls(design_id=design.id, design=design, digest=digest, size=len(content), by_id=by.id)
            audit.record(Event.DESIGN_PICTURE_ADDED, picture, by=by, new={"sha256": digest, "size": len(content)})
        return digest

    @classmethod
    def belongs(cls, design: Design, digest: str) -> bool:
        """Whether a picture was given to this design; knowing the digest of another's is not enough."""
        return bool(db.session.scalar(select(cls.id).where(cls.design_id == design.id, cls.digest == digest)))


def redrawn(content: bytes) -> bytes:
    """A logo or a signature as a PNG of ours, in the size of the paper, its transparent parts transparent. Refuses the rest."""
    if len(content) > MOST:
        raise Refused(_("This picture is larger than %(n)s MB.", n=MOST // 1_000_000))
    if b"<svg" in content[:2000].lower():
        raise Refused(
            _("An SVG can bring scripts and fonts along. Save the picture as PNG with a transparent background.")
        )
    type_of(content, ("png", "jpg"))
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "MPO")) as picture:
        upright = ImageOps.exif_transpose(picture)
        clear = "A" in upright.getbands() or "transparency" in upright.info
        drawn = upright.convert("RGBA" if clear else "RGB")
    if min(drawn.size) < LEAST:
        raise Refused(_("This picture is too small to print: at least %(n)s by %(n)s points.", n=LEAST))
    drawn = _cropped(drawn)
    drawn.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    Image.frombytes(drawn.mode, drawn.size, drawn.tobytes()).save(made, "PNG", optimize=True)
    return made.getvalue()


def _cropped(drawn: Image.Image) -> Image.Image:
    """Without the empty margin that scanners and drawing programs leave around it."""
    if drawn.mode != "RGBA":
        return drawn
    box = drawn.getchannel("A").getbbox()
    if box is None:
        raise Refused(_("This picture is empty: every point of it is transparent."))
    return drawn.crop(box)
