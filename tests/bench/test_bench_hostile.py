"""A panelist saves ten times a second while each hostile input arrives: none is late, and the p99 stays low.

The load saves from a process of its own; here the inputs are made and sent, three at once. What is told is for the
machine it ran on, which the sender shares; the bound is asserted with a margin for that."""

import asyncio
import functools
import io
import json
import threading
import zipfile

import aiohttp
import pytest
from benched import at, loaded, say, serving
from samples.workbooks import SHEET, workbook

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]
EVERY, ROUNDS, TIMES = 0.1, 80, 3
BOUND = 250.0  # ms; 100 on a machine that nothing else uses
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Hostile:
    """Who sends, and what came of it."""

    def __init__(self, ready, address, client):
        self.session = ready.sessions[0]
        self.address, self.client = address, client
        self.key = {"Authorization": f"Bearer {ready.key}"}
        self.person, token = self.session["panelists"][1]
        self.panelist = {"Authorization": f"Bearer {token}"}
        self.programme = ""

    async def ask(self, method, path, headers=None, **options):
        async with self.client.request(method, f"{self.address}{path}", headers=headers, **options) as answer:
            await answer.read()
            return answer.status

    async def prepare(self):
        async with self.client.get(f"{self.address}/api/v1/programmes", headers=self.key) as answer:
            self.programme = (await answer.json())["items"][0]["id"]

    # - the inputs: each gives the statuses of its answers -

    async def nothing(self):
        return []

    async def rule_of_every_second(self):
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a", "DTSTAMP:20200301T000000Z"]
        lines += ["DTSTART:20200304T020000Z", "RRULE:FREQ=SECONDLY", "END:VEVENT", "END:VCALENDAR", ""]
        headers = self.panelist | {"Content-Type": "text/calendar"}
        return [
            await self.ask("PUT", f"/api/v1/panelists/{self.person}/availability", headers, data="\r\n".join(lines))
        ]

    async def presentation_of_180000_names(self):
        return [await self._upload(_names(), "paparan.pptx")]

    async def pdf_of_many_objects(self):
        return [await self._upload(b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 500_000, "rencana.pdf")]

    async def sparse_workbook(self):
        rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 2_000))
        return [await self._list(workbook(SHEET % rows), who) for who in (self.key, self.panelist)]

    async def workbook_of_one_string(self):
        cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * (300 << 20)}</t></is></c></row>'
        return [await self._list(await asyncio.to_thread(lambda: workbook(SHEET % cell)), self.key)]

    async def workbook_with_entities(self):
        lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        dtd = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "x">{lines}]>'
        cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
        return [await self._list(workbook(dtd + SHEET % cell), self.key)]

    async def deep_json(self):
        headers = self.key | {"Content-Type": "application/json"}
        return [await self.ask("POST", "/api/v1/programmes", headers, data=b"[" * 4_000_000)]

    async def wide_json(self):
        headers = self.key | {"Content-Type": "application/json"}
        where = f"/api/v1/programmes/{self.programme}/regencies"
        return [await self.ask("POST", where, headers, data=b"[" + b'{"a":1},' * 900_000 + b"{}]")]

    async def bytes_of_a_stranger(self):
        return [await self.ask("POST", "/sign-in", {"Content-Type": "text/plain"}, data=b"x" * (8 << 20))]

    async def record_to_verify(self):
        form = aiohttp.FormData(default_to_multipart=True)
        lines = json.dumps({"kind": "booked", "number": 1, "data": {"a": [1] * 50}}).encode() + b"\n"
        form.add_field("file", lines * (7_000_000 // len(lines)), filename="record.jsonl")
        return [await self.ask("POST", "/verify", data=form)]

    async def three_hundred_streams(self):
        async def one():
            where = f"{self.address}/api/v1/sessions/{self.session['id']}/events"
            async with self.client.get(where, headers=self.panelist) as answer:
                await asyncio.sleep(3 if answer.status == 200 else 0)
                return answer.status

        return await asyncio.gather(*[one() for _ in range(100)])

    async def half_requests(self):
        host, port = self.address.removeprefix("http://").split(":")
        opened = []
        for _ in range(340):
            opened.append(await asyncio.open_connection(host, int(port)))
            opened[-1][1].write(b"POST /api/v1/programmes HTTP/1.1\r\nHost: x\r\nX-A: b")
        heads = await asyncio.gather(*[reader.read(20) for reader, _ in opened])
        for _, writer in opened:
            writer.close()
        return [int(head.split()[1]) for head in heads if head]

    async def garbage(self):
        host, port = self.address.removeprefix("http://").split(":")
        found = []
        for _ in range(300):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"\x16\x03\x01\x02\x00 x\r\n\r\n")
            found.append(int((await reader.read(20)).split()[1]))
            writer.close()
        return found

    async def _upload(self, raw, name):
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("kind", "deck")
        form.add_field("file", raw, filename=name)
        return await self.ask("POST", f"/api/v1/sessions/{self.session['id']}/files", self.key, data=form)

    async def _list(self, raw, who):
        where = f"/api/v1/programmes/{self.programme}/regencies"
        return await self.ask("POST", where, who | {"Content-Type": XLSX}, data=raw)


INPUTS = {
    Hostile.nothing: set(),
    Hostile.rule_of_every_second: {422},
    Hostile.presentation_of_180000_names: {422},
    Hostile.pdf_of_many_objects: {201},
    Hostile.sparse_workbook: {422, 404},
    Hostile.workbook_of_one_string: {422, 413},
    Hostile.workbook_with_entities: {422},
    Hostile.deep_json: {422},
    Hostile.wide_json: {422},
    Hostile.bytes_of_a_stranger: {413},
    Hostile.record_to_verify: {200, 422, 429},
    Hostile.three_hundred_streams: {200, 429},
    Hostile.half_requests: {408, 429},
    Hostile.garbage: {400},
}


@functools.cache
def _names():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(180_000):
            archive.writestr(f"ppt/{number}", "")
    return file.getvalue()


async def _sent(ready, address, given, rounds):
    """The statuses of all answers, and what the panelist's saves took meanwhile."""
    found = {}
    panelist = {**ready.sessions[0], "listeners": [], "panelists": ready.sessions[0]["panelists"][:1]}

    def save():
        found.update(loaded(ready, address, sessions=[panelist], every=EVERY, rounds=rounds, last_wins=True))

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        hostile = Hostile(ready, address, client)
        await hostile.prepare()
        load = threading.Thread(target=save)
        load.start()
        await asyncio.sleep(1.5)
        statuses = await asyncio.gather(*[given(hostile) for _ in range(TIMES)])
        await asyncio.to_thread(load.join)
    return {one for some in statuses for one in some}, found


def test_saves_while_hostile_inputs_arrive(prepared, tmp_path, capsys, request):
    ready = prepared(1)
    _names()
    told, slow, odd = [], [], {}
    with serving(ready, tmp_path, 1) as (_, address):
        for given, expected in INPUTS.items():
            statuses, figures = asyncio.run(_sent(ready, address, given, ROUNDS))
            odd |= {given.__name__: (statuses, figures["refused"])} if figures["refused"] or statuses - expected else {}
            p50, p99, most = (at(figures["saves"], share) for share in (0.5, 0.99, 1))
            told.append(f"{given.__name__:32} {p50:7.1f} {p99:7.1f} {most:7.1f}  {sorted(statuses)}")
            slow += [given.__name__] if p99 > BOUND else []
    say(
        capsys,
        f"{request.node.name}: saves in ms\n{'input':32} {'p50':>7} {'p99':>7} {'max':>7}  answers\n" + "\n".join(told),
    )
    held = [line for line in (tmp_path / "server.log").read_text().splitlines() if "loop-held" in line]
    say(capsys, "\n".join([f"{len(held)} times the loop was held over 250 ms", *held]))
    assert not odd
    assert not slow
