"""Every task is done by forms, in a browser that runs no script: each address of a page that takes a form is come to by
links and pressed as it stands there. A new one must be pressed here, or say in `BY_SCRIPT` why no form leads to it."""

import io
import itertools
import re
from contextlib import AsyncExitStack
from datetime import timedelta

from houses import CRITERIA
from judges.plain_pages import Plain
from PIL import Image
from posted import all_posted, all_sent, posted
from samples.replies import a_calendar, a_mail_of, a_part, a_text

from server.clockwork.clock_watch import ClockWatch
from server.web.keys import ACCEPTOR, CLOCK, CLOCK_WATCH
from server.web.pages.secretariat.control_room import CONTROLS
from server.web.routes import API, API_ROUTES, PAGE_ROUTES
from sessions.actions.before import enrolling
from sessions.actions.inbox import receiving
from sessions.clock import SteadyClock, from_wire
from sessions.store.powers import accounts, passkeys
from sessions.values.itip import read_mail

BY_SCRIPT = {
    "/sign-in/passkey/options": "what a browser and a key say to each other is said by a script (WebAuthn)",
    "/sign-in/passkey": "the same; a mailed link comes in without",
    "/account/passkeys/options": "the same",
    "/account/passkeys": "the same; a passkey is taken away by a form",
    "/sessions/{id}/move": "where a session is dropped; without a script it is moved by /sessions/{id}/change",
}
NUMBERS = itertools.count(1)  # of mails that come in
DESK = f"{API}/inbox/{{id}}/"  # where the API decides one mail, by the word that follows
DECIDING = [one.path.removeprefix(DESK) for one in API_ROUTES if one.method == "POST" and one.path.startswith(DESK)]
DECISIONS = [
    one for one in DECIDING if one != "confirm"
]  # a page's form is filled in, so that it is `assign` as it stands
REASON = "Jaringan putus"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
DIARY = a_calendar(METHOD=None, DTSTART="DTSTART:20310402T020000Z", DTEND="DTEND:20310402T040000Z").encode()
LISTS = {
    "regencies": b"code,name,province,timezone,email\n33.22,Kabupaten Semarang,Jawa Tengah,Asia/Jakarta,s@a.example\n",
    "panelists": b"name,email\nDr. Wati,wati@panel.example\n",
}


class People:
    """Who takes part, each with a browser that runs no script; the secretariat's is `office`."""

    def __init__(self, house, known):
        self.house, self.here, self.known = house, f"/programmes/{house.programme}", known
        self.office, self.nobody, self.chair, self.budi, self.sri, self.made = known[:6]
        self.jepara, self.kudus, self.papua = known[6:]
        self.session, self.left_open = "", {}

    @property
    def faults(self):
        """What is wrong with the pages that were seen."""
        return sorted({fault for one in self.known for fault in one.faults})

    @property
    def pressed(self):
        """The addresses whose forms were sent."""
        return set().union(*(one.pressed for one in self.known))


async def test_every_task_is_done_by_a_form(house):
    async with AsyncExitStack() as until_the_end:
        known = [Plain(house) for _ in range(9)]
        for one in known:
            until_the_end.push_async_callback(one.session.close)
        people = People(house, known)
        for part in PARTS:
            await part(people, house)

        assert people.faults == []
        assert _taking() - people.pressed == BY_SCRIPT.keys()


def _taking():
    """The addresses of pages that take a form, each by what is chosen in its place."""
    chosen = {"{control}": CONTROLS, "{decision}": ("admit", "refuse"), "{action}": DECISIONS}
    paths = {route.path for route in PAGE_ROUTES if route.method == "POST"}
    for place, names in chosen.items():
        paths = {path.replace(place, name) for path in paths for name in (names if place in path else ("",))}
    return paths


# - the house, and what is set up -


