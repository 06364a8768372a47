"""Sound as it is recorded: how much two hours of it weigh, and how soon a piece is acknowledged.

It takes a minute in Chromium with the control room's own recorder, once with the browser's false microphone, which
beeps, and once with one that speaks without a rest, which is more than a meeting does. About two and a half minutes
alone.
"""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benched import at, say
from playwright.async_api import expect
from real_browsers import Browsers, Person
from samples.day import Day

pytestmark = [pytest.mark.bench, pytest.mark.timeout(280)]
MINUTE, TWO_HOURS, MOST_BYTES = 60, 7200, 30_000_000
PIECE = 3  # seconds
ACKNOWLEDGED = 1.0  # seconds
RATE = 48_000
FALSE_DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

# When each piece was made, and when the server had answered for it, by its number.
WATCHED = """
globalThis.made = [];
globalThis.answered = {};
const Real = MediaRecorder;
globalThis.MediaRecorder = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener("dataavailable", ({ data }) => data.size && made.push(performance.now()));
  }
};
const ask = fetch;
globalThis.fetch = async (address, options) => {
  const answer = await ask(address, options);
  const [, n] = /\\/recording\\/[^/]+\\/(\\d+)$/.exec(address) ?? [];
  if (n) answered[n] = performance.now();
  return answer;
};
"""


def speaks(path: Path) -> Path:
    """Half a minute like a voice: a gliding tone with its overtones, four syllables a second, hissing between."""
    time = np.arange(30 * RATE) / RATE
    pitch = 2 * np.pi * np.cumsum(130 + 25 * np.sin(2 * np.pi * 0.4 * time)) / RATE
    tone = sum(np.sin(n * pitch) / n for n in range(1, 24))
    syllables = np.clip(np.sin(2 * np.pi * 4 * time), 0, 1)
    hiss = np.random.default_rng(1).normal(0, 0.4, time.size) * np.clip(-np.sin(2 * np.pi * 4 * time), 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, time.size, "NONE", ""))
        file.writeframes((np.clip((tone * syllables + hiss) / 3, -1, 1) * 20_000).astype(np.int16).tobytes())
    return path


async def recording(person: Person, token: str, session: str) -> None:
    """The control room, with its microphone recorded for a minute; stopped, with nothing left to send."""
    await person.page.add_init_script(WATCHED)
    await person.come_in(token, f"/sessions/{session}/control")
    await person.page.get_by_role("button", name="Rekam mikrofon").click()
    card = person.page.locator("[data-recorder]")
    await expect(card).to_have_attribute("data-sent", str(MINUTE // PIECE), timeout=2 * MINUTE * 1000)
    await person.page.get_by_role("button", name="Hentikan rekaman").click()
    await expect(person.page.locator("[data-say-recorder]")).to_have_text("Rekaman berhenti dan tersimpan.")


@pytest.mark.parametrize("heard", ["beeps", "a voice"])
async def test_two_hours_of_sound(
    day: Day, browsers: Browsers, tmp_path: Path, capsys: Any, request: Any, heard: str
) -> None:
    session = await running(day)
    spoken_in = [f"--use-file-for-fake-audio-capture={speaks(tmp_path / 'voice.wav')}"] if heard == "a voice" else []
    person = await browsers.lasting(tmp_path / "room", *FALSE_DEVICES, *spoken_in)
    await recording(person, day.tokens["ratna"], session)
    made, answered = await person.page.evaluate("[made, answered]")
    await person.context.close()

    (take,) = (await day.secretariat.get(f"/sessions/{session}/recording"))["takes"]
    waited = [(answered[str(n)] - when) / 1000 for n, when in enumerate(made, 1)]
    seconds = (made[-1] - made[0]) / 1000 + PIECE
    size = take["size"] / seconds * TWO_HOURS
    say(
        capsys,
        f"{request.node.name}: {take['size'] * 8 / seconds / 1000:.1f} kbit/s over {seconds:.0f} s, two hours "
        f"{size / 1e6:.1f} MB (limit {MOST_BYTES / 1e6:.0f}); {len(waited)} pieces acknowledged after "
        f"{at(waited, 0.5):.0f} ms at the median (limit {ACKNOWLEDGED * 1000:.0f}), {max(waited) * 1000:.0f} at most",
    )
    assert take["missing"] == []
    assert size < MOST_BYTES


async def running(day: Day) -> str:
    """A rehearsal that has begun and is long enough, its people's links known."""
    session = str((await day.rehearse(600, 600, wait=2))["id"])
    await day.opened(session)
    return session
