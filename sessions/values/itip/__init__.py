"""Calendar mail, all pure: invitations that go out (build, feed) and replies that come in (read, judge)."""

from sessions.values.addresses import is_address
from sessions.values.itip.build import cancel, decline_counter, request, vevent
from sessions.values.itip.feed import etag, feed
from sessions.values.itip.judge import Apply, Evidence, Known, Outdated, Standing, judge
from sessions.values.itip.reading import read_mail
from sessions.values.itip.values import Attendee, Invite, Partstat, Party, Role, Version, uid

__all__ = [
    "Apply",
    "Attendee",
    "Evidence",
    "Invite",
    "Known",
    "Outdated",
    "Partstat",
    "Party",
    "Role",
    "Standing",
    "Version",
    "cancel",
    "decline_counter",
    "etag",
    "feed",
    "is_address",
    "judge",
    "read_mail",
    "request",
    "uid",
    "vevent",
]
