"""The recorder: numbered pieces, each on the disk before it is answered; what was sent can be heard, and by whom."""

import hashlib
from datetime import timedelta

import aiohttp
import pytest
from houses import Caller, House, in_one_house, on_both_stores, on_one_store
from samples.recordings import cut, filmed, heard, seeks, spoken

from server.media import pieces
from server.web.keys import RECORDINGS

OPUS = {"kind": "audio", "type": "audio/webm;codecs=opus"}
TEN = cut(spoken(10), 5)


async def begin(caller: Caller, session: str, **what: str) -> str:
    """Begins a take; its id."""
    made = await caller.post(f"/sessions/{session}/recording/start", OPUS | what)
    assert made.status == 201, made.body
    return str(made["take"])


async def send(caller: Caller, session: str, take: str, number: int, raw: bytes, kind: str = "audio/webm"):
    return await caller.put(f"/sessions/{session}/recording/{take}/{number}", data=raw, headers={"Content-Type": kind})


async def recorded(house: House, session: str, parts=TEN, **what: str) -> str:
    """A take of all the pieces, stopped and made into a file; its id."""
    take = await begin(house.chair, session, **what)
    for number, raw in enumerate(parts, start=1):
        assert (await send(house.chair, session, take, number, raw)).status == 200
    stopped = await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    assert stopped.status == 200, stopped.body
    await house.client.app[RECORDINGS].finished()
    return take


@pytest.fixture
async def session(house: House) -> str:
    return await house.open()


# - pieces -


async def test_a_piece_is_on_the_disk_when_it_is_answered(house: House, session: str):
    take = await begin(house.chair, session)

    answer = await send(house.chair, session, take, 1, TEN[0])

    digest = hashlib.sha256(TEN[0]).hexdigest()
    assert (answer.status, answer["n"], answer["size"], answer["sha256"]) == (200, 1, len(TEN[0]), digest)
    assert (pieces.folder(house.settings.server.data, take) / digest).read_bytes() == TEN[0]


async def test_what_a_machine_that_fell_left_under_a_pieces_name_is_replaced_by_the_piece(house: House, session: str):
    take = await begin(house.chair, session)
    folder = pieces.folder(house.settings.server.data, take)
    folder.mkdir(parents=True)
    digest = hashlib.sha256(TEN[0]).hexdigest()
    (folder / digest).write_bytes(TEN[0][:100])

    answer = await send(house.chair, session, take, 1, TEN[0])

    assert answer.status == 200
    assert [one.name for one in folder.iterdir()] == [digest]
    assert (folder / digest).read_bytes() == TEN[0]


@on_both_stores
async def test_what_was_sent_can_be_heard_and_seeks(house: House, session: str):
    take = await recorded(house, session)

    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert (shown["take"], shown["state"], shown["pieces"], shown["missing"]) == (take, "ready", 5, [])
    assert shown["seconds"] == pytest.approx(10, abs=0.1)
    path = house.settings.uploads / shown["sha256"]
    assert heard(path) == pytest.approx(10, abs=0.1)
    assert seeks(path, 7) == pytest.approx(7, abs=2.1)
    (attached,) = [one for one in await house.secretariat.entries(session) if one["kind"] == "attached"]
    assert (attached["data"]["sha256"], attached["data"]["kind"]) == (shown["sha256"], "recording")


async def test_the_same_piece_again_keeps_the_first(house: House, session: str):
    take = await begin(house.chair, session)
    await send(house.chair, session, take, 1, TEN[0])
    first = await send(house.chair, session, take, 2, TEN[1])

    again = await send(house.chair, session, take, 2, cut(spoken(4), 2)[1])

    assert (again.status, again["sha256"]) == (200, first["sha256"])


async def test_pieces_out_of_order_and_gaps_filled_later_lose_nothing(house: House, session: str):
    take = await begin(house.chair, session)
    for number in (1, 3, 2, 5):
        assert (await send(house.chair, session, take, number, TEN[number - 1])).status == 200
    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert shown["missing"] == [4]
    await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    await house.client.app[RECORDINGS].finished()

    assert (await send(house.chair, session, take, 4, TEN[3])).status == 200
    house.clock.passes(seconds=30)
    await house.client.app[RECORDINGS].look()
    await house.client.app[RECORDINGS].finished()

    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert (shown["state"], shown["missing"]) == ("ready", [])
    assert heard(house.settings.uploads / shown["sha256"]) == pytest.approx(10, abs=0.1)
    assert [one["version"] for one in (await house.chair.get(f"/sessions/{session}/files"))["items"]] == [1, 2]


