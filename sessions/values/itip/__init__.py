"""Calendar mail, all pure: invitations that go out (build, feed) and replies that come in (read, judge)."""

from sessions.values.addresses import is_address
from sessions.values.itip import names
from sessions.values.itip.build import cancel, decline_counter, request, vevent
from sessions.values.itip.evidence import proof
from sessions.values.itip.excerpt import Letter, enclosed, excerpt, letter, masked
from sessions.values.itip.feed import etag, feed
from sessions.values.itip.incoming import Bounce, Challenge, Head, Human, Ignored, Incoming, Quarantined, Refresh, Reply
from sessions.values.itip.judge import Apply, Decision, Evidence, Known, Outdated, Standing, judge
from sessions.values.itip.plain_times import proposed
from sessions.values.itip.plain_words import Guess, guess
from sessions.values.itip.reading import SELF_TEST, carries_answer, fingerprint, read_mail
from sessions.values.itip.values import Attendee, Invite, Partstat, Party, Role, Version, uid

__all__ = [
    "SELF_TEST",
    "Apply",
    "Attendee",
    "Bounce",
    "Challenge",
    "Decision",
    "Evidence",
    "Guess",
    "Head",
    "Human",
    "Ignored",
    "Incoming",
    "Invite",
    "Known",
    "Letter",
    "Outdated",
    "Partstat",
    "Party",
    "Quarantined",
    "Refresh",
    "Reply",
    "Role",
    "Standing",
    "Version",
    "cancel",
    "carries_answer",
    "decline_counter",
    "enclosed",
    "etag",
    "excerpt",
    "feed",
    "fingerprint",
    "guess",
    "is_address",
    "judge",
    "letter",
    "masked",
    "names",
    "proof",
    "proposed",
    "read_mail",
    "request",
    "uid",
    "vevent",
]
