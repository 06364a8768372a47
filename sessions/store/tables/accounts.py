"""Accounts, acts of power and the installation's log."""
