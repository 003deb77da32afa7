"""Styles, scripts and drawings: bundled, named by their content, compressed, and kept by browsers for ever.

`python -m learn.kit.assets` builds them; an application that finds no build, or an outdated one in development, builds by itself.
"""

import gzip
import hashlib
import json
import os
import re
import sys
from pathlib import Path
from wsgiref.headers import Headers

import brotli
import lightningcss
from flask import Flask
from whitenoise import WhiteNoise

SOURCE = Path(__file__).resolve().parent.parent / "static"
DIST = SOURCE / "dist"
PACKAGES = SOURCE.parent.parent / "node_modules"
ICONS = PACKAGES / "@tabler" / "icons" / "icons" / "outline"
# Scripts of others, as they come; one may import those above it. Pages fetch them only when they need them.
OTHERS = {"js/qr.js": "qr/index.js", "js/qr-decode.js": "qr/decode.js"}


class CannotBuild(Exception):
    """Something that the build needs is missing; the message says what to do."""


def init_app(app: Flask) -> None:
    """Serve the build, and tell templates the address of each file in it."""
    if not (DIST / "manifest.json").exists() or (app.config["LEARN_ENV"] == "development" and _outdated()):
        build()
    manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text())

    def asset(name: str) -> str:
        """The address of a file of ours, such as css/app.css."""
        return f"/static/dist/{manifest[name]}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=DIST,
        prefix="static/dist/",
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=_guard,
    )


def _guard(headers: Headers, _path: str, _address: str) -> None:
    """Somebody may open a drawing by itself: then nothing in it may act."""
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["X-Content-Type-Options"] = "nosniff"


def build() -> dict[str, str]:
    """Make every file; returns the name that each now has. Several processes may build at once."""
    drawings = {f"img/{path.name}": path.read_bytes() for path in (SOURCE / "img").glob("*.svg")}
    names = {name: _put(name, content) for name, content in {**drawings, "img/icons.svg": _sprite()}.items()}
    for name, file in OTHERS.items():
        names[name] = _put(name, _script(PACKAGES / file, {"index.js": "qr.js"}, names))
    for path in (SOURCE / "js").glob("*.js"):
        names[f"js/{path.name}"] = _put(f"js/{path.name}", _script(path, {}, names))
    names["css/app.css"] = _put("css/app.css", _styles(names))
    _write(DIST / "manifest.json", json.dumps(names, indent=1, sort_keys=True).encode())
    return names


def tidy(names: dict[str, str]) -> None:
    """Remove what earlier builds left."""
    kept = {DIST / f"{name}{packed}" for name in names.values() for packed in ("", ".gz", ".br")}
    for path in DIST.rglob("*.*"):
        if path.is_file() and path not in kept and path.name != "manifest.json":
            path.unlink()


def _outdated() -> bool:
    built = (DIST / "manifest.json").stat().st_mtime
    return any(path.stat().st_mtime > built for folder in ("css", "js", "img") for path in (SOURCE / folder).iterdir())


def _put(name: str, content: bytes) -> str:
    """Write a file under a name with its digest, and beside it what browsers rather take."""
    stem, _, kind = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
    if not (DIST / f"{hashed}.br").exists():
        _write(DIST / hashed, content)
        _write(DIST / f"{hashed}.gz", gzip.compress(content, 9, mtime=0))
        _write(DIST / f"{hashed}.br", brotli.compress(content, quality=11))
    return hashed


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: somebody may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _styles(names: dict[str, str]) -> bytes:
    """All style sheets as one; the drawings in it under the names that they now have."""
    styles = lightningcss.bundle_css(str(SOURCE / "css" / "app.css"), minify=True)
    return re.sub(r"\.\./(img/[\w-]+\.svg)", lambda found: f"../{names[found[1]]}", styles).encode()


def _script(path: Path, called: dict[str, str], names: dict[str, str]) -> bytes:
    """A script; what it imports under the names that these files now have."""

    def renamed(found: re.Match[str]) -> str:
        name = names.get(f"js/{called.get(found[2], found[2])}")
        return found[0] if name is None else f"{found[1]}./{name.removeprefix('js/')}{found[3]}"

    try:
        text = path.read_text()
    except FileNotFoundError:
        raise CannotBuild(f"{path} is missing. Run bin/setup, or: npm ci --ignore-scripts") from None
    return re.sub(r"""((?:from |import\()["'])\./([\w.-]+)(["'])""", renamed, text).encode()


def _sprite() -> bytes:
    """The icons that we use, cut from the icon set into one drawing."""
    if not ICONS.is_dir():
        raise CannotBuild(f"The icon set is missing at {ICONS}. Run bin/setup, or: npm ci --ignore-scripts")
    names = sorted(set((SOURCE / "img" / "icons.txt").read_text().split()))
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{_drawing(name)}</symbol>' for name in names]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"]).encode()


def _drawing(name: str) -> str:
    """What is drawn in one icon, without its frame."""
    try:
        text = (ICONS / f"{name}.svg").read_text()
    except FileNotFoundError:
        raise CannotBuild(f"learn/static/img/icons.txt: there is no icon called “{name}” in the icon set.") from None
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", text, flags=re.DOTALL)
    return " ".join(re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner).split())


if __name__ == "__main__":
    try:
        made = build()
        tidy(made)
    except CannotBuild as fault:
        sys.exit(str(fault))
    weight = sum(file.stat().st_size for file in DIST.rglob("*.br"))
    print(f"{len(made)} files, {weight / 1000:.1f} kB compressed")
