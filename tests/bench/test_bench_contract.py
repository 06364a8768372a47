"""Ten thousand requests that the OpenAPI document allows, and many that it does not, at a filled store with real ids,
as the secretariat, a panelist, a regency and nobody: none is answered by a 5xx, and every answer is as the document
says.

`SIDANG_BENCH_CALLS` says how many; what fails is listed once for each address and kind."""

import asyncio
import os
import random
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import cycle

import aiohttp
import properties
import pytest
import requests
import schemathesis
from benched import say
from houses import CRITERIA, on_one_store
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.mail.kinds import KINDS
from server.web.api.openapi import describe
from server.web.routes import API_ROUTES
from sessions.clock import wire
from sessions.store.mailing import incoming

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3 * 3600)]
CALLS = int(os.environ.get("SIDANG_BENCH_CALLS", "10000"))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
STREAMS = ("/events",)
# What takes something away for good comes last, the more so the later it stands here.
LAST = (
    "PATCH /api/v1/panelists",
    "PATCH /api/v1/regencies",
    "/archive",
    "/cancel",
    "/abort",
    "/close",
    "/sign",
    "DELETE",
    "/erase",
    "/link",
)
EDGES = ("", "9999-12-31T23:59:59Z", "0001-01-01", "-1", "9" * 30, "\u0000", "😀", "nan", "true")
QUERY = (
    "limit",
    "after",
    "from",
    "to",
    "state",
    "q",
    "check",
    "hold",
    "without",
    "version",
    "digest",
    "first",
    "offset",
)
PEOPLE = {"panel", "chair", "deputy", "panelist", "person", "for", "observers", "people"}
TIMES = {"starts_at", "from", "to", "until", "due", "typed_at", "slots"}
PDF = b"%PDF-1.7\n" + b"x" * 3000