async def _doors(people, house):
    """Coming in, by one's link or by asking for one; one's own account, and the other language."""
    await _comes_in(people)
    names = ("ratna", "budi", "sri", "made", "33.20", "33.19", "91.71")
    for one, name in zip(people.known[2:], names, strict=True):
        await one.come_in(house.people[name].token)
    house.clock.passes(minutes=1)
    await people.nobody.press("/sign-in", "/sign-in", email="wulan@kantor.example")
    (mail,) = await posted(house, "wulan@kantor.example", subject="Tautan masuk")
    other = await people.nobody.come_in(mail.enter)
    assert "Sign out" in (await other.press("/account", "/language")).text
    assert "Keluar" in (await other.press("/account", "/language")).text
    await other.press("/account", "/theme")
    await people.office.press("/account", "/account/name", name="Wulan Sari")
    await people.office.press("/account", "/account/sign-ins/.*")
    assert (await other.open("/account")).status == 401, "the newest is the first in the list"
    await (await other.come_in(house.people["tono"].token)).press("/", "/sign-out", answered=401)


async def _house(people, house):
    """Accounts, webhooks, mail, the clock."""
    office = people.office
    await office.press("/accounts", "/accounts", name="Joko", email="joko@kominfo.example", role="secretariat")
    joko, wulan = [await house.store.read(_who, name) for name in ("joko@kominfo.example", "wulan@kantor.example")]
    await office.press("/accounts", f"/accounts/{joko}")
    await office.press("/accounts", f"/accounts/{joko}/remove")
    await house.store.write(passkeys.add, wulan, "Laptop", b"kunci", b"umum", 0, now=house.clock.now)
    await office.press("/account", "/passkeys/.*/remove")
    await office.press("/account", "/account/address", email="wulan.sari@kantor.example")
    house.settings.fetch.allow = ["127.0.0.0/8"]
    await office.press("/webhooks", "/webhooks", url="http://127.0.0.1:9/x", kinds=["booked"])
    await office.press("/webhooks", "/webhooks/.*/remove")
    await office.press("/mail-settings", "/mail-settings/test")
    lines = {
        "name": "Sidang",
        "address": "sidang@kota.example",
        "smtp_host": "smtp.kota.example",
        "smtp_user": "sidang",
    }
    await office.press("/mail-settings", "/mail-settings/lines", **lines)
    await _clock(people, house)


async def _clock(people, house):
    app, wall = house.client.app, [house.clock.now]
    before = dict(app._state)
    steady = SteadyClock(lambda: wall[0], lambda: 1000.0)

    async def reset():
        pass

    watch = app._state[CLOCK_WATCH] = ClockWatch(house.store, steady, reset)
    app._state[CLOCK] = steady
    wall[0] += timedelta(hours=1)
    await watch.look()
    await people.office.press("/clock", "/clock/accept")
    app._state.clear()
    app._state.update(before)


async def _rules(people, house):
    """A programme, its rules, its rubric, the words of its mails, its rooms, an example to calibrate by."""
    office, here = people.office, people.here
    await office.press("/", "/programmes/new", name="Putaran lain")
    await office.press(here, here, claims="optional", panel_size="5", deliberation="30")
    await office.press(here, "/logo", file=("logo.png", _picture()))
    await office.press(here, "/logo/remove")
    moved = await office.press(f"{here}/rubric", "/rubric", "do=down:c0")
    await office.press(moved, "/rubric", **{"c1.weight": "30"})
    await office.press(
        f"{here}/templates/invite", "/templates/invite", "step=save", **{"id/subject": "Undangan sidang"}
    )
    for name in ("Ruang A", "Ruang B"):
        await office.press(f"{here}/rooms", "/programmes/.*/rooms", name=name, meeting_url="https://rapat.example.id/a")
    await office.press(f"{here}/rooms", "/rooms/[0-9a-z]{26}", name="Ruang C")
    await office.press(f"{here}/rooms", "/rooms/.*/remove")
    await office.press(f"{here}/calibrations", "/calibrations", title="Tidak jadi")
    await office.press(await office.follow(f"{here}/calibrations", "/calibrations/.+"), "/remove")
    await office.press(f"{here}/calibrations", "/calibrations", title="Contoh")
    example = (await office.follow(f"{here}/calibrations", "/calibrations/.+")).path
    await office.press(example, example, text="Sebuah daerah.")
    await office.press(example, "/file", file=("contoh.pdf", PDF))
    await office.press(await office.press(example, "/invite", panelists=[house.chair.id]), "/invite")
    house.clock.passes(seconds=61)
    await people.chair.press(await people.chair.follow("/", "/calibrations/.*/sheet"), "/sheet")
    await office.press(example, "/close")