async def test_a_take_with_a_gap_is_still_heard_around_it(house: House, session: str):
    take = await begin(house.chair, session)
    for number in (1, 2, 4, 5):
        await send(house.chair, session, take, number, TEN[number - 1])
    await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    await house.client.app[RECORDINGS].finished()

    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert (shown["state"], shown["seconds"]) == ("ready", pytest.approx(10, abs=0.1))
    assert 6 < heard(house.settings.uploads / shown["sha256"]) < 10


@on_one_store
@pytest.mark.parametrize(
    ("number", "raw"),
    [
        (1, b"MZ\x90" + bytes(500)),
        (1, b"x"),
        (1, b""),
        (1, TEN[1]),
        (1, spoken(1, container="ogg")),
        (1, spoken(1).replace(b"A_OPUS", b"A_PCM0")),
        (1, spoken(1, container="matroska")),
        (1, filmed(1)),
        (1, TEN[0][:60]),
        (2, TEN[0]),
        (2, b"\x89PNG\r\n\x1a\n" + bytes(500)),
        (2, b"hello world, this is no recording"),
        (2, b"x"),
    ],
)
async def test_what_is_no_such_media_is_refused_and_leaves_nothing(house: House, session: str, number: int, raw: bytes):
    take = await begin(house.chair, session)
    if number > 1:
        await send(house.chair, session, take, 1, cut(spoken(10), 1)[0])

    refused = await send(house.chair, session, take, number, raw)

    assert (refused.status, refused.problem) == (415, "unsupported-file")
    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert shown["pieces"] == number - 1


@on_one_store
async def test_a_piece_of_another_type_or_too_large_is_refused(house: House, session: str):
    take = await begin(house.chair, session)
    assert (await send(house.chair, session, take, 1, TEN[0], "video/webm")).status == 415
    assert (await send(house.chair, session, take, 1, TEN[0], "text/plain")).status == 415
    assert (await send(house.chair, session, take, 1, TEN[0] + bytes(16 * 1024 * 1024))).status == 413
    assert (await send(house.chair, session, take, 1, TEN[0], "application/octet-stream")).status == 200


@on_one_store
@in_one_house("number", ["0", "-1", "x", "1.5", "999999999999"])
async def test_a_piece_has_a_number_from_one(house: House, session: str, number: str):
    take = await begin(house.chair, session)
    assert (await house.chair.put(f"/sessions/{session}/recording/{take}/{number}", data=TEN[0])).status == 404


@on_one_store
@in_one_house(
    ("body", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "picture", "type": "audio/webm"}, "/kind"),
        ({"kind": "audio", "type": "audio/ogg"}, "/type"),
        ({"kind": "audio", "type": "audio/webm;codecs=pcm"}, "/type"),
        ({"kind": "video", "type": "video/mp4"}, "/type"),
        ({"kind": "audio", "type": "video/webm"}, ""),
    ],
)
async def test_what_cannot_be_recorded(house: House, session: str, body, pointer):
    refused = await house.chair.post(f"/sessions/{session}/recording/start", body)
    assert refused.status == 422
    assert pointer in refused.pointers


# - takes -


async def test_every_open_page_says_that_it_is_recorded(house: House, session: str):
    assert "recording" not in (await house.regency.session(session)).body
    take = await begin(house.chair, session)
    house.clock.passes(seconds=90)

    for who in (house.regency, house.panelist, house.secretariat):
        assert (await who.session(session))["recording"] == {"state": "recording", "seconds": 90}

    await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    house.clock.passes(seconds=90)
    assert (await house.regency.session(session))["recording"] == {"state": "stopped", "seconds": 90}


