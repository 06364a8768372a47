"""What an observer sees: the session, its claims and questions; values once they are revealed, and nothing to score."""

from reading_pages import read


async def test_an_observer_has_a_page_and_reads_the_values_once_they_are_revealed(house):
    session = await house.closed(panel=("ratna", "budi", "sri"), observers=[house.id("tono")])
    tono = house.people["tono"]

    before = await read(tono, f"/sessions/{session}")
    hidden = await tono.get(f"/sessions/{session}/record.json")
    home = await read(tono, "/my-sessions")
    assert (await house.chair.control(session, "reveal")).status == 200
    after = await read(tono, f"/sessions/{session}")
    record = await tono.get(f"/sessions/{session}/record.json")
    sheet = await read(tono, f"/sessions/{session}/sheet")

    assert (before.status, hidden.status, after.status, sheet.status) == (200, 404, 200, 404)
    assert "Anda pengamat" in before.text and "Nilainya tampak di sini setelah dibuka" in before.text
    assert f'href="/sessions/{session}"' in home.markup and "Jawaban Anda" not in home.text
    assert f"/api/v1/sessions/{session}/record.xlsx" in after.markup
    assert {entry["secret"]["value"] for entry in record["entries"] if entry["kind"] == "scored"} == {4}
