"""Signing PDF documents as PAdES (ETSI EN 319 142): with a seal that allows no change, and with time stamps where wished.

B-B is the signature alone. B-LTA adds what is needed to check it in decades: the certificates, what was known of their
revocation, and a time stamp over all of it by an authority (RFC 3161), renewed by another one before it ages.
"""

import asyncio
import io
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from asn1crypto import crl
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from learn.kit.signing_key import Chain, SigningKey

T = TypeVar("T")
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it says the same in what it returns and raises

FIELD = "Signature1"
B_B, B_LTA = "B-B", "B-LTA"
_PATIENCE, _AT_MOST = 3, 8  # seconds: for each word with the outside, and for all of them


class NoTimeStamp(Exception):
    """The authority did not answer, or not with a stamp that it may give. The document can be signed without."""


@dataclass
class TimeAuthority:
    """Who tells the time of a signature (RFC 3161), and the roots that vouch for it."""

    url: str
    roots: Chain
    trusted: list[Chain] = field(default_factory=list)  # that vouched for the stamps of former days

    @cached_property
    def stamper(self) -> HTTPTimeStamper:
        """The way to it, kept: it remembers how large a stamp is."""
        return HTTPTimeStamper(self.url, timeout=_PATIENCE)


@dataclass(frozen=True)
class Signed:
    """A signed document, its level, and until when its last time stamp can be checked without another one."""

    content: bytes = field(repr=False)
    level: str
    stamp_ends_at: datetime | None = None


def sign(pdf: bytes, key: SigningKey, *, reason: str) -> Signed:
    """The document with our signature, at level B-B. It needs nothing from outside."""
    seal = PdfSigner(PdfSignatureMetadata(**_words(reason)), signer=key.signer, new_field_spec=SigFieldSpec(FIELD))
    written = _done(lambda: seal.async_sign_pdf(_opened(pdf), bytes_reserved=_room_for(key.chain), in_place=False))
    return Signed(written.getvalue(), B_B)


def sign_for_decades(
    pdf: bytes, key: SigningKey, authority: TimeAuthority, *, reason: str, revocations: list[bytes]
) -> Signed:
    """The document with our signature and time stamps, at level B-LTA. Raises NoTimeStamp."""

    async def work(context: ValidationContext) -> io.BytesIO:
        words = PdfSignatureMetadata(
            **_words(reason), embed_validation_info=True, validation_context=context, use_pades_lta=True
        )
        seal = PdfSigner(words, signer=key.signer, timestamper=authority.stamper, new_field_spec=SigFieldSpec(FIELD))
        written: io.BytesIO = await seal.async_sign_pdf(_opened(pdf), in_place=False)
        return written

    return _stamped(work, key.chain, authority, revocations)


def stamp_for_decades(pdf: bytes, chain: Chain, authority: TimeAuthority, *, revocations: list[bytes]) -> Signed:
    """A signed document with another time stamp over all that it holds, at level B-LTA. Raises NoTimeStamp.

    The signature stays as it is: adding what proves its age is the one change that it allows.
    """

    async def work(context: ValidationContext) -> io.BytesIO:
        document = io.BytesIO(pdf)
        reader = PdfFileReader(document)
        if not reader.embedded_timestamp_signatures:
            signature = reader.embedded_regular_signatures[0]
            await async_add_validation_info(signature, context, in_place=True)
            reader = PdfFileReader(document)
        written: io.BytesIO = await PdfTimeStamper(authority.stamper).async_update_archival_timestamp_chain(
            reader, context, in_place=False
        )
        return written

    return _stamped(work, chain, authority, revocations)


def _stamped(
    work: Callable[[ValidationContext], Coroutine[Any, Any, io.BytesIO]],
    chain: Chain,
    authority: TimeAuthority,
    revocations: list[bytes],
) -> Signed:
    async def within_reason() -> Signed:
        async with AIOHttpFetcherBackend(per_request_timeout=_PATIENCE) as fetchers:
            return await stamped(fetchers)

    async def stamped(fetchers: Fetchers) -> Signed:
        roots = [chain.for_signing[-1], *authority.roots.for_signing]
        roots += [root for former in authority.trusted for root in former.for_signing]
        context = ValidationContext(
            trust_roots=roots,
            other_certs=chain.for_signing,
            crls=[crl.CertificateList.load(one) for one in revocations],
            allow_fetching=True,  # what the certificates themselves name: their revocation lists
            revocation_mode="soft-fail",  # an authority without such a list stamps too
            fetchers=fetchers,
        )
        content = (await work(context)).getvalue()
        stamp = PdfFileReader(io.BytesIO(content)).embedded_timestamp_signatures[-1]
        told = await async_validate_pdf_timestamp(stamp, context)
        if not (told.valid and told.intact and told.trusted):
            raise ValueError(f"None of the trusted roots vouches for the stamp ({told.summary()}).")
        return Signed(content, B_LTA, x509.load_der_x509_certificate(stamp.signer_cert.dump()).not_valid_after_utc)

    try:
        return _done(lambda: asyncio.wait_for(within_reason(), _AT_MOST))
    except Exception as fault:  # whatever the other side sends or fails to send, there is no stamp
        raise NoTimeStamp(f"{type(fault).__name__}: {fault}") from fault


def _done(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The library is asynchronous, we are not: its work is done in a loop of its own, beside one that may be running."""

    async def whole() -> T:
        return await work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(whole())
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, whole()).result()


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def _words(reason: str) -> dict[str, Any]:
    return {
        "field_name": FIELD,
        "md_algorithm": "sha256",
        "subfilter": SigSeedSubFilter.PADES,
        "reason": reason,
        "certify": True,
        "docmdp_permissions": MDPPerm.NO_CHANGES,
    }


def _room_for(chain: Chain) -> int:
    """Hexadecimal digits to keep free for a signature: guessing saves signing twice. The root is not part of it."""
    embedded = sum(len(one.dump()) for one in chain.for_signing[:-1])
    return max(4096, 2 * (1100 + embedded))
