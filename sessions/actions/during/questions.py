"""Questions to the regency: drafted, asked, queued, answered by word of mouth (noted) or handed in by the regency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.actions.access import Asker, conducts, heard, shared
from sessions.actions.during.scoring import rubric_of
from sessions.store import Db, drafts, records, registry
from sessions.values import UNFINISHED, Invalid, Json, NotFound, Question, Session, WrongState, new_id, wire

STATES = ("draft", "asked", "answered")


@dataclass(frozen=True)
class NewQuestion:
    """A question as it came in. `wants` is what the regency hands in itself (answer | file), until `due`; `answer` what
    it has said already, by word of mouth."""

    text: str
    criterion: str | None = None
    state: str = "draft"
    answer: str | None = None
    wants: str | None = None
    due: datetime | None = None

    def fields(self) -> dict[str, object]:
        """What a draft keeps of it."""
        return {"text": self.text, "criterion": self.criterion, "wants": self.wants, "due": self.due}


@dataclass(frozen=True)
class QuestionChange:
    """What is to be changed of a question; None leaves a thing as it is. `turn` and `place` conduct the queue."""

    text: str | None = None
    criterion: str | None = None
    state: str | None = None
    answer: str | None = None
    wants: str | None = None
    due: datetime | None = None
    turn: bool | None = None
    place: float | None = None

    @property
    def conducts(self) -> bool:
        """Whether it is about the queue."""
        return self.turn is not None or self.place is not None


def add_question(db: Db, session_id: str, new: NewQuestion, asker: Asker, *, now: datetime) -> dict[str, object]:
    """Adds a question: its author's own draft, or asked at once, with its answer where it has been given. Raises
    NotFound, Invalid or WrongState."""
    session = heard(db, session_id, asker)
    _must_go_on(session, now)
    _must_be_criterion(db, session, new.criterion)
    _must_be_ahead(new.due, now)
    question = new_id(now)
    if new.state == "draft":
        _must_await_answer(new.answer)
        return drafts.add(db, session.id, question, (asker.id, asker.name), new.fields(), now=now)
    return question_json(_ask(db, session, question, new, asker, now=now))


def change_question(
    db: Db, session_id: str, question_id: str, change: QuestionChange, asker: Asker, *, now: datetime
) -> dict[str, object]:
    """Changes a question: a draft by its author, who may ask it; an asked one is answered and corrected by its author,
    and by who conducts, who alone gives the turn. Raises NotFound, Invalid or WrongState."""
    session = heard(db, session_id, asker)
    _must_be_criterion(db, session, change.criterion)
    draft = drafts.get(db, session.id, question_id)
    if draft is not None:
        return _change_draft(db, session, draft, change, asker, now=now)
    question = session.question(question_id)
    if question is None or not _may_change(session, question, change, asker):
        raise NotFound
    if session.state(now) in ("cancelled", "signed"):
        raise WrongState(session.state(now))
    if change.state == "draft":
        raise WrongState(question.state, "question-asked")
    _must_be_ahead(change.due, now)
    if change.conducts:
        _must_go_on(session, now)
    after = records.append(db, session, "noted", _noted(question, change), at=now, actor=asker.actor(session))
    return question_json(after.question(question.id))


def reply(db: Db, session_id: str, question_id: str, text: str, asker: Asker, *, now: datetime) -> dict[str, object]:
    """The regency answers a question that was asked, until the session's close or the question's own due time.

    Raises NotFound for whom it was not asked, Invalid without a text where no file was handed in, or WrongState."""
    session = shared(db, session_id, asker)
    question = shown_to_regency(db, session, question_id, asker)
    handed_in = any(file.question == question.id for file in session.files)
    if not text.strip() and not handed_in:
        raise Invalid.at("/text", "answer-or-file")
    must_take_reply(session, question, now)
    data = {"question": question.id} | ({"text": text} if text.strip() else {})
    after = records.append(db, session, "replied", data, at=now, actor=asker.actor(session))
    return question_json(after.question(question.id), after)


def shown_to_regency(db: Db, session: Session, question_id: str, asker: Asker) -> Question:
    """A question that the asker, of the regency, was asked and may see. Raises NotFound."""
    question = session.question(question_id)
    shown = registry.programme(db, session.programme).show_questions
    if session.guest(asker.id) is None or question is None or not shown:
        raise NotFound
    return question


def must_take_reply(session: Session, question: Question, now: datetime) -> None:
    """Raises WrongState once the session has closed or the question's due time is over."""
    if session.state(now) not in UNFINISHED:
        raise WrongState(session.state(now), "replies-until-close")
    if question.due is not None and now >= question.due:
        raise WrongState("due", "reply-due", due=wire(question.due))


