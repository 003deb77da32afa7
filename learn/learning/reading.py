"""How long somebody had a unit open, what is left of its minimum, and when it may be said to be done."""

from datetime import UTC, datetime
from functools import cached_property
from math import ceil

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from learn.catalogue import Shown, UnitKind
from learn.kit import clock
from learn.kit.web import Refused
from learn.learning.acknowledgement import Acknowledgement
from learn.learning.enrolment import Enrolment, UnitProgress
from learn.learning.outline import Step
from learn.learning.watching import Watching
from learn.people import Person

EVERY = 20  # seconds after which a page says again that it is being read
MOST = 30  # seconds that one such word counts for: nobody reads a page that is silent
KIND = 2  # seconds by which a page may be ahead of us


class Reading:
    """One person at one unit: the time that the unit was open, against the least that it asks for.

    A page with its script says every few seconds that it can be seen. A page without one says nothing; then its
    time runs from when we sent it, which the page itself carries, signed, in `opened`.
    """

    def __init__(self, enrolment: Enrolment, step: Step, *, language: str, opened: str = "") -> None:
        self.enrolment, self.step, self.unit, self.language = enrolment, step, step.unit, language
        self.opened = self._read(opened)

    @property
    def progress(self) -> UnitProgress | None:
        """What we know of it so far."""
        return self.enrolment.progress_in(self.unit)

    @cached_property
    def shown(self) -> Shown:
        """The document or recording."""
        return self.unit.shown_in(self.language)

    def begun(self) -> UnitProgress:
        """What we know of it, from now on at the latest."""
        return self.progress or self.enrolment.keep_place(self.unit, place="", language=self.language)

    @property
    def watching(self) -> Watching:
        """How much of the recording was played in the language of the page."""
        return Watching(self.progress, self.shown.file)

    @property
    def share(self) -> int:
        """The share that was played, in per cent: in the language in which it is more."""
        return max(Watching(self.progress, file).share for file in self.shown.contents)

    # time

    @property
    def least(self) -> int:
        """So many seconds the unit must have been open. For a transcript: as long as who listens would have to."""
        if self.unit.kind.recorded:
            return ceil((self.shown.file.seconds or 0) * (self.unit.watched or 0) / 100)
        return 60 * (self.unit.least_minutes or 0)

    @property
    def least_in_words(self) -> str:
        """The same as people say it."""
        return _time(self.least)

    @property
    def spent(self) -> int:
        """So many seconds it was open."""
        return (self.progress.read_seconds if self.progress else 0) + self._untold()

    @property
    def left(self) -> int:
        """So many seconds are missing; 0: it may be said to be read."""
        left = 0 if self.step.done or self.step.aside else self.least - self.spent
        return left if left > KIND else 0

    def note(self, *, fresh: bool = False) -> None:
        """Count the time until now; a fresh page, or one that was hidden, begins to count."""
        untold = 0 if fresh else self._untold()
        progress = self.begun()
        progress.read_seconds = min((progress.read_seconds or 0) + untold, 1_000_000)
        progress.beat_at = progress.seen_at = clock.now()

    def _untold(self) -> int:
        """The seconds that are not counted yet."""
        told = self.progress.beat_at if self.progress else None
        if told and not (self.opened and self.opened >= told):  # the page has said something
            return min(int((clock.now() - told).total_seconds()), MOST)
        return max(0, int((clock.now() - self.opened).total_seconds())) if self.opened else 0

    # when the page was sent

    @property
    def seal(self) -> str:
        """When this page is sent, to whom, for a form on it: nobody can have opened it earlier than they did."""
        return str(_sealed().dumps([self.enrolment.id, self.unit.id, clock.now().timestamp()]))

    def _read(self, seal: str) -> datetime | None:
        try:
            enrolment, unit, moment = _sealed().loads(seal)
        except (BadSignature, ValueError):
            return None
        return datetime.fromtimestamp(moment, UTC) if (enrolment, unit) == (self.enrolment.id, self.unit.id) else None

    # saying that it is done

    def finish(self, *, by: Person, by_transcript: bool = False) -> None:
        """The person says that it is read, watched or heard; refused while something is missing, with how much."""
        if self.unit.kind not in (UnitKind.QUIZ, UnitKind.DOCUMENT):  # these are not said to be done at all
            self._must_be_done(by_transcript)
        recorded = self.unit.kind.recorded
        way = ("transcript" if by_transcript else "played") if recorded else ""
        self.enrolment.read(self.unit, language=self.language, by=by, way=way)

    def _must_be_done(self, by_transcript: bool) -> None:
        self.step.must_be_open()
        if self.unit.kind.recorded and not by_transcript and not self.step.done:
            self._must_be_played()
        elif self.left:
            raise Refused(self._not_yet())

    def sign(self, *, seen: str, by: Person) -> Acknowledgement | None:
        """The person signs that the document is read and understood; `seen` is the SHA-256 of the one on the page."""
        self.step.must_be_open()
        if seen and seen != self.shown.file.media.digest:  # another tab has changed the language meanwhile
            raise Refused(_("This is not the document that was shown. Open the unit again, then sign."))
        if self.left:
            raise Refused(self._not_yet())
        return self.enrolment.acknowledge(self.unit, self.shown.file, by=by)

    def _must_be_played(self) -> None:
        asked = self.unit.watched or 0
        if self.share < asked:
            raise Refused(
                _(
                    "%(share)s%% of the recording were played; this unit asks for %(asked)s%%. Play what is missing, "
                    "or read the transcript.",
                    share=self.share, asked=asked,
                )
            )  # fmt: skip

    def _not_yet(self) -> str:
        least, left = self.least_in_words, _time(self.left)
        if self.unit.kind is UnitKind.DOCUMENT:
            return _("This document asks for %(least)s of reading; still to go: %(left)s. What you read so far counts.",
                     least=least, left=left)  # fmt: skip
        return _("This unit asks for %(least)s of reading; still to go: %(left)s. What you read so far counts.",
                 least=least, left=left)  # fmt: skip


def _time(seconds: int) -> str:
    """A stretch of time as people say it."""
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", ceil(seconds / 60))


def _sealed() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="unit opened")
