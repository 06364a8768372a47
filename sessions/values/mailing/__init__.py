"""Mails, and batches of them, as values: what is to be sent, what waits, how far each has come."""
