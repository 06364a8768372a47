"""The kinds of mail, one row each: when one is written, what it says and asks of whom, what keeps it from being sent.

A new kind is a row here and its words in `words/`; docs/mail.md's table and the tests of every kind in every language
are made from these rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.mail import holding
from server.mail.told import Said, Told
from server.mail.words import account, house, invitations, results, running
from server.text import N_, translator
from sessions.values import Mail, Session

Method = Literal["REQUEST", "CANCEL", "DECLINECOUNTER"]
Reader = Literal["invited", "person", "regency", "secretariat", "witness"]
Asks = Literal["yes", "unanswered", "no"]  # for an answer, by links: always, of who has not given one, never
Holds = Callable[[Session, Mail, datetime], str]


@dataclass(frozen=True)
class Kind:
    """One kind of mail. `title` is what lists call it (in the source language), `when` its cause (for docs/mail.md).

    `method` is the iTIP method of its calendar part, None without one; `enters` gives the personal link,
    `once` a link that signs in once, with an account's powers;
    `holds` tells why one is not sent when its time has come, "" where it is.
    """

    name: str
    title: str
    words: Callable[[Told], Said]
    when: str
    to: Reader = "invited"
    method: Method | None = None
    asks: Asks = "no"
    enters: bool = False
    once: bool = False
    holds: Holds | None = None


_ROWS = (
    Kind(
        "invite",
        N_("Undangan"),
        invitations.invite,
        "booked; somebody joins",
        method="REQUEST",
        asks="yes",
        enters=True,
        holds=holding.is_not_off,
    ),
    Kind(
        "update",
        N_("Perubahan waktu"),
        invitations.update,
        "another time: SEQUENCE + 1, answers back to none",
        method="REQUEST",
        asks="yes",
        enters=True,
        holds=holding.is_not_off,
    ),
    Kind(
        "minor",
        N_("Perubahan rincian"),
        invitations.minor,
        "another meeting link, another panel or role: SEQUENCE and answers stay",
        method="REQUEST",
        asks="unanswered",
        enters=True,
        holds=holding.is_not_off,
    ),
    Kind("cancel", N_("Pembatalan"), invitations.cancel, "the session is cancelled", method="CANCEL"),
    Kind(
        "removed",
        N_("Penarikan undangan"),
        invitations.removed,
        "somebody is taken off before the start, to that person alone, with the time they know",
        method="CANCEL",
    ),
    Kind(
        "observer",
        N_("Pengamat sesi"),
        invitations.observer,
        "somebody observes a session from now on",
        enters=True,
        holds=holding.is_observed,
    ),
    Kind(
        "overview",
        N_("Ringkasan sesi"),
        invitations.overview,
        "a batch tells one person of several sessions: one list beside the calendar parts",
        to="person",
        enters=True,
    ),
    Kind(
        "offer",
        N_("Tawaran waktu"),
        invitations.offer,
        "times are offered to a regency to choose from",
        to="regency",
        enters=True,
    ),
    Kind(
        "offer-reminder",
        N_("Pengingat tawaran waktu"),
        invitations.offer_reminder,
        "a regency has not chosen yet, and the time to choose ends soon",
        to="regency",
        enters=True,
    ),
    Kind(
        "offer-freed",
        N_("Waktu yang kosong lagi"),
        invitations.offer_freed,
        "a time of an offer became free, for a regency that had none left to choose",
        to="regency",
        enters=True,
    ),
    Kind(
        "offer-declined",
        N_("Usul waktu tidak dapat dipenuhi"),
        invitations.offer_declined,
        "the secretariat does not take a time that a regency proposed in answer to an offer",
        to="regency",
        enters=True,
    ),
    Kind(
        "reminder",
        N_("Pengingat"),
        invitations.reminder,
        "`[reminders] before`",
        asks="unanswered",
        enters=True,
        holds=holding.is_to_come,
    ),
    Kind(
        "claims-reminder",
        N_("Pengingat penilaian mandiri"),
        invitations.claims_reminder,
        "`claims` is `required`, something is not claimed yet, and the time to claim ends soon: once",
        to="regency",
        enters=True,
        holds=holding.is_to_come,
    ),
    Kind(
        "nudge",
        N_("Permintaan jawaban"),
        invitations.nudge,
        "the secretariat asks again; an answer came to an older time: the present invitation once more",
        method="REQUEST",
        asks="yes",
        enters=True,
        holds=holding.is_unanswered,
    ),
    Kind(
        "answered-elsewhere",
        N_("Jawaban dari alamat lain"),
        invitations.answered_elsewhere,
        "an answer to a person's own reply address came from another address",
        asks="yes",
        enters=True,
    ),
    Kind(
        "counter-declined",
        N_("Waktu tidak diubah"),
        invitations.counter_declined,
        "a proposed time is not taken",
        method="DECLINECOUNTER",
        asks="unanswered",
        enters=True,
    ),
    Kind(
        "message",
        N_("Pesan sekretariat"),
        invitations.message,
        "the secretariat writes to everybody whom a list's filters find",
        to="person",
        enters=True,
    ),
    Kind("reply", N_("Balasan"), invitations.reply, "the secretariat writes back to somebody invited", enters=True),
    Kind(
        "called-in",
        N_("Panggilan ke sesi yang berlangsung"),
        running.called_in,
        "somebody joins the panel while the session runs",
        enters=True,
        holds=holding.is_running,
    ),
    Kind("let-go", N_("Tidak lagi bertugas"), running.let_go, "somebody leaves the panel while the session runs"),
    Kind("sealed", N_("Catatan resmi disegel"), running.sealed, "the record was sealed"),
    Kind("signed", N_("Berita acara ditandatangani"), running.signed, "the last of the panel signed"),
    Kind(
        "conflict",
        N_("Benturan kepentingan"),
        running.conflict,
        "a panelist declares a conflict of interest",
        to="secretariat",
    ),
    Kind(
        "pause-alert",
        N_("Sesi masih dijeda"),
        running.pause_alert,
        "a pause lasts longer than `pause_alert_minutes`",
        to="secretariat",
        holds=holding.is_paused,
    ),
    Kind("results", N_("Hasil terbit"), results.results, "a release is published", to="regency", enters=True),
    Kind("objection", N_("Sanggahan"), results.objection, "a regency objects", to="secretariat"),
    Kind(
        "objection-answered",
        N_("Jawaban sanggahan"),
        results.objection_answered,
        "an objection is answered",
        to="regency",
        enters=True,
    ),
    Kind("link", N_("Tautan pribadi"), account.link, "a personal link is renewed", to="person", enters=True),
    Kind(
        "sign-in",
        N_("Tautan masuk"),
        account.sign_in,
        "somebody asks at `/sign-in` for this address: a link that opens once",
        to="person",
        once=True,
    ),
    Kind("account-made", N_("Akun"), account.account_made, "somebody gets an account", to="person"),
    Kind("role-changed", N_("Wewenang"), account.role_changed, "an account gets another role", to="person"),
    Kind("account-removed", N_("Akun dicabut"), account.account_removed, "an account is removed", to="person"),
    Kind(
        "address-changed",
        N_("Alamat diganti"),
        account.address_changed,
        "a person's address is changed: to the old one",
        to="person",
    ),
    Kind(
        "address-new",
        N_("Alamat baru"),
        account.address_new,
        "a person's address is changed: to the new one",
        to="person",
        enters=True,
    ),
    Kind("link-revoked", N_("Tautan dicabut"), account.link_revoked, "a personal link is revoked", to="person"),
    Kind(
        "panelist-removed",
        N_("Panelis dihapus"),
        account.panelist_removed,
        "a panelist is removed, who was written to before",
        to="person",
    ),
    Kind("key-made", N_("Kunci API dibuat"), account.key_made, "an API key is made", to="secretariat"),
    Kind(
        "trouble",
        N_("Gangguan"),
        house.trouble,
        "mail, mailbox, backup or disk have been in trouble for two minutes: once",
        to="secretariat",
    ),
    Kind(
        "trouble-over",
        N_("Gangguan berlalu"),
        house.trouble_over,
        "the trouble that was mailed of has been over for a quarter of an hour",
        to="secretariat",
    ),
    Kind(
        "calibration",
        N_("Kalibrasi"),
        account.calibration,
        "a panelist is asked to score an example before the round, and once reminded",
        to="person",
        enters=True,
    ),
    Kind("log-head", N_("Kepala log"), account.log_head, "daily, to the `[log] witnesses`", to="witness"),
    Kind("key-revoked", N_("Kunci API dicabut"), account.key_revoked, "an API key is revoked", to="secretariat"),
    Kind("passkey-made", N_("Kunci sandi"), account.passkey_made, "an account gets a passkey", to="person"),
    Kind(
        "passkey-removed",
        N_("Kunci sandi dihapus"),
        account.passkey_removed,
        "a passkey of an account is removed",
        to="person",
    ),
    Kind("new-device", N_("Perangkat baru"), account.new_device, "a first sign-in from a device", to="person"),
)
KINDS = {kind.name: kind for kind in _ROWS}


def title(kind: str, language: str) -> str:
    """What lists call a kind of mail; of one that is not known any more, a word that is never wrong."""
    _ = translator(language)
    return _(KINDS[kind].title) if kind in KINDS else _("Pemberitahuan")


def _link(kind: Kind) -> str:
    return "yes" if kind.enters else "one that opens once" if kind.once else ""


def documented() -> str:
    """The table of docs/mail.md, in Markdown."""
    head = ("kind", "when", "to", "calendar part", "asks for an answer", "personal link")
    asks = {"yes": "yes", "unanswered": "who has not answered", "no": ""}
    rows = ((f"`{one.name}`", one.when, one.to, one.method or "", asks[one.asks], _link(one)) for one in _ROWS)
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
