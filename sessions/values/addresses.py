"""Which text is a mail address that can be written to."""

import re
from functools import lru_cache

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")


@lru_cache(maxsize=8192)  # lists ask of everybody's
def is_address(text: str) -> bool:
    """Whether it is a mail address that we can write to: a dot-atom at a host (RFC 5322 3.4.1), ASCII alone."""
    local, _, host = text.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return len(text) <= 254 and bool(_ADDRESS.fullmatch(text)) and not dots and not host.startswith("-")
