"""A hundred kills under every kind of write: nothing that was acknowledged is lost, nothing is there twice."""

import pytest
from benched import say
from killed import besieged

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
KILLS = 100


async def test_a_hundred_kills_lose_nothing_and_double_nothing(store_url, tmp_path, capsys, request):
    async with besieged(store_url, tmp_path) as siege:
        await siege.endure(KILLS)
        await siege.must_have_lost_nothing()
        mailed = len(siege.mailbox.messages)

    say(capsys, f"{request.node.name}: {siege.asked}, {mailed} mails; nothing lost, nothing twice")
