"""When a panelist belongs to the government that is assessed: by the institution's name, or by the mail's domain."""

import re
from collections.abc import Iterable

ANYBODYS = {
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "rocketmail.com", "outlook.com",
    "outlook.co.id", "hotmail.com", "live.com", "icloud.com", "mail.com", "proton.me", "protonmail.com",
}  # fmt: skip
GOVERNMENT = re.compile(
    r"\b(pem(erintah|kab|kot|da|prov)\w*|dinas|badan|bappeda\w*|diskominfo\w*|sekretariat daerah|setda|bupati|"
    r"wali ?kota|inspektorat|kecamatan|dprd)\b"
)
ACADEMIC = re.compile(r"\b(universitas|institut|politeknik|sekolah tinggi|akademi|university)\b")
KIND = re.compile(r"^(kabupaten|kab\.?|kota( administrasi)?)\s+")


def is_own_government(institution: str, email: str, regency: str, addresses: Iterable[str]) -> bool:
    """Whether the institution is the regency's own, or the mail's domain that of the regency's people."""
    return _names(institution.casefold(), regency.casefold()) or _domain(email) in {
        _domain(one) for one in addresses
    } - {None}


def _names(institution: str, regency: str) -> bool:
    if ACADEMIC.search(institution):
        return False
    place = KIND.sub("", regency).strip()
    here = bool(place) and re.search(rf"\b{re.escape(place)}\b", institution) is not None
    return here and (regency in institution or GOVERNMENT.search(institution) is not None)


def _domain(email: str) -> str | None:
    domain = email.rpartition("@")[2].strip().casefold()
    return None if not domain or domain in ANYBODYS else domain
