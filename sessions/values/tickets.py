"""A ticket to a meeting for one person: a Jitsi link with a signed token (JSON Web Token, RFC 7519).

The token names the room, whose it is, and until when it opens; the meeting's server, which knows the secret, lets in
nobody without one (Jitsi handbook, "Authentication: JWT"). The same person, room and time give the same token.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlencode, urlsplit

from sessions.compact import Json

AFTER = timedelta(
    days=1
)  # that a ticket opens still after its session was to end: it may be extended or moved a little


@dataclass(frozen=True)
class Holder:
    """Whose ticket it is; a moderator may mute and remove others."""

    id: str
    name: str
    moderator: bool = False


@dataclass(frozen=True)
class Tickets:
    """How tickets are signed: `[meeting] jitsi_app` and `jitsi_secret`, for links of the template's host alone."""

    app: str = ""
    secret: str = ""
    template: str = ""

    def is_needed(self, link: str) -> bool:
        """Whether who meets at the link needs a ticket."""
        return bool(self.app and self.secret and link) and _host(link) == _host(self.template)

    def to(self, link: str, holder: Holder, until: datetime) -> str:
        """What is added to the link so that it opens for the holder until a day after the session; "" where none is
        needed."""
        if not self.is_needed(link):
            return ""
        from joserfc import jwt  # noqa: PLC0415 - cryptography takes its time, and few installations need it
        from joserfc.jwk import OctKey  # noqa: PLC0415

        token = jwt.encode(
            {"alg": "HS256", "typ": "JWT"}, self._claims(link, holder, until), OctKey.import_key(self.secret)
        )
        return f"{'&' if urlsplit(link).query else '?'}{urlencode({'jwt': token})}"

    def _claims(self, link: str, holder: Holder, until: datetime) -> dict[str, Json]:
        *tenant, room = [unquote(one).lower() for one in urlsplit(link).path.split("/") if one] or [""]
        user = {"id": holder.id, "name": holder.name, "moderator": "true" if holder.moderator else "false"}
        user |= {"affiliation": "owner" if holder.moderator else "member"}
        return {
            "iss": self.app,
            "aud": self.app,
            "sub": tenant[-1] if tenant else _host(link),
            "room": room,
            "exp": int((until + AFTER).timestamp()),
            "context": {"user": user},
        }


def _host(link: str) -> str:
    return (urlsplit(link).hostname or "").lower()
