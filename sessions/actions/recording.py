"""What is added to a session's record by hand: questions and answers, files, signatures. Sealing is announcing.py's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.actions import inviting
from sessions.actions.access import Asker, heard, sat_on, seen
from sessions.actions.scoring import rubric_of
from sessions.clock import wire
from sessions.errors import Invalid, NotFound, WrongState
from sessions.ids import new_id
from sessions.store import drafts, records, registry
from sessions.store.engine import Db
from sessions.values.session import File, Question, Session

STATES = ("draft", "asked", "answered")
FILE_KINDS = ("deck", "document", "recording")


# - questions -


@dataclass(frozen=True)
class QuestionChange:
    """What is to be changed of a question; None leaves a thing as it is."""

    text: str | None = None
    criterion: str | None = None
    state: str | None = None
    answer: str | None = None


def add_question(
    db: Db, session_id: str, text: str, criterion: str | None, state: str, asker: Asker, *, now: datetime
) -> dict[str, Any]:
    """Adds a question, as its author's own draft or asked at once. Raises NotFound, Invalid or WrongState."""
    session = heard(db, session_id, asker)
    _must_go_on(session, now)
    _must_be_criterion(db, session, criterion)
    question = new_id(now)
    if state == "draft":
        return drafts.add(db, session.id, question, (asker.id, asker.name), text, criterion, now=now)
    if state == "answered":
        raise Invalid.at("/state", "a question is asked before it is answered")
    return question_json(_ask(db, session, question, text, criterion, asker, now=now))


def change_question(
    db: Db, session_id: str, question_id: str, change: QuestionChange, asker: Asker, *, now: datetime
) -> dict[str, Any]:
    """Changes a question: a draft by its author, who may ask it; an asked one is answered and corrected by its author,
    the chair or the secretariat. Raises NotFound, Invalid or WrongState."""
    session = heard(db, session_id, asker)
    _must_be_criterion(db, session, change.criterion)
    draft = drafts.get(db, session.id, question_id)
    if draft is not None:
        return _change_draft(db, session, draft, change, asker, now=now)
    question = session.question(question_id)
    if question is None:
        raise NotFound
    if not (asker.secretariat or asker.role(session) == "chair" or question.author == asker.id):
        raise NotFound
    if session.state(now) in ("cancelled", "signed"):
        raise WrongState(session.state(now))
    if change.state == "draft":
        raise WrongState(question.state, "an asked question cannot be unasked")
    answer = change.answer if change.answer is not None else question.answer
    state = change.state or ("answered" if answer else question.state)
    text = change.text if change.text is not None else question.text
    criterion = change.criterion if change.criterion is not None else question.criterion
    data = {"question": question.id, "answer": answer, "state": state, "text": text, "criterion": criterion}
    after = records.append(db, session, "noted", data, at=now, actor=asker.actor(session))
    return question_json(after.question(question.id))


def questions(db: Db, session_id: str, asker: Asker, *, now: datetime) -> list[dict[str, Any]]:
    """The questions that the asker may see: the asked ones, and their own drafts. Raises NotFound."""
    session = seen(db, session_id, asker)
    asked = [question_json(question) for question in session.questions]
    if asker.role(session) == "regency" and not asker.secretariat:
        return asked if registry.programme(db, session.programme).show_questions else []
    return asked + drafts.of_author(db, session.id, asker.id)


def question_json(question: Question | None) -> dict[str, Any]:
    """As the contract shows it."""
    assert question is not None
    return {
        "id": question.id,
        "author": {"id": question.author, "name": question.author_name},
        "text": question.text,
        "criterion": question.criterion,
        "state": question.state,
        "answer": question.answer or None,
        "at": wire(question.asked_at),
    }


def _ask(
    db: Db, session: Session, question: str, text: str, criterion: str | None, asker: Asker, *, now: datetime
) -> Question:
    data = {"question": question, "text": text, "criterion": criterion}
    after = records.append(db, session, "asked", data, at=now, actor=asker.actor(session))
    return after.questions[-1]


