"""Places in the status lists are drawn at random and never twice; the lists say what holds now."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from learn.certificates import Certificate
from learn.certificates.credential import StatusPlace, status
from learn.certificates.credential.issuer import did, method
from learn.certificates.credential.standing import status_list
from learn.kit.data_integrity import holds
from learn.kit.db import db
from learn.people import Person
from learn.signatures import SealingKey

Certified = Callable[..., Certificate]


def set_in(said: dict[str, Any] | None) -> set[int]:
    """The positions that are set in a list, read as the standard says: leftmost bit first."""
    assert said
    packed = said["credentialSubject"]["encodedList"]
    assert packed.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert len(bits) * 8 == status.LENGTH >= 131_072
    return {place for place in range(len(bits) * 8) if bits[place // 8] >> (7 - place % 8) & 1}


def place_of(certificate: Certificate) -> int:
    assert certificate.credential
    return certificate.credential.place.position


# places


def test_places_are_drawn_all_over_the_list_and_never_twice(app: Flask) -> None:
    drawn = [StatusPlace.draw().position for _ in range(200)]
    assert len(set(drawn)) == 200
    assert all(0 <= position < status.LENGTH for position in drawn)
    assert min(drawn) < status.LENGTH / 8
    assert max(drawn) > status.LENGTH * 7 / 8
    assert drawn != sorted(drawn), "the order of issue must not show"


def test_two_who_draw_the_same_place_at_once_get_two(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = StatusPlace.draw()
    looked = StatusPlace._free
    answers = iter([StatusPlace(list_number=1, position=first.position)])  # free when this one looked
    monkeypatch.setattr(StatusPlace, "_free", classmethod(lambda cls: next(answers, None) or looked()))
    second = StatusPlace.draw()
    assert second.id != first.id
    assert second.position != first.position


def test_a_full_list_is_followed_by_another(
    app: Flask, bo: Person, zed: Person, omar: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "LENGTH", 131_072)
    first = certified(bo)
    taken = [place for place in range(status.LENGTH) if place != place_of(first)]
    rows = [{"list_number": 1, "position": place} for place in taken]
    for begin in range(0, len(rows), 10_000):
        db.session.execute(insert(StatusPlace), rows[begin : begin + 10_000])
    second = certified(zed)
    assert second.credential
    assert second.credential.place.list_number == 2
    assert json.loads(second.credential.document)["credentialStatus"]["statusListCredential"].endswith("/status/2")
    second.revoke(by=omar, reason="issued by mistake")
    db.session.commit()
    assert set_in(status_list(1)) == set()
    assert set_in(status_list(2)) == {place_of(second)}
    assert status_list(3) is None


# what the lists say


def test_a_list_says_which_are_no_longer_in_force(
    bo: Person, zed: Person, hu: Person, omar: Person, certified: Certified
) -> None:
    assert set_in(status_list(1)) == set(), "a list is there before anybody stands in it"
    revoked, renewed, untouched = certified(zed), certified(bo), certified(hu)
    assert set_in(status_list(1)) == set()
    revoked.revoke(by=omar, reason="issued by mistake")
    newer = certified(bo)
    db.session.commit()
    assert set_in(status_list(1)) == {place_of(revoked), place_of(renewed)}
    newer.revoke(by=omar, reason="issued by mistake")
    renewed.revoke(by=omar, reason="that one too")
    db.session.commit()
    assert set_in(status_list(1)) == {place_of(revoked), place_of(renewed), place_of(newer)}
    assert place_of(untouched) not in set_in(status_list(1))


def test_it_is_signed_by_us_for_a_day_and_the_same_within_the_hour(
    bo: Person, omar: Person, certified: Certified, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-11-29T10:05:00+00:00")
    certificate = certified(bo)
    first = status_list(1)
    clock_at("2026-11-29T10:55:00+00:00")
    assert status_list(1) == first
    assert first
    assert (first["issuer"], first["validFrom"], first["validUntil"]) == (
        did(), "2026-11-29T09:00:00Z", "2026-11-30T10:00:00Z",
    )  # fmt: skip
    assert holds(first, {method(key): key.raw for key in SealingKey.ever()})
    certificate.revoke(by=omar, reason="issued by mistake")
    db.session.commit()
    assert status_list(1) != first, "a revocation shows at once"
    clock_at("2026-11-29T11:00:00+00:00")
    assert status_list(1)["validUntil"] == "2026-11-30T11:00:00Z"  # type: ignore[index]


def test_anybody_fetches_it_and_it_says_no_name(app: Flask, bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    answer = app.test_client().get("/credentials/status/1")
    assert answer.status_code == 200
    assert answer.mimetype == "application/vc"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    text = answer.get_data(as_text=True)
    assert bo.name not in text
    assert certificate.number not in text
    again = app.test_client().get("/credentials/status/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", ["0", "2", "2147483647", "x", "-1", "1.0", "99999999999999999999"])
def test_a_list_that_is_not_there_is_not_found(app: Flask, number: str) -> None:
    assert app.test_client().get(f"/credentials/status/{number}").status_code == 404


def test_looking_writes_nothing_not_even_the_first_key(app: Flask) -> None:
    for path in ("/credentials/status/1", "/.well-known/did.json"):
        assert app.test_client().get(path).status_code == 200
    assert db.session.scalars(select(SealingKey)).all() == []


def test_whoever_asks_too_often_waits(hasty: FlaskClient) -> None:
    answers = [hasty.get("/credentials/status/1").status_code for _ in range(121)]
    assert answers[:120] == [200] * 120
    assert answers[120] == 429
