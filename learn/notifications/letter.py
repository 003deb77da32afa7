"""A notification as a letter: the same words as on the page, in the account's language."""

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from learn.kit.mail import Letter
from learn.notifications.kind import SECRET_LINK, WORDING, spoken
from learn.people.passwords import link_token

if TYPE_CHECKING:
    from learn.notifications.notification import Notification


def letter_of(told: "Notification") -> Letter:
    """The letter for a notification. A secret link is made here and lies nowhere else."""
    english = told.person.language == "en"
    with force_locale("en" if english else "zh_Hans_CN"):
        words = WORDING[told.kind]
        title = spoken(words.title, told.facts)
        values = {
            "title": title,
            "greeting": _("Dear %(name)s,", name=told.person.name),
            "more": spoken(words.more, told.facts),
            "act": str(words.act),
            "why": str(words.why),
            "link": _link(told),
            "lang": "en" if english else "zh-CN",
        }
        templates = current_app.jinja_env
        return Letter(
            key=f"notification-{told.id}",
            to=told.mail_to or told.person.email,
            name=told.person.name,
            subject=title,
            text=templates.get_template("mail/letter.txt").render(values),
            html=templates.get_template("mail/letter.html").render(values),
            language=str(values["lang"]),
        )


def _link(told: "Notification") -> str:
    path = f"/password-reset/{link_token(told.person)}" if told.kind in SECRET_LINK else told.address
    return str(current_app.config["BASE_URL"]) + path if path else ""
