"""What an address asks of a list: its search and filters, each checked by name, for the API and for pages alike."""

from collections.abc import Collection, Mapping

from multidict import MultiMapping

from sessions.values import LACKS, Fault, Invalid, Sought, SoughtRows, words

STATES = ("booked", "open", "paused", "closed", "signed", "cancelled", "aborted")
ANSWERS = ("accepted", "declined", "tentative", "needs-action")
KNOWN: Mapping[str, Collection[str]] = {
    "state": STATES,
    "answer": ANSWERS,
    "without": LACKS,
    "rehearsal": ("yes", "no"),
}


def sessions_of(query: MultiMapping[str], **groups: Mapping[str, Collection[str]]) -> Sought:
    """Which sessions the address asks for; a filter may be named several times, or once with commas. `groups` are
    values of a filter that stand for several. Raises Invalid, which names every value that there is not."""
    given = {
        name: values(query, name) for name in ("state", "province", "panelist", "answer", "without", "rehearsal", "one")
    }
    faults = [
        Fault(f"/{name}", "not-one-of", {"allowed": ", ".join(known)})
        for name, known in KNOWN.items()
        if given[name] - set(known) - set(groups.get(name, ()))
    ]
    if faults:
        raise Invalid(faults)
    states = [one for state in given["state"] for one in groups.get("state", {}).get(state, (state,))]
    return Sought(
        words=words(query.get("q", "")),
        states=frozenset(states),
        provinces=given["province"],
        panelists=given["panelist"],
        answers=given["answer"],
        without=given["without"],
        ids=given["one"],
        rehearsals=given["rehearsal"],
    )


def rows_of(query: MultiMapping[str]) -> SoughtRows:
    """Which rows of the registry the address asks for. Raises Invalid."""
    without = values(query, "without")
    if without - {"address"}:
        raise Invalid.at("/without", "not-one-of", allowed="address")
    return SoughtRows(words(query.get("q", "")), values(query, "province"), without)


def values(query: MultiMapping[str], name: str) -> frozenset[str]:
    """The values of a filter."""
    return frozenset(one for text in query.getall(name, []) for one in text.split(",") if one)