async def _lists(people, house):
    """Regencies and panelists: one by one and by a file, their links, their time; views that are kept."""
    office, here = people.office, people.here
    other = (await office.follow("/", "/programmes/.*", "Putaran lain")).path.removesuffix("/overview")
    await office.press(f"{other}/regencies", "/regencies/shipped")
    fields = {"code": "33.21", "name": "Kabupaten Demak", "province": "Jawa Tengah"}
    await office.press(f"{here}/regencies", "/regencies", **fields)
    demak = await office.follow(f"{here}/regencies", "/regencies/.*", "Demak")
    await office.press(demak, "/withdraw", reason="Bupati baru")
    await office.press(await office.press(demak.path, "/withdraw"), "/remove")
    await office.press(f"{here}/panelists", "/panelists", name="Dr. Baru", email="baru@panel.example")
    new = (await office.follow(f"{here}/panelists", "/panelists/.*", "Baru")).path
    await office.press(new, new, institution="ITB")
    await office.press(new, "/people/.*/link")
    await office.press(new, "/panelists/.*/remove")
    for kind, text in LISTS.items():
        await office.press(await office.press(f"{here}/{kind}", "/import", file=("daftar.csv", text)), "/import/use")
    jepara = await office.follow(f"{here}/regencies", "/regencies/.*", "Jepara")
    await office.press(jepara, jepara.path, phone="0812-3456-7890")
    denpasar = await office.follow(f"{here}/regencies", "/regencies/.*", "Denpasar")
    await office.press(denpasar, denpasar.path, contact="Made", phone="0813-3456-7890")
    await office.press(f"{here}/regencies?without=address", "/views", name="Tanpa alamat")
    await office.press("/views", "/views/[^/]*", name="Belum beralamat")
    await office.press("/views", "/views/.*/remove")


# - a session, from what the regency says of itself to its result -


async def _claims(people, house):
    """The regency fills in its own assessment, alone and with a colleague."""
    jepara, people.session = people.jepara, await _booked(people, "33.20", "2031-03-07")
    await jepara.press(people.session, f"{people.session}/files", kind="document", file=("rpjmd.pdf", PDF))
    mine = await jepara.follow(await jepara.follow("/", "/sessions/.*"), "/claims")
    about = {"criterion": "leadership"}
    await jepara.press(mine, "/claims", has=about, value="4", text="Ada keputusan bupati.")
    await jepara.press(mine, "/claims/files", has=about, file=("sk.pdf", PDF))
    made = await jepara.press(mine, "/claims/helpers", name="Rekan", criteria=["policy"])
    theirs = "/fill/" + re.search(r"/fill/([\w-]+)", made.markup)[1]
    await people.nobody.press(theirs, "/fill/.*/claims", value="3")
    await people.nobody.press(theirs, "/fill/.*/claims/files", file=("renstra.pdf", PDF))
    await jepara.press(made, "/helpers/.*/remove")


async def _during(people, house):
    """A session is conducted, scored, asked in, told, recorded on paper; another is broken off."""
    office, chair = people.office, people.chair
    await _opened(people, gone := await _booked(people, "33.19", "2031-03-06"))
    await office.press(f"{gone}/control", "/control/abort", reason="Listrik padam")
    await _opened(people, session := people.session)
    room = f"{session}/control"
    for one in (chair, people.budi, people.sri):
        await one.press(f"{session}/sheet", "/declare")
        await one.press(f"{session}/sheet", "/sheet", "act=save", **{f"value.{key}": "4" for key in CRITERIA[:2]})
    for wants in ("", "answer", "file"):
        await people.budi.press(f"{session}/sheet", "/questions", "state=asked", text="Anggarannya?", wants=wants)
    await people.sri.press(session, "/questions", "state=draft", text="Siapa pelaksananya?")
    await people.sri.press(session, "/questions/[^/]*")
    asked = re.search(r'name="text-(\w+)"', (await people.jepara.open(session)).markup)[1]
    answers = f"/questions/{asked}/reply"
    await people.jepara.press(session, answers, **{f"text-{asked}": "Rp 12 miliar"})
    words, file = {f"text-{asked}": "Rinciannya terlampir."}, {f"file-{asked}": ("dpa.pdf", PDF)}
    await people.jepara.press(session, answers, **words, **file)
    for control in ("pause", "resume", "next-phase", "undo"):
        await office.press(room, f"/control/{control}")
    await office.press(room, "/control/extend")
    await office.press(room, "/message", text="Lima menit lagi.")
    await office.press(room, "/stage")
    await office.press(room, "/control/close", reason="Selesai")
    await office.press(room, "/control/reopen", minutes="5", reason="Satu nilai tertinggal")
    people.left_open = {one: await one.open(f"{session}/sheet") for one in (people.budi, people.sri)}
    await office.press(room, "/control/close", reason="Selesai")