async def test_another_device_takes_over_and_both_takes_are_kept(house: House, session: str):
    first = await begin(house.chair, session)
    await send(house.chair, session, first, 1, TEN[0])
    house.clock.passes(seconds=5)

    second = await begin(house.secretariat, session)

    shown = (await house.secretariat.get(f"/sessions/{session}/recording"))["takes"]
    assert [(one["take"], one["state"]) for one in shown] == [(first, "stopped"), (second, "recording")]
    assert (await send(house.chair, session, first, 2, TEN[1])).status == 200  # what it still had comes in


async def test_a_take_that_nothing_comes_of_is_interrupted_made_and_goes_on(house: House, session: str):
    take = await begin(house.chair, session)
    await send(house.chair, session, take, 1, TEN[0])
    house.clock.passes(minutes=2)
    await house.client.app[RECORDINGS].look()
    assert (await house.regency.session(session))["recording"]["state"] == "interrupted"
    await house.client.app[RECORDINGS].finished()
    house.clock.passes(minutes=1)
    await house.client.app[RECORDINGS].look()
    await house.client.app[RECORDINGS].finished()
    assert len((await house.chair.get(f"/sessions/{session}/files"))["items"]) == 1

    assert (await send(house.chair, session, take, 2, TEN[1]))["state"] == "recording"
    assert (await house.regency.session(session))["recording"]["state"] == "recording"


async def test_the_close_ends_a_take_and_what_lies_behind_it_is_left_out(house: House, session: str):
    house.clock.passes(hours=2, seconds=-4)
    take = await begin(house.chair, session)
    for number, raw in enumerate(TEN, start=1):
        await send(house.chair, session, take, number, raw)
    house.clock.passes(seconds=30)
    await house.client.app[RECORDINGS].look()
    house.clock.passes(seconds=30)
    await house.client.app[RECORDINGS].look()
    await house.client.app[RECORDINGS].finished()

    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert (shown["state"], shown["pieces"]) == ("ready", 5)
    assert shown["seconds"] == pytest.approx(4, abs=0.1)


async def test_a_session_is_recorded_while_it_runs(house: House):
    session = await house.book()
    assert (await house.chair.post(f"/sessions/{session}/recording/start", OPUS)).problem == "wrong-state"
    house.clock.now += timedelta(hours=24, minutes=30)  # half an hour before the start
    assert (await house.chair.post(f"/sessions/{session}/recording/start", OPUS)).status == 201
    house.clock.passes(hours=3)
    assert (await house.chair.post(f"/sessions/{session}/recording/start", OPUS)).problem == "wrong-state"


async def test_an_aborted_sessions_take_takes_nothing_more(house: House, session: str):
    take = await begin(house.chair, session)
    await send(house.chair, session, take, 1, TEN[0])
    await house.secretariat.control(session, "abort", reason="listrik")

    refused = await send(house.chair, session, take, 2, TEN[1])
    assert (refused.status, refused.problem) == (409, "wrong-state")


async def test_a_private_phase_is_neither_recorded_nor_played(house: House):
    phases = [{"key": "presentation", "minutes": 1}, {"key": "deliberation", "minutes": 5, "private": True}]
    session = await house.open(rehearsal=True, phases=phases)
    house.clock.passes(seconds=56)
    take = await begin(house.chair, session)
    for number, raw in enumerate(TEN, start=1):
        await send(house.chair, session, take, number, raw)
    await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    await house.client.app[RECORDINGS].finished()
    (shown,) = (await house.chair.get(f"/sessions/{session}/recording"))["takes"]
    assert shown["seconds"] == pytest.approx(4, abs=0.1)

    house.clock.passes(seconds=10)
    refused = await house.chair.post(f"/sessions/{session}/recording/start", OPUS)
    assert (refused.status, refused["state"]) == (409, "private")


