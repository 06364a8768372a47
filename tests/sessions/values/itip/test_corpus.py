"""Answers as clients write them, in every encoding, charset and structure: each must be read as the answer that it is.

Generated: client x transfer encoding x charset x structure; and client x what its answer leaves out x state of the
session. What a client writes is of our own making, after the shape that it is known for. docs/mail.md has the tables of
them, each line of which is held here.
"""

import base64
import binascii
import itertools
import quopri
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from samples.invites import ORGANIZER, RATNA, STARTS
from samples.replies import UID, a_mail_of, a_part, a_text

from sessions.values.itip import Apply, Known, Outdated, Standing, judge
from sessions.values.itip.incoming import Human, Ignored, Quarantined, Reply
from sessions.values.itip.judge import Decision
from sessions.values.itip.reading import read_mail

WORDS = "Maaf, terlambat – é ñ"
PLAIN = "Maaf, terlambat"

# Each client's calendar: its PRODID and what it is known to do to lines, properties and parameters.
CLIENTS: dict[str, tuple[str, dict]] = {
    "Gmail": (
        "-//Google Inc//Google Calendar 70.9054//EN",
        {"ATTENDEE": "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;X-NUM-GUESTS=0"},
    ),
    "Outlook desktop": (
        "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
        {"DTSTART": 'DTSTART;TZID="SE Asia Standard Time":20261201T090000', "ORGANIZER": None},
    ),
    "Outlook web": (
        "Microsoft Exchange Server 2010",
        {
            "DTSTART": "DTSTART;TZID=SE Asia Standard Time:20261201T090000",
            "more": "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nX-MICROSOFT-DISALLOW-COUNTER:FALSE",
        },
    ),
    "Exchange": ("Microsoft Exchange Server 2010", {"mailto": "MAILTO:", "more": "PRIORITY:5"}),
    "Apple": ("-//Apple Inc.//macOS 15.1//EN", {"urn": True}),
    "iPhone": ("-//Apple Inc.//iOS 18.1//EN", {"ATTENDEE": "EMAIL=ratna@kampus.ac.id;ROLE=REQ-PARTICIPANT"}),
    "Android": ("-//Android//DAVx5 4.4//EN", {"newline": "\n"}),
    "Yahoo": ("-//Yahoo//Calendar 1.0//EN", {"ATTENDEE": "RSVP=TRUE;X-YAHOO=1"}),
    "Thunderbird": (
        "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        {"ATTENDEE": "RSVP=TRUE;ROLE=REQ-PARTICIPANT"},
    ),
    "Zimbra": ("Zimbra-Calendar-Provider", {"DTSTART": 'DTSTART;TZID="Asia/Jakarta":20261201T090000'}),
    "SOGo": ("-//Inverse inc./SOGo 5.11//EN", {"mailto": "MAILTO:"}),
    "Nextcloud": ("-//Nextcloud calendar v5.0//EN", {"uid": str.upper}),
    "DAViCal": (
        "-//davical.org//NONSGML AWL Calendar//EN",
        {"DTSTART": "DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Jakarta:20261201T090000"},
    ),
    "Notes": (
        "-//Lotus Development Corporation//NONSGML Notes 14.0//EN",
        {"METHOD": None, "more": "X-LOTUS-CHARSET:UTF-8"},
    ),
}
ENCODINGS = ("7bit", "8bit", "binary", "base64", "quoted-printable", "none", "x-uuencode", "lies: 7bit", "lies: base64",
             "lies: quoted-printable", "base64 undeclared", "quoted-printable undeclared")  # fmt: skip
CHARSETS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-8", "cp1252": "windows-1252",
            "latin-1": "", "utf-8 as ascii": "us-ascii", "utf-8 as nonsense": "x-unknown"}  # fmt: skip
STRUCTURES = ("alternative", "alone", "mixed", "related", "twice", "file")


