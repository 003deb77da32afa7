"""The training matrix as a file: which job role needs which course, in how many days."""

from pathlib import Path
from typing import Any, cast

from learn.catalogue.pack.fault import Unreadable
from learn.catalogue.pack.schema import faults_of_shape
from learn.catalogue.pack.strict_yaml import Document


def read_matrix(path: Path) -> dict[str, Any]:
    """The matrix in a file, as docs/course-packs.md describes it. Raises Unreadable with every fault and its line."""
    document = Document(str(path), path.read_text(encoding="utf-8"))
    if faults := document.faults or list(faults_of_shape("matrix", document)):
        raise Unreadable(faults)
    return cast(dict[str, Any], document.value)
