"""The pictures in what Word puts on the clipboard: its HTML only says where they lie on that machine, its RTF holds them.

Rich Text Format 1.9.1, “Pictures”: \\pngblip and \\jpegblip, followed by the picture in hexadecimal.
"""

import base64
import re

MOST = 60
_PICTURE = re.compile(r"\\(png|jpeg)blip(?:\\[a-z]+-?\d*+ ?|\{[^{}]{0,200}+\}|\s){0,20}+([0-9a-fA-F\s]++)\}")
_ELSEWHERE = re.compile(r"""(<img\b[^<>]*?\bsrc=)(["'])file:[^<>"']*\2""", re.IGNORECASE)


def pictures_in(rtf: str) -> list[tuple[str, bytes]]:
    """The pictures of an RTF in their order: png or jpeg, and the content."""
    found: list[tuple[str, bytes]] = []
    for match in _PICTURE.finditer(rtf):
        digits = "".join(match[2].split())
        if len(digits) % 2 == 0 and len(found) < MOST:
            found.append((match[1], bytes.fromhex(digits)))
    return found


def with_pictures(html: str, rtf: str) -> str:
    """HTML whose pictures lie on somebody's machine, with those pictures in it; unless nobody can say which is which."""
    pictures = pictures_in(rtf)
    if len(pictures) != len(_ELSEWHERE.findall(html)):
        return html
    waiting = iter(pictures)

    def put_in(match: re.Match[str]) -> str:
        kind, content = next(waiting)
        return f"{match[1]}{match[2]}data:image/{kind};base64,{base64.b64encode(content).decode()}{match[2]}"

    return _ELSEWHERE.sub(put_in, html)
