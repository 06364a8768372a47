"""What several answers have in common: the model itself, people, times, and a list by the page."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Answered = Literal["needs-action", "accepted", "declined", "tentative", "delegated"]
Instant = Annotated[datetime, Field(description="RFC 3339, UTC")]
Digest = Annotated[str, Field(description="SHA-256 in hexadecimal digits")]
Minutes = Annotated[float, Field(description="minutes, fractions too")]
Names = str | dict[str, str]


class Answer(BaseModel):
    """What goes out; more fields may stand beside those that are named."""

    model_config = ConfigDict(extra="allow", populate_by_name=True, defer_build=True)


T = TypeVar("T", bound=BaseModel)


class Page(Answer, Generic[T]):
    """A list by the page; `next` is the cursor that `?after=` takes, null on the last."""

    items: list[T]
    next: str | None


class Who(Answer):
    """Somebody, by id and name."""

    id: str
    name: str


class Place(Answer):
    """A regency, by code and name."""

    code: str
    name: str


class Counted(Answer):
    """What a list did."""

    created: int
    updated: int


class ServerTime(Answer):
    """The server's clock."""

    server_time: Instant


class Fault(Answer):
    """One thing that does not fit: where (RFC 6901), and why."""

    pointer: str
    message: str


class Problem(Answer):
    """A refusal (RFC 9457), with the fields that a program needs to go on; `faults` where the body does not fit."""

    type: str
    title: str
    status: int
    detail: str | None = None
    code: str | None = None
    params: dict[str, object] | None = None
    faults: list[Fault] | None = None