async def _after(people, house):
    """What came too late is decided, values are opened, moderated, summed up and signed; results are published."""
    office, chair, session = people.office, people.chair, people.session
    room, values = f"{session}/control", f"{session}/deliberation"
    for late, one, value in (("admit", people.budi, "3"), ("refuse", people.sri, "2")):
        await one.press(people.left_open[one], "/sheet", "act=save", **{"value.vision": value})
        await office.press(room, f"/late/[0-9]*/{late}", reason=REASON)
    await office.press(room, "/control/reveal")
    about = {"value": "3", "reason": "Sepakat sesudah dibahas"}
    await people.budi.press(values, "/deliberation", has={"act": "moderate"}, criterion="policy", **about)
    await chair.press(
        values, "/deliberation", has={"act": "summary"}, text="Pimpinan kuat.", recommendations="Tambah SDM"
    )
    await chair.press(values, "/deliberation", has={"act": "conclude"})
    for one in (people.budi, people.sri):
        await one.press(session, "/sign")
    await office.press(values, "/deliberation", has={"act": "excuse", "panelist": house.id("made")}, reason="Sakit")
    await chair.press(values, "/deliberation", has={"act": "sign"})


async def _results(people, house):
    """Results are published, objected to, and answered."""
    office, results = people.office, f"{people.here}/results"
    seen = await office.press(f"{results}/publication", "/publish", accept_missing="1")
    await office.press(seen, "/publish/letter")
    taken_back = await office.press(await office.press(seen, "/publish", "step=send"), "/cancel")
    seen = await office.press(taken_back, "/publish", accept_missing="1")
    await office.press(await office.press(seen, "/publish", "step=edit"), "/publish")
    await office.press(seen, "/publish", "step=send")
    house.clock.passes(seconds=61)
    mine = await people.jepara.follow("/", "/results/regencies/33.20")
    await people.jepara.press(mine, "/objections", text="Nilai anggaran keliru.")
    await office.press(f"{results}/publication", "/answer", answer="Sudah diperiksa.", outcome="rejected")
    await people.nobody.press("/verify", "/verify", file=("catatan.jsonl", b"{}"))


# - what is done before others -


async def _reaching(people, house):
    """A message by mail and by telephone, times that are offered, chosen and proposed."""
    office, here, tomorrow = people.office, people.here, house.clock.now + timedelta(days=1)
    message = {"list": "regencies", "subject": "Rapat persiapan", "text": "Senin pukul sembilan."}
    batches = []
    for _ in range(2):
        seen = await office.press(f"{here}/messages", "/messages", **message)
        batches.append((await office.press(seen, "/messages")).path)
    await office.press(batches[1], "/cancel")
    house.clock.passes(seconds=61)
    await office.press(batches[0], "/mails/.*/told")
    await office.press(batches[0], "/batches/.*/told")
    offer = {"from": "2031-03-10", "to": "2031-03-12", "slots": "09.00, 13.00", "until": f"{tomorrow:%Y-%m-%d}"}
    seen = await office.press(f"{here}/offers", "/offers", until_time="16:00", **offer)
    await office.press(seen, "/offers")
    mine = await people.kudus.follow("/", "/offers/.*")
    await people.kudus.press(mine, "/offers/[^/]*", starts_at=mine.form("/offers/[^/]*")[0].named("starts_at")[0].value)
    for answer in ("decline", "accept/check"):
        theirs = await people.papua.follow("/", "/offers/.*")
        await people.papua.press(theirs, "/propose", start=["2031-03-13T10:00"], reason=REASON)
        here_told = {"reason": "Penuh"} if answer == "decline" else {}
        seen = await office.press(theirs.path, f"/{answer}", **here_told)
    await office.press(seen, "/accept")
    await office.press(await office.follow(theirs.path, "/remind"), "/remind")
    await office.press(theirs.path, "/end")


