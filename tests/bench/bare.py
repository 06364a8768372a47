"""The limit that saves are measured against: the same request parsed and answered by aiohttp, with nothing kept.

`python bare.py` prints its address and serves until it is told to end.
"""

import asyncio
import json

from aiohttp import web


async def put_score(request: web.Request) -> web.Response:
    given = json.loads(await request.read())
    stored = {"criterion": request.match_info["criterion"], "value": given["value"], "note": "", "unsure": False}
    text = json.dumps(stored | {"revision": 1, "at": "2026-12-01T02:00:00Z", "entry": 1, "hash": "0" * 64})
    return web.Response(text=text, content_type="application/json")


async def serve() -> None:
    app = web.Application()
    app.router.add_put("/api/v1/sessions/{id}/sheet/{criterion}", put_score)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"bare: http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