class Filled:
    """Real ids by the part of an address or the field of a body that they stand in."""

    def __init__(self, house):
        self.house, self.chance = house, random.Random(7)
        self.known = defaultdict(list)
        self.known |= {"criterion": list(CRITERIA), "kind": list(KINDS), "entry": [str(n) for n in range(1, 40)]}
        self.known |= {"n": ["0", "1"], "version": ["1", "2"]}

    async def fill(self):
        """A session that is signed, one that runs, one that is booked, and what else there is, made by the API."""
        house, programme = self.house, f"/programmes/{self.house.programme}"
        signed = await house.revealed(scores=len(CRITERIA))
        for one in reversed(house.panel):
            assert (await one.post(f"/sessions/{signed}/sign")).status == 200
        await house.secretariat.post(f"{programme}/results/publish", {"reason": "uji", "without_missing": True})
        await house.regency.post(f"{programme}/results/objections", {"text": "keberatan"})
        running = await house.open(regency="33.19", starts_at=house.clock.now + timedelta(hours=22))
        await house.panelist.put_score(running, "policy", 4)
        await self._question_and_file(running)
        booked = await house.book(regency="91.71", starts_at=house.clock.now + timedelta(days=1))
        self.known["sessions"] += [running, running, signed, booked]
        await self._around(programme, booked)
        for state in ("open", "done"):
            fields = {"kind": "quarantine", "sender": "x@luar.example", "raw": b"From: x@luar.example\r\n\r\nHalo"}
            await house.store.write(incoming.add, state, now=house.clock.now, state=state, **fields)
        await self.look(programme, running)

    async def _question_and_file(self, session):
        ask = await self.house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa?", "state": "asked"})
        self.known["qid"].append(ask["id"])
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("file", PDF, filename="paparan.pdf")
        made = await self.house.secretariat.post(f"/sessions/{session}/files", data=form)
        take = await self.house.chair.post(
            f"/sessions/{session}/recording/start", {"kind": "audio", "type": "audio/webm"}
        )
        self.known["fid"].append(made["id"])
        self.known["take"].append(take["take"])

    async def _around(self, programme, booked):
        ask, now = self.house.secretariat.post, self.house.clock.now
        await ask(f"{programme}/rooms", {"name": "Ruang 1", "meeting_url": "https://rapat.example.id/1"})
        slots = [wire(now + timedelta(days=6, hours=hour)) for hour in (2, 5)]
        offer = {"regencies": ["51.71"], "slots": slots, "until": wire(now + timedelta(days=3))}
        self._made("offers", await ask(f"{programme}/offers", offer))
        day = (now + timedelta(days=6)).date().isoformat()
        plan = {"from": day, "to": day, "slots": ["09:00"], "parallel": 1, "seconds": 1}
        self._made("plans", await ask(f"{programme}/plans", plan))
        self._made("webhooks", await ask("/webhooks", {"url": "https://kait.example.org/x", "kinds": ["closed"]}))
        self._made("accounts", await ask("/accounts", {"email": "wulan@pusat.example", "name": "W", "role": "viewer"}))
        self._made("batches", await ask(f"{programme}/messages", {"to": {}, "subject": "Halo", "text": "Isi"}))
        await self.house.secretariat.patch(f"/sessions/{booked}?hold=true", {"meeting_url": "https://rapat.example/2"})

    def _made(self, kind, answer):
        if answer.status < 300 and "id" in answer.body:
            self.known[kind].append(answer["id"])

    async def look(self, programme, session):
        """Takes the ids of what the lists show."""
        self.known["programmes"].append(self.house.programme)
        lists = {
            "regencies": f"{programme}/regencies",
            "panelists": f"{programme}/panelists",
            "inbox": "/inbox?state=all",
        }
        lists |= {"mails": f"{programme}/mails", "rooms": f"{programme}/rooms", "batches": f"{programme}/batches"}
        lists |= {"objections": f"{programme}/results/objections", "sign_in": f"/people/{self.house.chair.id}/sign-ins"}
        for kind, path in lists.items():
            found = await self.house.secretariat.get(path)
            self.known[kind] += [one["id"] for one in (found.body.get("items") or [])[:20]]
            if kind == "regencies":
                self.known["code"] += [one["code"] for one in found["items"]]
        self.known["people"] += self.known["panelists"]

    def some(self, name):
        """One that is there, or now and then one that is not."""
        pool = self.known[name]
        return self.chance.choice(pool) if pool and self.chance.random() < 0.9 else "01nothing"

    def place(self, case):
        """Puts real ids into the case's address, a query beside it, and real things into its body."""
        parts = case.path.split("/")
        for number, part in enumerate(parts):
            if part.startswith("{"):
                name = part.strip("{}").removesuffix("}.webp")
                case.path_parameters[name] = self.some(parts[number - 1] if name == "id" else name)
        if self.chance.random() < 0.3:
            case.query = {one: self.chance.choice(EDGES) for one in self.chance.sample(QUERY, 2)}
        if isinstance(case.body, dict | list):
            case.body = self.real(case.body)

    def real(self, value, key=""):
        """The value with what is named by id or code, and times, made real; half of them."""
        if isinstance(value, dict):
            return {name: self.real(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.real(one, key) for one in value]
        if not isinstance(value, str) or self.chance.random() < 0.3:
            return value
        if key in PEOPLE:
            return self.some("people")
        if key in TIMES:
            hours = self.chance.choice((-400, -1, 0, 1, 26, 50, 500))
            return wire(self.house.clock.now + timedelta(hours=hours))
        names = {"regency": "code", "regencies": "code", "session": "sessions", "room": "rooms", "question": "qid"}
        return self.some(names.get(key, key)) if names.get(key, key) in self.known else value


def later(operation):
    """How far to the end an operation stands."""
    name = f"{operation.method.upper()} {operation.path}"
    return max((number for number, one in enumerate(LAST, 1) if one in name), default=0)


def attack(filled, address, askers):
    """Sends them all; how many of each status there were, and what failed."""
    schema = schemathesis.openapi.from_dict(describe(tuple(API_ROUTES)))
    operations = sorted((one.ok() for one in schema.get_all_operations()), key=later)
    operations = [one for one in operations if not one.path.endswith(STREAMS)]
    each, statuses, faults = -(-CALLS // len(operations)), Counter(), {}
    modes = schemathesis.GenerationMode
    turns = cycle(askers)
    for operation in operations:
        right, wrong = (operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE))
        for case, (who, token) in zip(properties.some(st.one_of(right, right, wrong), each), turns, strict=False):
            filled.place(case)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            sent = case.as_transport_kwargs(base_url=address)
            kept = {name: text for name, text in sent["headers"].items() if name.lower() != "authorization"}
            answer = requests.request(**sent | {"headers": kept | headers}, timeout=120)
            statuses[who, answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS, headers=headers)
            except (Failure, FailureGroup) as failure:
                said = [str(one).splitlines()[0] for one in getattr(failure, "exceptions", [failure])]
                kind = (operation.method.upper(), operation.path, answer.status_code, *said)
                faults.setdefault(kind, f"{who} {answer.request.url} {str(answer.request.body)[:300]}\n{failure}")
    return statuses, faults


@on_one_store
async def test_no_answer_is_a_5xx_or_differs_from_its_schema(house, capsys):
    filled = Filled(house)
    await filled.fill()
    address = str(house.client.make_url("/")).rstrip("/")
    askers = [("secretariat", house.secretariat.token), ("panelist", house.chair.token)]
    askers += [("regency", house.regency.token), ("nobody", None)]
    statuses, faults = await asyncio.to_thread(attack, filled, address, askers)
    say(capsys, f"{sum(statuses.values())} calls: {dict(sorted(statuses.items(), key=str))}")
    for kind, example in faults.items():
        say(capsys, f"{kind}\n    {example[:900]}\n")
    assert not faults