async def _before(people, house):
    """A session is booked, answered, changed, told of, its panel mended, and cancelled."""
    office, here = people.office, people.here
    other, session = await _booked(people, "33.22", "2031-03-18"), await _booked(people, "33.20", "2031-03-17")
    invited = next(mail for mail in all_posted(house, "sri@panel.example") if "17 Maret 2031" in mail.text)
    await people.nobody.press(invited.answers["accepted"], "/answer/.*", "answer=accepted")
    await people.budi.press(session, "/rsvp", "answer=accepted")
    await people.made.press("/", "/my-sessions/rsvp", "answer=accepted")
    seen = await office.press(other, f"{other}/cancel/check", reason="Bupati sakit")
    await office.press(seen, f"{other}/cancel")
    await office.press(session, f"{session}/told")
    await office.press(await office.press(session, f"{session}/remind/check"), f"{session}/remind")
    vacant = await office.follow(session, f"replace={house.id('made')}")
    seen = await office.press(vacant, "/replace/check", comes=house.id("tono"))
    await office.press(seen, "/replace")
    await office.press(await office.follow(session, f"mend={house.id('tono')}"), "/address", email="tono@a.example")
    await office.press(session, "/mails/.*/resend")
    listed = await office.open(f"{here}/mails")
    await office.press(listed, "/mails/resend", one=[listed.form("/mails/resend")[0].named("one")[0].value])
    seen = await office.press(f"{here}/sessions", "/remind/check", one=[session.rpartition("/")[2]])
    await office.press(seen, "/remind")
    changed = await office.press(f"{session}/change", "/change", "step=check", time="10:00")
    await office.press(changed, "/change", "main")
    house.clock.passes(seconds=61)
    return session


async def _time(people, house):
    """A panelist's own time and calendars, and the calendar of their sessions."""
    budi = people.budi
    await budi.press(await budi.follow("/", "/availability"), "/calendars", url="http://127.0.0.1:9/a.ics")
    await budi.press((time := await budi.follow("/", "/availability")), "/upload", file=("a.ics", DIARY))
    busy = {"from": "2031-04-01T08:00", "to": "2031-04-01T10:00", "free": "0"}
    await budi.press(time, "/availability", **busy)
    await budi.follow("/", "/feed")
    await budi.press(await budi.follow("/", "/feed"), "/feed/renew")


async def _plans(people, house):
    """A plan is begun, stopped, mended by hand, looked through and accepted; one is repaired."""
    office, here = people.office, people.here
    asked = {"from": "2031-03-10", "to": "2031-03-14", "slots": "08.00, 13.00", "parallel": "1"}
    plan = (await office.press(f"{here}/plans", "/plans", seconds="60", **asked)).path
    await office.press(plan, "/stop")
    plan = (await office.press(f"{here}/plans", "/plans", seconds="1", **asked)).path
    await _over(office, plan)
    one = await office.follow(plan, "/plans/.*/sessions/.*")
    await office.press(one, one.path, locked="yes")
    again = (await office.press(plan, "/again")).path
    await _over(office, again)
    await office.press(await office.press(again, "/accept/check"), "/accept")
    await house.client.app[ACCEPTOR].settled(again.rpartition("/")[2], seconds=60)
    house.clock.passes(seconds=61)
    await office.press(f"{here}/plans", "/repairs", panelist=house.id("budi"), day="2031-03-17")


