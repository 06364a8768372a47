"""The booking form as a page sends it."""

import aiohttp
from reading_pages import send


def booking(house, **changes):
    """The booking form, filled in for Jepara on the Tuesday at nine."""
    form = {
        "regency": "33.20 Kabupaten Jepara",
        "date": "2031-03-04",
        "time": "09:00",
        "panel": [house.id(name) for name in ("ratna", "budi")],
        "chair": house.id("ratna"),
        "meeting_url": "https://rapat.example.id/x",
    } | changes
    pairs = [(key, value) for key, value in form.items() if not isinstance(value, list)]
    return aiohttp.FormData([*pairs, *(("panel", one) for one in form["panel"])])


async def book(house, **changes):
    return await send(house.secretariat, f"/programmes/{house.programme}/book", booking(house, **changes))
