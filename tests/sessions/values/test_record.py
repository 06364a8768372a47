"""The chain finds every change, a redacted record still verifies, and a secret cannot be guessed from its hash."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.values.proof.canonical import canonical
from sessions.values.record import GENESIS, Actor, Entry, faults, from_json, next_entry, secret_hash

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
RATNA = Actor("p1", "Dr. Ratna", "chair", "link")


def a_record(length: int = 6) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        before = (entries[-1].number, entries[-1].hash) if entries else (0, GENESIS)
        secret = {"value": number, "note": "rahasia", "unsure": False} if number % 2 else None
        kind = "scored" if number % 2 else "noted"
        at = AT + timedelta(milliseconds=number)
        data = {"criterion": "leadership", "number": number}
        entries.append(next_entry(before, session="s", at=at, kind=kind, actor=RATNA, data=data, secret=secret))
    return entries


def first_fault(entries: list[Entry]) -> int | None:
    return next((number for number, _ in faults(entries)), None)


def test_a_record_as_written_fits():
    assert list(faults(a_record())) == []


def test_the_hash_is_what_the_contract_says():
    first, second = a_record(2)
    content = hashlib.sha256(canonical(second.content())).digest()
    assert second.hash == hashlib.sha256(bytes.fromhex(first.hash) + content).hexdigest()


@pytest.mark.parametrize("number", range(6))
def test_a_removed_entry_is_named(number):
    entries = a_record()
    del entries[number]
    assert first_fault(entries) == (number + 2 if number < 5 else None)


@pytest.mark.parametrize("number", range(5))
def test_two_swapped_entries_are_named(number):
    entries = a_record()
    entries[number], entries[number + 1] = entries[number + 1], entries[number]
    assert first_fault(entries) == number + 2


def test_two_swapped_entries_with_their_numbers_mended_are_named():
    entries = a_record()
    entries[1], entries[3] = replace(entries[3], number=2), replace(entries[1], number=4)
    assert first_fault(entries) == 2


@given(st.integers(0, 5), st.sampled_from(["session", "at", "kind", "data", "actor"]))
def test_any_changed_field_is_named(number, name):
    entries = a_record()
    other = {
        "session": "t",
        "at": AT + timedelta(hours=1),
        "kind": "asked",
        "data": {},
        "actor": replace(RATNA, name="X"),
    }
    entries[number] = replace(entries[number], **{name: other[name]})
    assert first_fault(entries) == number + 1


@given(st.data())
def test_any_single_character_changed_in_an_export_is_found(data):
    lines = [json.dumps(entry.as_json(), ensure_ascii=False) for entry in a_record()]
    number = data.draw(st.integers(0, 5))
    place = data.draw(st.integers(0, len(lines[number]) - 1))
    changed = data.draw(st.sampled_from('0123456789abcdefXYZ{}"'))
    line = lines[number][:place] + changed + lines[number][place + 1 :]
    if line == lines[number]:
        return
    try:
        entries = [from_json(json.loads(text)) for text in [*lines[:number], line, *lines[number + 1 :]]]
    except (ValueError, AttributeError):
        return  # no record any more: named as such
    same = [entry.as_json() for entry in entries] == [json.loads(text) for text in lines]
    assert same or first_fault(entries) is not None


def test_a_redacted_record_still_fits():
    redacted = [entry.redacted() for entry in a_record()]
    assert all("secret" not in entry.as_json() and "salt" not in entry.as_json() for entry in redacted)
    assert all(entry.secret is None and entry.salt is None for entry in redacted)
    assert list(faults(redacted)) == []


def test_a_changed_secret_is_named_even_with_its_old_hash():
    entries = a_record()
    entries[1] = replace(entries[1], secret={"value": 5, "note": "", "unsure": False})
    assert first_fault(entries) == 2


def test_the_same_secret_never_hashes_the_same():
    ones = [a_record(2)[1] for _ in range(20)]
    assert len({one.secret_hash for one in ones}) == 20
    assert all(len(bytes.fromhex(one.salt)) == 16 for one in ones)


def test_hundreds_of_secrets_have_each_a_salt_of_128_bits():
    salts = [a_record(2)[1].salt for _ in range(600)]
    assert len(set(salts)) == 600
    assert {len(salt) for salt in salts} == {32}


def written(data: dict, secret: dict | None = None, form: int = 2) -> str:
    """What a record of that format says of these."""
    before, start = (0, GENESIS), {"session": "s", "at": AT, "actor": RATNA, "form": form}
    entry = next_entry(before, kind="noted", data=data, secret=secret, **start)
    booked = next_entry(before, kind="booked", data=data | {"format": form}, secret=secret, **start)
    assert list(faults([booked])) == []
    assert (entry.secret_hash is None) == (entry.secret is None) == (secret is None)
    return json.dumps([entry.data, entry.secret])


def test_numbers_are_written_as_rfc_8785_has_them_but_in_format_1_as_they_stand():
    data, secret = {"minutes": 45.0, "phases": [{"minutes": 7.5}, 80.0, "x"], "open": True}, {"value": 4.0}

    assert (
        written(data, secret) == '[{"minutes": 45, "phases": [{"minutes": 7.5}, 80, "x"], "open": true}, {"value": 4}]'
    )
    assert written(data, secret, form=1) == json.dumps([data, secret])
    assert written(data) == '[{"minutes": 45, "phases": [{"minutes": 7.5}, 80, "x"], "open": true}, null]'


@pytest.mark.parametrize(
    ("form", "hashed"), [(1, '{"note":"\u00e9","value":80.0}'), (2, '{"note":"\u00e9","value":80}')]
)
def test_a_secret_is_hashed_behind_its_salt_in_the_form_of_its_record(form, hashed):
    secret, salt = {"value": 80.0, "note": "\u00e9"}, "0f" * 16

    assert secret_hash(secret, salt, form) == hashlib.sha256(bytes.fromhex(salt) + hashed.encode()).hexdigest()
    assert secret_hash(secret, None, form) is secret_hash(None, salt, form) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda all_: all_.pop(2), (4, "entry 3 is missing: 4 follows 2")),
        (lambda all_: all_.insert(2, all_[1]), (2, "it stands out of order: 2 follows 2")),
        (lambda all_: all_.insert(3, all_[1]), (2, "it stands out of order: 2 follows 3")),
        (
            lambda all_: all_.__setitem__(2, replace(all_[2], previous=GENESIS)),
            (3, "it does not follow the entry before it"),
        ),
        (
            lambda all_: all_.__setitem__(1, replace(all_[1], secret={"value": 5})),
            (2, "its secret content is not what was hashed"),
        ),
        (
            lambda all_: all_.__setitem__(1, replace(all_[1], salt="no salt")),
            (2, "its secret content is not what was hashed"),
        ),
        (
            lambda all_: all_.__setitem__(1, replace(all_[1], salt=None)),
            (2, "its secret content is not what was hashed"),
        ),
        (
            lambda all_: all_.__setitem__(1, replace(all_[1], data={"x": float("nan")})),
            (2, "its content is not what was hashed"),
        ),
    ],
)
def test_what_does_not_fit_is_said_of_its_entry(change, said):
    entries = a_record()
    change(entries)

    assert next(faults(entries)) == said


def test_a_seal_that_states_another_digest_is_named_and_the_right_one_is_not():
    entries = a_record(3)
    before, start = (3, entries[-1].hash), {"session": "s", "at": AT, "kind": "sealed", "actor": RATNA}
    wrong = next_entry(before, data={"digest": entries[0].hash}, **start)
    right = next_entry(before, data={"digest": entries[-1].hash}, **start)

    assert list(faults([*entries, wrong])) == [(4, "the digest it states is not that of the chain up to it")]
    assert list(faults([*entries, right])) == []


def test_no_value_of_the_scale_hashes_to_a_scores_hash_without_its_salt():
    entry = a_record(2)[1]
    guesses = [canonical({"value": value, "note": "rahasia", "unsure": False}) for value in (1, 2, 3, 4, 5)]
    assert entry.secret_hash not in {hashlib.sha256(guess).hexdigest() for guess in guesses}


def test_an_export_is_read_again_as_it_was():
    entries = a_record()
    assert [from_json(json.loads(json.dumps(entry.as_json()))) for entry in entries] == entries


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda doc: doc.update(foreign=1), "it is not as it was written: foreign"),
        (lambda doc: doc.update(foreign=None), "it is not as it was written: foreign"),
        (lambda doc: doc.update(session=7, b=2, a=1), "it is not as it was written: a, b, session"),
        (lambda doc: doc.pop("secret_hash"), "it is not as it was written: secret_hash"),
        (lambda doc: doc.update(at="2026-12-01T09:00:00+07:00"), "it is not as it was written: at"),
        (lambda doc: doc.pop("kind"), "the field 'kind' is missing"),
        (lambda doc: doc.update(number=1.0), "its number is no whole number"),
        (lambda doc: doc.update(number=True), "its number is no whole number"),
        (lambda doc: doc.update(number="1"), "its number is no whole number"),
        (lambda doc: doc.update(previous="00"), "a hash has 64 hexadecimal digits"),
        (lambda doc: doc.update(actor=[]), "it is not an entry of a record"),
        (lambda doc: doc["actor"].update(extra=1), "it is not an entry of a record"),
    ],
)
def test_what_is_no_entry_is_refused_with_what_is_wrong(change, said):
    doc = a_record(1)[0].as_json()
    change(doc)

    with pytest.raises(ValueError, match=f"^{said}"):
        from_json(doc)


def test_a_record_of_format_1_is_still_valid_by_its_own_form():
    session = next_entry((0, GENESIS), session="s", at=AT, kind="booked", actor=RATNA, data={"weight": 1.0}, form=1)
    scored = next_entry(
        (1, session.hash), session="s", at=AT, kind="scored", actor=RATNA, data={}, secret={"value": 3.0}, form=1
    )

    assert list(faults([session, scored])) == []


def test_a_record_of_format_2_is_not_valid_by_the_older_form():
    data = {"format": 2, "weight": 1.0}
    session = next_entry((0, GENESIS), session="s", at=AT, kind="booked", actor=RATNA, data=data, form=1)

    assert list(faults([session])) == [(1, "its content is not what was hashed")]
