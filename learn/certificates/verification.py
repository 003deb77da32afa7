"""The public check: a number or a file in, a verdict out. Nobody signs in for it."""

import structlog
from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learn.assessment import receipt_number
from learn.certificates.check import Finding, check_file, check_number
from learn.certificates.credential.check import check_credential
from learn.certificates.former import FormerCertificate
from learn.certificates.forms import FileForm, NumberForm
from learn.certificates.ground import ground_of
from learn.certificates.log import Damaged, Kind, Proof, proofs_of
from learn.certificates.log.note import proof_file
from learn.certificates.masking import masked
from learn.certificates.number import canonical
from learn.certificates.receipt_check import ReceiptFinding, check_receipt_file, check_receipt_number
from learn.certificates.sharing import How, Lookup
from learn.certificates.told import told, told_of_receipt
from learn.certificates.transcripts import Transcript
from learn.certificates.transcripts.views import transcript_verdict
from learn.certificates.verdict import Verdict
from learn.kit import clock
from learn.kit.web import camera, limiter
from learn.people.access import public

bp = Blueprint("verification", __name__)
log = structlog.get_logger()

# Fifty random bits cannot be guessed; the limit keeps anyone from trying, and from making us read files all day.
lookup = limiter.shared_limit("30 per minute", scope="verify")


@bp.get("/verify")
@public
@camera
def ask() -> ResponseReturnValue:
    """Ask for a number or a file; with a number in the address, on to its verdict."""
    form = NumberForm(request.args, meta={"csrf": False})
    if "number" not in request.args:
        return _form(form, FileForm())
    if not form.validate():
        return _form(form, FileForm()), 422
    number = canonical(form.number.data) or receipt_number(form.number.data)
    if number is None:
        form.number.errors = [_("A number reads like CGT-2026-7K3M9-QXDRT-W. Please compare it with the certificate.")]
        return _form(form, FileForm()), 422
    return redirect(url_for(".show_verdict", number=number, code=request.args.get("code")))


@bp.get("/verify/<number>")
@public
@camera
@lookup
def show_verdict(number: str) -> ResponseReturnValue:
    """The verdict on a number; with the code of the QR code also the holder's name."""
    receipt = receipt_number(number)
    proper = canonical(number) or receipt
    if proper and proper != number:
        return redirect(url_for(".show_verdict", number=proper, code=request.args.get("code")))
    if receipt:
        return _answer_receipt(check_receipt_number(receipt))
    finding = check_number(number)
    named = _knows_the_code(finding)
    Lookup.note(finding.certificate, How.CODE if named else How.NUMBER)
    return _answer(finding, named=named)


@bp.get("/verify/<number>.json")
@public
@lookup
def tell_verdict(number: str) -> ResponseReturnValue:
    """The verdict on a number for machines, from whichever page they ask."""
    receipt = receipt_number(number)
    proper = canonical(number) or receipt
    if proper and proper != number:
        return redirect(url_for(".tell_verdict", number=proper, code=request.args.get("code")))
    if receipt:
        receipt_finding = check_receipt_number(receipt)
        return _to_machines(jsonify(told_of_receipt(receipt_finding)), receipt_finding.verdict)
    finding = check_number(number)
    named = _knows_the_code(finding)
    Lookup.note(finding.certificate, How.CODE if named else How.NUMBER)
    return _to_machines(jsonify(told(finding, _logged(finding), named=named)), finding.verdict)


@bp.get("/verify/<number>/proof")
@public
@lookup
def give_proof(number: str) -> ResponseReturnValue:
    """What to keep beside the file: the proof that it was logged, and the salt for whoever has its code."""
    finding = check_number(number)
    kind = request.args.get("of", str(Kind.ISSUED))
    proof = next((one for one in reversed(_logged(finding)) if one.entry.kind == kind), None)
    if proof is None or finding.certificate is None:
        abort(404)
    named = _knows_the_code(finding)
    Lookup.note(finding.certificate, How.CODE if named else How.NUMBER)
    salt = finding.certificate.salt if named else None
    answer = Response(proof_file(proof, salt=salt), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={finding.number}-{kind}.tlog-proof"
    return _to_machines(answer, finding.verdict)


@bp.post("/verify")
@public
@camera
@lookup
def check_document() -> ResponseReturnValue:
    """The verdict on a file. It is compared and forgotten."""
    form = FileForm()
    if not form.validate_on_submit():
        return _form(NumberForm(None, meta={"csrf": False}), form), 422
    content = form.file.data.read()
    receipt = check_receipt_file(content)
    if receipt:
        return _answer_receipt(receipt)
    if transcript := Transcript.with_file(content):
        return transcript_verdict(transcript)
    finding = check_credential(content) or check_file(content)
    Lookup.note(finding.certificate, How.FILE)
    if finding.verdict is Verdict.FOREIGN:
        _tell_of_former(content)
    return _answer(finding, named=True)


def _tell_of_former(content: bytes) -> None:
    """Say where a file that is not ours came to us from a former system."""
    if kept := FormerCertificate.with_file(content):
        day = clock.day_of(kept.former_import.at).isoformat()
        flash(
            _(
                "The alliance keeps this file as it was imported on %(day)s. Others issued it; nobody here vouches for it.",
                day=day,
            ),
            "due",
        )


def _knows_the_code(finding: Finding) -> bool:
    """Whether whoever asks has seen the certificate itself."""
    return bool(finding.certificate and finding.certificate.opens_with(request.args.get("code", "")))


def _logged(finding: Finding) -> list[Proof]:
    """The entries of a certificate in the public log. A damaged log proves nothing, but hides no verdict either."""
    if finding.certificate is None or not finding.verdict.issued_by_us:
        return []
    try:
        return proofs_of(finding.certificate)
    except Damaged as fault:
        log.error("certificate log damaged", number=finding.number, fault=str(fault))
        return []


def _to_machines(response: Response, verdict: Verdict) -> ResponseReturnValue:
    """An answer that a page of anybody may read, and that no search engine keeps."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response, 404 if verdict is Verdict.UNKNOWN else 200


def _answer_receipt(finding: ReceiptFinding) -> ResponseReturnValue:
    """The page of a verdict on a receipt. Whoever has the file reads the name there anyway."""
    page = render_template(
        "certificates/receipt_verdict.html",
        finding=finding,
        masked=masked,
        number_form=NumberForm(None, data={"number": finding.number if finding.mistyped else ""}, meta={"csrf": False}),
        file_form=FileForm(None),
        checked_at=clock.now(),
    )
    return page, 404 if finding.verdict is Verdict.UNKNOWN else 200, {"X-Robots-Tag": "noindex"}


def _answer(finding: Finding, *, named: bool) -> ResponseReturnValue:
    """The page of a verdict. Whoever has the file or its code reads the name there anyway."""
    page = render_template(
        "certificates/verdict.html",
        finding=finding,
        certificate=finding.certificate,
        named=named,
        masked=masked,
        number_form=NumberForm(None, data={"number": finding.number if finding.mistyped else ""}, meta={"csrf": False}),
        file_form=FileForm(None),
        proofs=_logged(finding),
        ground=ground_of(finding.certificate) if finding.certificate else None,
        checked_at=clock.now(),
    )
    status = 404 if finding.verdict is Verdict.UNKNOWN else 200
    return page, status, {"X-Robots-Tag": "noindex"}


def _form(number_form: NumberForm, file_form: FileForm) -> str:
    return render_template("certificates/verify.html", number_form=number_form, file_form=file_form)
