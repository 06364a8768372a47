"""What each address of the API answers, by method and path: the OpenAPI document shows it, and the tests hold every
answer against it. What is no JSON (a file, a stream of events) is told by its path."""

from collections.abc import Mapping

from pydantic import BaseModel

from server.forms.answers import booking, during, log, mail, plans, recordings, results
from server.forms.answers.shared import Page, ServerTime, Who

Given = type[BaseModel] | Mapping[int, type[BaseModel]]  # one model, or one for each status of success

SESSION_CONTROLS = (
    "cancel", "next-phase", "pause", "resume", "extend", "close", "abort", "reopen", "undo", "reveal", "conclude",
    "rsvp", "excuse", "late", "paper", "paper/confirm", "sign",
)  # fmt: skip
INBOX_ACTIONS = ("confirm", "accept-time", "decline-time", "invite", "assign", "resend", "reply", "dismiss")

_GIVES: dict[str, Given] = {
    "GET /time": ServerTime,
    "GET /log": log.LogHead,
    "GET /log/proof": log.LogProof,
    "GET /programmes": Page[booking.Programme],
    "POST /programmes": booking.Programme,
    "POST /programmes/{id}/duplicate": booking.Programme,
    "POST /programmes/{id}/archive": booking.Programme,
    "GET /programmes/{id}": booking.Programme,
    "PATCH /programmes/{id}": booking.Programme,
    "GET /programmes/{id}/regencies": Page[booking.Regency],
    "POST /programmes/{id}/regencies": {201: booking.Regency, 200: booking.PutRegency},
    "PATCH /regencies/{id}": booking.Regency,
    "GET /regencies/{id}/claims": booking.Claims,
    "PUT /regencies/{id}/claims": booking.Claims,
    "POST /regencies/{id}/claims": booking.ClaimsTaken,
    "PUT /regencies/{id}/claims/{criterion}": booking.Claim,
    "POST /programmes/{id}/claims": booking.ClaimsTaken,
    "GET /sessions/{id}/claims": booking.FrozenClaims,
    "GET /regencies/{id}/files": Page[booking.File],
    "POST /regencies/{id}/files": booking.File,
    "GET /programmes/{id}/panelists": Page[booking.Panelist],
    "POST /programmes/{id}/panelists": {201: booking.Panelist, 200: booking.PutPanelist},
    "PATCH /panelists/{id}": booking.Panelist,
    "GET /panelists/{id}/availability": Page[booking.Span],
    "PUT /panelists/{id}/availability": Page[booking.Span],
    "GET /panelists/{id}/calendars": Page[booking.Calendar],
    "PUT /panelists/{id}/calendars": Page[booking.Calendar],
    "GET /accounts": Page[mail.Account],
    "POST /accounts": mail.Account,
    "PATCH /accounts/{id}": mail.Account,
    "GET /webhooks": Page[mail.Webhook],
    "POST /webhooks": mail.Webhook,
    "GET /people/{id}/sign-ins": Page[mail.SignIn],
    "GET /people/{id}/data": mail.PersonData,
    "POST /people/{id}/erase": mail.Erased,
    "POST /people/{id}/link": Who,
    "GET /people/{id}/feed": mail.Feed,
    "POST /people/{id}/feed/renew": mail.Feed,
    "GET /programmes/{id}/overview": booking.Overview,
    "GET /programmes/{id}/rooms": Page[booking.Room],
    "POST /programmes/{id}/rooms": booking.Room,
    "PATCH /rooms/{id}": booking.Room,
    "GET /programmes/{id}/templates/{kind}": booking.Template,
    "PUT /programmes/{id}/templates/{kind}": booking.Template,
    "GET /regencies/{id}/availability": Page[booking.Span],
    "PUT /regencies/{id}/availability": Page[booking.Span],
    "GET /programmes/{id}/free": Page[booking.Opening],
    "GET /programmes/{id}/offers": Page[booking.Offer],
    "POST /programmes/{id}/offers": booking.Offer,
    "GET /offers/{id}": booking.Offer,
    "POST /offers/{id}/choose": booking.Session,
    "POST /offers/{id}/end": booking.Offer,
    "POST /offers/{id}/remind": booking.OfferReminded,
    "POST /offers/{id}/propose": booking.Proposal,
    "POST /offers/{id}/proposals/{proposal}/accept": booking.Session,
    "POST /offers/{id}/proposals/{proposal}/decline": booking.Proposal,
    "GET /programmes/{id}/batches": Page[booking.Batch],
    "GET /batches/{id}": booking.Batch,
    "POST /batches/{id}/cancel": booking.BatchStopped,
    "POST /programmes/{id}/sessions": {201: booking.Session, 200: booking.Looked},
    "GET /programmes/{id}/sessions": Page[booking.Session],
    "GET /sessions/{id}": booking.Session,
    "PATCH /sessions/{id}": booking.Session,
    **{f"POST /sessions/{{id}}/{name}": booking.Session for name in SESSION_CONTROLS},
    "GET /sessions/{id}/sheet": during.Sheet,
    "POST /sessions/{id}/sheet/declare": during.Sheet,
    "POST /sessions/{id}/sheet/submit": during.Sheet,
    "PUT /sessions/{id}/sheet/{criterion}": during.StoredScore,
    "POST /sessions/{id}/late/{entry}/admit": booking.Session,
    "POST /sessions/{id}/late/{entry}/refuse": booking.Session,
    "PUT /sessions/{id}/sheet/{criterion}/moderated": during.Moderated,
    "PUT /sessions/{id}/summary": booking.Session,
    "GET /sessions/{id}/questions": Page[during.Question],
    "POST /sessions/{id}/questions": during.Question,
    "PATCH /sessions/{id}/questions/{qid}": during.Question,
    "POST /sessions/{id}/questions/{qid}/reply": during.Question,
    "GET /sessions/{id}/files": Page[booking.File],
    "POST /sessions/{id}/files": booking.File,
    "GET /sessions/{id}/files/{fid}/slides": during.Slides,
    "POST /sessions/{id}/recording/start": recordings.Take,
    "PUT /sessions/{id}/recording/{take}/{n}": recordings.Piece,
    "POST /sessions/{id}/recording/{take}/stop": recordings.Take,
    "GET /sessions/{id}/recording": recordings.Recording,
    "POST /sessions/{id}/record.pdf": during.SignedPdf,
    "GET /sessions/{id}/transcript": Page[recordings.Said],
    "POST /programmes/{id}/messages": {201: during.Sent, 200: during.Message},
    "GET /sessions/{id}/bookmarks": Page[recordings.Bookmark],
    "POST /sessions/{id}/bookmarks": recordings.Bookmark,
    "GET /sessions/{id}/record.json": during.Record,
    "POST /programmes/{id}/plans": plans.Plan,
    "GET /programmes/{id}/plans": Page[plans.Plan],
    "POST /programmes/{id}/repairs": plans.Plan,
    "GET /plans/{id}": plans.Plan,
    "POST /plans/{id}/stop": plans.Plan,
    "POST /plans/{id}/again": plans.Plan,
    "POST /plans/{id}/accept": plans.Plan,
    "PATCH /plans/{id}/sessions/{code}": plans.Plan,
    "POST /plans/{id}/sessions/{code}/check": Page[plans.Clash],
    "GET /programmes/{id}/results.json": results.Results,
    "GET /programmes/{id}/results/checklist": results.Checklist,
    "POST /programmes/{id}/results/publish": {201: results.ReleaseHead, 202: results.Proposed},
    "GET /programmes/{id}/results/releases": Page[results.ReleaseHead],
    "GET /programmes/{id}/results/releases/{version}": results.Release,
    "GET /programmes/{id}/results/objections": Page[results.Objection],
    "POST /programmes/{id}/results/objections": results.Objection,
    "POST /objections/{id}/answer": results.Objection,
    "GET /sessions/{id}/mails": Page[mail.Mail],
    "POST /mails/{id}/resend": mail.Mail,
    "GET /mails/{id}": mail.MailRead,
    "GET /programmes/{id}/mails": Page[mail.Mail],
    "GET /programmes/{id}/mails/delivery": mail.Delivery,
    "POST /inbox/dismiss": mail.Several,
    "POST /sessions/{id}/remind": booking.Reminded,
    "GET /inbox": Page[mail.Incoming],
    "GET /inbox/{id}": mail.IncomingRead,
    **{f"POST /inbox/{{id}}/{name}": mail.Incoming for name in INBOX_ACTIONS},
}


ADDRESSES = frozenset(_GIVES)


def answers(method: str, path: str, status: int) -> dict[int, type[BaseModel]]:
    """The models of an address's answers by their status; none of what answers nothing, or no JSON."""
    given = _GIVES.get(f"{method} {path}")
    if given is None:
        return {}
    return dict(given) if isinstance(given, Mapping) else {status: given}
