"""Who signs: keys in files or in a token, made once, changed at times, shown to nobody."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from cryptography import x509
from flask import Flask
from pkcs11 import PKCS11Error
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from sqlalchemy import text

from learn import create_app
from learn.certificates import Certificate, Verdict
from learn.certificates.change import Change
from learn.certificates.check import check_file
from learn.certificates.issuer import Issuer, IssuingChain
from learn.config import ROOT, BadSetting, Config
from learn.kit import own_authority
from learn.kit.db import db
from learn.people import Person
from tests.certificates.judges import tool
from tests.certificates.test_paper import printed
from tests.certificates.time_authority import Authority

Certified = Callable[..., Certificate]
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


def authority(folder: Path) -> dict[str, str]:
    """Settings of a production with a key of its own."""
    own_authority.found(folder, organisation="Alliance", country="CN")
    return {
        "CERTIFICATE_KEY": (folder / own_authority.SIGNER_KEY).read_text(),
        "CERTIFICATE_CHAIN": (folder / own_authority.CHAIN).read_text(),
    }


def signature(content: bytes) -> Any:
    """The first signature in a file."""
    return PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[0]


def signs_with(app: Flask, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on the application signs with the key in this folder, as after a restart with other settings."""
    monkeypatch.setitem(app.extensions, "issuer", Issuer(folder, None, None))


def test_a_certificate_is_signed_and_forbids_every_change(bo: Person, certified: Certified) -> None:
    certificate = certified(bo)
    signed = signature(certificate.read_document())
    assert certificate.level == "B-B"
    assert signed.docmdp_level is MDPPerm.NO_CHANGES
    assert signed.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert "颁发证书" in signed.sig_object["/Reason"]
    assert signed.signer_cert.public_key["algorithm"]["parameters"].native == "secp256r1"


def test_two_processes_that_sign_for_the_first_time_end_up_with_one_authority(tmp_path: Path) -> None:
    folder = tmp_path / "keys" / "certificates"
    program = (
        "import sys, pathlib; from learn.kit import own_authority as own;"
        "own.found(pathlib.Path(sys.argv[1]), organisation='A', country='CN');"
        "print((pathlib.Path(sys.argv[1]) / own.CHAIN).read_text())"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, cwd=ROOT)
        for _ in range(2)
    ]
    said = [one.communicate()[0] for one in both]
    assert said[0] == said[1] != b""
    assert [one.name for one in folder.parent.iterdir()] == ["certificates"], "the loser cleans up"
    assert all(
        (folder / name).stat().st_mode & 0o077 == 0 for name in (own_authority.ROOT_KEY, own_authority.SIGNER_KEY)
    )


def test_no_key_is_in_the_database_the_settings_or_the_log(
    app: Flask,
    config: Config,
    bo: Person,
    certified: Certified,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: Any,
) -> None:
    settings = authority(tmp_path / "ours")
    made = create_app(replace(config, **settings))
    secret = "".join(settings["CERTIFICATE_KEY"].splitlines()[1:-1])[:48]
    assert settings["CERTIFICATE_KEY"] not in map(str, made.config.values())
    app.extensions["issuer"] = made.extensions["issuer"]
    certified(bo)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):
            assert secret not in str(row).replace("\\n", ""), table.name
            assert "PRIVATE KEY" not in str(row), table.name
    out, err = capfd.readouterr()
    assert "PRIVATE KEY" not in caplog.text + out + err


