"""Every route says who may, is named like a noun, and shows nothing of another organisation."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from learn.people import Permission
from tests.conftest import Browser

LOWER = re.compile(r"^[a-z0-9-]*$")


def routes(app: Flask) -> list[Rule]:
    """Every route but the static files."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def test_every_route_says_who_may(app: Flask) -> None:
    silent = [rule.rule for rule in routes(app) if not hasattr(app.view_functions[rule.endpoint], "access")]
    assert not silent, f"decorate these with @public, @signed_in or @require(...): {silent}"


def test_addresses_are_kebab_case_nouns(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in routes(app)
        for part in rule.rule.removeprefix("/.well-known").split("/")  # RFC 8615 names that one
        if not part.startswith("<") and not LOWER.match(re.sub(r"\.(pdf|csv|xlsx|json|zip|pem)$|\.?<.*$", "", part))
    ]
    assert not odd, f"write these in small letters with hyphens: {odd}"


def test_strangers_are_asked_to_sign_in_wherever_it_is_not_public(app: Flask, browser: Callable[..., Browser]) -> None:
    stranger = browser(None)
    for rule in routes(app):
        if getattr(app.view_functions[rule.endpoint], "access", "public") == "public" or "GET" not in (
            rule.methods or ()
        ):
            continue
        answer = stranger.client.get(address(rule))
        assert answer.status_code in (303, 302), f"{rule.rule} answers a stranger with {answer.status}"
        assert "/sign-in" in answer.headers["Location"], rule.rule


def test_whoever_lacks_the_permission_finds_nothing(app: Flask, browser: Callable[..., Browser], zed: object) -> None:
    trainee = browser(zed)
    for rule in routes(app):
        access = getattr(app.view_functions[rule.endpoint], "access", "public")
        if not isinstance(access, tuple):
            continue
        assert all(isinstance(one, Permission) for one in access)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            form = {"csrf_token": trainee.token()} if method == "POST" else None
            answer = trainee.client.open(address(rule), method=method, data=form)
            assert answer.status_code == 404, f"{method} {rule.rule} answers a trainee with {answer.status}"


def address(rule: Rule) -> str:
    """An address of a route with something that does not exist in every gap."""
    filled = re.sub(r"<int:[^>]+>", "1", rule.rule)
    return re.sub(r"<[^>]+>", "x", filled)


@pytest.mark.parametrize("email", ["zed@gangcheng.example", "hu@gangcheng.example"])
def test_no_address_shows_another_members_people(
    app: Flask, browser: Callable[..., Browser], bos_records: dict[str, str], email: str
) -> None:
    """Walk every GET route as a trainee and as HR of another member, with Bo's ids and numbers in the gaps."""
    from tests import cast

    stranger = browser(cast.person(email))
    for rule in routes(app):
        if "GET" not in (rule.methods or ()) or not rule.arguments:
            continue
        for path in fill(rule, bos_records):
            answer = stranger.client.get(path)
            text = answer.get_data(as_text=True)
            assert answer.status_code < 500, f"{path}: {answer.status}"
            for secret in (bos_records["name"], bos_records["email"], bos_records["staff_number"]):
                assert secret not in text, f"{path} shows {secret} to {email}"


def fill(rule: Rule, records: dict[str, str]) -> list[str]:
    """The route with each of Bo's ids in its gaps."""
    ids = [records[key] for key in ("person", "membership", "attempt", "enrolment", "organisation", "notification")]
    words = [records["certificate"], records["course"]]
    paths = []
    for word in words:
        for id_ in ids:
            path = re.sub(r"<int:[^>]+>", id_, rule.rule)
            paths.append(re.sub(r"<[^>]+>", word, path))
    return sorted(set(paths))