def _change_draft(
    db: Db, session: Session, draft: Any, change: QuestionChange, asker: Asker, *, now: datetime
) -> dict[str, Any]:
    if draft.author != asker.id:
        raise NotFound
    _must_go_on(session, now)
    text = change.text if change.text is not None else draft.text
    criterion = change.criterion if change.criterion is not None else draft.criterion
    if change.state == "answered":
        raise Invalid.at("/state", "a question is asked before it is answered")
    if change.state == "asked":
        drafts.remove(db, draft.id)
        return question_json(_ask(db, session, draft.id, text, criterion, asker, now=now))
    return drafts.change(db, draft.id, text, criterion)


def _must_go_on(session: Session, now: datetime) -> None:
    if session.state(now) not in ("booked", "open", "paused"):
        raise WrongState(session.state(now))


def _must_be_criterion(db: Db, session: Session, criterion: str | None) -> None:
    if criterion is not None and criterion not in rubric_of(db, session).criteria:
        raise Invalid.at("/criterion", f"there is no criterion {criterion!r}")


# - files -


@dataclass(frozen=True)
class NewFile:
    """A file that lies in the uploads, or a link."""

    id: str
    kind: str  # deck | document | recording
    name: str
    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    url: str | None = None


def may_attach(db: Db, session_id: str, kind: str, asker: Asker, *, now: datetime) -> Session:
    """The session, if the asker may add such a file now: the regency until the start, the secretariat until signed.

    Raises NotFound or WrongState."""
    session = seen(db, session_id, asker)
    role = asker.role(session)
    if not asker.secretariat and role != "regency":
        raise NotFound
    state = session.state(now)
    if state in ("cancelled", "signed") or (not asker.secretariat and (state != "booked" or kind == "recording")):
        raise WrongState(state, "the regency adds files until the session starts")
    return session


def attach(db: Db, session_id: str, new: NewFile, asker: Asker, *, now: datetime) -> File:
    """Adds a file; the same kind and name again is its next version. Raises NotFound or WrongState."""
    session = may_attach(db, session_id, new.kind, asker, now=now)
    version = 1 + max((one.version for one in session.files if (one.kind, one.name) == (new.kind, new.name)), default=0)
    data = {"file": new.id, "kind": new.kind, "name": new.name, "version": version}
    known = {"size": new.size, "sha256": new.sha256, "media_type": new.media_type, "url": new.url}
    data |= {key: value for key, value in known.items() if value is not None}
    return records.append(db, session, "attached", data, at=now, actor=asker.actor(session)).files[-1]


def file_json(file: File) -> dict[str, Any]:
    """As the API shows it."""
    return {
        "id": file.id,
        "kind": file.kind,
        "name": file.name,
        "version": file.version,
        "size": file.size,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "url": file.url,
        "at": wire(file.at),
        "by": {"id": file.by, "name": file.by_name},
    }


# - signing -


def sign(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Session:
    """A panelist signs the minutes, the chair last; then the session is signed. Raises NotFound or WrongState."""
    session, seat = sat_on(db, session_id, asker)
    state = session.state(now)
    if state != "closed" or session.digest is None:
        raise WrongState(state, "the minutes are signed once the session has closed and its record is sealed")
    if seat.conflict:
        raise WrongState("withdrawn", "who declared a conflict of interest does not sign")
    signers = {signature.panelist for signature in session.signatures}
    if seat.id in signers:
        raise WrongState(state, "it is signed already")
    missing = [one.name for one in session.scorers if one.id not in signers and one.id != seat.id]
    if seat.role == "chair" and missing:
        raise WrongState(state, "the chair signs last", missing=missing)
    data = {"panelist": seat.id, "digest": session.head}
    session = records.append(db, session, "signed", data, at=now, actor=asker.actor(session))
    if session.signed:
        programme = registry.programme(db, session.programme)
        inviting.tell(
            db, session, programme, session.invited(), kind="signed", cause="signed", now=now, digest=session.head
        )
    return session
