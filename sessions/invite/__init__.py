"""Calendar mail, all pure: invitations that go out (build, feed) and replies that come in (read, judge)."""

from sessions.invite.build import cancel, request, vevent
from sessions.invite.feed import etag, feed
from sessions.invite.names import is_address
from sessions.invite.values import Attendee, Invite, Partstat, Party, Role, Version, uid

__all__ = [
    "Attendee",
    "Invite",
    "Partstat",
    "Party",
    "Role",
    "Version",
    "cancel",
    "etag",
    "feed",
    "is_address",
    "request",
    "uid",
    "vevent",
]
