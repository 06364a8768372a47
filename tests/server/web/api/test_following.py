"""A round follows another: what a regency got then stands beside what it claims now, once it was published."""

from datetime import timedelta

from houses import House, on_one_store
from reading_pages import read


async def following(house: House) -> tuple[str, str]:
    """A programme that follows the house's, and Jepara in it."""
    made = await house.secretariat.post("/programmes", {"follows": house.programme, "claims": "optional"})
    assert (made.status, made["follows"]) == (201, house.programme)
    regency = {"code": "3320", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    return made["id"], (await house.secretariat.post(f"/programmes/{made['id']}/regencies", regency))["id"]


async def test_last_rounds_values_stand_beside_this_ones_once_they_are_published(house: House):
    session = await house.revealed()
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    _, jepara = await following(house)
    assert (await house.secretariat.get(f"/regencies/{jepara}/claims"))["previous"] == {}

    published = await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {"accept_missing": True})

    assert published.status == 201
    previous = (await house.secretariat.get(f"/regencies/{jepara}/claims"))["previous"]
    assert previous == {"leadership": 4, "policy": 4}


@on_one_store
async def test_a_round_follows_another_that_is_there_or_none(house: House):
    later, _ = await following(house)
    for follows in ("nothing", later):
        refused = await house.secretariat.patch(f"/programmes/{later}", {"follows": follows})
        assert (refused.status, refused.pointers) == (422, ["/follows"])
    changed = await house.secretariat.patch(f"/programmes/{later}", {"follows": ""})
    assert (changed.status, changed["follows"]) == (200, None)


@on_one_store
async def test_results_show_how_a_regency_moved_since_last_round(house: House):
    for value, programme in ((2, house.programme), (4, None)):
        if programme is None:
            await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {"accept_missing": True})
            house.programme, _ = await following(house)
            await house.secretariat.post(
                f"/programmes/{house.programme}/panelists",
                [{"name": "Dr. Ratna", "email": "ratna@panel.example", "may_chair": True}],
            )
            house.clock.passes(hours=1)
        panel = ("ratna",) if programme is None else ("ratna", "budi")
        starts_at = house.clock.now.replace(hour=3, minute=0) + timedelta(days=2)
        session = await house.open(panel=panel, starts_at=starts_at)
        for name in panel:
            assert (await house.people[name].put_score(session, "leadership", value)).status == 200
        house.clock.passes(hours=2, minutes=20)
        await house.announce(session)
        for name in (*panel[1:], panel[0]):
            assert (await house.people[name].post(f"/sessions/{session}/sign")).status == 200
    results = f"/programmes/{house.programme}/results"

    assert "Putaran lalu: peringkat 1, indeks 25,0 (+50,0)" in (await read(house.secretariat, results)).text
    await house.secretariat.post(f"{results}/publish", {"accept_missing": True})
    assert "indeks 25,0 (+50,0)" in (await read(house.secretariat, f"{results}/regencies/33.20")).text
    national = (await read(house.secretariat, f"{results}/provinces")).text
    assert (
        "Gerakan Menuju Smart City 1 daerah dinilai dalam kedua putaran; median indeksnya 25,0, kini 75,0." in national
    )
    await house.secretariat.post(f"{results}/publish", {"accept_missing": True, "open": True, "reason": "Dibuka"})
    assert "kedua putaran" not in (await read(house.nobody, f"{results}/open")).text, "the last one was not opened"
