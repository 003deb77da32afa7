"""Checking the receipt of a hand-in: by its number, or by the file itself."""

from dataclasses import dataclass
from typing import Any

import structlog

from learn.assessment import Attempt, Receipt, receipt_number, receipt_well_typed
from learn.certificates.verdict import Verdict
from learn.kit.db import db
from learn.kit.digest import canonical_json
from learn.kit.text import Words, json_said_once

log = structlog.get_logger()

_WORDS = {
    Verdict.GENUINE: Words("真实，与服务器保存的作答一致", "Genuine: the server holds exactly these answers"),
    Verdict.ALTERED: Words("与交卷时不一致，请勿采信", "Not as it was when handed in; do not rely on it"),
    Verdict.FOREIGN: Words("不是本平台的交卷回执", "Not a receipt of this platform"),
    Verdict.UNKNOWN: Words("没有这个编号的回执", "No receipt has this number"),
}


@dataclass(frozen=True)
class ReceiptFinding:
    """What a check of a receipt found: the verdict, the number looked for, and the receipt where there is one."""

    verdict: Verdict
    number: str | None = None
    receipt: Receipt | None = None
    attempt: Attempt | None = None
    from_file: bool = False
    mistyped: bool = False  # the check sign does not fit, so nobody ever had this number

    @property
    def words(self) -> Words:
        """How the verdict reads."""
        return _WORDS[self.verdict]


def check_receipt_number(number: str) -> ReceiptFinding:
    """The verdict on a number, after comparing the receipt with what the attempt holds today."""
    if not receipt_well_typed(number):
        return ReceiptFinding(Verdict.UNKNOWN, number=number, mistyped=True)
    receipt = Receipt.numbered(number)
    return _compared(receipt) if receipt else ReceiptFinding(Verdict.UNKNOWN, number=number)


def check_receipt_file(content: bytes) -> ReceiptFinding | None:
    """The verdict on a file; None: it does not even look like a receipt."""
    brought = _read(content)
    if brought is None:
        return None
    number = receipt_number(str(brought["receipt"].get("number", "")))
    if number is None:
        return ReceiptFinding(Verdict.FOREIGN, from_file=True)
    receipt = Receipt.numbered(number)
    if receipt is None:
        return ReceiptFinding(Verdict.UNKNOWN, number=number, from_file=True)
    if not receipt.is_file(brought):
        return ReceiptFinding(Verdict.ALTERED, number=number, from_file=True)
    return _compared(receipt, from_file=True)


def _compared(receipt: Receipt, *, from_file: bool = False) -> ReceiptFinding:
    attempt = db.session.scalars(Attempt.whole().where(Attempt.id == receipt.attempt_id)).unique().one()
    genuine = receipt.agrees_with(attempt)
    if not genuine:
        log.error("receipt and attempt differ", number=receipt.number, attempt=attempt.id)
    verdict = Verdict.GENUINE if genuine else Verdict.ALTERED
    return ReceiptFinding(verdict, receipt.number, receipt, attempt, from_file)


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        brought = json_said_once(content.decode("utf-8-sig"))
        canonical_json(brought)  # half a character cannot be written down again
    except (ValueError, RecursionError):
        return None
    return brought if isinstance(brought, dict) and isinstance(brought.get("receipt"), dict) else None
