"""Questions that a person marks, and those about places in a picture."""

import re
from io import BytesIO
from math import ceil
from typing import Any

from flask_babel import gettext as _
from PIL import Image

from learn.interop.moodle.item import Item, Lost, letters
from learn.interop.moodle.numbers import decimal_of, kept
from learn.interop.moodle.tree import Element, said, word

MB = 1024 * 1024
TYPES = {
    "pdf": ("pdf",), "document": ("pdf",), "jpg": ("jpg",), "jpeg": ("jpg",), "jpe": ("jpg",), "png": ("png",),
    "image": ("jpg", "png"), "web_image": ("jpg", "png"), "optimised_image": ("jpg", "png"),
    "application/pdf": ("pdf",), "image/jpeg": ("jpg",), "image/png": ("png",),
}  # fmt: skip


def essay(item: Item) -> tuple[str, dict[str, Any]]:
    """A longer answer, or files as evidence."""
    body: dict[str, Any] = {}
    if said(item.element.find("graderinfo")):
        body["model"] = item.words(item.element.find("graderinfo"))
    if said(item.element.find("responsetemplate")):
        item.fault(_("The text that stood in the answer field beforehand is not kept."))
    inline = word(item.element, "responseformat", "editor") != "noinline"
    files, required = _count(item, "attachments"), _count(item, "attachmentsrequired")
    if not inline or required:
        if inline:
            item.fault(_("Moodle asked for a text besides the files; here only the files are asked for."))
        return "upload", _upload(item, max(files, required) if files >= 0 else -1) | body
    if files:
        item.fault(_("Files may not be added to the answer here."))
    for name, key in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if limit := _count(item, name):
            body[key] = limit
    return "essay", body


def _count(item: Item, name: str) -> int:
    found = decimal_of(word(item.element, name, "0"))
    return int(found) if found is not None else 0


def _upload(item: Item, files: int) -> dict[str, Any]:
    """Which files may be sent, how many, and how large."""
    body: dict[str, Any] = {}
    wanted = [
        one.strip().lower().lstrip(".") for one in re.split(r"[,;\s]+", word(item.element, "filetypeslist")) if one
    ]
    types = list(dict.fromkeys(ours for one in wanted for ours in TYPES.get(one, ())))
    if foreign := [one for one in wanted if one not in TYPES]:
        item.fault(_("Files of these types cannot be sent here: %(types)s.", types=", ".join(foreign)))
    if types:
        body["types"] = types
    if files < 0:
        item.fault(_("Moodle took any number of files; here up to 10."))
    body["most_files"] = 10 if files < 0 else max(1, files)
    if (size := _count(item, "maxbytes")) > 0:
        body["most_mb"] = max(1, ceil(size / MB))
    return body


def ddmarker(item: Item) -> tuple[str, dict[str, Any]]:
    """Markers to be put on a picture. One marker is one question about places; several are questions of one case."""
    image = item.picture()
    if image is None:
        raise Lost(_("The picture on which markers are put is missing."), item.element)
    with Image.open(BytesIO(item.files[image].content)) as picture:
        width, height = picture.size
    base = {"image": image, "alt": item.told(item.name), "width": width, "height": height}
    markers = {word(one, "no", one.get("no", "")): one for one in item.element.iterchildren("drag")}
    places = [_place(drop, n) for n, drop in enumerate(item.element.iterchildren("drop"))]
    used = [no for no in markers if any(place["marker"] == no for place in places)]
    if not used:
        raise Lost(_("No marker has its place in the picture."), item.element)
    if len(used) == 1:
        item.fault(_("Only right places stand in the file; add wrong ones, or every place shown is right."))
        return "hotspot", base | _areas(places, used[0], item)
    item.fault(_("One question with several markers has become one question about places for each marker."))
    return "scenario", {
        "questions": [
            {
                "id": letters(n), "kind": "hotspot", "text": item.words(markers[no]), **_shared(item), **base,
                **_areas(places, no, item), "points": sum(place["marker"] == no for place in places),
            }
            for n, no in enumerate(used)
        ]
    }  # fmt: skip


def _shared(item: Item) -> dict[str, Any]:
    return {} if item.format == "plain" else {"format": item.format}


def _areas(places: list[dict[str, Any]], marker: str, item: Item) -> dict[str, Any]:
    areas = [
        {
            "id": letters(n), "shape": place["shape"], "coords": place["coords"], **item.told(str(n + 1)),
            **({"correct": True} if place["marker"] == marker else {}),
        }
        for n, place in enumerate(places)
    ]  # fmt: skip
    return {"areas": areas} | ({"most": 1} if sum("correct" in one for one in areas) == 1 else {})


def _place(drop: Element, number: int) -> dict[str, Any]:
    """A place as we write it: circle x,y,r; rect left,top,right,bottom; poly x,y,x,y…"""
    shape, written = word(drop, "shape").lower(), word(drop, "coords")
    numbers = [decimal_of(one) for one in re.split(r"[,;\s]+", written) if one]
    if None in numbers or len(numbers) < 3:
        raise Lost(_("The place %(n)s in the picture cannot be read: %(said)s.", n=number + 1, said=written), drop)
    coords = [kept(one) for one in numbers if one is not None]
    ours = {"circle": "circle", "rectangle": "rect", "polygon": "poly"}.get(shape)
    fits = {"circle": len(coords) == 3, "rect": len(coords) == 4, "poly": len(coords) >= 6 and len(coords) % 2 == 0}
    if ours is None or not fits[ours]:
        raise Lost(_("The place %(n)s in the picture cannot be read: %(said)s.", n=number + 1, said=written), drop)
    if ours == "rect":
        x, y, w, h = (float(one) for one in coords)
        coords = [int(one) if one.is_integer() else one for one in (x, y, x + w, y + h)]
    return {"shape": ours, "coords": ",".join(map(str, coords)), "marker": word(drop, "choice")}