async def test_what_was_recorded_elsewhere_is_not_the_regencys_where_the_panel_was_alone(house: House):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"show_recording": True})
    phases = [{"key": "presentation", "minutes": 1}, {"key": "talk", "minutes": 5, "private": True}]
    session = await house.open(rehearsal=True, phases=phases)
    said = b"WEBVTT\n\n00:10.000 --> 00:12.000\nPaparan.\n\n01:20.000 --> 01:25.000\nMenurut saya tiga.\n"
    for kind, name, raw in (("recording", "rapat.webm", spoken(90)), ("transcript", "ucapan.vtt", said)):
        form = aiohttp.FormData({"kind": kind})
        form.add_field("file", raw, filename=name)
        assert (await house.secretariat.post(f"/sessions/{session}/files", data=form)).status == 201
    link = {"kind": "recording", "name": "Rapat", "url": "https://video.example/1"}
    await house.secretariat.post(f"/sessions/{session}/files", link)
    house.clock.passes(minutes=7)
    await house.announce(session)

    where = f"/sessions/{session}"
    heard = [(await who.get(f"{where}/recording")).body["files"] for who in (house.panelist, house.regency)]
    assert [len(one) for one in heard] == [3, 0]
    assert (await house.regency.get(f"{where}/files"))["items"] == []
    assert (await house.regency.get(f"{where}/files/{heard[0][0]['id']}")).status == 404
    assert (await house.regency.get(f"{where}/recording", headers={"Range": "bytes=0-9"})).status == 404
    lines = [(await who.get(f"{where}/transcript"))["items"] for who in (house.panelist, house.regency)]
    assert [[one["text"] for one in found] for found in lines] == [["Paparan.", "Menurut saya tiga."], ["Paparan."]]
    told = [(await who.get(f"{where}/recording.vtt")).raw.decode() for who in (house.panelist, house.regency)]
    assert ["talk" in one for one in told] == [True, False]


# - who hears it -


async def test_who_records_and_who_hears(house: House, session: str):
    take = await recorded(house, session)
    where, piece = f"/sessions/{session}/recording", f"/sessions/{session}/recording/{take}"
    for other in (house.panelist, house.regency, house.people["tono"]):
        assert (await other.post(f"{where}/start", OPUS)).status == 404
        assert (await send(other, session, take, 6, TEN[1])).status == 404
        assert (await other.post(f"{piece}/stop")).status == 404
        assert [(await other.get(one)).status for one in (where, piece, f"{where}.vtt")] == [404, 404, 404]
    assert (await house.nobody.get(where)).status == 401
    assert (await house.secretariat.get(piece)).status == 200

    house.clock.passes(hours=2)
    await house.announce(session)
    file = (await house.chair.get(f"/sessions/{session}/files"))["items"][0]["id"]
    opened = [(who, (await who.get(piece)).status) for who in (house.panelist, house.regency)]
    assert [status for _, status in opened] == [200, 404]
    assert (await house.regency.get(f"/sessions/{session}/files/{file}")).status == 404
    assert (await house.regency.get(f"/sessions/{session}/files"))["items"] == []

    await house.secretariat.patch(f"/programmes/{house.programme}", {"show_recording": True})
    assert (await house.regency.get(piece)).status == 200
    assert (await house.people["33.19"].get(piece)).status == 404


