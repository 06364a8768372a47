"""Names of criteria, groups and bands may be one plain text instead of one for each language, everywhere."""

import pytest
from houses import House

from sessions.actions.after import verifying

RUBRIC = {
    "scale": {"min": 0, "max": 10, "step": 0.5},
    "groups": [
        {"key": "g", "name": "Kesiapan", "weight": 3, "criteria": [
            {"key": "leadership", "name": "Pimpinan", "elements": ["Arahan"], "levels": {"10": "Penuh"}},
            {"key": "policy", "name": {"id": "Kebijakan", "en": "Policy"}},
        ]},
    ],
}  # fmt: skip
BANDS = [{"from": 0, "name": "Cukup"}, {"from": 90, "name": {"id": "Siap", "en": "Ready"}}]
DOCUMENTS = ("record.json", "record.csv", "record.xlsx", "record.pdf")


@pytest.fixture
async def session(house: House) -> str:
    """A signed session of a programme whose names are plain."""
    patch = {"rubric": RUBRIC, "bands": BANDS}
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", patch)).status == 200
    session = await house.revealed()
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    return session


async def test_minutes_and_record_say_plain_names(house, session):
    for document in DOCUMENTS:
        assert (await house.panelist.get(f"/sessions/{session}/{document}")).status == 200, document
    lines = (await house.panelist.get(f"/sessions/{session}/record.jsonl")).raw
    assert verifying.check_file(lines).faults == []
    for page in ("minutes", "replay", "sheet", ""):
        assert (await house.panelist.get(f"//sessions/{session}/{page}".rstrip("/"))).status == 200, page
    assert (await house.secretariat.get(f"/programmes/{house.programme}/archive.zip")).status == 200
    assert b"Pimpinan" in (await house.panelist.get(f"//sessions/{session}/minutes")).raw


async def test_results_say_plain_names(house, session):
    results = f"/programmes/{house.programme}/results"
    got = await house.secretariat.get(f"{results}.json")
    assert got["regencies"][0]["band"] == {"id": "Cukup", "en": "Cukup"}
    for document in (".csv", ".xlsx", "/checklist"):
        assert (await house.secretariat.get(results + document)).status == 200, document
    for page in ("", "/criteria", "/panel", "/publication", "/provinces", "/regencies/33.20", "?band=Cukup"):
        assert (await house.secretariat.get(f"/{results}{page}")).status == 200, page
    assert (await house.secretariat.post(f"{results}/publish", {"accept_missing": True})).status == 201
    for page in ("results/regencies/33.20", "results/regencies/33.20/letter.pdf"):
        assert (await house.regency.get(f"//programmes/{house.programme}/{page}")).status == 200, page
