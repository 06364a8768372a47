"""What an incoming mail does, given what was sent to that attendee and what was answered before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples.invites import BOOKED_AT, RATNA, STARTS
from samples.replies import UID

from sessions.values.itip import Apply, Evidence, Known, Outdated, Standing, judge
from sessions.values.itip.incoming import Bounce, Head, Human, Ignored, Incoming, Quarantined, Refresh, Reply

MINUTE = timedelta(minutes=1)
NOW = BOOKED_AT + timedelta(days=2)
ANSWERED = BOOKED_AT + timedelta(days=1)
REPLY = Reply(UID, RATNA.address, "accepted", 2, ANSWERED, STARTS, "Hadir")
KNOWN = Known(sequence=2, starts_at=STARTS)
ASKED = Refresh(UID, RATNA.address)


def decided(verdict, known=KNOWN, **options):
    incoming = Incoming(Head("f", RATNA.address, date=ANSWERED + MINUTE), verdict)
    return judge(incoming, known, now=NOW, **options)


def test_an_answer_to_what_was_last_sent_counts():
    assert decided(REPLY) == Apply("accepted", ANSWERED, 2, "Hadir")


def test_an_answer_under_a_uid_of_nobody_is_quarantined():
    assert decided(REPLY, None) == Quarantined("unknown-uid")


def test_an_answer_of_somebody_who_is_not_invited_waits_for_a_human():
    case = decided(REPLY, replace(KNOWN, sequence=None))

    assert (case.kind, case.attendee, case.answer) == ("unknown-attendee", RATNA.address, "accepted")


def test_an_answer_to_an_older_version_is_asked_again():
    assert decided(replace(REPLY, sequence=1)) == Outdated("accepted", ANSWERED, 1, "Hadir")


def test_an_answer_to_the_old_time_is_asked_again_whatever_its_sequence():
    assert isinstance(decided(replace(REPLY, starts_at=STARTS - timedelta(days=1))), Outdated)


def test_a_start_that_was_not_told_says_nothing():
    assert isinstance(decided(replace(REPLY, starts_at=None)), Apply)


def test_fractions_of_the_start_are_no_difference():
    known = replace(KNOWN, starts_at=STARTS + timedelta(milliseconds=500))

    assert isinstance(decided(REPLY, known), Apply)


def test_a_sequence_above_ours_is_clamped():
    assert decided(replace(REPLY, sequence=99)).sequence == 2


@pytest.mark.parametrize(
    ("known", "starts_at", "outcome"),
    [(0, None, Apply), (2, None, Outdated), (2, STARTS, Apply), (2, STARTS - MINUTE, Outdated)],
)
def test_without_a_sequence_the_start_decides(known, starts_at, outcome):
    reply = replace(REPLY, sequence=None, starts_at=starts_at)

    assert isinstance(decided(reply, replace(KNOWN, sequence=known)), outcome)


@pytest.mark.parametrize(
    ("since", "outcome"),
    [(-MINUTE, Apply), (timedelta(0), Apply), (timedelta(milliseconds=900), Apply), (MINUTE, Ignored)],
)
def test_an_answer_given_before_the_one_that_stands_is_ignored(since, outcome):
    assert isinstance(decided(REPLY, replace(KNOWN, standing=Standing("declined", ANSWERED + since))), outcome)


def test_an_older_answer_to_an_older_version_asks_nobody_again():
    known = replace(KNOWN, standing=Standing("declined", ANSWERED + MINUTE))

    assert decided(replace(REPLY, sequence=0), known) == Ignored("older-answer")


def test_without_a_dtstamp_the_date_of_the_mail_holds():
    assert decided(replace(REPLY, dtstamp=None)).at == ANSWERED + MINUTE


def test_a_clock_that_runs_ahead_is_set_back_to_now():
    assert decided(replace(REPLY, dtstamp=NOW + timedelta(days=400))).at == NOW


def test_a_proposal_is_shown_if_it_is_about_something_of_ours():
    case = Human("counter", UID, RATNA.address, starts_at=STARTS + MINUTE)

    assert decided(case) == case
    assert decided(case, None) == Quarantined("unknown-uid")
    assert decided(case, replace(KNOWN, sequence=None)).kind == "unknown-attendee"


def test_a_mail_in_plain_words_is_shown_if_it_is_from_one_of_ours():
    assert decided(Human("written"), None, ours=True) == Human("written")
    assert decided(Human("written"), None) == Ignored("not-ours")


def test_a_bounce_is_passed_on():
    bounce = Bounce("<01mail@7f3a.sidang>", RATNA.address, "5.1.1", True, "no such user")

    assert decided(bounce, None) == bounce


@pytest.mark.parametrize("verdict", [Ignored("bulk"), Quarantined("cut-off")])
def test_what_needs_no_knowledge_stays_as_it_is(verdict):
    assert decided(verdict, None) == verdict


# - by evidence -


@pytest.mark.parametrize(
    ("evidence", "doubted", "reason"),
    [
        (Evidence(), "", None),
        (Evidence(), "sender-unclear", "sender-unclear"),
        (Evidence(), "attached", "attached"),
        (Evidence(), "sender-differs", None),  # an address of theirs: remembered since
        (Evidence(own=False), "", "sender-differs"),
        (Evidence(own=False), "sender-unclear", "sender-unclear"),
        (Evidence(own=False, answers=True), "", "sender-differs"),
        (Evidence("pass", own=False), "", "sender-differs"),
        (Evidence("pass"), "sender-unclear", None),
        (Evidence("none"), "", "unproven"),
        (Evidence("none"), "attached", "attached"),
        (Evidence(own=False, token=True), "sender-unclear", None),
        (Evidence("none", own=False, token=True), "", None),
        (Evidence("fail"), "", "forged"),
        (Evidence("fail", token=True, answers=True), "", "forged"),
    ],
)
def test_an_answer_counts_by_what_speaks_for_it_and_else_waits_with_its_reason(evidence, doubted, reason):
    found = decided(replace(REPLY, doubt=doubted), evidence=evidence)

    if reason is None:
        assert isinstance(found, Apply)
    else:
        assert found == Human("unsure", UID, RATNA.address, "accepted", 2, comment="Hadir", reason=reason)


def test_an_answer_of_somebody_who_is_not_invited_says_what_is_doubted_besides():
    found = decided(REPLY, replace(KNOWN, sequence=None), evidence=Evidence("fail"))

    assert found == Human("unknown-attendee", UID, RATNA.address, "accepted", comment="Hadir", reason="forged")


# - the order of answers -


@pytest.mark.parametrize(
    ("via", "client", "product", "outcome"),
    [
        ("mail", "Outlook", "Outlook", Ignored),
        ("mail", "", "Outlook", Ignored),
        ("mail", "Outlook", "", Ignored),
        ("mail", "Outlook", "Apple", Apply),  # two clocks tell no order: the later arrival counts
        ("page", "", "Outlook", Apply),
    ],
)
def test_only_one_clients_answers_are_put_in_order_by_their_times(via, client, product, outcome):
    standing = Standing("declined", ANSWERED + MINUTE, via=via, client=client)

    assert isinstance(decided(replace(REPLY, product=product), replace(KNOWN, standing=standing)), outcome)


@pytest.mark.parametrize(
    ("before", "via", "client", "against"),
    [
        ("declined", "mail", "", ""),
        ("declined", "mail", "Outlook", ""),
        ("declined", "mail", "Apple", "declined"),
        ("declined", "page", "", "declined"),
        ("declined", "page", "Outlook", "declined"),
        ("accepted", "page", "", ""),
    ],
)
def test_an_answer_against_one_given_another_way_says_so(before, via, client, against):
    known = replace(KNOWN, standing=Standing(before, ANSWERED - MINUTE, via=via, client=client))

    assert decided(replace(REPLY, product="Outlook"), known).against == against


@pytest.mark.parametrize(
    ("answer", "comment", "outcome"),
    [
        ("accepted", "Hadir", Ignored("repeated")),
        ("accepted", " Hadir\n", Ignored("repeated")),
        ("accepted", "", Ignored("repeated")),
        ("accepted", "Datang berdua", Apply("accepted", ANSWERED, 2, "Datang berdua")),
        ("tentative", "Hadir", Apply("tentative", ANSWERED, 2, "Hadir")),
    ],
)
def test_the_same_answer_once_more_adds_nothing(answer, comment, outcome):
    known = replace(KNOWN, standing=Standing("accepted", ANSWERED - MINUTE, "Hadir"))

    assert decided(replace(REPLY, answer=answer, comment=comment), known) == outcome


# - of strangers -


@pytest.mark.parametrize(
    ("known", "outcome"),
    [(None, Ignored("not-ours")), (replace(KNOWN, sequence=None), Ignored("not-ours")), (KNOWN, ASKED)],
)
def test_the_present_invitation_is_sent_again_to_who_is_invited_alone(known, outcome):
    assert decided(ASKED, known) == outcome


@pytest.mark.parametrize("said", ["method", "methods-differ"])
def test_a_stranger_who_speaks_as_an_organizer_does_is_an_attacker(said):
    case = Human("unsure", UID, RATNA.address, reason=said)

    assert decided(case, evidence=Evidence(own=False)) == Quarantined(said)
    for tie in ({"own": True}, {"token": True}, {"answers": True}):
        assert decided(case, evidence=Evidence(**{"own": False} | tie)) == case
    assert decided(replace(case, reason="sender-unclear"), evidence=Evidence(own=False)).kind == "unsure"


NO_UID, STRANGER = Human("unsure", reason="cut-off"), replace(KNOWN, sequence=None)


@pytest.mark.parametrize(
    ("case", "known", "ours", "outcome"),
    [
        (NO_UID, None, True, NO_UID),
        (NO_UID, None, False, Quarantined("cut-off")),
        (Human("undelivered"), None, False, Human("undelivered")),
        (Human("undelivered"), None, True, Human("undelivered")),
        (replace(NO_UID, uid=UID), None, True, Quarantined("cut-off")),
        (Human("counter", UID, reason="cut-off"), None, True, Quarantined("unknown-uid")),
        (replace(NO_UID, uid=UID), KNOWN, False, replace(NO_UID, uid=UID)),
        (replace(NO_UID, uid=UID), STRANGER, True, replace(NO_UID, uid=UID)),
        (replace(NO_UID, uid=UID), STRANGER, False, Quarantined("cut-off")),
    ],
)
def test_what_names_nothing_of_ours_waits_only_if_one_of_ours_sent_it(case, known, ours, outcome):
    assert decided(case, known, ours=ours) == outcome