def calendar_of(client: str, without: tuple[str, ...] = ()) -> str:
    """The client's reply, without the properties of these names."""
    product, does = CLIENTS[client]
    address = "urn:uuid:7" if does.get("urn") else does.get("mailto", "mailto:") + RATNA.address
    extra = does.get("ATTENDEE") or ("EMAIL=ratna@kampus.ac.id" if does.get("urn") else "CN=Ratna Dewi")
    lines = ["BEGIN:VCALENDAR", f"PRODID:{product}", "VERSION:2.0"]
    lines += ["METHOD:REPLY"] if does.get("METHOD", True) else []
    lines += ["BEGIN:VEVENT", f"UID:{does.get('uid', str)(UID)}", "SEQUENCE:0", "DTSTAMP:20260902T080000Z"]
    lines += [does.get("DTSTART", "DTSTART:20261201T020000Z"), f"COMMENT:{WORDS.replace(',', chr(92) + ',')}"]
    lines += [f"ORGANIZER:mailto:{ORGANIZER.address}"] if does.get("ORGANIZER", True) else []
    lines += [f"ATTENDEE;PARTSTAT=DECLINED;{extra}:{address}", *([does["more"]] if "more" in does else [])]
    lines = [line for line in lines if not any(line.startswith(name) for name in without)]
    return does.get("newline", "\r\n").join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def encoded(data: bytes, encoding: str) -> tuple[str, bytes]:
    """The declared transfer encoding and the bytes on the way."""
    if encoding in ("base64", "base64 undeclared", "lies: 7bit"):
        return {"base64": "base64", "lies: 7bit": "7bit"}.get(encoding, ""), base64.encodebytes(data)
    if encoding in ("quoted-printable", "quoted-printable undeclared"):
        return "quoted-printable" if encoding == "quoted-printable" else "", quopri.encodestring(data)
    if encoding == "x-uuencode":
        lines = [binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45)]
        return encoding, b"begin 644 invite.ics\n" + b"".join(lines) + b"`\nend\n"
    return encoding.removeprefix("lies: ").replace("none", ""), data


def mail_of(client: str, encoding: str, charset: str, structure: str) -> bytes:
    text = calendar_of(client)
    codec = charset.partition(" as ")[0]
    declared, body = encoded(text.encode(codec, "replace"), encoding)
    said = f"; charset={CHARSETS[charset]}" if CHARSETS[charset] else ""
    kinds = [f"text/calendar; method=REPLY{said}"]
    if structure == "twice":
        kinds.append('application/ics; name="invite.ics"')
    if structure == "file":
        kinds = ['application/octet-stream; name="invite.ics"']
    way = f"Content-Transfer-Encoding: {declared}\r\n".encode() if declared else b""
    parts = [f"Content-Type: {kind}\r\n".encode() + way + b"\r\n" + body for kind in kinds]
    kind = {"alone": "multipart/mixed", "twice": "multipart/mixed", "file": "multipart/mixed"}.get(
        structure, f"multipart/{structure}"
    )
    return a_mail_of(*([] if structure == "alone" else [a_text()]), *parts, kind=kind)


def is_possible(encoding: str, charset: str) -> bool:
    """Whether anything can travel so: wide characters survive neither lines nor guesses at quoted-printable."""
    wide = charset.startswith("utf-16")
    return not wide or encoding in ("base64", "base64 undeclared", "x-uuencode", "lies: 7bit")


CORPUS = [one for one in itertools.product(ENCODINGS, CHARSETS, STRUCTURES) if is_possible(*one[:2])]


DOCS = Path(__file__).parents[4] / "docs/mail.md"
HEAD = ("client", *ENCODINGS)


def is_right(client: str, structure: str, verdict: object) -> bool:
    """Whether the mail was taken for what it is."""
    if client == "Notes" and structure == "file":  # it names its method nowhere: that is for a human to say
        return not isinstance(verdict, Reply) or verdict.doubt != ""
    return (
        isinstance(verdict, Reply)
        and (verdict.uid, verdict.answer, verdict.starts_at) == (UID, "declined", STARTS)
        and verdict.attendee.lower() == RATNA.address
        and verdict.doubt == ""
        and verdict.comment.startswith(PLAIN)
    )


@pytest.mark.parametrize("client", CLIENTS)
def test_every_answer_of_the_corpus_is_read_and_counted_in_the_documentation(client):
    right, wrong = Counter(), []
    for encoding, charset, structure in CORPUS:
        verdict = read_mail(mail_of(client, encoding, charset, structure), organizer=ORGANIZER.address).verdict
        if is_right(client, structure, verdict):
            right[encoding] += 1
        else:
            wrong.append((encoding, charset, structure, verdict))
    every = Counter(encoding for encoding, _, _ in CORPUS)
    line = _line(client, *(f"{right[encoding]}/{every[encoding]}" for encoding in ENCODINGS))

    assert not wrong, (len(wrong), len(CORPUS), wrong[:3])
    assert line in DOCS.read_text("utf-8"), line


