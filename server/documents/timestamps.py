"""Time-stamps of RFC 3161: what is asked of an authority, and whether an answer stamps what it should. No HTTP here."""

import hashlib
from typing import TYPE_CHECKING

from sessions.lazily import lazily

if TYPE_CHECKING:
    import rfc3161_client
else:
    rfc3161_client = lazily("rfc3161_client")


ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"
GRANTED = (0, 1)  # PKIStatus: granted, granted with changes


def request(root: str) -> bytes:
    """The request (DER) to stamp a log's root, 64 hexadecimal digits."""
    sha256 = rfc3161_client.HashAlgorithm.SHA256
    building = rfc3161_client.TimestampRequestBuilder().data(bytes.fromhex(root)).hash_algorithm(sha256)
    return building.cert_request(cert_request=True).build().as_bytes()


def fault(answer: bytes, root: str) -> str:
    """Why the answer (DER) is no stamp of that root, "" if it is one. Whose stamp it is, is not judged here."""
    try:
        decoded = rfc3161_client.decode_timestamp_response(answer)
        if decoded.status not in GRANTED:
            return f"the authority refused: status {decoded.status}"
        stamped = decoded.tst_info.message_imprint.message
    except ValueError as error:
        return f"it is no time-stamp: {error}"
    right = hashlib.sha256(bytes.fromhex(root)).digest()
    return "" if stamped == right else "it is the time-stamp of something else"
