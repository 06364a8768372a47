"""What a calendar that is asked for again costs: the feed, and the answer that nothing has changed, in milliseconds of
the server's own processor; the client is another process."""

import http.client
from urllib.parse import urlsplit

import pytest
from benched import cpu, say, serving

from server.opening import open_store
from sessions.actions.invitations.feeding import EVERYBODY
from sessions.clock import wall_clock
from sessions.store.powers import links

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]
SESSIONS, TIMES = 500, 1_000
MUST, AIM = 0.4, 0.2  # milliseconds of the processor for a 304


def test_a_feed_that_has_not_changed_costs_next_to_nothing(prepared, tmp_path, capsys, request):
    ready = prepared(SESSIONS)
    person = ready.sessions[0]["panelists"][0][0]
    tokens = tokens_of(ready.settings, person)
    lines = []
    with serving(ready, tmp_path, 1) as (process, address):
        for whose, path in {
            "a panelist's": f"/calendar/{tokens[0]}.ics",
            "a panelist's without what was invited to": f"/calendar/{tokens[0]}.ics?without=invited",
            f"all {SESSIONS}": f"/calendar/{tokens[1]}.ics",
        }.items():
            whole, again = costs(process, address, path)
            lines.append(f"{whose}: the feed {whole:.2f}, a 304 {again:.2f} (must {MUST}, aim {AIM})")
    say(capsys, f"{request.node.name}: ms of the processor: " + "; ".join(lines))


def tokens_of(settings, person):
    """The tokens of the person's feed and of everybody's."""
    store, now = open_store(settings), wall_clock()
    try:
        mine = store.write_now(links.token, "feed", person, person=person, now=now)
        return mine, store.write_now(links.token, "feed", EVERYBODY, now=now)
    finally:
        store.close()


def costs(process, address, path):
    """Milliseconds of the server's processor: the feed as it is sent, and a 304."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    tag = asked(connection, path, 200)
    taken = []
    for status, headers in ((200, {}), (304, {"If-None-Match": tag})):
        before = cpu(process)
        for _ in range(TIMES):
            asked(connection, path, status, headers)
        taken.append(1000 * (cpu(process) - before) / TIMES)
    connection.close()
    return taken


def asked(connection, path, status, headers=()):
    """The entity tag of an answer of that status."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    assert answer.status == status
    return answer.getheader("ETag")
