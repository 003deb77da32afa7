"""Many certificates at once: people of one name, and names that few fonts have. Each is there, right, and can be read."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from learn.certificates import Certificate
from learn.kit import fonts
from learn.kit.db import db
from learn.learning import Completion
from learn.people import Organisation, Person

PAIRS, RARE = 20, 20  # of each; fifty pairs and a hundred rare names pass as well, in a minute
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静"


def test_each_of_many_is_there_and_right_whoever_shares_the_name_and_however_rare_it_is(
    hana: Person, pujiang: Organisation, completes: Callable[..., Completion], visit: Callable[..., Any], tmp_path: Path
) -> None:
    common = [surname + given for surname in SURNAMES for given in GIVEN][:PAIRS]
    issued = {}
    for n, name in enumerate([*common, *common, *(f"欧阳{sign}" for sign in rare_signs(RARE))]):
        person = Person.add(email=f"many{n}@test.example", name=name, by=None)
        person.join(pujiang, staff_number=f"M-{n:04}", by=None)
        db.session.flush()
        issued[f"M-{n:04}"] = (name, Certificate.issue(completes(person, staff_number=f"M-{n:04}")).number)
    db.session.commit()
    db.session.info.pop("bells", None)
    content = visit(hana, "/hr/certificates.zip").response.data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {
            file.rpartition("/")[2].partition("_")[0]: file for file in archive.namelist() if file.endswith(".pdf")
        }
        assert files.keys() == issued.keys()
        wrong = {
            number: name
            for number, (name, certificate) in issued.items()
            if not {name, certificate} <= {*words_of(archive.read(files[number]), tmp_path)}
        }
    assert not wrong


@cache
def rare_signs(many: int) -> str:
    """Characters of names that the cut font lacks and the whole one has, the three known ones first, then far apart."""
    everyday, whole = _signs_in("everyday"), _signs_in("whole")
    signs = sorted(code for code in whole - everyday if 0x3400 <= code <= 0x9FFF or code >= 0x20000)
    return "".join(map(chr, [0x4DAE, 0x2CC56, 0x36C3, *signs[:: len(signs) // many]]))[:many]


def words_of(pdf: bytes, folder: Path) -> list[str]:
    """The words of a PDF as another program reads them."""
    file = folder / "one.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    return said.split()


def _signs_in(family: str) -> set[int]:
    with TTFont(fonts.FOLDER / f"{family}-400.ttf", lazy=True) as font:
        return {*font.getBestCmap()}
