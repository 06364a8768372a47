"""Makes the pictures of pages that the help and the README show, from the demo: `make pictures`.

Each is a page as it stands, of the demo's people, in each language, small enough to be sent to a phone.
"""

import asyncio
import io
import re
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from looks import LANGUAGES, LAST, demo  # noqa: E402 (the tests' own folder first)
from real_browsers import DESK, PHONE, Person, real_browsers  # noqa: E402

from server.web.look.statics import FOLDER  # noqa: E402
from server.web.pages.anyone.help import picture  # noqa: E402

OFFICIAL, PANELIST, SCORING = "Sekretariat", "Panelis 1", "Dr. Bambang Kusumawati"
WIDE, MOST = 640, 15_000  # pixels, about as they are shown, and bytes: two come with a guide's first sight
QUALITIES = (60, 50, 40, 30, 20)
# Whose page, on what device, and the link that leads to it: an address, or what one is pressed.
PICTURES = {
    "overview": (OFFICIAL, DESK, "/programmes/{programme}/overview"),
    "book": (OFFICIAL, DESK, "/programmes/{programme}/book?regency=33.18"),
    "mails": (OFFICIAL, DESK, "/programmes/{programme}/mails"),
    "calendar": (OFFICIAL, DESK, "/programmes/{programme}/calendar"),
    "control": (OFFICIAL, DESK, "/sessions/{session}/control"),
    "panelist": (PANELIST, PHONE, "/"),
    "regency": (LAST, PHONE, "/sessions/{running}"),
    "sheet": (SCORING, PHONE, "/sessions/{running}/sheet"),
}


async def main() -> None:
    """All of them, or of the people that are named behind the file of a demo's links."""
    told, *people = sys.argv[1:] or [""]
    async with demo(told) as links, real_browsers(lambda: links["Sidang"]) as some:
        found: dict[str, str] = {}
        for name in people or dict.fromkeys(whose for whose, _, _ in PICTURES.values()):
            own = {key: (device, where) for key, (whose, device, where) in PICTURES.items() if whose == name}
            person = await some.person(**next(iter(own.values()))[0])
            await person.come_in(links[name].rpartition("/")[2])
            found |= await _places(person, name)
            for language in LANGUAGES:
                if language != "id":
                    await _speak_english(person)
                for key, (_, where) in own.items():
                    await person.go(where.format(**found))
                    await _declared(person, key)
                    await _keep(person, picture(key, language))
            await person.context.close()


async def _speak_english(person: Person) -> None:
    await person.go("/account")
    await person.page.evaluate(
        "document.querySelectorAll('button').forEach((one) => one.textContent.trim() === 'English' && one.click())"
    )
    await person.page.wait_for_function("document.documentElement.lang === 'en'")


async def _places(person: Person, name: str) -> dict[str, str]:
    """The ids that the addresses need, read off the pages as they stand."""
    page = await (await person.go("/")).content()
    if name == OFFICIAL:
        programme = re.findall(r"/programmes/(\w{26})", page)[0]
        day = await (await person.go(f"/programmes/{programme}/sessions?state=live")).content()
        return {"programme": programme, "session": re.findall(r"/sessions/(\w{26})", day)[0]}
    return {"running": re.findall(r"/sessions/(\w{26})", page)[0]} if name == LAST else {}


async def _declared(person: Person, key: str) -> None:
    """A sheet opens to whoever has said that there is no conflict of interest."""
    button = person.page.locator('form[action$="/declare"] button').first
    if key == "sheet" and await button.count() and await button.is_visible():
        await button.click()
        await person.page.wait_for_load_state()


async def _keep(person: Person, name: str) -> None:
    await person.page.wait_for_timeout(500)
    drawn = Image.open(io.BytesIO(await person.page.screenshot())).convert("RGB")
    if drawn.width > WIDE:
        drawn = drawn.resize((WIDE, round(drawn.height * WIDE / drawn.width)), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    for quality in QUALITIES:
        kept = io.BytesIO()
        drawn.save(kept, "webp", quality=quality, method=6)
        if kept.tell() < MOST:
            break
    (FOLDER / name).write_bytes(kept.getvalue())
    print(f"{name}: {kept.tell() / 1000:.0f} kB")


if __name__ == "__main__":
    asyncio.run(main())