@pytest.fixture(autouse=True)
def restored(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test does to the issuer is undone after it."""
    monkeypatch.setitem(app.extensions, "issuer", app.extensions["issuer"])


def test_after_a_change_of_keys_former_certificates_remain_genuine(
    app: Flask, bo: Person, zed: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    former = certified(bo)
    signs_with(app, monkeypatch, tmp_path / "next")
    newer = certified(zed)
    assert signature(former.read_document()).signer_cert != signature(newer.read_document()).signer_cert
    for certificate in (former, newer):
        assert check_file(certificate.read_document()).verdict is Verdict.GENUINE
        content = certificate.read_document()
        changed = content[:3000] + bytes([content[3000] ^ 1]) + content[3001:]
        assert check_file(changed).change is Change.INSIDE
    assert db.session.query(IssuingChain).count() == 2


def test_checking_a_file_needs_no_key(
    app: Flask, bo: Person, certified: Certified, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = certified(bo).read_document()
    signs_with(app, monkeypatch, tmp_path / "empty" / "keys")
    assert check_file(content).verdict is Verdict.GENUINE
    assert check_file(content + b"\n").change is Change.ADDED
    assert not (tmp_path / "empty").exists(), "nothing was made either"


def test_anybody_can_fetch_what_vouches_for_our_signatures(
    app: Flask,
    bo: Person,
    certified: Certified,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    browser: Callable[..., Any],
) -> None:
    file = tmp_path / "former.pdf"
    file.write_bytes(certified(bo).read_document())
    signs_with(app, monkeypatch, tmp_path / "next")
    answer = browser(None).client.get("/certificates/authority.pem")
    assert answer.status_code == 200
    roots = x509.load_pem_x509_certificates(answer.data)
    assert len(roots) == 2, "today's and the former one"
    assert all(root.subject == root.issuer for root in roots)
    assert b"PRIVATE" not in answer.data
    (tmp_path / "roots.pem").write_bytes(answer.data)
    judged = tool(
        ".venv/bin/pyhanko", "sign", "validate", "--trust", tmp_path / "roots.pem", "--trust-replace",
        "--no-revocation-check", file,
    )  # fmt: skip
    assert "INTACT:TRUSTED,UNTOUCHED" in judged


def test_a_key_from_files_signs(app: Flask, config: Config, bo: Person, certified: Certified, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    settings = authority(folder)
    read = Config.from_env(
        {
            "LEARN_ENV": "production", "SECRET_KEY": "x" * 40, "WORKERS": "1", "BASE_URL": "https://learn.example",
            "CERTIFICATE_KEY_FILE": str(folder / own_authority.SIGNER_KEY),
            "CERTIFICATE_CHAIN_FILE": str(folder / own_authority.CHAIN),
        }
    )  # fmt: skip
    assert settings["CERTIFICATE_KEY"].strip() == read.CERTIFICATE_KEY
    made = create_app(replace(config, CERTIFICATE_KEY=read.CERTIFICATE_KEY, CERTIFICATE_CHAIN=read.CERTIFICATE_CHAIN))
    app.extensions["issuer"] = made.extensions["issuer"]
    der = pem.unarmor((folder / own_authority.CHAIN).read_bytes())[2]
    assert signature(certified(bo).read_document()).signer_cert.dump() == der


def broken(
    settings: dict[str, str], other: dict[str, str], time_house: Authority
) -> dict[str, tuple[dict[str, str], str]]:
    """Settings that nobody can sign with, and what is said of them."""
    key, chain = settings["CERTIFICATE_KEY"], settings["CERTIFICATE_CHAIN"]
    signer, root = (piece + "-----END CERTIFICATE-----\n" for piece in chain.split("-----END CERTIFICATE-----\n")[:2])
    token = {"PKCS11_TOKEN": "x", "PKCS11_KEY": "x", "PKCS11_PIN": "x", "CERTIFICATE_CHAIN": chain}
    return {
        "no key": ({"CERTIFICATE_KEY": "hello", "CERTIFICATE_CHAIN": chain}, "CERTIFICATE_KEY"),
        "other kind": ({"CERTIFICATE_KEY": time_house.key("fresh"), "CERTIFICATE_CHAIN": chain}, "CERTIFICATE_KEY: .*P-256"),
        "other key": ({"CERTIFICATE_KEY": other["CERTIFICATE_KEY"], "CERTIFICATE_CHAIN": chain}, "CERTIFICATE_CHAIN must begin"),
        "no chain": ({"CERTIFICATE_KEY": key}, "CERTIFICATE_CHAIN is needed"),
        "chain alone": ({"CERTIFICATE_CHAIN": chain}, "CERTIFICATE_CHAIN needs"),
        "not PEM": ({"CERTIFICATE_KEY": key, "CERTIFICATE_CHAIN": "hello"}, "CERTIFICATE_CHAIN must be"),
        "no root": ({"CERTIFICATE_KEY": key, "CERTIFICATE_CHAIN": signer}, "CERTIFICATE_CHAIN must hold"),
        "wrong order": ({"CERTIFICATE_KEY": key, "CERTIFICATE_CHAIN": root + signer}, "CERTIFICATE_CHAIN must go"),
        "other root": ({"CERTIFICATE_KEY": key, "CERTIFICATE_CHAIN": signer + other["CERTIFICATE_CHAIN"]}, "CERTIFICATE_CHAIN must go"),
        "both": ({**settings, **token, "PKCS11_MODULE": "x"}, "exclude each other"),
        "half a token": ({"PKCS11_MODULE": "x", "CERTIFICATE_CHAIN": chain}, "PKCS11_TOKEN"),
        "no such module": ({**token, "PKCS11_MODULE": "/nowhere.so"}, "PKCS11_MODULE"),
        "no address": ({"TIMESTAMP_URL": "tsa.example", "TIMESTAMP_ROOTS": chain}, "TIMESTAMP_URL"),
        "no roots": ({"TIMESTAMP_URL": "https://tsa.example"}, "TIMESTAMP_ROOTS is needed"),
        "bad roots": ({"TIMESTAMP_URL": "https://tsa.example", "TIMESTAMP_ROOTS": "hello"}, "TIMESTAMP_ROOTS must"),
    }  # fmt: skip


def test_bad_settings_stop_the_start_by_name(config: Config, tmp_path: Path, time_house: Authority) -> None:
    settings, other = authority(tmp_path / "ours"), authority(tmp_path / "others")
    for settings_of_one, said in broken(settings, other, time_house).values():
        with pytest.raises(BadSetting, match=said) as stopped:
            create_app(replace(config, **settings_of_one))
        assert "PRIVATE" not in str(stopped.value)


def test_a_chain_that_has_ended_stops_the_start(
    config: Config, tmp_path: Path, clock_at: Callable[[str], None]
) -> None:
    settings = authority(tmp_path / "ours")
    clock_at("2051-01-01T00:00:00+08:00")
    with pytest.raises(BadSetting, match="CERTIFICATE_CHAIN .*valid from"):
        create_app(replace(config, **settings))


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A token of SoftHSM with a key in it, and a chain for that key."""
    if not SOFTHSM.exists():
        pytest.skip("softhsm2 is not installed (apt: softhsm2)")
    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    files = authority(tmp_path / "ours")
    tool("softhsm2-util", "--init-token", "--free", "--label", "learn", "--so-pin", "0000", "--pin", "1234")
    tool(
        "softhsm2-util", "--import", tmp_path / "ours" / own_authority.SIGNER_KEY, "--token", "learn", "--label",
        "certificates", "--id", "a1", "--pin", "1234",
    )  # fmt: skip
    return {
        "PKCS11_MODULE": str(SOFTHSM), "PKCS11_TOKEN": "learn", "PKCS11_KEY": "certificates", "PKCS11_PIN": "1234",
        "CERTIFICATE_CHAIN": files["CERTIFICATE_CHAIN"],
    }  # fmt: skip


def test_a_key_in_a_token_signs_and_stays_there(
    app: Flask, config: Config, bo: Person, certified: Certified, token: dict[str, str]
) -> None:
    made = create_app(replace(config, **token))
    assert "1234" not in map(str, made.config.values())
    app.extensions["issuer"] = made.extensions["issuer"]
    certificate = certified(bo)
    made.extensions["issuer"].key.forget()
    der = pem.unarmor(token["CERTIFICATE_CHAIN"].encode())[2]
    assert signature(certificate.read_document()).signer_cert.dump() == der
    assert check_file(certificate.read_document() + b"\n").change is Change.ADDED, "the signature itself is sound"


def test_a_token_that_lost_its_session_is_opened_anew(
    app: Flask, config: Config, token: dict[str, str], completes: Callable[..., Any], bo: Person
) -> None:
    issuer: Issuer = create_app(replace(config, **token)).extensions["issuer"]
    paper = printed(completes(bo))
    issuer.sign(paper)
    issuer.key.signer.pkcs11_session.close()  # type: ignore[attr-defined]  # as when it is pulled out
    with pytest.raises(PKCS11Error):
        issuer.sign(paper)
    assert issuer.sign(paper).level == "B-B"
    issuer.key.forget()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PKCS11_TOKEN", "another", "PKCS11_MODULE: the token does not open"),
        ("PKCS11_PIN", "9999", "PKCS11_MODULE: the token does not open: PinIncorrect"),
        ("PKCS11_KEY", "another", "PKCS11_MODULE: the token holds no private key “another”"),
    ],
)
def test_a_token_that_does_not_fit_stops_the_start(
    config: Config, token: dict[str, str], name: str, value: str, said: str
) -> None:
    with pytest.raises(BadSetting, match=said) as stopped:
        create_app(replace(config, **{**token, name: value}))
    assert "1234" not in str(stopped.value)


