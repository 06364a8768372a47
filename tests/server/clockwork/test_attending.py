"""Who is here stays true where a process ends without a word: its people are gone, unless they are at another."""

from houses import House, on_both_stores
from listening import listening, until

from server.web import access
from server.web.keys import LIVE
from sessions.actions.during import attending
from sessions.store.engine import Db


@on_both_stores
async def test_whoever_was_at_a_process_that_was_killed_is_gone(house: House):
    session, live = await house.open(), house.client.app[LIVE]

    def come_by_another(db: Db) -> None:
        for caller in (house.panelist, house.chair):
            asker = access.person_asker(db, caller.id, "link")
            attending.join(db, session, asker, "killed", now=house.clock())

    async with listening(house.panelist, session) as heard:
        await until(heard, "joined")
        await house.store.write(come_by_another)
        assert set((await house.secretariat.session(session))["present"]) == {house.panelist.id, house.chair.id}

        await live.look_for_the_gone()

        assert (await house.secretariat.session(session))["present"] == [house.panelist.id]
        (left,) = [one for one in await house.secretariat.entries(session) if one["kind"] == "left"]
        assert left["data"] == {"person": house.chair.id}
        await live.look_for_the_gone()
        assert sum(one["kind"] == "left" for one in await house.secretariat.entries(session)) == 1
