"""Offers of times to regencies: made, looked at, chosen from, answered with other times, reminded of, ended."""

from typing import Any

from aiohttp import web

from server import forms
from server.forms import ChoiceIn, OfferIn, ProposalIn, ProposedIn, ReasonIn
from server.web.api.before import batches
from server.web.api.before.sessions import shown
from server.web.seam import CHOOSING, access, handlers, ways
from sessions.actions import choosing, making, must_be_secretariat, proposing
from sessions.store import Db, Reads, registry
from sessions.store import offers as store


async def make(request: web.Request) -> web.Response:
    """Offers times to regencies, and writes to each."""
    asker, now, bulk = access.asker(request), handlers.now(request), ways.bulk(request)
    given = await forms.body(request, OfferIn)
    wanted = making.Wanted(tuple(given.regencies), tuple(given.slots), given.until)
    programme = request.match_info["id"]

    def view(db: Db, made: Any) -> dict[str, object]:
        offer, batch = made
        return choosing.offer_json(db, offer, asker, now=now) | {"batch": batches.shown(db, batch, now)}

    return await handlers.act(
        request, lambda db: making.make(db, programme, wanted, asker, bulk=bulk, now=now), view=view, status=201
    )


async def list_offers(request: web.Request) -> web.Response:
    """The programme's offers, oldest first."""
    asker, (limit, after), now = access.asker(request), handlers.paging(request), handlers.now(request)
    programme = request.match_info["id"]

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        registry.programme(db, programme)
        found = store.of_programme(db, programme, after=after, limit=limit + 1)
        return handlers.page([choosing.offer_json(db, one, asker, now=now) for one in found], limit)

    return await handlers.show(request, query)


async def get_offer(request: web.Request) -> web.Response:
    """An offer; a regency sees the times that are free at this moment."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(
        request, lambda db: choosing.offer_json(db, choosing.seen(db, offer, asker), asker, now=now)
    )


async def choose(request: web.Request) -> web.Response:
    """A regency chooses a time, or another one until the offer ends."""
    asker, offer, now, how = (
        access.asker(request),
        request.match_info["id"],
        handlers.now(request),
        ways.of_one(request),
    )
    given = await forms.body(request, ChoiceIn)
    choice = choosing.Choice(offer, given.starts_at, asker, given.for_)
    async with request.app[CHOOSING]:
        return await handlers.act(
            request,
            lambda db: choosing.choose(db, choice, ways=how, now=now),
            view=shown(request),
            reads=Reads(choosing.read_together, choice),
        )


async def end(request: web.Request) -> web.Response:
    """The time to choose is over now."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.act(
        request,
        lambda db: making.end(db, offer, asker, now=now),
        view=lambda db, ended: choosing.offer_json(db, ended, asker, now=now),
    )


async def remind(request: web.Request) -> web.Response:
    """Reminds all who have not chosen, nobody twice within a day."""
    asker, offer, now, bulk = access.asker(request), request.match_info["id"], handlers.now(request), ways.bulk(request)
    return await handlers.act(
        request,
        lambda db: making.remind_now(db, offer, asker, bulk=bulk, now=now),
        view=lambda db, told: {"reminded": list(told.codes), "batch": batches.shown(db, told.batch, now)},
    )


async def propose(request: web.Request) -> web.Response:
    """A regency asks for other times than those it was offered."""
    asker, offer, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, ProposalIn)
    return await handlers.act(
        request,
        lambda db: proposing.propose(db, offer, given.starts, given.reason, asker, code=given.for_, now=now),
        view=lambda db, made: made.as_json(),
        status=201,
    )


async def accept(request: web.Request) -> web.Response:
    """The secretariat takes one of the proposed times."""
    asker, where, now, how = access.asker(request), request.match_info, handlers.now(request), ways.of_one(request)
    given = await forms.body(request, ProposedIn)
    return await handlers.act(
        request,
        lambda db: proposing.accept(db, where["id"], where["proposal"], given.starts_at, asker, ways=how, now=now),
        view=shown(request),
    )


async def decline(request: web.Request) -> web.Response:
    """The secretariat says why a proposed time is not taken."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    given = await forms.body(request, ReasonIn)
    return await handlers.act(
        request,
        lambda db: proposing.decline(db, where["id"], where["proposal"], given.reason, asker, now=now),
        view=lambda db, answered: answered.as_json(),
    )
