"""Fixtures of the stories."""

from samples.peopled import browsers, day, mailbox, sidang  # noqa: F401