async def _desk(people, house):
    """Mails that a person has to decide, one by one and several at once."""
    office = people.office
    session = await _booked(people, "33.20", "2031-03-20")
    uid = (await house.secretariat.session(session.rpartition("/")[2]))["uid"]
    await _came_in(house, _proposing(uid, "20310321T020000Z"))
    await office.press(await office.press("/inbox", "/accept-time/check"), "/accept-time")
    await _came_in(house, _proposing(uid, "20310324T020000Z"))
    await house.secretariat.post("/accounts", {"email": "a@k.example", "name": "Agus", "role": "secretariat"})
    await office.press("/inbox", "/inbox/[^/]*/hand")
    await office.press("/inbox", "/decline-time", text="Waktunya tetap.")
    by_another = 'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:asisten@a.example":mailto:budi@panel.example'
    for decision, typed in {"assign": {}, "resend": {}, "reply": {"text": "Terima kasih."}}.items():
        await _came_in(house, _answering(uid, by_another, "asisten@a.example"))
        decided = await office.press("/inbox", f"/inbox/[^/]*/{decision}", **typed)
    await office.press(decided, "/take-back")
    await office.press("/inbox", "/inbox/confirm", **_ticked(await office.open("/inbox")))
    unknown = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:wakil@daerah.example"
    await _came_in(house, _answering(uid, unknown, "wakil@daerah.example"))
    await office.press("/inbox", "/invite")
    for decision, typed in (("assign", _whose), ("dismiss", lambda page: {})):
        await _came_in(house, a_mail_of(a_text("Saya berhalangan."), From="sri@panel.example", Subject="Sidang"))
        await office.press("/inbox", f"/inbox/[^/]*/{decision}", **typed(await office.open("/inbox")))
    await _came_in(house, a_mail_of(a_text("Apa?"), From="sri@panel.example", Subject="Tanya"))
    await office.press("/inbox", "/inbox/dismiss", **_ticked(await office.open("/inbox")))


# - in the words of the walk -


async def _comes_in(people):
    """The secretariat, whose sign-in lasts some hours, comes in once more."""
    house = people.house
    once = await house.store.write(enrolling.make_secretariat, "wulan@kantor.example", now=house.clock.now)
    await people.office.come_in(once)


async def _booked(people, regency, date):
    """Books by the form; the session's address."""
    office, house = people.office, people.house
    panel = [house.id(name) for name in ("ratna", "budi", "sri", "made")]
    typed = {"regency": regency, "date": date, "time": "09:00", "panel": panel, "chair": panel[0]}
    seen = await office.press(f"{people.here}/book", "/book", "step=check", **typed)
    session = (await office.press(seen, "/book", "main")).path
    house.clock.passes(seconds=61)
    await all_sent(house)
    return session


async def _opened(people, session):
    """The session's start has come."""
    shown = await people.house.secretariat.session(session.rpartition("/")[2])
    people.house.clock.now = from_wire(shown["starts_at"])
    await people.house.announce(shown["id"])
    await _comes_in(people)


async def _over(one, plan):
    """The plan has ended: its stream of events does."""
    async with one.session.get(one.house.client.make_url(f"/api/v1{plan}/events")) as stream:
        await stream.read()


async def _came_in(house, raw):
    raw = raw.replace(b"<1@", f"<{next(NUMBERS)}@".encode())
    mail = read_mail(raw, organizer=house.settings.mail.organizer.address)
    await house.store.write(receiving.take, mail, raw, now=house.clock.now)


def _proposing(uid, starts):
    attendee = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:budi@panel.example"
    calendar = a_calendar(METHOD="METHOD:COUNTER", UID=f"UID:{uid}", DTSTART=f"DTSTART:{starts}", ATTENDEE=attendee)
    return a_mail_of(a_part(calendar, kind="text/calendar; method=COUNTER"), From="budi@panel.example")


def _answering(uid, attendee, sender):
    part = a_part(a_calendar(UID=f"UID:{uid}", ATTENDEE=attendee), kind="text/calendar; method=REPLY")
    return a_mail_of(a_text("Hadir."), part, From=sender)


def _ticked(page):
    """The first mail's own box, by which several are decided."""
    form, _ = page.form("/inbox/dismiss")
    return {next(one.name for one in form.controls if one.name.startswith("item-")): "1"}


def _whose(page):
    """The first session and person that the mail may be an answer of."""
    form, _ = page.form("/inbox/[^/]*/assign")
    return {"whose": next(offer for offer in form.named("whose")[0].offers if offer), "answer": "declined"}


def _who(db, email):
    return next(one.id for one in accounts.secretariat(db) if one.email == email)


def _picture():
    written = io.BytesIO()
    Image.new("RGB", (60, 40)).save(written, "PNG")
    return written.getvalue()


PARTS = (_doors, _house, _rules, _lists, _claims, _during, _after, _results, _reaching, _before, _time, _plans, _desk)