async def test_a_recording_is_played_by_ranges(house: House, session: str):
    take = await recorded(house, session)
    whole = await house.chair.get(f"/sessions/{session}/recording/{take}")
    assert (whole.status, whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == (200, "audio/webm", "bytes")

    for where in (f"/sessions/{session}/recording/{take}", f"/sessions/{session}/recording"):
        part = await house.chair.get(where, headers={"Range": "bytes=100-199"})
        assert (part.status, part.raw) == (206, whole.raw[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.raw)}"
    beyond = await house.chair.get(f"/sessions/{session}/recording/{take}", headers={"Range": "bytes=9999999-"})
    assert beyond.status == 416


async def test_the_times_of_phases_questions_and_scores_stand_beside_it_never_a_value(house: House, session: str):
    take = await begin(house.chair, session)
    house.clock.passes(minutes=10)
    await house.panelist.post(f"/sessions/{session}/questions", {"text": "Berapa?", "state": "asked"})
    await house.panelist.put_score(session, "policy", 5)

    vtt = (await house.chair.get(f"/sessions/{session}/recording.vtt?take={take}")).raw.decode()

    assert vtt.startswith("WEBVTT\n")
    assert "00:10:00.000 --> 00:45:00.000\nDr. Budi: Berapa?" in vtt
    assert "00:10:00.000 --> 00:10:01.000" in vtt and "policy" in vtt
    assert (await house.chair.get(f"/sessions/{session}/recording.vtt?take=nothing")).status == 404


# - marks -


@on_both_stores
async def test_marks_are_ones_own(house: House, session: str):
    house.clock.passes(minutes=3)
    made = await house.panelist.post(f"/sessions/{session}/bookmarks", {"text": "Anggaran"})
    assert (made.status, made["at"], made["text"]) == (201, "2031-03-04T02:03:00Z", "Anggaran")
    earlier = await house.panelist.post(f"/sessions/{session}/bookmarks", {"at": "2031-03-04T02:01:00Z"})
    assert earlier.status == 201

    mine = (await house.panelist.get(f"/sessions/{session}/bookmarks"))["items"]
    assert [one["id"] for one in mine] == [earlier["id"], made["id"]]
    assert (await house.chair.get(f"/sessions/{session}/bookmarks"))["items"] == []
    assert (await house.regency.post(f"/sessions/{session}/bookmarks", {})).status == 404
    for at in ("2031-03-04T05:00:00Z", "2031-03-03T02:00:00Z"):
        assert (await house.panelist.post(f"/sessions/{session}/bookmarks", {"at": at})).pointers == ["/at"]


# - transcripts -

VTT = "WEBVTT\n\nNOTE oleh notulis\n\n1\n00:01.000 --> 00:04.000\n<v Ratna>Berapa <b>anggaran</b>nya?\n\n"
VTT += "00:05.500 --> 00:08.000 align:start\nDua miliar.\n"
SRT = "1\r\n00:00:01,000 --> 00:00:04,000\r\nBerapa anggarannya?\r\n\r\n2\r\n00:00:05,500 --> 00:00:08,000\r\nDua.\r\n"


async def attach(caller: Caller, session: str, content: str | bytes, **fields: str):
    form = aiohttp.FormData(default_to_multipart=True)
    for key, value in ({"kind": "transcript"} | fields).items():
        form.add_field(key, value)
    raw = content.encode() if isinstance(content, str) else content
    form.add_field("file", raw, filename="transkrip.vtt", content_type="text/plain")
    return await caller.post(f"/sessions/{session}/files", data=form)


@pytest.mark.parametrize(
    ("content", "kind"), [(VTT, "text/vtt"), ("\ufeff" + VTT, "text/vtt"), (SRT, "application/x-subrip")]
)
async def test_a_transcript_is_attached_and_searched(house: House, session: str, content: str, kind: str):
    made = await attach(house.secretariat, session, content, starts_at="2031-03-04T02:10:00Z")
    assert (made.status, made["kind"], made["media_type"]) == (201, "transcript", kind), made.body

    lines = (await house.chair.get(f"/sessions/{session}/transcript"))["items"]
    assert [(one["from"], one["to"], one["at"]) for one in lines] == [
        (1, 4, "2031-03-04T02:10:01Z"),
        (5.5, 8, "2031-03-04T02:10:05.500Z"),
    ]
    (found,) = (await house.chair.get(f"/sessions/{session}/transcript?q=ANGGARAN"))["items"]
    assert found["text"] == "Berapa anggarannya?"
    for other in (house.panelist, house.regency):
        assert (await other.get(f"/sessions/{session}/transcript")).status == 404
        assert (await other.get(f"/sessions/{session}/files/{made['id']}")).status == 404


@on_one_store
@in_one_house(
    "content",
    [
        "WEBVTT\n\n",
        "WEBVTTX\n\n00:01.000 --> 00:02.000\nx\n",
        "WEBVTT\n\n00:01 --> 00:02\nx\n",
        "WEBVTT\n\n00:09.000 --> 00:02.000\nx\n",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe\n",
        "halo dunia",
        "%PDF-1.7 no transcript",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * (5 * 1024 * 1024),
    ],
)
async def test_what_is_no_transcript_is_refused(house: House, session: str, content: str | bytes):
    assert (await attach(house.secretariat, session, content)).status == 415
    assert (await house.chair.get(f"/sessions/{session}/transcript"))["items"] == []


@on_one_store
async def test_a_transcript_is_no_deck_and_the_regency_attaches_none(house: House):
    session = await house.book()
    assert (await attach(house.secretariat, session, VTT, kind="deck")).status == 415
    assert (await attach(house.regency, session, VTT)).status == 415
    assert (await attach(house.secretariat, session, VTT, starts_at="kemarin")).pointers == ["/starts_at"]
