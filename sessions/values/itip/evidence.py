"""Whether a mail is from whom its From says, by what our own server found out (RFC 8601). Others' findings are none."""

from collections.abc import Sequence
from typing import Literal

from sessions.values.itip.headers import Finding

Proof = Literal["pass", "fail", "none", "unchecked"]


def proof(findings: Sequence[Finding], *, authserv: str, sender: str) -> Proof:
    """What the server `authserv` says of the sender: `unchecked` where no server is named that could.

    Of one method its topmost finding holds, and none below a Received line under ours: that may have come with the
    mail (RFC 8601, section 5).
    """
    if not authserv:
        return "unchecked"
    named_so = [one for one in findings if one.server == authserv.casefold()]
    ours = [one for one in named_so if one.hops == named_so[0].hops]
    domain = sender.rpartition("@")[2].casefold()
    policy = next((one for one in ours if one.method == "dmarc"), None)
    if policy is not None and policy.result == "fail":
        return "fail"
    if policy is not None and policy.result == "pass":
        named = policy.value("header.from").casefold()
        return "pass" if not named or _is_aligned(named.rpartition("@")[2], domain) else "none"
    return "pass" if any(_proves(one, domain) for one in _topmost(ours)) else "none"


def _topmost(findings: Sequence[Finding]) -> list[Finding]:
    """Of SPF the topmost; of DKIM all that stand in one header, since a mail may bear several signatures."""
    spf = [one for one in findings if one.method == "spf"][:1]
    dkim = [one for one in findings if one.method == "dkim"]
    return [*spf, *(one for one in dkim if one.field == dkim[0].field)]


def _proves(finding: Finding, domain: str) -> bool:
    """Whether it passed for a domain that is the sender's (RFC 7489 3.1: relaxed alignment)."""
    if finding.result != "pass":
        return False
    if finding.method == "spf":
        proved = finding.value("smtp.mailfrom") or finding.value("smtp.helo")
    else:
        proved = finding.value("header.d") or finding.value("header.i")
    return _is_aligned(proved.rpartition("@")[2].casefold(), domain)


def _is_aligned(proved: str, domain: str) -> bool:
    if not proved or not domain or "." not in proved:
        return False
    return proved == domain or proved.endswith("." + domain) or domain.endswith("." + proved)
