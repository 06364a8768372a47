"""Which addresses of the network the server itself may connect to on somebody's word: public ones, and allowed ones."""

import ipaddress
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
AT_HOME = ("localhost", "localhost.")


@dataclass(frozen=True)
class Reach:
    """What may be connected to: whatever is public, and the networks of `[fetch] allow`."""

    allow: tuple[str, ...] = ()

    def may(self, address: str) -> bool:
        """Whether the server may connect to that IP address."""
        found = _plain(ipaddress.ip_address(address.partition("%")[0]))
        return (found.is_global and not found.is_multicast) or self.is_allowed(found)

    def is_allowed(self, address: Ip) -> bool:
        """Whether it is in a network that is allowed by name."""
        return any(address in ipaddress.ip_network(one) for one in self.allow)

    def fault(self, url: str) -> str:
        """The code of what is wrong with the address as it is written, "" for nothing: only https, and plain http where
        the host is an allowed address; names are looked up when they are connected to."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return "no-https-url"
        if not _is_name(host) or parts.scheme not in ("https", "http") or parts.username is not None:
            return "no-https-url"
        address = _literal(host)
        if address is not None and not self.may(str(address)):
            return "private-address" if parts.scheme == "https" else "no-https-url"
        allowed = address is not None and self.is_allowed(_plain(address))
        return "" if parts.scheme == "https" or allowed else "no-https-url"


def reach(allow: Sequence[str]) -> Reach:
    """What the settings allow."""
    return Reach(tuple(allow))


def _is_name(host: str) -> bool:
    """Whether it can be one host, read alike by whoever reads it: no escapes (RFC 3986 has them, DNS has none), and no
    label that is empty."""
    if ":" in host:  # an IPv6 address, with its zone
        return True
    labels = unicodedata.normalize("NFKC", host).replace("\u3002", ".").removesuffix(".").split(".")
    return "%" not in host and all(labels)


def _literal(host: str) -> Ip | None:
    if host.lower() in AT_HOME or host.lower().removesuffix(".").endswith(".localhost"):  # RFC 6761, section 6.3
        return ipaddress.ip_address("127.0.0.1")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _plain(address: Ip) -> Ip:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
