"""A replay with its sound: who may hear it, its chapters, lines and marks; never how somebody scored."""

from datetime import timedelta

from houses import House, on_one_store
from reading_pages import read
from samples.recordings import cut, spoken

from server.web.keys import RECORDINGS

OPUS = {"kind": "audio", "type": "audio/webm;codecs=opus"}


@on_one_store
async def test_a_replay_is_heard_by_chapters_questions_and_marks(house: House):
    session = await house.open(panel=("ratna", "budi", "sri"), observers=[house.id("tono")])
    replay, observer = f"/sessions/{session}/replay", house.people["tono"]
    assert "data-player" not in (await read(house.chair, replay)).markup

    take = (await house.chair.post(f"/sessions/{session}/recording/start", OPUS))["take"]
    for n, piece in enumerate(cut(spoken(60), 3), start=1):
        path = f"/sessions/{session}/recording/{take}/{n}"
        assert (await house.chair.put(path, data=piece, headers={"Content-Type": "audio/webm"})).status == 200
    house.clock.now += timedelta(seconds=20)
    asked = {"text": "Mana SK dewan?", "criterion": "leadership", "state": "asked"}
    question = await house.panelist.post(f"/sessions/{session}/questions", asked)
    await house.chair.post(f"/sessions/{session}/bookmarks", {"text": "cek SK"})
    house.clock.now += timedelta(seconds=10)
    await house.panelist.put_score(session, "leadership", 2, note="bukti kurang")
    await house.chair.post(f"/sessions/{session}/recording/{take}/stop")
    await house.client.app[RECORDINGS].finished()

    shown = (await read(house.chair, replay)).markup
    assert f"/api/v1/sessions/{session}/recording/{take}" in shown
    chapters = shown.partition('data-steps="chapters"')[2].partition("</ol>")[0]
    assert f'data-at="{question["at"]}"' in chapters
    assert "Mana SK dewan?" in chapters
    lines = shown.partition('id="lines-title"')[2]
    assert "menilai Komitmen pimpinan" in lines
    assert "bukti kurang" not in shown
    assert "cek SK" in shown
    assert "cek SK" not in (await read(house.secretariat, replay)).markup

    assert "data-player" not in (await read(house.panelist, replay)).markup  # the panel hears after the close
    assert "<audio" not in (await read(observer, f"/sessions/{session}")).markup
    await house.chair.control(session, "close", reason="selesai")
    assert "data-player" in (await read(house.panelist, replay)).markup
    assert "<audio" in (await read(observer, f"/sessions/{session}")).markup, (
        "an observer has no replay, and hears it all the same"
    )
