"""Files of a session: told by their content, bounded, versioned, and only for its people."""

import hashlib
import io
import zipfile

import aiohttp
import pytest
from houses import in_one_house, on_one_store

PDF = b"%PDF-1.7\n" + b"x" * 3000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def office(folder: str) -> bytes:
    """The least of an office file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return file.getvalue()


async def upload(caller, session: str, content: bytes, name: str = "paparan.pdf", headers=None, **fields: str):
    form = aiohttp.FormData(default_to_multipart=True)
    for key, value in fields.items():
        form.add_field(key, value)
    form.add_field("file", content, filename=name, content_type="application/octet-stream")
    return await caller.post(f"/sessions/{session}/files", data=form, headers=headers or {})


def lying(house) -> list[str]:
    """The names of the files that lie among the uploads, beside the mark of whose folder it is."""
    return [path.name for path in house.settings.uploads.glob("*") if path.name != ".place"]


@pytest.fixture
async def session(house):
    return await house.book()


async def test_a_deck_is_added_and_got_again(house, session):
    made = await upload(house.regency, session, PDF, kind="deck")
    assert made.status == 201, made.body
    assert (made["kind"], made["name"], made["size"], made["version"]) == ("deck", "paparan.pdf", len(PDF), 1)
    assert made["media_type"] == "application/pdf"
    for reader in (house.panelist, house.regency, house.secretariat):
        listed = await reader.get(f"/sessions/{session}/files")
        assert [one["id"] for one in listed["items"]] == [made["id"]]
        got = await reader.get(f"/sessions/{session}/files/{made['id']}")
        assert (got.status, got.raw, got.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert "attached" in await house.secretariat.kinds(session)


async def test_the_same_name_again_is_the_next_version(house, session):
    await upload(house.regency, session, PDF)
    assert (await upload(house.regency, session, PDF + b"2"))["version"] == 2
    assert len((await house.panelist.get(f"/sessions/{session}/files"))["items"]) == 2


async def test_a_key_is_of_one_file_and_its_repeat_adds_none(house, session):
    key = {"Idempotency-Key": "once"}
    first, again = [await upload(house.regency, session, PDF, headers=key, kind="deck") for _ in range(2)]
    others = [
        await upload(house.regency, session, PDF + b"2", headers=key, kind="deck"),
        await upload(house.regency, session, PDF, "lain.pdf", headers=key, kind="deck"),
        await upload(house.regency, session, PDF, headers=key, kind="document"),
    ]

    assert (first.status, first.body) == (201, again.body)
    assert [(one.status, one.problem) for one in others] == [(422, "invalid")] * 3
    assert len((await house.panelist.get(f"/sessions/{session}/files"))["items"]) == 1


@on_one_store
async def test_what_is_refused_leaves_nothing_on_disk(house, session):
    (jepara,) = (
        one["id"]
        for one in (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
        if one["code"] == "33.20"
    )
    cut = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n--x\r\nhalf"
    head = {"Content-Type": "multipart/form-data; boundary=x"}
    long = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n' + b"x" * 100_000 + b"\r\n" + cut
    refused = [
        await upload(house.regency, session, PDF, kind="surprise"),
        await upload(house.regency, session, PDF, kind="transcript"),
        await upload(house.regency, session, PDF, question="none"),
        await upload(house.regency, session, PDF, starts_at="9999"),
        await upload(house.regency, session, b"MZ a program"),
        await house.regency.post(f"/sessions/{session}/files", data=cut, headers=head),
        await house.regency.post(f"/sessions/{session}/files", data=long, headers=head),
        await house.regency.post(
            f"/regencies/{jepara}/files", data=cut.replace(b"--x\r\nhalf", b"--x--"), headers=head
        ),
    ]
    assert [one.status for one in refused] == [422, 415, 422, 422, 415, 422, 413, 201]
    looked = await house.regency.post(
        f"/sessions/{session}/files?check=true", data=cut.replace(b"\r\n--x\r\nhalf", b"2\r\n--x--"), headers=head
    )
    assert looked.status == 200, looked.body
    assert lying(house) == [hashlib.sha256(PDF).hexdigest()]


@on_one_store
@in_one_house(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "image/jpeg"),
        (office("ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
async def test_the_type_is_told_by_content_whatever_the_name(house, session, content, kind):
    made = await upload(house.secretariat, session, content, name="apa-saja.bin", kind="document")
    assert (made.status, made["media_type"]) == (201, kind)


@on_one_store
@in_one_house(
    "content", [b"", b"MZ\x90\x00" + b"x" * 100, b"#!/bin/sh\n", b"<html></html>", b"PK\x03\x04broken", office("other")]
)
async def test_other_kinds_are_refused_and_leave_nothing(house, session, content):
    answer = await upload(house.regency, session, content, name="paparan.pdf")
    assert (answer.status, answer.problem) == (415, "unsupported-file")
    assert (await house.panelist.get(f"/sessions/{session}/files"))["items"] == []
    assert lying(house) == []


async def test_a_file_too_large_is_refused_and_leaves_nothing(house, session):
    house.settings.server.upload_mb = 0.001
    answer = await upload(house.regency, session, PDF)
    assert (answer.status, answer.problem) == (413, "too-large")
    assert lying(house) == []


async def test_a_file_larger_than_any_other_body_is_streamed(house, session):
    large = PDF + b"0" * (10 * 1024 * 1024)
    assert (await upload(house.regency, session, large))["size"] == len(large)


async def test_the_regency_adds_until_the_close_the_secretariat_afterwards(house, session):
    house.clock.now = house.clock.now.replace(day=4, hour=3, minute=59, second=59)
    assert (await upload(house.regency, session, PDF)).status == 201
    house.clock.passes(seconds=1)
    refused = await upload(house.regency, session, PDF)
    assert (refused.problem, refused["state"]) == ("wrong-state", "closed")
    assert (await upload(house.secretariat, session, PDF)).status == 201


async def test_a_link_to_a_recording_is_kept(house, session):
    body = {"kind": "recording", "name": "Rekaman", "url": "https://video.example/1"}
    made = await house.secretariat.post(f"/sessions/{session}/files", body)
    assert (made.status, made["url"], made["kind"]) == (201, "https://video.example/1", "recording")
    got = await house.panelist.get(f"/sessions/{session}/files/{made['id']}", allow_redirects=False)
    assert (got.status, got.headers["Location"]) == (302, "https://video.example/1")


@on_one_store
async def test_a_regencys_link_is_to_a_document_and_never_to_a_recording(house, session):
    link = {"name": "Renstra", "url": "https://daerah.example/renstra.pdf"}
    made = await house.regency.post(f"/sessions/{session}/files", link)
    refused = await house.regency.post(f"/sessions/{session}/files", link | {"kind": "recording"})
    assert (made.status, made["kind"]) == (201, "document")
    assert (refused.status, refused.pointers) == (422, ["/kind"])


@on_one_store
@in_one_house("url", ["", "javascript:alert(1)", "ftp://x", None])
async def test_a_link_that_is_none_is_refused(house, session, url):
    answer = await house.secretariat.post(f"/sessions/{session}/files", {"name": "x", "url": url})
    assert (answer.status, answer.pointers) == (422, ["/url"])


async def test_panelists_add_nothing_and_strangers_see_nothing(house, session):
    assert (await upload(house.panelist, session, PDF)).status == 404
    made = await upload(house.regency, session, PDF)
    for stranger in (house.people["tono"], house.people["33.19"]):
        assert (await stranger.get(f"/sessions/{session}/files")).status == 404
        assert (await stranger.get(f"/sessions/{session}/files/{made['id']}")).status == 404
        assert (await upload(stranger, session, PDF)).status == 404
    assert (await upload(house.nobody, session, PDF)).status == 401


async def test_a_form_without_a_file_and_an_unknown_kind_are_refused(house, session):
    form = aiohttp.FormData({"kind": "deck"}, default_to_multipart=True)
    assert (await house.regency.post(f"/sessions/{session}/files", data=form)).status == 422
    answer = await upload(house.regency, session, PDF, kind="surprise")
    assert (answer.status, answer.pointers) == (422, ["/kind"])


async def test_a_form_that_is_cut_off_is_refused(house, session):
    raw = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await house.regency.post(f"/sessions/{session}/files", data=raw, headers=headers)
    assert answer.status == 422


@on_one_store
@in_one_house("name", ["../../etc/passwd", 'a"b;c.pdf', "é😀.pdf", "x" * 300, "C:\\temp\\a.pdf"])
async def test_a_names_tricks_come_to_nothing(house, session, name):
    made = await upload(house.regency, session, PDF, name=name)
    assert made.status == 201
    assert not set("/\\\n") & set(made["name"]) and len(made["name"]) <= 200
    got = await house.panelist.get(f"/sessions/{session}/files/{made['id']}")
    assert got.raw == PDF
    assert "sandbox" in got.headers["Content-Security-Policy"]


async def test_an_unknown_file_is_not_there(house, session):
    assert (await house.panelist.get(f"/sessions/{session}/files/nothing")).status == 404
