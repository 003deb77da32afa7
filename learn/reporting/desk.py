"""The two desks at which one organisation's records are read: its own HR's, and the inspector's, who changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, g, render_template, request

from learn.kit.db import db
from learn.people import Organisation, Permission
from learn.people.access import me, require
from learn.reporting.scope import READERS, read_by

View = TypeVar("View", bound=Callable[..., Any])

hr = Blueprint("hr", __name__, url_prefix="/hr")
records = Blueprint("records", __name__, url_prefix="/records")


@dataclass(frozen=True)
class Desk:
    """Who may sit there, and about which organisations."""

    bench: str
    blueprint: Blueprint
    permissions: tuple[Permission, ...]
    organisations: Callable[[], list[Organisation]]

    @property
    def choice(self) -> list[Organisation]:
        """The organisations whose records the person asking may read here."""
        if "desk_choice" not in g:
            g.desk_choice = self.organisations()
        return cast(list[Organisation], g.desk_choice)

    @property
    def organisation(self) -> Organisation:
        """The one that this page is about: the one chosen in the address, else the first; 404 where it is not ours."""
        chosen = request.args.get("organisation")
        return next((one for one in self.choice if chosen in (None, "", one.code)), None) or abort(404)

    def page(self, template: str, organisation: Organisation | None = None, **values: Any) -> str:
        """A page about one organisation, with a way to the others."""
        about = organisation or self.organisation
        return render_template(f"reporting/{template}", desk=self, organisation=about, choice=self.choice, **values)


DESKS = {
    desk.bench: desk
    for desk in (
        Desk("hr", hr, (Permission.HR,), lambda: me().organisations_as(Permission.HR)),
        Desk("records", records, READERS, lambda: list(db.session.scalars(read_by(me())))),
    )
}


def desk() -> Desk:
    """The desk at which this page is read."""
    return DESKS[str(request.blueprint)]


def at_both_desks(rule: str) -> Callable[[View], View]:
    """Give a page to read an address at each desk: /hr/people and /records/people."""

    def register(view: View) -> View:
        for one in DESKS.values():
            one.blueprint.get(rule)(require(*one.permissions)(view))
        return view

    return register


@hr.url_defaults
@records.url_defaults
def keep_organisation(_endpoint: str, values: dict[str, Any]) -> None:
    """Whoever reads about several organisations stays with the one chosen."""
    if chosen := request.args.get("organisation"):
        values.setdefault("organisation", chosen)