def test_a_token_with_another_key_than_the_chain_stops_the_start(
    config: Config, token: dict[str, str], tmp_path: Path
) -> None:
    other = authority(tmp_path / "others")["CERTIFICATE_CHAIN"]
    with pytest.raises(BadSetting, match="CERTIFICATE_CHAIN must begin"):
        create_app(replace(config, **{**token, "CERTIFICATE_CHAIN": other}))


def test_the_command_makes_an_authority_that_production_starts_with(app: Flask, config: Config, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    folder = tmp_path / "authority"
    said = run(args=["certificates", "authority", str(folder)])
    assert said.exit_code == 0, said.output
    named = dict(line.split("=") for line in said.stdout.splitlines())
    create_app(replace(config, **{name.removesuffix("_FILE"): Path(path).read_text() for name, path in named.items()}))
    before = (folder / own_authority.SIGNER_KEY).read_text()
    again = run(args=["certificates", "authority", str(folder)])
    assert again.exit_code == 1
    assert "nothing was changed" in again.output
    assert (folder / own_authority.SIGNER_KEY).read_text() == before


def test_a_loop_that_is_running_already_is_no_hindrance(bo: Person, certified: Callable[..., Certificate]) -> None:
    async def within() -> str:
        return certified(bo).level

    assert asyncio.run(within()) == "B-B"
