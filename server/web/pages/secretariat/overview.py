"""A programme's first page: what needs a person now, the round at a glance, today, what happened last; and while the
programme is still empty, the way through its set-up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiohttp import web

from server.settings import Settings
from server.text import duration, entries, formats, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.house import mail_setup
from server.web.pages.secretariat.telling import Telling
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import Asker, Round, waiting
from sessions.store import Db, incoming, records, registry, releases, rooms
from sessions.values import RUNNING, UNFINISHED, Programme, Session, Tally, wire

LAST = 8

View = dict[str, object]
# Whether it is done (None: it need not be), what it is, what is known of it, a button, where that leads
Step = tuple[bool | None, str, str, str, str]


async def show(request: web.Request) -> web.Response:
    """The overview."""
    programme, asker, spoken = request.match_info["id"], access.asker(request), frame.language(request)
    now, settings = handlers.now(request), request.app[SETTINGS]
    view = await frame.read(request, lambda db: _view(db, programme, asker, spoken, settings, now=now))
    return frame.page(request, "pages/overview.html", view)


def _view(db: Db, programme_id: str, asker: Asker, spoken: str, settings: Settings, *, now: datetime) -> View:
    found = waiting.read(db, programme_id, asker, now=now)
    lists, figures = waiting.lists(db, found), waiting.figures(found)
    programme = found.programme
    telling = Telling(found, spoken)
    steps = None if found.course.counting or programme.archived else _steps(db, found, settings, spoken)
    return {
        "programme": titled(programme),
        "zone": programme.timezone,
        "waiting": telling.attention(
            lists,
            [
                *_of_desk(db, programme, spoken),
                *_of_mail(found, settings, spoken),
                *_of_results(db, found, figures["signed"], spoken),
                *_of_plans(programme.id, figures, spoken),
            ],
            leads=steps is None,
        ),
        "tiles": _tiles(programme.id, figures, spoken),
        "steps": steps,
        "today": [_today(one, now) for one in telling.today()],
        "today_tally": Tally.held(telling.today()),
        "week": _week(telling.week(), found),
        "lines": _last(db, found, spoken),
    }


def _of_desk(db: Db, programme: Programme, spoken: str) -> list[View]:
    """Answers that came by mail and that a person must decide on, of the whole installation: one desk serves all."""
    number = 0 if programme.archived else incoming.waiting(db)
    if not number:
        return []
    _ = translator(spoken)
    text = numbered(spoken, "%d jawaban masuk menunggu keputusan", "%d jawaban masuk menunggu keputusan", number)
    fact = _("Surel yang tidak dapat dicatat dengan sendirinya: usul waktu lain, jawaban orang lain, kata-kata biasa.")
    return [_row(text, fact, _("Putuskan"), f"/inbox?programme={programme.id}") | {"picture": "inbox"}]


def _of_mail(found: Round, settings: Settings, spoken: str) -> list[View]:
    """That mails are written to files alone, once somebody is invited by one."""
    if "booked" not in found.course.states or not settings.mails_nobody:
        return []
    _ = translator(spoken)
    fact = _("Surel hanya ditulis ke berkas di server: undangan tidak sampai kepada siapa pun.")
    address = f"/mail-settings?programme={found.programme.id}"
    row = _row(_("Surel belum dikirim keluar"), fact, _("Atur surel"), address)
    return [row | {"picture": "mail", "urgent": True, "first": True}]


def _of_results(db: Db, found: Round, signed: int, spoken: str) -> list[View]:
    """What the results ask for: to be published once every session is signed, and answers to objections."""
    _, programme = translator(spoken), found.programme.id
    if not signed:
        return []
    address = f"/programmes/{programme}/results/publication"
    if releases.latest(db, programme, now=found.now) is None:
        soon = releases.waiting(db, programme, now=found.now)
        if signed < len(found.course.counting) or soon is not None:
            return []
        text = numbered(spoken, "%d sesi ditandatangani, belum terbit", "%d sesi ditandatangani, belum terbit", signed)
        fact = _("Semua yang dijadwalkan sudah selesai; hasilnya dapat diperiksa dan diterbitkan.")
        return [_row(text, fact, _("Buka penerbitan"), address)]
    waiting = [one for one in releases.objections_of(db, programme) if one.answered_at is None]
    text = numbered(spoken, "%d sanggahan menunggu jawaban", "%d sanggahan menunggu jawaban", len(waiting))
    names = ", ".join(dict.fromkeys(one.regency_name for one in waiting))
    return [_row(text, names, _("Jawab"), address)] if waiting else []


def _of_plans(programme: str, figures: dict[str, int], spoken: str) -> list[View]:
    """Once the first session is booked, the regencies that have no time yet."""
    _, number = translator(spoken), figures["regencies"] - figures["booked"]
    if number <= 0 or not figures["booked"]:
        return []
    text = numbered(spoken, "%d kabupaten/kota belum dijadwalkan", "%d kabupaten/kota belum dijadwalkan", number)
    fact = _("Rencana mencarikan waktu dan panel bagi semuanya sekaligus.")
    return [_row(text, fact, _("Rencanakan"), f"/programmes/{programme}/plans") | {"picture": "plans"}]


def _row(text: str, fact: str, label: str, address: str) -> View:
    return {"text": text, "fact": fact, "picture": "results", "urgent": False, "label": label, "address": address}


def _tiles(programme: str, figures: dict[str, int], spoken: str) -> list[View]:
    _, here = translator(spoken), f"/programmes/{programme}"
    whole, booked, over = figures["regencies"], figures["booked"], figures["over"]

    def tile(label: str, number: int, of: int | None, address: str, kind: str = "") -> View:
        share = None if of is None else number / of if of else 0
        return {
            "label": label,
            "number": number,
            "of": of,
            "share": share,
            "address": f"{here}/{address}",
            "kind": kind,
        }

    return [
        tile(_("Kabupaten/kota"), whole, None, "regencies?part=round"),
        tile(_("Dijadwalkan"), booked, whole, "regencies?part=round&session=booked"),
        tile(_("Daerah hadir"), figures["accepted"], booked, "regencies?part=round&session=accepted"),
        tile(_("Berlangsung"), figures["running"], None, "sessions?state=live&rehearsal=no"),
        tile(_("Selesai"), over, booked, "sessions?state=over&rehearsal=no", "good"),
        tile(_("Ditandatangani"), figures["signed"], over, "sessions?state=signed&rehearsal=no", "good"),
    ]


def _today(session: Session, now: datetime) -> View:
    people = session.invited()
    schedule = session.schedule
    whole = (schedule.ends_at - schedule.starts_at).total_seconds()
    gone = max(0.0, min(1.0, (now - schedule.starts_at).total_seconds() / whole)) if whole else 0
    return {
        "id": session.id,
        "regency": session.regency.name,
        "room": session.room.name if session.room else "",
        "starts_at": wire(session.starts_at),
        "state": session.state(now),
        "phase": _phase(session, now),
        "rehearsal": session.rehearsal,
        "coming": sum(session.rsvp(one.id) == "accepted" for one in people),
        "declined": sum(session.rsvp(one.id) == "declined" for one in session.panel),
        "of": len(people),
        "gone": gone,
    }


def _phase(session: Session, now: datetime) -> Mapping[str, object] | None:
    """The phase that runs, if one does."""
    number = session.schedule.phase_number(now) if session.state(now) == "open" else None
    return None if number is None else session.schedule.phases[number].as_json()


def _week(sessions: Sequence[Session], found: Round) -> View:
    """How far the week's sessions are, and when the last one of the round starts that is to come."""
    states = [found.course.state_of[one.id] for one in sessions]
    running = sum(state in RUNNING for state in states)
    ahead = [one for one in found.course.counting[-1:] if one.starts_at > found.now]
    return {
        "of": len(states),
        "running": running,
        "to_come": states.count("booked"),
        "over": len(states) - running - states.count("booked"),
        "last": wire(ahead[0].starts_at) if ahead else "",
    }