def test_the_documentations_table_has_these_columns():
    assert _line(*HEAD) in DOCS.read_text("utf-8"), _line(*HEAD)


# - the state of the session -

WRITTEN_AT = datetime(2026, 9, 2, 8, tzinfo=UTC)  # DTSTAMP, and the mail's Date
ARRIVED_AT = WRITTEN_AT + timedelta(hours=1)
EARLIER, LATER = WRITTEN_AT - timedelta(minutes=30), WRITTEN_AT + timedelta(minutes=30)
MOVED = STARTS + timedelta(days=1)

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "SEQUENCE": ("SEQUENCE",),
    "DTSTART": ("DTSTART",),
    "SEQUENCE, DTSTART": ("SEQUENCE", "DTSTART"),
    "DTSTAMP": ("DTSTAMP",),
    "DTSTAMP, Date": ("DTSTAMP", "Date"),
}


@dataclass(frozen=True)
class State:
    """What is known as Ratna's answer, *declined*, comes in: the SEQUENCE that she was last sent (None: she is not
    invited), the present start, and the answer that stands: which, since when, by page or by which client."""

    sequence: int | None = 0
    starts_at: datetime = STARTS
    answer: str = ""
    at: datetime = EARLIER
    by: str = ""

    def known(self, product: str) -> Known:
        """For a reply of that client's."""
        client = {"this client": product, "another client": f"not {product}"}.get(self.by, "")
        via = "mail" if client else "page"
        standing = Standing(self.answer, self.at, WORDS, via, client) if self.answer else None
        return Known(self.sequence, self.starts_at, standing)


STATES: dict[str, State | None] = {
    "as invited": State(),
    "moved since": State(1, MOVED),
    "moved away and back since": State(2),
    "accepted by page, earlier": State(answer="accepted", by="page"),
    "accepted by page, later": State(answer="accepted", at=LATER, by="page"),
    "declined by page, in the same words": State(answer="declined", by="page"),
    "accepted by this client, earlier": State(answer="accepted", by="this client"),
    "accepted by this client, later": State(answer="accepted", at=LATER, by="this client"),
    "declined by this client, in the same words": State(answer="declined", by="this client"),
    "accepted by another client, later": State(answer="accepted", at=LATER, by="another client"),
    "moved since, then accepted by this client": State(1, MOVED, "accepted", LATER, "this client"),
    "moved since, then accepted by page": State(1, MOVED, "accepted", LATER, "page"),
    "the sender was never invited": State(sequence=None),
    "no session has the UID": None,
}


def test_what_an_answer_does_in_every_state_stands_in_the_documentation():
    read = {(client, out): _read_without(client, names) for client in CLIENTS for out, names in LEFT_OUT.items()}
    table = [_line("state", *LEFT_OUT), _line(*["---"] * (1 + len(LEFT_OUT)))]
    for name, state in STATES.items():
        cells = []
        for out in LEFT_OUT:
            outcomes = {
                client: _outcome(judge(read[client, out], state and state.known(product), now=ARRIVED_AT))
                for client, (product, _) in CLIENTS.items()
            }
            assert len(set(outcomes.values())) == 1, (name, out, outcomes)
            cells.append(outcomes["Gmail"])
        table.append(_line(name, *cells))

    assert "\n" + "".join(table) + "\n" in DOCS.read_text("utf-8"), "".join(table)


def _read_without(client: str, names: tuple[str, ...]):
    headers = {"Date": None} if "Date" in names else {}
    raw = a_mail_of(a_text(), a_part(calendar_of(client, names)), **headers)
    return read_mail(raw, organizer=ORGANIZER.address)


def _outcome(decision: Decision) -> str:
    match decision:
        case Apply(against=""):
            return "counts"
        case Apply(against=against):
            return f"counts, against *{against}*"
        case Outdated():
            return "`outdated`"
        case Ignored(reason):
            return f"`{reason}`"
        case Human(kind):
            return f"a human: `{kind}`"
        case Quarantined(reason):
            return f"quarantine: `{reason}`"
    raise AssertionError(decision)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"
