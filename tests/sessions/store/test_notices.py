"""Processes hear each other, and notice when nobody could be heard any more."""

import asyncio

import psycopg
import pytest
from patience import SECONDS as PATIENCE
from relay import relay
from sqlalchemy import make_url

from sessions.store import notices

pytestmark = pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)


async def test_a_database_that_falls_silent_is_noticed_and_nothing_is_missed_before(tables_url, monkeypatch):
    monkeypatch.setattr(notices, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(notices, "ANSWER_SECONDS", 1.0)
    direct = make_url(tables_url)
    folder = direct.query.get("host", "")
    if not folder.startswith("/"):
        pytest.skip("the server of these tests listens on no socket of the file system")
    async with relay() as between:
        between.turn("through", f"{folder}/.s.PGSQL.5432")
        through = direct.set(host="127.0.0.1", port=between.port, query={})
        told = asyncio.Queue()
        line = await notices.Line.opened(through, "this-one", told.put_nowait)
        hearing = asyncio.create_task(line.hear())
        with psycopg.connect(tables_url, autocommit=True) as telling:
            for number in range(3):
                await asyncio.sleep(0.15)  # each comes after the server was asked at least once
                telling.execute("SELECT pg_notify(%s, %s)", (notices.CHANNEL, f'["me","{number}"]'))
                heard = await asyncio.wait_for(told.get(), PATIENCE)
                assert heard.signals == (str(number),)
            telling.execute("SELECT pg_notify(%s, %s)", (notices.CHANNEL, '["this-one","own"]'))
        between.turn("silent")
        async with asyncio.timeout(8):  # psycopg's own giving up takes ten seconds more
            with pytest.raises(psycopg.OperationalError):
                await hearing
        assert told.empty()  # its own are nothing to be told
        await line.connection.close()
