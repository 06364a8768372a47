"""Accounts, links, keys, sign-ins and the log: the SQL of who may do what, and of what was done with it."""
