"""What the markup of a lesson may consist of; anything else is taken out."""

import nh3

from learn.catalogue.pack.formula import ATTRIBUTES, TAGS
from learn.kit.drawing import PLACES

_TAGS = {
    "a", "aside", "b", "blockquote", "br", "button", "caption", "circle", "code", "dd", "details", "div", "dl", "dt", "ellipse", "em",
    "figcaption", "figure", "footer", "g", "h2", "h3", "header", "hr", "img", "li", "line", "ol", "p", "path",
    "polygon", "polyline", "pre", "rect", "section", "small", "span", "strong", "summary", "svg", "table",
    "tbody", "td", "text", "th", "thead", "title", "tr", "tspan", "ul", "use"
} | TAGS  # fmt: skip
_PLACES = PLACES | {"text-anchor", "fill"}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "role", "tabindex", "aria-label", "aria-labelledby", "aria-hidden", "data-status"},
    "a": {"href"},
    "button": {"type", "popovertarget"},
    "div": {"popover"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "details": {"name"},
    "svg": {"viewBox"},
    "use": {"href"},
    "th": {"scope"},
    **dict.fromkeys(
        ("g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"), _PLACES
    ),
    **ATTRIBUTES,
}


def sanitised(html: str) -> str:
    """A lesson without anything that could act or lead to where it should not."""
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto", "media", "icon"}, link_rel=None
    )
