"""Electronic signatures in PDFs (PAdES, ETSI EN 319 142-1): ours added to a document, and others' checked.

A signature is an incremental update (ISO 32000-1, 7.5.6): the document's own bytes stay in front of it untouched, so
that whoever has both files sees that it is the same document. Whose certificate counts is for the reader to judge: here
it is checked that a signature is of these bytes, unbroken, and was made while its certificate was valid.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from sessions.values import Invalid, Json, wire

FIELD = "Sidang"
log = structlog.get_logger()


class NoCertificate(Exception):
    """The organisation's certificate can't be had; says why in one line."""


@dataclass(frozen=True)
class Certificate:
    """The organisation's PKCS #12 file with its key, its password, and who stamps the time ("": nobody)."""

    path: Path
    password: str
    timestamp_url: str = ""

    def must_open(self) -> None:
        """Raises NoCertificate."""
        self._signer()

    def sign(self, pdf: bytes, reason: str) -> bytes:
        """The document with a signature behind it; without a time-stamp where the authority gives none, for a document
        is not to wait for it. Raises NoCertificate. Blocks: for a thread."""
        from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415 - only who signs waits for it

        signer = self._signer()
        if self.timestamp_url:
            try:
                return _signed(pdf, reason, signer, HTTPTimeStamper(self.timestamp_url))
            except Exception as error:  # whatever an authority answers, or a network does
                log.warning("no-timestamp", url=self.timestamp_url, fault=str(error))
        return _signed(pdf, reason, signer, None)

    def _signer(self) -> object:
        from pyhanko.sign import signers  # noqa: PLC0415 - only who signs waits for it

        load: Any = signers.SimpleSigner.load_pkcs12
        try:
            self.path.read_bytes()
            found = load(self.path, passphrase=self.password.encode() or None)
        except (OSError, ValueError) as error:
            raise NoCertificate(f"{self.path}: {error}") from error
        if found is None:
            raise NoCertificate(f"{self.path}: it can't be opened with that password, or is no PKCS #12 file")
        return found


def _signed(pdf: bytes, reason: str, signer: Any, timestamper: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - as above
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason=reason
    )
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer, timestamper=timestamper)
    return bytes(made.getvalue())


@dataclass(frozen=True)
class Signed:
    """One signature that holds: whose certificate, who issued it, and when it says it was made."""

    name: str
    issuer: str
    at: datetime | None
    stamped: bool

    def as_json(self) -> dict[str, Json]:
        """For programs."""
        at = None if self.at is None else wire(self.at)
        return {"name": self.name, "issuer": self.issuer, "at": at, "stamped": self.stamped}


def check(pdf: bytes, original: bytes, *, now: datetime) -> list[Signed]:
    """The signatures of a PDF that was signed elsewhere, which is the original with signatures behind it.

    Raises Invalid: `not-a-pdf`, `unsigned-pdf`, `other-document`, `signature-broken` or `signature-expired`."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - only who brings a signed one waits for it
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    if not pdf.startswith(original):
        raise Invalid.at("/file", "other-document") if pdf.startswith(b"%PDF-") else Invalid.at("/file", "not-a-pdf")
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = list(reader.embedded_regular_signatures)
        last = reader.embedded_signatures[-1].evaluate_signature_coverage() if found else None
    except Exception as error:  # whatever a parser says of bytes that are none of ours
        raise Invalid.at("/file", "signature-broken") from error
    if last is None:
        raise Invalid.at("/file", "unsigned-pdf")
    if last != SignatureCoverageLevel.ENTIRE_FILE:
        raise Invalid.at("/file", "signature-broken")
    return [_checked(one, now=now) for one in found]


def _checked(signature: Any, *, now: datetime) -> Signed:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - as above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    certificate = signature.signer_cert
    context = ValidationContext(
        trust_roots=[certificate], allow_fetching=False, moment=now, revocation_mode="soft-fail"
    )
    try:
        status = validate_pdf_signature(signature, context)
    except Exception as error:  # whatever a forged structure makes a validator say
        raise Invalid.at("/file", "signature-broken") from error
    if not (status.intact and status.valid and status.docmdp_ok is not False):
        raise Invalid.at("/file", "signature-broken")
    # Filling in further signatures is allowed; any other change behind the signature is none of its document.
    if status.coverage is None or status.modification_level is None or status.modification_level.value > 2:
        raise Invalid.at("/file", "signature-broken")
    at = signature.self_reported_timestamp
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact
    made = stamp.timestamp if stamp is not None and stamped else now  # what it says of itself proves no time
    if not certificate.not_valid_before <= made <= certificate.not_valid_after:
        raise Invalid.at("/file", "signature-expired")
    at = made if stamped else at
    return Signed(certificate.subject.human_friendly, certificate.issuer.human_friendly, at, stamped)
