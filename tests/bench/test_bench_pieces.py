"""Ten thousand pieces of one byte, through the door: what a recorder gone wrong, or somebody of ill will, could send.

A byte that goes on with the recording is taken, any other refused, each as quickly and with as much memory as the
first; what was recorded before and after is heard. Two to three minutes alone.
"""

import time
from collections import Counter

import pytest
import requests
from benched import cpu, memory, say, serving
from samples.recordings import spoken

pytestmark = [pytest.mark.bench, pytest.mark.timeout(290)]
PIECES, SHARE = 10_000, 1_000
SECONDS = 60
CLUSTER = b"\x1f\x43\xb6\x75"
SLOWER, MORE = 2.0, 60  # of the last pieces beside the first; megabytes
MADE_WITHIN = 60  # seconds


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_ten_thousand_pieces_of_one_byte(prepared, tmp_path, capsys, request):
    ready = prepared(1)
    raw = spoken(SECONDS)
    half = raw.index(CLUSTER, len(raw) // 2)
    with serving(ready, tmp_path, 1) as (process, address), requests.Session() as line:
        line.headers["Authorization"] = f"Bearer {ready.sessions[0]['panelists'][0][1]}"
        where = f"{address}/api/v1/sessions/{ready.sessions[0]['id']}/recording"
        take = line.post(f"{where}/start", json={"kind": "audio", "type": "audio/webm;codecs=opus"}).json()["take"]
        line.put(f"{where}/{take}/1", data=raw[:half]).raise_for_status()
        before = memory(process)
        answers, took = _sent(line, f"{where}/{take}", raw[half : half + PIECES], process)
        line.put(f"{where}/{take}/{PIECES + 2}", data=raw[half:]).raise_for_status()
        held = memory(process)
        line.post(f"{where}/{take}/stop").raise_for_status()
        made = _made(line, where)

    say(
        capsys,
        f"{request.node.name}: {dict(answers)}; {sum(took):.0f} s of the processor, {took[0] / SHARE * 1000:.1f} ms "
        f"each of the first thousand, {took[-1] / SHARE * 1000:.1f} of the last; {before:.0f} MB, "
        f"{held:.0f} after; {made['pieces']} pieces make {made['seconds']} s of sound",
    )
    assert set(answers) <= {200, 415}
    assert sum(answers.values()) == PIECES
    assert made["pieces"] == answers[200] + 2
    assert made["fault"] is None
    assert made["seconds"] >= SECONDS - 1
    assert took[-1] < SLOWER * took[0]
    assert held - before < MORE


def _sent(line, where, raw, process):
    """Sends the bytes one by one; how often what was answered, and the server's processor for each thousand (s)."""
    answers: Counter[int] = Counter()
    took = []
    for begin in range(0, len(raw), SHARE):
        used = cpu(process)
        for at in range(begin, begin + SHARE):
            answers[line.put(f"{where}/{at + 2}", data=raw[at : at + 1]).status_code] += 1
        took.append(cpu(process) - used)
    return answers, took


def _made(line, where):
    """The take once its file is made."""
    until = time.monotonic() + MADE_WITHIN
    while time.monotonic() < until:
        take = line.get(where).json()["takes"][0]
        if take["state"] == "ready" or take["fault"]:
            return take
        time.sleep(0.5)
    raise AssertionError(take)
