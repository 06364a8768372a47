"""What was said: questions with what answered them, the deliberation's changes, and the panel's summary with the order
in which it was saved and signed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from server.documents.minuted.teller import DASH, Block, Section, Teller, begun, instead, said, section, small, table
from sessions.values import File, Question, Reply, Signing, Summary, Summed

# - what was asked -


def questions(teller: Teller) -> Section:
    """What was asked, and every answer."""
    _ = teller.say
    items = [_question(teller, one) for one in teller.minutes.questions]
    return section(_("Pertanyaan dan jawaban"), [{"kind": "questions", "items": items}] if items else [])


def _question(teller: Teller, question: Question) -> dict[str, Any]:
    _ = teller.say
    return {
        "who": teller.who(question.author, question.author_name),
        "at": teller.clock(question.asked_at),
        "about": teller.criterion(question.criterion) if question.criterion else "",
        "text": question.text,
        "answers": [*_answers(teller, question)] or [{"text": _("Jawaban tidak dicatat."), "by": ""}],
    }


def _answers(teller: Teller, question: Question) -> Iterator[dict[str, str]]:
    """What was answered: what the regency wrote and handed in, in its order; what was noted of its spoken answer."""
    written = [one for one in question.replies if one.text]
    if teller.minutes.wording > 1:
        files = [one for one in teller.minutes.files if one.question == question.id]
        given: list[Reply | File] = [*written, *files]
        for one in sorted(given, key=lambda one: one.at):
            by = f"{teller.who(one.by, one.by_name)}, {teller.clock(one.at, seconds=True)}"
            yield {"text": _handed_in(teller, one) if isinstance(one, File) else one.text, "by": by}
        if written and question.answer == written[-1].text:
            return
    if question.answer:
        yield {"text": question.answer, "by": ""}


def _handed_in(teller: Teller, file: File) -> str:
    _ = teller.say
    name = f"{file.name} ({_('versi %(n)d') % {'n': file.version}})" if file.version > 1 else file.name
    if file.url:
        return _("Dijawab dengan tautan: %(name)s, %(address)s") % {"name": name, "address": file.url}
    facts = {"name": name, "digest": begun(file.sha256)}
    return _("Dijawab dengan berkas: %(name)s, awal SHA-256 %(digest)s") % facts


# - what was conferred and summed up -


def deliberation(teller: Teller) -> Section:
    """What values were changed to, when and why."""
    _ = teller.say
    rows = [
        [
            teller.who(one.panelist, one.name),
            teller.criterion(one.criterion),
            instead(
                DASH if one.original is None else teller.plain(one.original),
                DASH if one.value is None else teller.plain(one.value),
            ),
            teller.clock(one.at, seconds=True),
            one.reason,
        ]
        for one in teller.minutes.moderated
    ]
    clock = _("Pukul (%(zone)s)") % {"zone": teller.zone_name}
    head = [_("Panelis"), _("Kriteria"), _("Semula, menjadi"), clock, _("Alasan")]
    return section(_("Musyawarah"), [table(head, rows, "wwclw")] if rows else [])


def summary(teller: Teller) -> Section:
    """The summary that stands, and how it lies between the signatures."""
    _ = teller.say
    return section(_("Ringkasan dan rekomendasi"), _summed_up(teller))


def _summed_up(teller: Teller) -> Iterator[Block]:
    _, found = teller.say, teller.minutes.summary
    if found is None:
        return
    yield from (said(text) for text in _sentences(teller, found))
    if found.recommendations:
        yield {"kind": "steps", "title": _("Rekomendasi"), "items": list(found.recommendations)}
    if teller.minutes.wording > 1:
        yield small(_when_saved(teller))
        yield from (small(text) for text in _signed_before(teller))


def _sentences(teller: Teller, found: Summary) -> list[str]:
    about = [f"{teller.criterion(key)}: {text}" for key, text in found.criteria.items()]
    return [found.text, *about] if found.text else about


def _when_saved(teller: Teller) -> str:
    """Who saved the summary that stands, when, and who had signed by then."""
    _, last = teller.say, teller.minutes.summed[-1]
    signed = [one for one in teller.minutes.signings if one.at]
    before, after = ([one for one in signed if (one.panelist in last.after) is had] for had in (True, False))
    facts = {
        "by": last.said.by,
        "when": teller.moment(last.said.at) if last.said.at else DASH,
        "before": _signers(teller, before),
        "after": _signers(teller, after),
    }
    if before and after:
        return _("Disimpan %(by)s, %(when)s, sesudah tanda tangan %(before)s, sebelum tanda tangan %(after)s.") % facts
    if before:
        return _("Disimpan %(by)s, %(when)s, sesudah tanda tangan %(before)s.") % facts
    if after:
        return _("Disimpan %(by)s, %(when)s, sebelum semua tanda tangan.") % facts
    return _("Disimpan %(by)s, %(when)s.") % facts


def _signed_before(teller: Teller) -> Iterator[str]:
    """What the summary said, where it said something else, when each of those signed who did before it was changed."""
    _, summed = teller.say, teller.minutes.summed
    standing: list[Summed | None] = [None, *summed]
    for was, changed in zip(standing, summed, strict=False):
        had = was.after if was else ()
        signed = [one for one in teller.minutes.signings if one.panelist in changed.after and one.panelist not in had]
        facts = {"names": _signers(teller, signed), "said": _in_a_line(teller, was.said) if was else ""}
        if signed and was is None:
            yield _("Saat %(names)s menandatangani, belum ada ringkasan.") % facts
        elif signed and facts["said"] != _in_a_line(teller, summed[-1].said):
            yield _("Saat %(names)s menandatangani, ringkasannya berbunyi: “%(said)s”") % facts


def _in_a_line(teller: Teller, found: Summary) -> str:
    advice = [f"{teller.say('Rekomendasi')}: {'; '.join(found.recommendations)}"] if found.recommendations else []
    return " ".join([*_sentences(teller, found), *advice])


def _signers(teller: Teller, signed: Sequence[Signing]) -> str:
    return ", ".join(teller.who(one.panelist, one.name) for one in sorted(signed, key=_signed_at))


def _signed_at(one: Signing) -> datetime:
    assert one.at is not None
    return one.at