def questions(db: Db, session_id: str, asker: Asker, *, now: datetime) -> list[dict[str, Any]]:
    """The questions that the asker may see: the asked ones, in the order of the queue, and their own drafts. Raises
    NotFound."""
    session = shared(db, session_id, asker)
    asked = [question_json(question, session) for question in queue(session.questions)]
    if asker.role(session) == "regency" and not asker.secretariat:
        return asked if registry.programme(db, session.programme).show_questions else []
    return asked + drafts.of_author(db, session.id, asker.id)


def queue(asked: Sequence[Question]) -> list[Question]:
    """In the order in which they are to be answered: as asked, unless whoever conducts has placed one elsewhere."""
    return [one for _, one in sorted(enumerate(asked), key=lambda n: n[1].place if n[1].place is not None else n[0])]


def question_json(question: Question | None, session: Session | None = None) -> dict[str, object]:
    """As the contract shows it; with the session, the files that were handed in for it, too."""
    assert question is not None
    files = [file.id for file in session.files if file.question == question.id] if session else []
    return {
        "id": question.id,
        "author": {"id": question.author, "name": question.author_name},
        "text": question.text,
        "criterion": question.criterion,
        "state": question.state,
        "answer": question.answer or None,
        "at": wire(question.asked_at),
        "wants": question.wants,
        "due": question.due and wire(question.due),
        "turn": question.turn_since and wire(question.turn_since),
        "place": question.place,
        "replies": [
            {"text": one.text, "at": wire(one.at), "by": {"id": one.by, "name": one.by_name}}
            for one in question.replies
        ],
        "files": files,
    }


def _noted(question: Question, change: QuestionChange) -> Mapping[str, Json]:
    answer = change.answer if change.answer is not None else question.answer
    data: dict[str, Json] = {
        "question": question.id,
        "answer": answer,
        "state": change.state or ("answered" if answer else question.state),
        "text": change.text if change.text is not None else question.text,
        "criterion": change.criterion if change.criterion is not None else question.criterion,
    }
    if change.due is not None:
        data["due"] = wire(change.due)
    if change.turn is not None:
        data["turn"] = change.turn
    if change.place is not None:
        data["place"] = change.place
    return data


def _may_change(session: Session, question: Question, change: QuestionChange, asker: Asker) -> bool:
    return conducts(session, asker) or (question.author == asker.id and not change.conducts)


def _ask(db: Db, session: Session, question: str, new: NewQuestion, asker: Asker, *, now: datetime) -> Question:
    data: dict[str, Json] = {"question": question, "text": new.text, "criterion": new.criterion}
    if new.wants is not None:
        data["wants"] = new.wants
    if new.due is not None:
        data["due"] = wire(new.due)
    after = records.append(db, session, "asked", data, at=now, actor=asker.actor(session))
    asked = after.questions[-1]
    if new.state == "asked" and not new.answer:
        return asked
    answered = _noted(asked, QuestionChange(state=new.state, answer=new.answer))
    return records.append(db, after, "noted", answered, at=now, actor=asker.actor(session)).questions[-1]


def _change_draft(
    db: Db, session: Session, draft: Any, change: QuestionChange, asker: Asker, *, now: datetime
) -> dict[str, object]:
    if draft.author != asker.id:
        raise NotFound
    _must_go_on(session, now)
    if change.conducts:
        raise WrongState("draft", "draft-in-no-queue")
    said = {key: getattr(change, key) for key in ("text", "criterion", "wants", "due")}
    stood = {key: getattr(draft, key) for key in said}
    state = change.state or "draft"
    kept = {key: stood[key] if value is None else value for key, value in said.items()}
    new = NewQuestion(**kept, state=state, answer=change.answer)
    if state == "draft":
        _must_be_ahead(change.due, now)
        _must_await_answer(change.answer)
        return drafts.change(db, draft.id, new.fields())
    _must_be_ahead(new.due, now)
    drafts.remove(db, draft.id)
    return question_json(_ask(db, session, draft.id, new, asker, now=now))


def _must_await_answer(answer: str | None) -> None:
    if answer:
        raise Invalid.at("/answer", "answered-before-asked")


def _must_go_on(session: Session, now: datetime) -> None:
    if session.state(now) not in UNFINISHED:
        raise WrongState(session.state(now))


def _must_be_criterion(db: Db, session: Session, criterion: str | None) -> None:
    if criterion is not None and criterion not in rubric_of(db, session).criteria:
        raise Invalid.at("/criterion", "no-such-criterion", criterion=criterion)


def _must_be_ahead(due: datetime | None, now: datetime) -> None:
    if due is not None and due <= now:
        raise Invalid.at("/due", "not-ahead")
