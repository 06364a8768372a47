"""Calendar mail, all pure: invitations that go out (build, feed) and replies that come in (read, judge)."""

from sessions.values.itip.build import cancel, request, vevent
from sessions.values.itip.feed import etag, feed
from sessions.values.itip.judge import Apply, Known, Outdated, judge
from sessions.values.itip.names import is_address
from sessions.values.itip.reading import read_mail
from sessions.values.itip.values import Attendee, Invite, Partstat, Party, Role, Version, uid

__all__ = [
    "Apply",
    "Attendee",
    "Invite",
    "Known",
    "Outdated",
    "Partstat",
    "Party",
    "Role",
    "Version",
    "cancel",
    "etag",
    "feed",
    "is_address",
    "judge",
    "read_mail",
    "request",
    "uid",
    "vevent",
]
