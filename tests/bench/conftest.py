"""Fixtures of the benchmarks."""

from benched import prepared  # noqa: F401
from samples.peopled import browsers, day, mailbox, sidang  # noqa: F401