def _last(db: Db, found: Round, spoken: str) -> list[View]:
    lines = records.latest(db, found.sessions, limit=LAST)
    named = {line.session for line in lines}
    sessions = {one.id: one for one in found.sessions if one.id in named}
    names = {one.id: one.name for session in sessions.values() for one in (*session.invited(), *session.former)}
    return [
        {
            "at": wire(one.at),
            "text": f"{sessions[one.session].regency.name}: {entries.line(one, spoken, names)}",
            "mark": False,
        }
        for one in lines
    ]


def _steps(db: Db, found: Round, settings: Settings, spoken: str) -> list[View]:
    told = _to_set_up(db, found, settings, spoken)
    now = next(number for number, (done, *_rest) in enumerate(told) if done is False)
    here = f"/programmes/{found.programme.id}"
    return [
        {"text": text, "told": fact, "is": _is(done, number == now), "label": label, "address": _at(here, address)}
        for number, (done, text, fact, label, address) in enumerate(told)
    ]


def _at(here: str, address: str) -> str:
    return address if address.startswith(("/mail-settings", "/sessions/")) else here + address


def _to_set_up(db: Db, found: Round, settings: Settings, spoken: str) -> list[Step]:
    _ = translator(spoken)
    goes_out = not settings.mails_nobody
    by_mail = (
        _("Surel keluar lewat server surel.")
        if goes_out
        else _("Surel masih ditulis ke berkas di server dan tidak sampai kepada siapa pun.")
    )
    doubts = mail_setup.warnings(settings, spoken) if goes_out else []
    told = " ".join([by_mail, *doubts])
    return [
        _rules(found, spoken),
        (goes_out, _("Surel"), told, _("Uji surel"), f"/mail-settings?programme={found.programme.id}"),
        _regencies(db, found, spoken),
        _panelists(db, found, spoken),
        _rooms(db, found, spoken),
        _rehearsal(found, spoken),
        (False, _("Sesi pertama"), _("Sekali dijadwalkan, undangan keluar."), _("Jadwalkan sesi"), "/book"),
    ]


