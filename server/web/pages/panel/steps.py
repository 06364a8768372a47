"""The values that a criterion is scored by at a touch, as they are written and with their levels in words."""

from collections.abc import Mapping
from typing import Any

from server.text import formats, named
from sessions.values import Scale

MOST = 11  # values to touch; a finer scale is typed
Step = tuple[float, str, str]  # the value, as it is written, its level ("" where it has none)


def of(rubric: Mapping[str, Any], language: str) -> dict[str, list[Step]]:
    """Each criterion's steps by its key, lowest first; none where there are too many. `rubric` as the contract has
    it."""
    scale = Scale(**rubric["scale"])
    values = [(one, str(one), formats.number(one, 2, language)) for one in scale.values()] if _is_coarse(scale) else []
    return {
        criterion["key"]: [
            (value, shown, named(criterion["levels"].get(key), language)) for value, key, shown in values
        ]
        for group in rubric["groups"]
        for criterion in group["criteria"]
    }


def _is_coarse(scale: Scale) -> bool:
    return scale.steps < MOST
