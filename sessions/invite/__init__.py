"""Calendar mail, all pure: invitations that go out (build, feed) and replies that come in (read, judge)."""

from sessions.invite.build import cancel, request, vevent
from sessions.invite.feed import etag, feed
from sessions.invite.judge import Apply, Known, Outdated, judge
from sessions.invite.mail import read_mail
from sessions.invite.names import is_address
from sessions.invite.values import Attendee, Invite, Partstat, Party, Role, Version, uid

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
