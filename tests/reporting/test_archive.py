"""All certificates in one file: nobody lost, names that survive Windows, one document in memory at a time."""

import csv
import hashlib
import io
import subprocess
import tracemalloc
import zipfile
from datetime import UTC, date, datetime

from learn.kit.text import fit_for_windows
from learn.reporting.archive import file_name, zip_of
from learn.reporting.holdings import Held

CONTENT = b"%PDF-1.7 " + b"x" * 40_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
UTF_8 = 1 << 11  # the bit by which Windows knows that a name is UTF-8


def held(n: int, name: str = "王伟", **changes: object) -> Held:
    facts = {
        "number": f"CGT-2026-{n:05}-AAAAA-A", "issued_at": datetime(2026, 11, 1, tzinfo=UTC), "document_key": f"k{n}",
        "sha256": DIGEST, "name": name, "latin_name": "", "staff_number": f"PJ-{n:04}", "course": "GMP-101",
        "title": "GMP", "version": "1.0", "valid_until": date(2028, 10, 31), "fate": "genuine",
    }  # fmt: skip
    return Held(**{**facts, **changes})


def read(_key: str) -> bytes:
    return CONTENT


def opened(pieces) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def manifest(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))


def test_of_a_thousand_staff_with_fifty_pairs_of_one_name_nobody_is_lost():
    names = [f"姓名{n}" for n in range(900)] + [f"同名{n}" for n in range(50)] * 2
    archive = opened(zip_of((held(n, name) for n, name in enumerate(names)), "浦江细胞医院", read))
    files = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(files) == len(set(map(str.casefold, files))) == 1000
    assert archive.testzip() is None
    lines = manifest(archive)
    assert [line["file"] for line in lines] == files
    assert {line["sha256"] for line in lines} == {DIGEST}


def test_memory_does_not_grow_with_the_number_of_documents():
    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in zip_of((held(n) for n in range(count)), "浦江", read):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few = peak(20)
    assert peak(800) < few + 2_500_000, "800 documents of 40 kB are 32 MB; only their names may stay in memory"


def test_the_first_bytes_leave_before_the_last_document_is_read():
    asked: list[str] = []

    def note(key: str) -> bytes:
        asked.append(key)
        return CONTENT

    pieces = zip_of((held(n) for n in range(50)), "浦江", note)
    next(pieces)
    assert asked == ["k0"]


def test_chinese_names_open_everywhere(tmp_path):
    path = tmp_path / "certificates.zip"
    path.write_bytes(b"".join(zip_of([held(7, "欧阳䶮")], "浦江细胞医院", read)))
    with zipfile.ZipFile(path) as archive:
        one = archive.infolist()[0]
        assert one.filename == "浦江细胞医院/PJ-0007_欧阳䶮_GMP-101_CGT-2026-00007-AAAAA-A.pdf"
        assert one.flag_bits & UTF_8
        assert archive.read(one) == CONTENT
    listed = subprocess.run(["unzip", "-l", path], capture_output=True, check=False, env={"LC_ALL": "C.UTF-8"})
    if listed.returncode == 0:  # where unzip is installed
        assert "PJ-0007_欧阳䶮" in listed.stdout.decode()


def test_what_windows_refuses_in_a_name_becomes_a_line():
    assert fit_for_windows('a<b>c:d"e/f\\g|h?i*j') == "a_b_c_d_e_f_g_h_i_j"
    assert fit_for_windows("x\u202eqpc.\u0000 . ") == "x_qpc._"
    assert fit_for_windows("..") == "_"
    assert "/" not in file_name(held(1, "../../etc/passwd"), "浦江").removeprefix("浦江/")


def test_a_document_that_is_gone_or_altered_is_named_and_left_out():
    def some(key: str) -> bytes:
        if key == "k1":
            raise FileNotFoundError(key)
        return b"forged" if key == "k2" else CONTENT

    archive = opened(zip_of([held(n) for n in range(4)], "浦江", some))
    assert [line["document"] for line in manifest(archive)] == [
        "enclosed", "missing or altered", "missing or altered", "enclosed",
    ]  # fmt: skip
    assert len([name for name in archive.namelist() if name.endswith(".pdf")]) == 2
