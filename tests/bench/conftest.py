"""Fixtures of the benchmarks."""

from benched import prepared  # noqa: F401
