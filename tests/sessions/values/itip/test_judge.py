"""What an incoming mail does, given what was sent to that attendee and what was answered before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples.invites import BOOKED_AT, RATNA, STARTS
from samples.replies import UID

from sessions.values.itip import Apply, Known, Outdated, Standing, judge
from sessions.values.itip.incoming import Bounce, Head, Human, Ignored, Incoming, Quarantined, Reply

MINUTE = timedelta(minutes=1)
NOW = BOOKED_AT + timedelta(days=2)
ANSWERED = BOOKED_AT + timedelta(days=1)
REPLY = Reply(UID, RATNA.address, "accepted", 2, ANSWERED, STARTS, "Hadir")
KNOWN = Known(sequence=2, starts_at=STARTS)


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
