"""How what waits for a person is told on the overview: what happened, the fact that decides, one button."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.text import formats, numbered, translator
from sessions.actions import Round, Rows, waiting
from sessions.values import NEEDS_ACTION, RUNNING, Session, counts, workdays

SOON = timedelta(days=3)  # nearer than that, what is open puts the day at risk
AT_STAKE = {"clashes", "no_address", "no_link"}  # without which a near session cannot be held as booked
ROWS = 3  # of one kind, named one by one; more are counted

View = dict[str, object]


@dataclass(frozen=True)
class Telling:
    """How the lists are told in the reader's language."""

    found: Round
    language: str

    @property
    def here(self) -> str:
        """The programme's address."""
        return f"/programmes/{self.found.programme.id}"

    def today(self) -> Sequence[Session]:
        """The sessions that start on the programme's present day, but for those that are off; and those that run since
        the day before, in front."""
        states, starting = self.found.course.state_of, self._starting(self._day, 1)
        since = [one for one in self._starting(self._day - timedelta(days=1), 1) if states[one.id] in RUNNING]
        return [*since, *(one for one in starting if one.live)]

    def week(self) -> Sequence[Session]:
        """The sessions that start in the programme's present week and count."""
        monday = workdays.monday_of(self._day)
        return [one for one in self._starting(monday, 7) if counts(one)]

    @property
    def _day(self) -> date:
        return formats.to_zone(self.found.now, self.found.programme.timezone).date()

    def _starting(self, first: date, days: int) -> Sequence[Session]:
        zone, sessions = self.found.programme.timezone, self.found.sessions
        ends = (formats.midnight(day, zone) for day in (first, first + timedelta(days=days)))
        begin, end = (bisect_left(sessions, at, key=lambda one: one.starts_at) for at in ends)
        return sessions[begin:end]

    def when(self, at: datetime) -> str:
        """When that is."""
        return formats.when(at, self.found.programme.timezone, language=self.language)

    def is_near(self, row: waiting.Row) -> bool:
        """Whether the row's session is so near that what is open puts it at risk."""
        return row.starts_at is not None and self.found.now < row.starts_at < self.found.now + SOON

    def attention(self, lists: Mapping[str, Rows], more: Sequence[View] = (), *, leads: bool = True) -> list[View]:
        """What needs a person, the urgent first, of these the nearest session, one button each; the first alone is the
        page's main one, where it `leads` and no step of the set-up does. `more`: what the lists do not hold."""
        rows = [
            *self._declined(lists["declined"]),
            *self._mails(lists["mail_failed"], lists["mail_stuck"]),
            *self._late(),
            *self._counted(lists),
            *more,
        ]
        rows.sort(key=lambda row: (not row.get("first"), not row["urgent"], self._how_near(row.get("at"))))
        return [row | {"main": leads and number == 0} for number, row in enumerate(rows)]

    def _how_near(self, at: object) -> timedelta:
        """How long until the session that it is about; what is about none that is still to come stands last."""
        return at - self.found.now if isinstance(at, datetime) and at > self.found.now else timedelta.max

    def _declined(self, rows: Rows) -> list[View]:
        _ = translator(self.language)
        told = []
        for row in rows[:ROWS]:
            assert row.session is not None
            assert row.person is not None
            why = f" “{row.more['comment']}”" if row.more["comment"] else ""
            panelist = row.person.role in ("chair", "member")
            session = f"/sessions/{row.session.id}"
            told.append(
                {
                    "text": _("%(name)s tidak dapat hadir di sesi %(regency)s")
                    % {"name": row.person.name, "regency": row.regency.name},
                    "fact": f"{self.when(row.session.starts_at)}.{why}",
                    "picture": "person",
                    "urgent": self.is_near(row),
                    "at": row.starts_at,
                    "label": _("Cari pengganti") if panelist else _("Buka sesi"),
                    "address": f"{session}?replace={row.person.id}#r-{row.person.id}" if panelist else session,
                }
            )
        if len(rows) > ROWS:
            count = len({row.session.id for row in rows if row.session})
            text = numbered(
                self.language,
                "%d sesi seluruhnya ada yang tidak dapat hadir",
                "%d sesi seluruhnya ada yang tidak dapat hadir",
                count,
            )
            address = f"{self.here}/sessions?state=booked&answer=declined&rehearsal=no"
            told.append(self._row(text, rows, "person", _("Lihat daftar"), address))
        return told

    def _mails(self, failed: Rows, stuck: Rows) -> list[View]:
        _ = translator(self.language)
        told = [self._unreached(row) for row in failed[:ROWS]]
        if len(failed) > ROWS:
            text = numbered(self.language, "%d surel tidak sampai", "%d surel tidak sampai", len(failed))
            listed = f"{self.here}/mails?state=bounced,failed&last=yes"
            told.append(self._row(text, failed, "mail", _("Lihat daftar"), listed) | {"urgent": True})
        if stuck:
            text = numbered(self.language, "%d surel belum keluar", "%d surel belum keluar", len(stuck))
            row = self._row(text, stuck, "mail", _("Lihat sebabnya"), f"{self.here}/mails?state=waiting")
            told.append(row | {"urgent": True, "fact": stuck[0].more["reason"] or row["fact"]})
        return told

    def _unreached(self, row: waiting.Row) -> View:
        """A mail that did not reach its reader: it leads to the field of the address that it went to."""
        assert row.session is not None
        _, person, session = translator(self.language), row.more["person"], row.session
        seated, guest = session.seat(person["id"]), session.guest(person["id"])
        there = f"{self.here}/panelists/{person['id']}" if seated else f"/regencies/{row.regency.id}"
        field = "delegates" if guest is not None and guest.role == "delegate" else "email"
        names = {"regency": row.regency.name, "when": self.when(session.starts_at), "address": person["email"]}
        return {
            "text": _("Surel kepada %s tidak sampai") % person["name"],
            "fact": _("%(address)s. Sesi %(regency)s, %(when)s.") % names,
            "picture": "mail",
            "urgent": True,
            "label": _("Perbaiki alamat"),
            "address": f"{there}#f-{field}",
            "at": session.starts_at,
        }

    def _late(self) -> list[View]:
        _ = translator(self.language)
        rows = [
            waiting.Row(one.regency, one)
            for one in self.found.sessions
            for late in one.late
            if late.decision is None and self.found.course.state_of[one.id] == "closed"
        ]
        if not rows:
            return []
        first = f"/sessions/{rows[0].session.id}" if rows[0].session else ""
        text = numbered(
            self.language,
            "%d nilai terlambat menunggu keputusan",
            "%d nilai terlambat menunggu keputusan",
            len(rows),
        )
        return [self._row(text, rows, "clock", _("Putuskan"), f"{first}/control") | {"urgent": False}]

    def _row(self, text: str, rows: Rows, picture: str, label: str, address: str) -> View:
        _ = translator(self.language)
        named = list(dict.fromkeys(row.regency.name for row in rows))
        more = len(named) - ROWS
        fact = ", ".join(named[:ROWS])
        if more > 0:
            rest = numbered(self.language, "dan %d lagi", "dan %d lagi", more)
            fact = f"{fact}, {rest}"
        if rows[0].starts_at is not None:
            first = _("Terdekat: %s") if rows[0].starts_at > self.found.now else _("Terlama: %s")
            fact = f"{fact}. {first % self.when(rows[0].starts_at)}."
        urgent = self.is_near(rows[0])  # the earliest session stands first
        told: View = {"text": text, "fact": fact, "picture": picture, "urgent": urgent}
        return told | {"label": label, "address": address, "at": rows[0].starts_at if urgent else None}

    def _table(self, lists: Mapping[str, Rows]) -> list[tuple[str, str, str, str, str]]:
        # Kind, text, picture, what the button says, and the list that it leads to ("" for the first session).
        _, said = translator(self.language), self.language
        n = {kind: len(rows) for kind, rows in lists.items()}
        clashes = numbered(said, "%d sesi bentrok sejak dijadwalkan", "%d sesi bentrok sejak dijadwalkan", n["clashes"])
        address = numbered(
            said, "%d daerah belum mempunyai alamat surel", "%d daerah belum mempunyai alamat surel", n["no_address"]
        )
        link = numbered(
            said, "%d sesi belum mempunyai tautan rapat", "%d sesi belum mempunyai tautan rapat", n["no_link"]
        )
        unsigned = numbered(
            said,
            "%d berita acara belum lengkap tanda tangannya",
            "%d berita acara belum lengkap tanda tangannya",
            n["unsigned"],
        )
        claims = numbered(
            said,
            "%d daerah belum lengkap penilaian mandirinya",
            "%d daerah belum lengkap penilaian mandirinya",
            n["claims_missing"],
        )
        deck = numbered(said, "%d daerah belum mengunggah paparan", "%d daerah belum mengunggah paparan", n["no_deck"])
        silent = numbered(said, "%d sesi masih menunggu jawaban", "%d sesi masih menunggu jawaban", n["unanswered"])
        proposed = numbered(
            said, "%d daerah mengusulkan waktu lain", "%d daerah mengusulkan waktu lain", n["proposed_times"]
        )
        first, whole = _("Lihat yang pertama"), _("Lihat daftar")
        return [
            ("clashes", clashes, "warning", first, ""),
            ("no_address", address, "regency", _("Lengkapi"), "regencies?without=address&part=round"),
            ("proposed_times", proposed, "offer", _("Jawab"), "offers"),
            ("no_link", link, "link", _("Isi yang pertama"), ""),
            ("unsigned", unsigned, "sign", whole, "sessions?state=over&without=signatures&rehearsal=no"),
            ("claims_missing", claims, "claims", first, ""),
            ("no_deck", deck, "deck", whole, "sessions?state=booked&without=deck&rehearsal=no"),
            ("unanswered", silent, "bell", whole, f"sessions?state=booked&answer={NEEDS_ACTION}&rehearsal=no"),
        ]

    def _repair(self, row: waiting.Row) -> str:
        """Where what has come to clash is mended at once, beginning with what the first session clashes with."""
        clash, starts = row.more["clashes"][0], row.starts_at
        if clash["who"]:
            return f"{self.here}/plans?panelist={clash['who']['id']}#repair"
        day = formats.to_zone(starts, self.found.programme.timezone).date().isoformat() if starts else ""
        return f"{self.here}/plans?day={day}#repair"

    def _counted(self, lists: Mapping[str, Rows]) -> list[View]:
        _, told = translator(self.language), []
        for kind, text, picture, label, listed in self._table(lists):
            rows = lists[kind]
            if rows:
                first = rows[0].session
                address = f"/sessions/{first.id}" if first and not listed else f"{self.here}/{listed}"
                if kind == "clashes" and len(rows) > 1:
                    label, address = _("Perbaiki sekaligus"), self._repair(rows[0])
                row = self._row(text, rows, picture, label, address)
                told.append(row if kind in AT_STAKE else row | {"urgent": False})
        return told
