"""A panelist's first page: what runs stands first and says how far one is, then what waits, then what is to come."""

from houses import CRITERIA, TUESDAY_NINE, on_one_store
from reading_pages import read

pytestmark = on_one_store


async def test_what_runs_stands_first_and_says_how_far_one_is(house):
    later = await house.book(regency="33.19", starts_at=TUESDAY_NINE.replace(day=5), meeting_url="")
    await house.panelist.post(f"/sessions/{later}/rsvp", {"answer": "accepted"})
    session = await house.open()
    before = await read(house.panelist, "/my-sessions")
    await house.panelist.put_score(session, CRITERIA[0], 4)

    page = await read(house.panelist, "/my-sessions")

    assert "1 sesi sedang berlangsung." in page.text
    assert page.text.index("Sekarang: Kabupaten Jepara") < page.text.index("Kabupaten Kudus")
    assert "0 dari 11 kriteria" in before.text and "1 dari 11 kriteria sudah Anda nilai." in page.text
    assert "Buka lembar penilaian" in before.text and "Lanjutkan menilai" in page.text
    assert "0 selesai, 1 berlangsung, 1 mendatang." in page.text


async def test_a_regency_sees_where_to_go_and_nothing_of_scoring(house):
    await house.open()

    page = await read(house.regency, "/my-sessions")

    assert "Sekarang: Kabupaten Jepara" in page.text and "Masuk rapat daring" in page.text
    assert "kriteria" not in page.text and "Beban saya" not in page.text


async def test_a_rehearsal_that_is_over_is_called_one_and_is_no_load(house):
    await house.closed(rehearsal=True)

    page = await read(house.panelist, "/my-sessions")

    past = page.text[page.text.index("Yang sudah lewat") :]
    assert "Kabupaten Jepara gladi" in past
    assert "1 selesai" not in page.text
