"""What may be done: load, decide, save, in one transaction. Takes the database and the time.

This is the room's door: each subject's acts in its module (`booking`, `scoring`, `releasing` …), and who asks
(`Asker`). What actions alone use of each other is not offered.
"""

from sessions.actions import (
    access,
    accounts,
    alerting,
    calendars,
    clocks,
    due,
    passkeys,
    privacy,
    showing,
    views,
    waiting,
    webhooks,
)
from sessions.actions.access import (
    COMMAND_LINE,
    Asker,
    conducted,
    conducts,
    managed,
    must_be_secretariat,
    on_stage,
    sat_on,
    seen,
    shared,
)
from sessions.actions.after import (
    deliberation,
    late,
    objecting,
    paper,
    releasing,
    result_story,
    results_basis,
    second_official,
    signatures,
    verifying,
    witnessing,
)
from sessions.actions.after.result_story import Story
from sessions.actions.after.results_basis import Basis, Figured
from sessions.actions.before import (
    archiving,
    batches,
    booking,
    calibrating,
    claim_helpers,
    claims,
    duplicating,
    enrolling,
    following,
    listing,
    lists,
    messaging,
    openings,
    own_time,
    rebooking,
    reminding,
    rooms,
    templating,
)
from sessions.actions.before.batches import Bulk, Stopped
from sessions.actions.before.booking import Ways
from sessions.actions.before.clashes import closed_times
from sessions.actions.before.enrolling import person_for
from sessions.actions.before.listing import ANSWERS, LACKS
from sessions.actions.before.lists import Done, ListKind, Outcome
from sessions.actions.before.messaging import ByHand, ByNumber, Message, Told, Whom
from sessions.actions.before.plans import accepting, plan_edits, plan_look, plan_repairs, planning
from sessions.actions.before.plans.accepting import Piece
from sessions.actions.before.reminding import Reminded
from sessions.actions.during import (
    announcing,
    attending,
    broadcasting,
    conducting,
    questions,
    recorder,
    recording,
    saves,
    scoring,
)
from sessions.actions.during.questions import queue
from sessions.actions.during.recorder import ToMake
from sessions.actions.during.recording import FILE_KINDS
from sessions.actions.during.saves import Again, PutScore, Saved
from sessions.actions.during.scoring import Given, judged_by
from sessions.actions.inbox import desk, receiving, taking_back, whose
from sessions.actions.inbox.receiving import PROCESSED, QUARANTINE
from sessions.actions.invitations import feeding, inviting, official, readdressing, rsvp, substituting
from sessions.actions.invitations.feeding import Feed
from sessions.actions.invitations.substituting import Candidate
from sessions.actions.offers import choosing, making, proposing
from sessions.actions.showing import Reader
from sessions.actions.waiting import Round, Rows

__all__ = [
    "ANSWERS",
    "COMMAND_LINE",
    "FILE_KINDS",
    "LACKS",
    "PROCESSED",
    "QUARANTINE",
    "Again",
    "Asker",
    "Basis",
    "Bulk",
    "ByHand",
    "ByNumber",
    "Candidate",
    "Done",
    "Feed",
    "Figured",
    "Given",
    "ListKind",
    "Message",
    "Outcome",
    "Piece",
    "PutScore",
    "Reader",
    "Reminded",
    "Round",
    "Rows",
    "Saved",
    "Stopped",
    "Story",
    "ToMake",
    "Told",
    "Ways",
    "Whom",
    "accepting",
    "access",
    "accounts",
    "alerting",
    "announcing",
    "archiving",
    "attending",
    "batches",
    "booking",
    "broadcasting",
    "calendars",
    "calibrating",
    "choosing",
    "claim_helpers",
    "claims",
    "clocks",
    "closed_times",
    "conducted",
    "conducting",
    "conducts",
    "deliberation",
    "desk",
    "due",
    "duplicating",
    "enrolling",
    "feeding",
    "following",
    "inviting",
    "judged_by",
    "late",
    "listing",
    "lists",
    "making",
    "managed",
    "messaging",
    "must_be_secretariat",
    "objecting",
    "official",
    "on_stage",
    "openings",
    "own_time",
    "paper",
    "passkeys",
    "person_for",
    "plan_edits",
    "plan_look",
    "plan_repairs",
    "planning",
    "privacy",
    "proposing",
    "questions",
    "queue",
    "readdressing",
    "rebooking",
    "receiving",
    "recorder",
    "recording",
    "releasing",
    "reminding",
    "result_story",
    "results_basis",
    "rooms",
    "rsvp",
    "sat_on",
    "saves",
    "scoring",
    "second_official",
    "seen",
    "shared",
    "showing",
    "signatures",
    "substituting",
    "taking_back",
    "templating",
    "verifying",
    "views",
    "waiting",
    "webhooks",
    "whose",
    "witnessing",
]
