"""When the clock looks at a session again."""

import asyncio
from datetime import timedelta

from houses import TUESDAY_NINE

from server.clockwork.alarms import SEALED_WITHIN
from server.web.keys import JOBS


async def test_once_it_is_sealed_the_next_look_is_at_the_reveal_and_who_reveals_does_not_wait(house):
    session = await house.closed()
    jobs = house.client.app[JOBS]

    assert jobs.scheduler.get_job(session).trigger.run_date == TUESDAY_NINE + timedelta(hours=2, minutes=15)
    async with asyncio.timeout(SEALED_WITHIN.total_seconds() / 2):
        await jobs.seal(session)