def _rules(found: Round, spoken: str) -> Step:
    _, programme = translator(spoken), found.programme
    minutes = sum(phase.length.total_seconds() for phase in programme.phases) / 60
    told = _("%(criteria)s kriteria, sesi %(length)s. Semuanya dapat diubah sampai sesi dibuka.") % {
        "criteria": len(programme.rubric.criteria),
        "length": duration(minutes, spoken),
    }
    headed = bool(programme.letterhead.get("name"))
    told = told if headed else told + " " + _("Kop surat belum diisi.")
    return True, _("Rubrik dan aturan"), told, _("Lihat") if headed else _("Isi kop surat"), ""


def _regencies(db: Db, found: Round, spoken: str) -> Step:
    _, regencies = translator(spoken), registry.all_regencies(db, found.programme.id)
    addressed = sum(one.contact is not None for one in regencies)
    told = _("%(all)s terdaftar, %(addressed)s mempunyai alamat surel.") % {
        "all": len(regencies),
        "addressed": addressed,
    }
    label = _("Lihat") if addressed and addressed == len(regencies) else _("Lengkapi")
    return addressed > 0, _("Kabupaten/kota dengan kontaknya"), told, label, "/regencies"


def _panelists(db: Db, found: Round, spoken: str) -> Step:
    _, programme = translator(spoken), found.programme
    panelists = registry.panelists(db, programme.id)
    chairs = sum(one.may_chair for one in panelists)
    enough = len(panelists) >= programme.panel_size and chairs > 0
    told = _("%(all)s terdaftar, %(chairs)s dapat menjadi ketua; satu panel beranggotakan %(size)s orang.") % {
        "all": len(panelists),
        "chairs": chairs,
        "size": programme.panel_size,
    }
    return enough, _("Panelis"), told, _("Lihat") if enough else _("Lengkapi"), "/panelists"


def _rooms(db: Db, found: Round, spoken: str) -> Step:
    _, number = translator(spoken), len(rooms.of_programme(db, found.programme.id))
    told = numbered(spoken, "%d ruang.", "%d ruang.", number) if number else _("Tidak wajib.")
    use = _("Rencana membagi sesi ke ruang-ruang; tanpa ruang, tiap sesi memakai tautannya sendiri.")
    return number > 0 or None, _("Ruang sidang"), f"{told} {use}", _("Lihat") if number else _("Tambah ruang"), "/rooms"


def _rehearsal(found: Round, spoken: str) -> Step:
    """Done once one has been held; until then one that is booked is led to."""
    _ = translator(spoken)
    name, trials = _("Gladi"), [one for one in found.sessions if one.rehearsal]
    told = _("Satu sesi percobaan dengan Anda sendiri sebagai panelis; tidak dihitung dalam hasil.")
    if any(one.state(found.now) in ("closed", "signed") for one in trials):
        return True, name, told, _("Jadwalkan gladi"), "/book?rehearsal=1"
    coming = [one for one in trials if one.state(found.now) in UNFINISHED]
    if not coming:
        return False, name, told, _("Jadwalkan gladi"), "/book?rehearsal=1"
    when = formats.when(coming[0].starts_at, found.programme.timezone, language=spoken)
    return False, name, _("Dijadwalkan %(when)s.") % {"when": when}, _("Lihat"), f"/sessions/{coming[0].id}"


def _is(done: bool | None, now: bool) -> str:
    return "done" if done else "now" if now else "wait"
